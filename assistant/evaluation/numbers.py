"""The number checker at scale: real answers must be clean, planted faults must be caught.

The questions are those of the plan sets and the retrieval sets. They are answered by the embedded assistant as a
user's are, but for short runs: what is checked is whether the words tell what the runs gave, whatever they gave.
Runs are kept in the store, so that an interrupted evaluation goes on where it stopped.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant import checker
from assistant.checker.marks import marks
from assistant.checker.planted import KINDS, Kind, Planted, planted
from assistant.evaluation import plan as plans
from assistant.search.questions import load_questions
from assistant.session import Session
from twin.edits import RunEdit
from twin.errors import InputError

BRIEF = RunEdit(horizon=90.0, warm_up=5.0, replications=2, draws=16)
ASIDES = ("Which assumptions matter most?", "Why?", "Where does the landed cost come from?")
"""Asked in turn at the end of a conversation in which something ran: other words over the same results."""
RAN = ("run", "compare", "why", "assumptions", "explain", "undo")
OTHER = ("describe", "list", "evidence")
EVIDENCE_SHARE = 0.25
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """A real answer: its numbers, and those that the checker does not find."""

    question: str
    kind: str
    text: str
    figures: int
    faults: tuple[str, ...]
    known: checker.Sources = field(repr=False, compare=False)


def answers(wanted: int, seed: int, progress: Progress | None = None) -> Iterator[Checked]:
    """Real answers that hold numbers: three quarters on runs, the rest on passages; in an order that the seed gives."""
    given = 0
    evidence = round(wanted * EVIDENCE_SHARE)
    for source, most in ((_of_plans(seed), wanted - evidence), (_of_evidence(seed), evidence)):
        so_far = 0
        for item in source:
            if so_far == most:
                break
            if item.figures:
                so_far, given = so_far + 1, given + 1
                if progress is not None:
                    progress(given, wanted)
                yield item


def _of_plans(seed: int) -> Iterator[Checked]:
    """Conversations of the plan sets in which something runs."""
    rows = [row for path in plans.sets() for row in plans.load(path)]
    kinds = [
        row for row in rows if any(kind in RAN + OTHER for t in row["turns"] for kind in t["kind"].split("|"))
    ]
    random.Random(seed).shuffle(kinds)
    for number, row in enumerate(kinds):
        asked = [*(turn["q"] for turn in row["turns"]), ASIDES[number % len(ASIDES)]]
        yield from _conversation(asked, (*RAN, "describe", "list"))


def _of_evidence(seed: int) -> Iterator[Checked]:
    questions = [q.question for q in load_questions() if q.answerable]
    random.Random(seed).shuffle(questions)
    for question in questions:
        yield from _conversation([question], ("evidence",))


def _conversation(questions: Sequence[str], kinds: Sequence[str]) -> Iterator[Checked]:
    talk = Session(model_setting="embedded")
    talk.bench.brief, talk.drawing = BRIEF, False
    try:
        for question in questions:
            try:
                answer = talk.ask(question)
            except InputError:  # the question cannot be: there is no answer to check
                continue
            plan = talk.bench.plan
            if plan is not None and plan.kind in kinds and answer.kind not in ("clarify", "refuse"):
                known = checker.sources(question, talk.bench)
                found = tuple(checker.faults(answer.answer, known))
                yield Checked(question, plan.kind, answer.answer, len(marks(answer.answer)), found, known)
    finally:
        talk.close()


@dataclass(frozen=True)
class Caught:
    """A planted fault and whether the checker found it."""

    question: str
    fault: Planted
    caught: bool


def plant(real: Sequence[Checked], each: int, seed: int) -> list[Caught]:
    """Faults of every kind, `each` of them, in answers drawn by luck; only clean answers are used."""
    luck = random.Random(seed)
    clean = [item for item in real if not item.faults]
    return [found for kind in KINDS for found in _of_kind(kind, clean, each, luck)]


def _of_kind(kind: Kind, clean: Sequence[Checked], each: int, luck: random.Random) -> Iterator[Caught]:
    found = 0
    for item in luck.choices(clean, k=each * 50) if clean else ():
        fault = planted(item.text, kind, luck, item.known.scenarios, item.known.quotes)
        if fault is None:
            continue
        yield Caught(item.question, fault, bool(checker.faults(fault.text, item.known)))
        found += 1
        if found == each:
            return


def evaluate(wanted: int, each: int, seed: int, progress: Progress | None = None) -> dict[str, Any]:
    """Both parts as one object: how many answers and numbers were clean, how many planted faults of a kind were caught."""
    started = time.monotonic()
    real = list(answers(wanted, seed, progress))
    faults = plant(real, each, seed)
    return {
        "answers": len(real),
        "clean": sum(not item.faults for item in real),
        "numbers": sum(item.figures for item in real),
        "kinds": {
            kind: sum(item.kind == kind for item in real) for kind in sorted({item.kind for item in real})
        },
        "alarms": [{"question": item.question, "faults": list(item.faults)} for item in real if item.faults],
        "planted": [_tally(kind, faults) for kind in KINDS],
        "missed": [
            {"kind": f.fault.kind, "question": f.question, "before": f.fault.before, "after": f.fault.after}
            for f in faults
            if not f.caught
        ],
        "run": BRIEF.model_dump(mode="json", exclude={"kind"}, exclude_none=True),
        "seed": seed,
        "seconds": round(time.monotonic() - started, 1),
    }


def _tally(kind: Kind, faults: Sequence[Caught]) -> dict[str, Any]:
    own = [f.caught for f in faults if f.fault.kind == kind]
    return {"kind": kind, "planted": len(own), "caught": sum(own)}
