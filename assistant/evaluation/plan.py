"""Scores the planner on question sets: by the network that would be run and the kind of answer, never by words.

A gold scenario is built with the twin's own edits and compared by the digest of what would run; "*" in it stands for
any stated assumption. The unedited base beside a what-if is understood. Four outcomes a turn: `exact`, `asked` (a
question back where none was needed), `wrong_run` (another scenario would run without asking), `other`.
"""

import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from assistant.plan.scenarios import scenario_of
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.thread import Thread
from twin.errors import FrugalTwinError, InputError
from twin.paths import corpus_root

ANY = "*"
RUNS = ("run", "compare")
Supported = Callable[[str], bool]


class Plans(Protocol):
    """Whatever plans a question in a conversation."""

    def plan(self, question: str, thread: Thread) -> Plan:
        """The plan of a question."""
        ...


@dataclass(frozen=True)
class Scored:
    """One turn: what was expected, what was planned, and the outcome."""

    id: str
    tier: str
    lang: str
    turn: int
    question: str
    outcome: str
    expected: str
    planned: str
    detail: str
    milliseconds: float


@dataclass
class Tally:
    """Shares of a tier with Wilson bounds (95 %)."""

    tier: str
    turns: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    right_or_asked: int = 0

    def share(self, outcome: str) -> tuple[float, float, float]:
        """Share of an outcome and its bounds."""
        hits = self.right_or_asked if outcome == "right_or_asked" else self.outcomes.get(outcome, 0)
        return wilson(hits, self.turns)


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float, float]:
    """A share and its Wilson bounds; zeros for an empty tier.

    >>> [round(x, 3) for x in wilson(8, 10)]
    [0.8, 0.49, 0.943]
    """
    if not total:
        return 0.0, 0.0, 0.0
    share = hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return share, max(0.0, centre - half), min(1.0, centre + half)


def load(path: Path) -> list[dict[str, Any]]:
    """The questions of a set; InputError names the wrong line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not {"id", "tier", "turns"} <= set(row):
                raise ValueError
        except ValueError:
            raise InputError(f"{path.name}, line {number}: not a question with id, tier and turns.") from None
        rows.append(row)
    return rows


def sets() -> list[Path]:
    """The plan question sets of the corpus, by name."""
    return sorted((corpus_root() / "questions").glob("plan_*.jsonl"))


def score(rows: Iterable[dict[str, Any]], planner: Plans, supported: Supported | None = None) -> list[Scored]:
    """Plans every turn of every question in its conversation, and scores it."""
    return [scored for row in rows for scored in _conversation(row, planner, supported)]


def _conversation(row: dict[str, Any], planner: Plans, supported: Supported | None) -> Iterable[Scored]:
    thread = Thread()
    for number, turn in enumerate(row["turns"], start=1):
        started = time.perf_counter()
        plan = planned(turn["q"], thread, planner)
        spent = 1000 * (time.perf_counter() - started)
        kind = _kind(plan, supported)
        outcome, detail = judge(turn, plan, kind)
        yield Scored(
            row["id"],
            row["tier"],
            row.get("lang", "en"),
            number,
            turn["q"],
            outcome,
            turn["kind"],
            kind,
            detail,
            spent,
        )
        thread = thread.after(plan)
        if outcome != "exact" and number < len(row["turns"]):
            thread = as_expected(turn, thread)


def planned(question: str, thread: Thread, planner: Plans) -> Plan:
    """What a planner makes of a question; a refusal where it cannot be taken at all."""
    try:
        return planner.plan(question, thread)
    except InputError as error:
        return Plan(kind="refuse", question=question[:200], message=str(error))


def _kind(plan: Plan, supported: Supported | None) -> str:
    if plan.kind == "evidence" and supported is not None and not supported(plan.query):
        return "refuse"
    return {"list": "describe"}.get(plan.kind, plan.kind)


def judge(turn: dict[str, Any], plan: Plan, kind: str) -> tuple[str, str]:
    """The outcome of a turn and what differs."""
    wanted = str(turn["kind"]).split("|")
    if kind in wanted and kind not in RUNS:
        if kind == "undo" and turn.get("scenarios") and plan.scenarios:
            return _judged_scenarios(turn["scenarios"], plan.scenarios)
        return "exact", ""
    if kind in RUNS and set(wanted) & set(RUNS):
        return _judged_scenarios(turn.get("scenarios", []), plan.scenarios)
    if kind in RUNS:
        return "wrong_run", f"ran although {turn['kind']} was right"
    if kind == "clarify" and "refuse" not in wanted:
        return "asked", plan.message
    if {kind, *wanted} <= {"clarify", "refuse"} or (
        ({kind} | set(wanted)) <= {"describe", "help", "evidence"}
        and kind in ("describe", "help")
        and set(wanted) & {"describe", "help"}
    ):
        return "exact", ""
    return "other", f"{kind} instead of {turn['kind']}"


def _judged_scenarios(gold: Sequence[dict[str, Any]], planned: Sequence[ScenarioPlan]) -> tuple[str, str]:
    left = list(planned)
    for wanted in gold:
        match = next((plan for plan in left if matches(wanted, plan)), None)
        if match is None:
            return "wrong_run", f"missing {json.dumps(wanted, ensure_ascii=False)}"
        left.remove(match)
    extra = [plan for plan in left if not _understood(plan, gold, planned)]
    if extra:
        return "wrong_run", f"not asked for: {extra[0].base} {[e.describe() for e in extra[0].edits]}"
    return "exact", ""


def _understood(plan: ScenarioPlan, gold: Sequence[dict[str, Any]], planned: Sequence[ScenarioPlan]) -> bool:
    """A base beside a what-if: the same case, and no edit that the wanted scenarios do not have too."""
    others = [p for p in planned if p is not plan]
    if any(g.get("case") != plan.case for g in gold):
        return False
    if any(matches(wanted, plan) for wanted in gold):
        return True
    return not plan.edits or any(set(plan.edits) <= set(p.edits) and p.design == plan.design for p in others)


def matches(gold: dict[str, Any], plan: ScenarioPlan) -> bool:
    """Whether a planned scenario is the wanted one, by what would run."""
    if gold.get("case") != plan.case or gold.get("design", plan.design) not in (plan.design, ANY):
        return False
    try:
        filled = ScenarioPlan.model_validate(
            {
                "case": gold["case"],
                "design": plan.design,
                "sites": gold.get("sites"),
                "edits": _filled(gold.get("edits", []), plan),
            }
        )
        return _runs_alike(filled, plan)
    except (FrugalTwinError, ValueError):
        return False


def _runs_alike(one: ScenarioPlan, other: ScenarioPlan) -> bool:
    return scenario_of(_plain(one)).digest == scenario_of(_plain(other)).digest


def _plain(plan: ScenarioPlan) -> ScenarioPlan:
    """Without what does not change a run: the day on which a factory in a box left, when its arrival is given."""
    edits = [
        edit.model_copy(update={"start": 0.0})
        if edit.kind == "send_mobile" and edit.arrives is not None
        else edit
        for edit in plan.edits
    ]
    order = sorted(edits, key=lambda e: (e.kind not in _FIRST, e.kind, e.model_dump_json()))
    return plan.model_copy(update={"edits": tuple(order)})


_FIRST = frozenset({"set_country", "set_site_count", "add_site", "remove_site", "move_site"})


def _filled(edits: Sequence[Any], plan: ScenarioPlan) -> list[dict[str, Any]]:
    """The wanted edits with every '*' read from the planned edit of the same kind."""
    own: dict[str, list[dict[str, Any]]] = {}
    for planned in plan.edits:
        own.setdefault(planned.kind, []).append(planned.model_dump())
    filled = []
    for edit in edits:
        like = own.get(edit["kind"], [])
        model = next(
            (
                item
                for item in like
                if all(v in (ANY, None) or k not in item or item[k] == v for k, v in edit.items())
            ),
            like[0] if like else {},
        )
        edit = {"hours_per_day": ANY, **edit} if edit["kind"] == "shifts" else edit
        told = {"start": ANY, **edit} if edit["kind"] == "send_mobile" and "arrives" not in edit else edit
        filled.append(
            {k: _value(v, model.get(k)) for k, v in told.items() if not (v == ANY and model.get(k) is None)}
        )
    return filled


def _value(wanted: Any, planned: Any) -> Any:
    """The wanted value; the planned one where any is right, or where it is the same number told less roundly."""
    if wanted == ANY:
        return planned
    numbers = (
        isinstance(wanted, int | float) and isinstance(planned, int | float) and not isinstance(wanted, bool)
    )
    return planned if numbers and abs(wanted - planned) <= 1e-3 * abs(planned) else wanted


_USUAL = {"start": 60.0, "days": 21.0}


def as_expected(turn: dict[str, Any], thread: Thread) -> Thread:
    """The conversation as it should stand, so that one miss does not spoil the turns after it."""
    try:
        plans = tuple(
            ScenarioPlan.model_validate(
                {
                    "case": g["case"],
                    "design": g.get("design", "network"),
                    "edits": [
                        {
                            k: (_USUAL.get(k) if v == ANY else v)
                            for k, v in e.items()
                            if v != ANY or k in _USUAL
                        }
                        for e in g.get("edits", [])
                    ],
                }
            )
            for g in turn.get("scenarios", [])
        )
    except ValueError:
        return thread
    if not plans:
        return thread
    base = plans[0].model_copy(update={"edits": ()})
    return Thread(
        (
            *thread.plans,
            Plan(
                kind="compare",
                question=turn["q"],
                scenarios=plans if base in plans or len(plans) > 1 else (base, *plans),
            ),
        )
    )


def tally(results: Sequence[Scored]) -> list[Tally]:
    """One tally a tier, and one over all."""
    tiers = [*sorted({r.tier for r in results}), "all"]
    tallies = []
    for tier in tiers:
        rows = [r for r in results if tier in ("all", r.tier)]
        outcomes: dict[str, int] = {}
        for row in rows:
            outcomes[row.outcome] = outcomes.get(row.outcome, 0) + 1
        right = outcomes.get("exact", 0) + outcomes.get("asked", 0)
        tallies.append(Tally(tier, len(rows), outcomes, right))
    return tallies


def as_json(results: Sequence[Scored], name: str) -> dict[str, Any]:
    """Everything about one scored set."""
    shares = ("exact", "asked", "wrong_run", "other", "right_or_asked")
    return {
        "set": name,
        "tiers": [
            {
                "tier": t.tier,
                "turns": t.turns,
                **{
                    s: dict(zip(("share", "low", "high"), (round(x, 4) for x in t.share(s)), strict=True))
                    for s in shares
                },
            }
            for t in tally(results)
        ],
        "milliseconds": {
            "median": round(sorted(r.milliseconds for r in results)[len(results) // 2], 1),
            "worst": round(max(r.milliseconds for r in results), 1),
        }
        if results
        else {},
        "misses": [asdict(r) for r in results if r.outcome != "exact"],
    }
