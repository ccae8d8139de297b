"""Mentions put into the slots of labels: the likeliest assignment, and the frames that it makes."""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.plan.learnt.frames import CHOSEN, NAMES, Frame, Value, complete, required, slots
from assistant.plan.learnt.lessons import EVENT, Role
from assistant.plan.learnt.mentions import Mention, ways
from assistant.plan.learnt.traits import of_mention, parts_of
from assistant.plan.learnt.weights import NOTHING, Weights, softmax
from assistant.plan.names.piece import Piece
from assistant.plan.names.world import Names
from assistant.plan.text.words import Text

BEAM, UNLIKELY = 12, -7.0
SAYS_NOTHING, SURELY_NOTHING = -0.35, -0.16
"""Log probability of having no role from which a number or a place is understood to change nothing: what is there already
("all six towns", "instead of ten"), and anything else."""

PASSED_OVER, ONCE_MORE = 3.0, 0.7
"""What it costs to leave a number or a place without a role, and to mean an operation once more."""

Filling = tuple[int, Role, Value]
"""A mention, what it is for, and the value that it gives."""

Given = tuple[int, str, Value]
"""A mention, in which way it fills a slot, and the value that it gives."""


@dataclass
class Filled:
    """An assignment: what each mention is for, its log probability, the least likely one's, and what has no role."""

    roles: tuple[Filling, ...] = ()
    score: float = 0.0
    least: float = 0.0
    left: tuple[int, ...] = ()
    evidence: float = 0.0
    """How much better its roles fit than none would, summed: what the mentions say for the labels that they fill."""


class Scores:
    """How well each mention of a question fits each role; what its words say is told once for all hypotheses."""

    def __init__(
        self, text: Text, found: Sequence[Mention], pieces: Sequence[Piece], weights: Weights
    ) -> None:
        self.text, self.found, self.pieces, self.weights = text, found, pieces, weights
        self._told: dict[int, tuple[dict[str, float], dict[str, float]]] = {}

    def of(self, at: int, role: Role | None) -> float:
        """The score of a mention in a role, or in none; of a role that no lesson had, what is known of its like."""
        _, parts = self._of(at)
        if role is None:
            return parts[NOTHING]
        return sum(parts.get(part, 0.0) for part in parts_of(role.label, role.slot, role.how))

    def near(self, at: int) -> dict[str, float]:
        """What the words around a mention speak of: log probabilities of the operations, probabilities of the names."""
        return self._of(at)[0]

    def name(self, at: int, name: str) -> float | None:
        """How likely the words around a mention speak of a name ('station:test'); None for a name that was never learnt."""
        return self.near(at).get(name)

    @cached_property
    def spoken_of(self) -> dict[str, float]:
        """The highest probability of each operation around any mention."""
        told: dict[str, float] = {}
        for at in range(len(self.found)):
            for label, score in self.near(at).items():
                if ":" not in label and label != NOTHING:
                    told[label] = max(told.get(label, 0.0), math.exp(score))
        return told

    def _of(self, at: int) -> tuple[dict[str, float], dict[str, float]]:
        if at not in self._told:
            self._told[at] = self.weights.near.of(of_mention(self.text, self.found, at, self.pieces))
        return self._told[at]


def filled(labels: Sequence[str], names: Names, scores: Scores, plant: bool = False) -> list[Filled]:
    """The likeliest assignments, the best first. `plant`: the plant is among the designs, so that its town may name it."""
    beam = [Filled()]
    for at, mention in enumerate(scores.found):
        options = [
            (Role(label, slot, how), value)
            for label in labels
            for slot in slots(label)
            for how, value in ways(mention, label, slot, names)
        ]
        if not options:
            idle = 0.0 if _idle(mention, names, plant) or _instead(scores.text, mention) else -1.0
            beam = [_without(state, at, mention, idle, True) for state in beam]
            continue
        raw = [scores.of(at, None), *(scores.of(at, role) for role, _ in options)]
        chances = softmax(raw)
        there = _idle(mention, names, plant) or _instead(scores.text, mention)
        grown = [_without(state, at, mention, float(chances[0]), there) for state in beam]
        for state in beam:
            for (role, value), chance, fits in zip(options, chances[1:], raw[1:], strict=True):
                if chance < UNLIKELY or _clashes(state, role):
                    continue
                grown.append(
                    Filled(
                        (*state.roles, (at, role, value)),
                        state.score + float(chance),
                        min(state.least, float(chance)),
                        state.left,
                        state.evidence + fits - raw[0],
                    )
                )
        beam = sorted(grown, key=lambda s: -s.score)[:BEAM]
    return beam


def _without(state: Filled, at: int, mention: Mention, chance: float, there: bool) -> Filled:
    """A mention passed over: free where it surely says nothing that changes ("all six towns"), dear otherwise."""
    if not mention.must:
        return replace(state, score=state.score + chance)
    if chance > (SAYS_NOTHING if there else SURELY_NOTHING):
        return replace(state, score=state.score + chance, least=min(state.least, chance))
    return replace(
        state,
        score=state.score + chance - PASSED_OVER,
        least=min(state.least, chance),
        left=(*state.left, at),
    )


_THAN = frozenset({"than", "instead", "rather", "lieu", "plutot", "not", "from", "currently", "today", "now"})


def _instead(text: Text, mention: Mention) -> bool:
    """Whether a number only says what it was: 'instead of ten', 'rather than 8', 'au lieu de dix'."""
    before = {word.key for word in text.words[max(0, mention.first - 3) : mention.first]}
    return mention.amount is not None and bool(before & _THAN)


def _idle(mention: Mention, names: Names, plant: bool) -> bool:
    """Whether a mention only says what is there: how many sites or designs, a name that nobody knows."""
    makers, sites = len(names.makers), len(names.sites)
    if mention.sort == "count" and mention.amount is not None:
        return mention.amount.value in (2, 3, makers, sites, sites - makers)
    town = plant and bool({*mention.spoken} & {*names.plant_makers})
    return mention.sort == "place" and (town or not mention.known)


def _clashes(state: Filled, role: Role) -> bool:
    """Whether a slot that can be filled only one way is filled in another: a factor beside a value, two starts told apart."""
    rivals = {"factor": {"value", "per_day"}, "value": {"factor"}, "per_day": {"factor"}}.get(
        role.slot, set()
    )
    return any(other.label == role.label and other.slot in rivals for _, other, _ in state.roles)


def _unknown(at: int, name: str) -> float | None:
    return None


@dataclass
class Draught:
    """The frames of an assignment: instances of each label, what was assumed, what is missing."""

    frames: dict[str, list[Frame]] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    missing: str = ""
    several: str = ""
    """The label whose numbers differ from instance to instance, so that they may be alternatives."""
    more: int = 0
    guessed: int = 0
    """How many names no word gave: described, the only one there is, or left to all."""
    lent: int = 0
    """How many changes last as long as another one, since no words say how long."""
    said: dict[Frame, int] = field(default_factory=dict)
    """The mention by which each frame is first spoken of; frames that no mention fills are not in it."""
    chances: Mapping[str, float] = field(default_factory=dict)
    around: Sequence[Frame] = ()
    near: Callable[[int, str], float | None] = _unknown
    """How likely the words around a mention speak of a name (the mention, and 'station:NAME'); None where that is not known."""

    @property
    def every(self) -> list[Frame]:
        """All frames in the order in which they are spoken of."""
        every = [frame for frames in self.frames.values() for frame in frames]
        return sorted(every, key=lambda frame: self.said.get(frame, 1 << 10))


def drawn(
    labels: Sequence[str],
    given: Filled,
    names: Names,
    chances: Mapping[str, float],
    around: Sequence[Frame] = (),
    near: Callable[[int, str], float | None] = _unknown,
) -> Draught:
    """The frames that an assignment makes; `missing` names the first open slot that nothing can fill."""
    draught = Draught(chances=chances, around=around, near=near)
    told: dict[str, dict[str, list[tuple[int, str, Value]]]] = {label: {} for label in labels}
    for at, role, value in given.roles:
        told[role.label].setdefault(role.slot, []).append((at, role.how, value))
    for label in sorted(labels, key=lambda label: _order(label, told[label])):
        instances = _instances(label, told[label], draught)
        if instances is None:
            draught.missing = draught.missing or f"{label}.several"
            continue
        draught.more += len(instances) - 1
        made = []
        for one in instances:
            frame = _frame(label, one, names, draught)
            if frame is not None:
                made.append(frame)
                draught.said.update({frame: min(at for at, _, _ in one.values())} if one else {})
        draught.frames[label] = made
    return draught


_KINDS = ("site_outage", "supplier_outage", "lane_outage", "demand_shock", "price_shock", "overtime")
_DATED = frozenset({"day", "month", "bare"})


def _order(label: str, told: Mapping[str, list[Given]]) -> tuple[int, bool, int, str]:
    """Events before what answers them, and first those that are told when and how long: the others lean on them."""
    kind = next((i for i, kind in enumerate(_KINDS) if label.startswith(kind)), len(_KINDS))
    lengths = told.get("days", ())
    dated = any(how in _DATED for _, how, _ in told.get("start", ())) or any(
        how == "first" for _, how, _ in lengths
    )
    return (2 if kind == len(_KINDS) else int(not dated)), not lengths, kind, label


Told = dict[str, Given]


def _instances(label: str, told: dict[str, list[Given]], draught: Draught) -> list[Told] | None:
    """One set of slots for each time that a label is meant; None when the numbers cannot be dealt out."""
    unlike = {slot: _unlike(given) for slot, given in told.items()}
    count = max((len(given) for given in unlike.values()), default=1)
    if count > 1 and not any(len(given) == count for slot, given in unlike.items() if slot in NAMES):
        draught.several = draught.several or label
    if any(len(given) not in (1, count) for given in unlike.values()):
        return None
    first = next((slot for slot, given in unlike.items() if slot in NAMES and len(given) == count), "")
    if count > 1 and first:
        unlike = {slot: _paired(told[first], unlike[first], given) for slot, given in unlike.items()}
    return [
        {slot: given[i] if len(given) == count else given[0] for slot, given in unlike.items()}
        for i in range(count)
    ]


MOST_PAIRED = 4
"""Names up to which numbers are dealt out by what stands nearest."""


def _paired(named: Sequence[Given], names: Sequence[Given], given: list[Given]) -> list[Given]:
    """The values in the order of the names that they stand next to; as they come where that is no nearer."""
    if len(given) != len(names) or len(names) > MOST_PAIRED or given is names:
        return given
    spots = [[at for at, _, value in named if value == name] for _, _, name in names]

    def apart(order: Iterable[Given]) -> int:
        return sum(min(abs(at - spot) for spot in own) for (at, _, _), own in zip(order, spots, strict=True))

    return list(min(itertools.permutations(given), key=apart))


def _unlike(given: list[Given]) -> list[Given]:
    """The same thing said twice is one."""
    once: dict[tuple[str, Value], Given] = {}
    for at, how, value in given:
        once.setdefault((how, value), (at, how, value))
    return list(once.values())


def _frame(label: str, told: Told, names: Names, draught: Draught) -> Frame | None:
    own: dict[str, Value] = {}
    event = _event(draught)
    if "start" in slots(label):
        first = told.get("days", (0, "", 0.0))[1] == "first"
        own["start"] = 0.0 if first and "start" not in told else _start(told.get("start"), event, draught)
    for slot, (_, how, value) in told.items():
        if slot == "start":
            continue
        number = value if isinstance(value, str) else _moment(how, float(value), own, event)
        if not isinstance(number, str) and (
            (slot in ("days", "leaves") and number <= 0) or (slot == "factor" and number == 1)
        ):
            draught.missing = draught.missing or f"{label}.{slot}"
            return None
        own[slot] = number
    if label == "send_mobile" and "arrives" in own and "leaves" in own and told["leaves"][1] == "stay":
        own["leaves"] = float(own["arrives"]) + float(told["leaves"][2])
    _fill_in(label, own, names, event, draught, [at for at, _, _ in told.values() if at >= 0])
    missing = complete(label, set(own))
    if missing:
        draught.missing = draught.missing or f"{label}.{missing}"
        return None
    return Frame(label, tuple(sorted(own.items())))


def _event(draught: Draught) -> Frame | None:
    """The stop or shock that the rest may lean on; any other change for a while where there is none."""
    lasting = None
    for label, frames in draught.frames.items():
        if frames and label.endswith(("outage", "outage_partial", "demand_shock")):
            return frames[0]
        if frames and lasting is None and "start" in slots(label):
            lasting = frames[0]
    return lasting or (draught.around[0] if draught.around else None)


def _start(told: Given | None, event: Frame | None, draught: Draught) -> float:
    if told is not None:
        _, how, value = told
        leaning = how == "after" and event is not None
        return float(value) + (float(event.get("start") or 0.0) if leaning and event else 0.0)
    if event is not None:
        return float(event.get("start") or EVENT)
    draught.assumed.append(f"it starts on day {EVENT:g}, since you did not say when")
    return EVENT


def _moment(how: str, value: float, own: dict[str, Value], event: Frame | None) -> float:
    """A number as its slot holds it: an end as a length, a delay as a day."""
    first = float(event.get("start") or 0.0) if event is not None else 0.0
    if how == "until":
        return value - float(own.get("start", EVENT))
    if how == "after":
        return first + value
    if how == "stay":
        return float(own.get("arrives", first)) + value
    return value


LIKELY = 0.4
"""Probability from which a description names one of a network's suppliers, lanes, modes, products or stations."""


def _likely(name: str, draught: Draught, told: Sequence[int]) -> float:
    """How likely a name is meant: by the whole question, and by the words around the numbers that it goes with."""
    whole = draught.chances.get(name, 0.0)
    around = [p for at in told if (p := draught.near(at, name)) is not None]
    return (whole + max(around)) / 2 if around else whole


def _described(slot: str, needed: bool, names: Names, draught: Draught, told: Sequence[int]) -> str:
    """The one that is described; where one is needed, the only one there is or the likelier by far."""
    known: tuple[str, ...] = getattr(names, f"{slot}s")
    chances = {
        f"{slot}:{name}": _likely(f"{slot}:{name}", draught, told if len(known) > 1 else ()) for name in known
    }
    if needed and len(known) == 1:
        return known[0]
    if slot == "mode":
        return ""  # what is not named here may be a means that the network does not have
    ranked = sorted(known, key=lambda name: -chances.get(f"{slot}:{name}", 0.0))
    if not ranked:
        return ""
    best = chances.get(f"{slot}:{ranked[0]}", 0.0)
    next_best = chances.get(f"{slot}:{ranked[1]}", 0.0) if len(ranked) > 1 else 0.0
    return ranked[0] if best > LIKELY or (needed and best > 0.1 and best > 3 * next_best) else ""


def _fill_in(
    label: str,
    own: dict[str, Value],
    names: Names,
    event: Frame | None,
    draught: Draught,
    told: Sequence[int],
) -> None:
    """What goes without saying: the one site of a plant, the site that stopped, the one supplier."""
    if label == "send_mobile" and "to" not in own and event is not None and event.get("site"):
        own["to"] = str(event.get("site"))
    if label in ("site_outage", "site_outage_partial") and "site" not in own and len(names.makers) == 1:
        own["site"] = names.makers[0]
    for slot in CHOSEN:
        if slot in slots(label) and slot not in own:
            chosen = _described(slot, slot in required(label), names, draught, told)
            own.update({slot: chosen} if chosen else {})
            draught.guessed += 1
    lasting = "start" in slots(label) and "days" in required(label) and "days" not in own
    if (
        lasting
        and event is not None
        and event.get("days")
        and (label == "overtime" or event in draught.every)
    ):
        own["days"] = float(event.get("days") or 0.0)
        draught.lent += label != "overtime"
        draught.assumed.append(
            "the overtime lasts as long as the event it answers"
            if label == "overtime"
            else "what has no length of its own lasts as long as the rest"
        )
    if label == "shifts" and own and "hours_per_day" not in own and names.hours:
        own["hours_per_day"] = names.hours
        draught.assumed.append(f"they go on working {names.hours:g} hours a day")
