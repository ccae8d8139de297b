"""Words that point at what stands: 'both', 'all three together', 'put the two side by side'."""

from collections.abc import Iterable
from functools import lru_cache

from assistant.plan.changing import Plans, place_of
from assistant.plan.read.finish import Ask
from assistant.plan.read.reading import Reading
from assistant.plan.schema import ScenarioPlan
from assistant.plan.standing import focus, shown, stages
from assistant.plan.text.lexicon import Lexicon, Mark, load
from assistant.plan.text.words import Text
from assistant.plan.thread import Thread
from twin.edits import AnyEdit

_MANY = {"both": 2, "three": 3, "four": 4}


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon((phrase, "point", key) for key, phrases in load("pointing").items() for phrase in phrases)


def pointers(text: Text) -> list[Mark]:
    """The pointing phrases of a question, in order."""
    return list(_lexicon().marks(text))


def points(reading: Reading, *keys: str) -> list[Mark]:
    """The pointing phrases of these kinds, unless something else has used their words."""
    measured = {
        i for p in reading.pieces if p.amount and p.amount.kind != "count" for i in range(p.first, p.last)
    }
    return [
        mark
        for mark in pointers(reading.text)
        if mark.get("point") in keys
        and mark.first not in reading.used
        and not measured & set(range(mark.first, mark.last))
    ]


def no_counts(reading: Reading) -> None:
    """Take back the numbers of sites that are none: 'the two' of 'compare the two'."""
    many = {_MANY.get(str(m.get("point")), 0) for m in pointers(reading.text)} | {
        2 for m in pointers(reading.text) if m.get("point") == "opposite"
    }
    reading.designs[:] = [c for c in reading.designs if len(c.counts) != 1 or c.counts[0] not in many]


def take(reading: Reading, marks: Iterable[Mark]) -> None:
    """Say that these phrases are used, and that the question changes something."""
    for mark in marks:
        reading.used.update(range(mark.first, mark.last))
    reading.touched = True


def pointed(reading: Reading, thread: Thread) -> Plans | None:
    """The scenarios that 'both', 'the two', 'all three' mean, side by side or as one; None when nothing points."""
    numbers = points(reading, "both", "three", "four", "every")
    together, beside = points(reading, "together"), points(reading, "beside")
    if not numbers and not (beside and _alone(reading)):
        return None
    if not thread.last:
        return None
    if reading.designs and reading.says("also"):
        take(reading, numbers)
        return None
    now = focus(thread.last)
    many = max((_MANY.get(str(m.get("point")), 0) for m in numbers), default=0)
    line = stages(thread)
    if _among(now, many) and not (beside and len(now) < 2):
        take(reading, [*numbers, *beside])
        return thread.last
    earlier = _last_single(line, many or (2 if not numbers else len(line)))
    if len(earlier) < 2 or len(earlier) < many:
        raise Ask(_nothing_to_point_at(many))
    take(reading, [*numbers, *together, *beside])
    if _differ(earlier):
        return shown(earlier)
    if together or not (beside or reading.kpis or reading.drafts):
        whole = _as_one(earlier)
        if whole is not None:
            return shown((whole,), thread.last)
        if together:
            raise Ask("They set the same thing to different values, so they cannot hold at once. Which one?")
    return shown(earlier)


def _alone(reading: Reading) -> bool:
    """Whether a question only asks to see things side by side: 'compare them'."""
    words = {word.key for word in reading.text.words}
    return bool(words & {"them", "these", "those", "each", "one", "l", "les"}) and not (
        reading.drafts or reading.designs
    )


def _nothing_to_point_at(many: int) -> str:
    return f"I see fewer than {many or 2} results to put together in this conversation. Name what you mean, such as two places or two numbers."


def _among(now: Plans, many: int) -> bool:
    """Whether the standing scenarios, or edits of one kind in them, are as many as the words say."""
    if len(now) > 1 and (not many or len(now) == many):
        return True
    kinds = [e.kind for e in now[0].edits]
    return len(now) == 1 and bool(many) and any(kinds.count(kind) == many for kind in kinds)


def _last_single(line: list[Plans], many: int) -> Plans:
    """The last so many worlds that the conversation was about, oldest first."""
    found: list[ScenarioPlan] = []
    for stage in reversed(line):
        for plan in reversed(stage):
            if not any(plan.same_world(other) for other in found):
                found.append(plan)
        if len(found) >= many:
            break
    return tuple(reversed(found[:many]))


def _differ(plans: Plans) -> bool:
    return len({(p.case, p.design, p.sites) for p in plans}) > 1


def _as_one(plans: Plans) -> ScenarioPlan | None:
    """All edits of several scenarios in one; None when two of them set one thing differently."""
    edits: list[AnyEdit] = []
    for plan in plans:
        for edit in plan.edits:
            if edit in edits:
                continue
            if any(_subject(edit) == _subject(other) for other in edits):
                return None
            edits.append(edit)
    return plans[-1].model_copy(update={"edits": tuple(edits), "name": ""})


def _subject(edit: AnyEdit) -> tuple[object, ...]:
    """What an edit is about: two edits of one subject exclude each other."""
    return (edit.kind, getattr(edit, "item", None), place_of(edit), getattr(edit, "station", None))
