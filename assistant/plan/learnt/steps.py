"""What stands in a conversation, and a next step from there, as changes (frames) that can be set, added and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.plan.learnt.frames import NAMES, Frame, Value, fields_of, frames_of, slots
from assistant.plan.learnt.seen import Seen
from assistant.plan.learnt.weights import Numbers
from assistant.plan.schema import Plan, ScenarioPlan, edit_from
from assistant.plan.text.words import fold
from twin.errors import InputError

Plans = tuple[ScenarioPlan, ...]


@dataclass
class Step:
    """What a question could make of what stands: the scenarios that it would be about, what it does, and its signs."""

    act: str
    plans: Plans = ()
    signs: dict[str, float] = field(default_factory=dict)
    plan: Plan | None = None
    """The grammar's own plan, when the step is that or comes to the same."""

    @property
    def aside(self) -> str:
        """The kind of answer that runs nothing, or nothing."""
        return self.act.removeprefix("aside ") if self.act.startswith("aside ") else ""

    @property
    def verb(self) -> str:
        """The first word of the act."""
        return self.act.partition(" ")[0]


@dataclass(frozen=True)
class Told:
    """A question as it is read against the conversation."""

    seen: Seen
    chances: dict[str, float]
    standing: Plans
    traits: frozenset[str]
    vector: Numbers
    before: Plans = ()
    """What the answer before was about."""
    newest: tuple[Frame, ...] = ()
    """The change that was said last."""

    @property
    def words(self) -> frozenset[str]:
        """Its words."""
        return frozenset(word.key for word in self.seen.text.words)


def plain_frame(frame: Frame) -> Frame:
    """A frame whose value is not in its label: a price of nothing, work at all hours.

    >>> plain_frame(Frame("price.duty.zero", ()))
    Frame(label='price.duty', slots=(('value', 0.0),))
    """
    if frame.label.endswith(".zero"):
        return Frame(frame.label.removesuffix(".zero"), (("value", 0.0),))
    if frame.label == "shifts.always":
        own = {**dict(frame.slots), "hours_per_day": 24.0, "days_per_week": 7.0}
        return Frame("shifts", tuple(sorted(own.items())))
    return frame


def frames_in(plan: ScenarioPlan) -> list[Frame]:
    """The changes of a scenario as frames; its number of sites is one."""
    sites = [Frame("set_site_count", (("count", float(plan.sites)),))] if plan.sites else []
    return [*sites, *(plain_frame(frame) for edit in plan.edits for frame in frames_of(edit))]


def standing_frames(plans: Plans) -> list[Frame]:
    """The changes of several scenarios, each once."""
    return list(dict.fromkeys(frame for plan in plans for frame in frames_in(plan)))


def with_frames(plan: ScenarioPlan, frames: Sequence[Frame]) -> ScenarioPlan:
    """A scenario with other changes. Raises InputError for one that cannot be."""
    edits = tuple(
        edit_from(fields_of(frame)) for frame in dict.fromkeys(frames) if frame.label != "set_site_count"
    )
    counts = [frame for frame in frames if frame.label == "set_site_count"]
    sites = int(float(counts[-1].get("count") or 0)) if counts and plan.design != "plant" else None
    return plan.model_copy(update={"edits": edits, "sites": sites or None, "name": ""})


def each(standing: Plans, frames: Sequence[Sequence[Frame]]) -> Plans:
    """Scenarios with other changes, each once; none where one of them cannot be."""
    try:
        return tuple(
            dict.fromkeys(with_frames(plan, own) for plan, own in zip(standing, frames, strict=True))
        )
    except InputError:
        return ()


def replaced(standing: Plans, frame: Frame, new: Frame) -> Plans:
    """What stands with one change in another's place."""
    return each(standing, [[new if own == frame else own for own in frames_in(plan)] for plan in standing])


def beside(standing: Plans, new: Sequence[Frame]) -> Plans:
    """What stands with more changes; the same change told anew takes the old one's place."""
    return each(standing, [merged(frames_in(plan), new) for plan in standing])


def merged(old: Sequence[Frame], new: Sequence[Frame]) -> list[Frame]:
    """Changes with new ones; the same change told anew takes the old one's place."""
    return [*(frame for frame in old if not any(_same_thing(frame, other) for other in new)), *new]


def _same_thing(one: Frame, other: Frame) -> bool:
    if _stem(one.label) != _stem(other.label):
        return False
    named = {slot for frame in (one, other) for slot in slots(frame.label) if slot in NAMES}
    return all(fold(str(one.get(slot) or "")) == fold(str(other.get(slot) or "")) for slot in named)


def _stem(label: str) -> str:
    """What a label changes, whatever it makes of it: 'policy.dispatch' of 'policy.dispatch.nearest'.

    >>> _stem("policy.dispatch.nearest"), _stem("site_outage_partial"), _stem("price.wage")
    ('policy.dispatch', 'site_outage', 'price.wage')
    """
    return ".".join(label.removesuffix("_partial").split(".")[:2])


def set_slots(frame: Frame, **new: Value) -> Frame:
    """A frame with other values in some slots; a factor and a value exclude each other."""
    own = {**dict(frame.slots), **new}
    if "factor" in new or "value" in new:
        own.pop("value" if "factor" in new else "factor", None)
    return Frame(frame.label, tuple(sorted(own.items())))


def without_slots(frame: Frame, label: str, *gone: str) -> Frame:
    """A frame under another label, with some slots left open."""
    return Frame(label, tuple((slot, value) for slot, value in frame.slots if slot not in gone))
