"""Fit the learnt reading: python -m assistant.fitting.reading [--check SET]

Labels: logistic regression with a ridge over hashed traits and the encoder's vector, each label apart. Mentions: what the words
around a number or name say that it is for (`near`). Both are fitted on the lessons that were written for it, on every
question set that has been scored, and (for the kind of a question) on the questions about evidence. Trust: the lessons are cut
in two; each half is read with weights that the other half taught, beside the grammar, which has seen neither. Follow-ups: the same
for the later turns of the conversations.

--check leaves one set out and prints how the rest does on it: the honest figure. Without it, `weights.npz` is written.
Takes an hour on two cores.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from assistant.evaluation.plan import load, planned, sets
from assistant.fitting import leaning as fit_leaning
from assistant.fitting import near as fit_near
from assistant.fitting.descent import Choice, adam, chooser
from assistant.hashing import WIDE, known_places, packed, places
from assistant.plan.learnt import weights
from assistant.plan.learnt.choose import CHOICE_PLACES, candidates, of_candidate
from assistant.plan.learnt.compose import Composer
from assistant.plan.learnt.frames import frames_of_fields
from assistant.plan.learnt.lean import LEAN_PLACES
from assistant.plan.learnt.lessons import RUNS, Lesson, lessons
from assistant.plan.learnt.mentions import mentions
from assistant.plan.learnt.reader import ENCODER, Reader
from assistant.plan.learnt.steps import Step
from assistant.plan.learnt.traits import of_question, plain
from assistant.plan.names.corrections import heard
from assistant.plan.names.world import TwinWorld, World
from assistant.plan.planner import Planner
from assistant.plan.read.meaning import meaning
from assistant.plan.text.words import read
from assistant.plan.thread import Thread
from assistant.search.encoders import encoder_for
from assistant.settings import settings
from twin.paths import corpus_root

Numbers = npt.NDArray[np.float32]
BANK, TALKS = "lessons.jsonl", "talks.jsonl"
RIDGE, STEPS, RATE, LEAST = 0.8, 120, 0.15, 3
POSITIVE = 2.0  # how much a label that is there counts against one that is not: most are not
CHOICE_RIDGE, CHOICE_STEPS, CHOICE_RATE = 8.0, 400, 0.02
PAIRS = 4000
WORKERS = 3


@dataclass(frozen=True)
class Sample:
    """A question, in its words and in plain ones, with its labels; of the groups that nothing is known about, none counts."""

    question: str
    plain: str
    traits: frozenset[str]
    labels: frozenset[str]
    groups: frozenset[str]


GROUPS = ("kind", "case", "design", "parted", "op")


def group(label: str) -> str:
    """The group of a label: 'kind:run', 'case:avatar', 'design:network+plant', or an operation."""
    name, colon, _ = label.partition(":")
    return name if colon else "op"


def sample(own: Lesson) -> Sample:
    """What a lesson teaches about the question as a whole."""
    runs = bool(own.kinds & RUNS) and bool(own.turn.get("scenarios"))
    kind = "run" if runs else "decline" if own.kinds & {"clarify", "refuse"} else sorted(own.kinds)[0]
    labels = {f"kind:{kind}"}
    if runs:
        labels |= {f"case:{own.case}", f"design:{'+'.join(sorted(own.designs))}", *own.labels}
        labels |= {"parted:yes"} if own.branched else set()
    groups = set(GROUPS if runs else ("kind",))
    for _, slot, value in own.named:
        labels |= {f"{slot}:{value}"} if value else set()
        groups.add(slot)
    return Sample(
        own.question,
        plain(own.text, own.pieces, own.mentions),
        of_question(own.text, own.pieces, own.mentions),
        frozenset(labels),
        frozenset(groups),
    )


def fit_labels(
    samples: Sequence[Sample], vectors: Numbers
) -> tuple[tuple[str, ...], npt.NDArray[np.int64], list[Numbers]]:
    """Labels, keys of traits, and the weights of traits, vector and bias (Adam, all samples at once)."""
    labels = tuple(sorted({label for one in samples for label in one.labels}))
    hashed = [places(one.traits, WIDE) for one in samples]
    counts = Counter(int(key) for row in hashed for key in row)
    keys = np.array(sorted(key for key, count in counts.items() if count >= LEAST), np.int64)
    rows = [known_places(row, keys) for row in hashed]
    held = sparse.csr_matrix(
        (
            np.concatenate([np.full(len(row), weights.TRAITS / np.sqrt(max(1, len(row)))) for row in rows]),
            np.concatenate(rows),
            np.cumsum([0, *(len(row) for row in rows)]),
        ),
        shape=(len(rows), len(keys)),
        dtype=np.float32,
    )
    wanted = np.array([[label in one.labels for label in labels] for one in samples], np.float32)
    known = np.array([[group(label) in one.groups for label in labels] for one in samples], np.float32)
    parts = [
        np.zeros((len(keys), len(labels)), np.float32),
        np.zeros((vectors.shape[1], len(labels)), np.float32),
        np.full(len(labels), -3, np.float32),
    ]
    dense, turned = weights.VECTOR * vectors, held.T.tocsr()

    def slopes() -> list[Numbers]:
        wrong = (
            known
            * (1 + (POSITIVE - 1) * wanted)
            * (1 / (1 + np.exp(-np.clip(held @ parts[0] + dense @ parts[1] + parts[2], -30, 30))) - wanted)
        )
        return [turned @ wrong + RIDGE * parts[0], dense.T @ wrong + RIDGE * parts[1], wrong.sum(0)]

    adam(parts, slopes, STEPS, RATE)
    return labels, keys, parts


_KINDS = {
    "compare_designs": "run", "run_plain": "run", "off_topic": "decline", "optimise": "decline", "vague": "decline",
    "explain_kpi": "why", **{kind: kind for kind in ("evidence", "describe", "help", "why", "undo", "report")},
}  # fmt: skip
_COARSE = frozenset(
    {"policy.dispatch", "policy.reroute", "policy.sequencing", "price_shock", "shifts", "run_settings"}
)


def _seen(question: str, world: World) -> tuple[str, frozenset[str]]:
    """A question in plain words, and its traits."""
    names = world.names("resilience", "network", None)
    text, pieces = heard(read(question), world, names)
    found = mentions(text, pieces, names)
    return plain(text, pieces, found), of_question(text, pieces, found)


def sentences(world: World) -> list[Sample]:
    """Sentences of which only the operation or the kind is known: the phrase bank, and the questions about evidence."""
    folder = corpus_root() / "questions"
    found = []
    for line in (folder / "plan_bank.tsv").read_text("utf-8").splitlines():
        labels, _, question = line.partition("\t")[0].split("+"), "", line.rpartition("\t")[2]
        if line.startswith("#") or _COARSE & set(labels):
            continue
        kinds = [f"kind:{_KINDS[label]}" for label in labels if label in _KINDS]
        own, group_ = (kinds[:1], "kind") if kinds else (labels, "op")
        found.append(Sample(question, *_seen(question, world), frozenset(own), frozenset({group_})))
    for path in sorted(folder.glob("retrieval_*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            question = json.loads(line)["question"]
            found.append(
                Sample(question, *_seen(question, world), frozenset({"kind:evidence"}), frozenset({"kind"}))
            )
    return found


Row = dict[str, Any]


def changes(talks: Sequence[Row], world: World) -> list[Sample]:
    """Later turns of conversations that bring in a new operation: what it is called where the rest is understood."""
    found = []
    for row in talks:
        held: frozenset[str] = frozenset()
        for turn in row["turns"]:
            scenarios = turn.get("scenarios", [])
            now = frozenset(
                frame.label for one in scenarios for edit in one["edits"] for frame in frames_of_fields(edit)
            )
            if now - held and held and (held <= now or not held & now):
                seen = _seen(str(turn["q"]), world)
                found.append(Sample(str(turn["q"]), *seen, now - held, frozenset({"op"})))
            held = now or held
    return found


class Vectors:
    """The encoder's vectors, each text once."""

    def __init__(self) -> None:
        self._encoder = encoder_for(ENCODER)
        self._known: dict[str, Numbers] = {}

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dim(self) -> int:
        return self._encoder.dim

    def query(self, text: str) -> Numbers:
        if text not in self._known:
            self._known[text] = self._encoder.query(text)
        return self._known[text]

    def of(self, samples: Sequence["Sample"]) -> Numbers:
        """The vectors of samples, each of a question in its own words and in plain ones."""
        both = (self.passages([getattr(one, words) for one in samples]) for words in ("question", "plain"))
        return np.concatenate(list(both), axis=1)

    def join(self, text: str, one: str, other: str) -> None:
        """Keeps the mean direction of two texts as the vector of a third."""
        mean = self.query(one) + self.query(other)
        self._known[text] = np.asarray(mean / np.linalg.norm(mean), np.float32)

    def passages(self, texts: Sequence[str]) -> Numbers:
        return np.array([self.query(text) for text in texts], np.float32)


Taught = tuple[Lesson, Sample]


def taught(own: Sequence[Taught], spare: Sequence[Sample], vectors: Vectors) -> weights.Weights:
    """Weights of labels and of what stands around a mention alone."""
    samples = [*(one for _, one in own), *spare]
    samples += two_in_one(samples, vectors)
    labels, keys, parts = fit_labels(samples, vectors.of(samples))
    table, scale = packed(parts[0])
    blank = np.zeros(CHOICE_PLACES, np.float32)
    still = np.zeros(LEAN_PLACES, np.float32)
    near = fit_near.fit([one for one, _ in own], TwinWorld())
    return weights.Weights(labels, keys, table, scale, parts[1], parts[2], blank, still, near=near)


def sights(rows: Sequence[Row], found: weights.Weights, vectors: Vectors, world: World) -> list[Choice]:
    """The candidates of each row with which of them are right; where none is, none of them is."""
    composer, grammar = Composer(world, found, vectors), Planner(world, meaning=meaning(settings()))
    result: list[Choice] = []
    for row in rows:
        turn = row["turns"][0]
        question = str(turn["q"])
        plan = planned(question, Thread(), grammar)
        chances, readings = composer.compose(question)
        choice, words = [], len(question.split())
        for one in candidates(readings, plan):
            held = one.reading.scenarios if one.reading else one.grammar.scenarios if one.grammar else ()
            right = bool(held) and fit_leaning.right(turn, Step("", held))
            traits = of_candidate(one, readings, chances, plan, words)
            choice.append((places(traits, CHOICE_PLACES), right))
        choice[-1] = (choice[-1][0], not any(right for _, right in choice))
        result.append(choice)
    return result


def read_by_half(
    own: Sequence[Taught],
    spare: Sequence[Sample],
    vectors: Vectors,
    rows: Sequence[Row],
    talks: Sequence[Row],
) -> tuple[list[Choice], list[fit_leaning.Sight]]:
    """What weights that one half taught make of questions and of follow-ups of the other."""
    found, world = taught(own, spare, vectors), TwinWorld()
    grammar = Planner(world, meaning=meaning(settings()))
    seen = sights(rows, found, vectors, world)
    return seen, fit_leaning.sights(talks, Composer(world, found, vectors), grammar)


def two_in_one(samples: Sequence[Sample], vectors: Vectors) -> list[Sample]:
    """Pairs of questions taken as one, so that what a change is known by holds among the words of another."""
    held = [one for one in samples if "op" in one.groups and "kind:run" in one.labels]
    held = [one for one in held if "parted:yes" not in one.labels]
    held = [one for one in held if 1 <= sum(group(label) == "op" for label in one.labels) <= 2]
    luck, found = random.Random(PAIRS), []
    for _ in range(min(PAIRS, len(held) * (len(held) - 1))):
        one, other = luck.sample(held, 2)
        labels = frozenset(label for label in one.labels | other.labels if group(label) == "op")
        question, masked = f"{one.question} {other.question}", f"{one.plain} {other.plain}"
        vectors.join(question, one.question, other.question)
        vectors.join(masked, one.plain, other.plain)
        found.append(Sample(question, masked, one.traits | other.traits, labels, frozenset({"op"})))
    return found


def main(arguments: Sequence[str]) -> None:
    """Fits and writes the weights, or checks them on a set that is left out."""
    world, vectors = TwinWorld(), Vectors()
    left_out = arguments[1] if arguments[:1] == ["--check"] else ""
    bank = load(corpus_root() / "questions" / BANK)
    scored = [row for path in sets() if path.stem != left_out for row in load(path)]
    talks = load(corpus_root() / "questions" / TALKS)
    own = [(one, sample(one)) for one in lessons([*bank, *scored, *talks], world)]
    held = len(bank) + len(scored)
    lent, rest, opened = own[: len(bank)], own[len(bank) : held], own[held:]
    spare, lasting = sentences(world), [row for row in scored if len(row["turns"]) > 1]
    later = [changes(talks[half::2], world) for half in (0, 1)]
    vectors.of([*(one for _, one in own), *spare, *later[0], *later[1]])
    with ProcessPoolExecutor(WORKERS) as pool:
        whole = pool.submit(taught, own, [*spare, *later[0], *later[1], *changes(lasting, world)], vectors)
        halves = [
            pool.submit(
                read_by_half,
                [*rest, *lent[half::2], *opened[half::2]],
                [*spare, *later[half]],
                vectors,
                bank[1 - half :: 2],
                [*talks[1 - half :: 2], *lasting[1 - half :: 2]],
            )
            for half in (0, 1)
        ]
        found, read = whole.result(), [half.result() for half in halves]
    seen = [choice for choices, _ in read for choice in choices]
    leaning = [sight for _, sights_ in read for sight in sights_]
    choice = chooser(seen, CHOICE_PLACES, CHOICE_RIDGE, CHOICE_STEPS, CHOICE_RATE)
    lean, acts, act_vector = fit_leaning.fit(leaning)
    found = weights.Weights(
        **{**vars(found), "choice": choice, "lean": lean, "acts": acts, "act_vector": act_vector}
    )
    if not left_out:
        weights.save(weights.FILE, found)
        print(f"{len(own) + len(spare)} questions, {weights.FILE.stat().st_size / 1e6:.1f} MB")
        return
    from assistant.evaluation.plan import as_json, score

    rows = load(Path(corpus_root() / "questions" / f"{left_out}.jsonl"))
    planner = Planner(world, learnt=Reader(world, vectors, found))
    print(
        json.dumps(
            {k: v for k, v in as_json(score(rows, planner), left_out).items() if k != "misses"}, indent=1
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
