"""Examples to learn from: questions with what should be run, aligned with the words that say it.

A gold value is traced to the mention that gives it in one of its ways; where two do, the one that stands in a free mention
and comes first is taken. What no mention gives is left out of the lesson about mentions, and stays in the one about labels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from assistant.plan.learnt.frames import CHOSEN, Frame, Value, frames_of_fields, slots
from assistant.plan.learnt.mentions import Mention, mentions, ways
from assistant.plan.names.corrections import heard
from assistant.plan.names.piece import Piece
from assistant.plan.names.spelling import corrected, known_stems
from assistant.plan.names.world import Names, World
from assistant.plan.text.words import Text, fold, read
from twin.errors import InputError

RUNS = frozenset({"run", "compare"})
EVENT = 60.0


@dataclass(frozen=True)
class Role:
    """What a mention is for: a slot of a label, in one of its ways."""

    label: str
    slot: str
    how: str


@dataclass
class Lesson:
    """A question with its gold: kind, case, designs, frames, and the role of each mention (None: it has none)."""

    id: str
    question: str
    kinds: frozenset[str]
    text: Text
    mentions: tuple[Mention, ...] = ()
    pieces: tuple[Piece, ...] = ()
    case: str = ""
    designs: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    branched: bool = False
    roles: dict[int, Role] = field(default_factory=dict)
    whole: bool = False
    """Whether every gold value was traced, so that mentions without a role are known to have none."""
    missing: list[str] = field(default_factory=list)
    named: list[tuple[str, str, str]] = field(default_factory=list)
    """Label, slot and name (or nothing) of what is chosen among a network's few suppliers, lanes, modes, products, stations."""
    turn: dict[str, Any] = field(default_factory=dict)


def lessons(rows: Iterable[dict[str, Any]], world: World) -> list[Lesson]:
    """One lesson for the first turn of each row."""
    return [lesson(str(row["id"]), row["turns"][0], world) for row in rows]


def lesson(name: str, turn: dict[str, Any], world: World) -> Lesson:
    """The lesson of one turn."""
    scenarios = turn.get("scenarios") or []
    case = str(scenarios[0]["case"]) if scenarios else ""
    designs = frozenset(str(s.get("design", "network")) for s in scenarios)
    names = world.names(case or "resilience", read_with(designs), None)
    text, _ = corrected(read(str(turn["q"])), known_stems(world, names))
    text, pieces = heard(text, world, names)
    found = mentions(text, pieces, names)
    own = Lesson(
        name,
        str(turn["q"]),
        frozenset(str(turn["kind"]).split("|")),
        text,
        found,
        pieces,
        case,
        designs,
        turn=turn,
    )
    if scenarios and own.kinds & RUNS:
        _align(own, scenarios, names)
    return own


def read_with(designs: frozenset[str]) -> str:
    return "network" if "network" in designs or not designs else sorted(designs)[0]


def _align(own: Lesson, scenarios: Sequence[dict[str, Any]], names: Names) -> None:
    told = [[f for e in s.get("edits", []) for f in frames_of_fields(e)] for s in scenarios]
    own.labels = frozenset(frame.label for frames in told for frame in frames)
    own.branched = _parted(scenarios, told)
    every = list(dict.fromkeys(frame for frames in told for frame in frames))
    own.whole = True
    outage = next((f for f in every if f.label.startswith("site_outage")), None)
    for frame in every:
        own.named += [
            (frame.label, slot, str(frame.get(slot) or "")) for slot in CHOSEN if slot in slots(frame.label)
        ]
        for slot, value in frame.slots:
            if not _traced(own, frame, slot, value, names, outage):
                own.whole = False
                own.missing.append(f"{frame.label}.{slot}={value}")


def _parted(scenarios: Sequence[dict[str, Any]], told: list[list[Frame]]) -> bool:
    """Whether the scenarios differ in more than their designs; a number of sites is no matter of the plant."""
    designs = [s.get("design", "network") for s in scenarios]
    if len(set(designs)) < len(designs):
        return True
    shared = [[f for f in frames if f.label != "set_site_count" and not f.get("site")] for frames in told]
    return any(sorted(map(repr, frames)) != sorted(map(repr, shared[0])) for frames in shared)


def _traced(own: Lesson, frame: Frame, slot: str, value: Value, names: Names, outage: Frame | None) -> bool:
    fallback = None
    for at, mention in enumerate(own.mentions):
        for how, given in ways(mention, frame.label, slot, names):
            if not _gives(how, given, value, frame, outage):
                continue
            role = Role(frame.label, slot, how)
            if at not in own.roles or own.roles[at] == role:
                own.roles[at] = role
                return True
            fallback = role
    return fallback is not None or _goes_without(own, slot, value, names)


def _gives(how: str, given: Value, wanted: Value, frame: Frame, outage: Frame | None) -> bool:
    if isinstance(wanted, str) or isinstance(given, str):
        return same_name(str(given), str(wanted))
    told = frame.get("start")
    start = EVENT if told is None else float(told)
    if how == "first" and told not in (None, 0.0):
        return False
    if how == "until":
        given -= start
    elif how == "after" and outage is not None and frame is not outage:
        given += float(outage.get("start") or EVENT)
    elif how == "stay":
        given += float(frame.get("arrives") or (outage.get("start") if outage else None) or EVENT)
    return abs(given - wanted) <= 2e-3 * max(1e-9, abs(wanted))


@lru_cache(maxsize=1 << 16)
def same_name(one: str, other: str) -> bool:
    """Whether two names mean the same: alike but for accents, or one country or city by its two names."""
    from twin import places

    if fold(one) == fold(other):
        return True
    countries = {found.code for name in (one, other) if (found := places.find_country(name))}
    if len(countries) == 1 and all(places.find_country(name) for name in (one, other)):
        return True
    try:
        return places.find(one, None).name == places.find(other, None).name
    except InputError:
        return False


def _goes_without(own: Lesson, slot: str, value: Value, names: Names) -> bool:
    if slot == "start" and value == 0 and any(role.how == "first" for role in own.roles.values()):
        return True
    """Whether a slot fills itself: the one site of a plant, the one supplier, a number of weeks that a mention shared."""
    if slot in ("site", "to"):
        return own.designs == {"plant"} or any(
            r.slot in ("site", "to") and _same(own, at, value) for at, r in own.roles.items()
        )
    if slot in ("supplier", "lane", "product", "station"):
        return len(getattr(names, slot + "s")) == 1
    return any(r.slot == slot and _same(own, at, value) for at, r in own.roles.items())


def _same(own: Lesson, at: int, value: Value) -> bool:
    mention = own.mentions[at]
    if isinstance(value, str):
        return any(fold(name) == fold(value) for name in mention.spoken)
    return mention.amount is not None and abs(mention.amount.value - value) < 1e-6
