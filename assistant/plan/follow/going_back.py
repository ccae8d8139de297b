"""'Undo', 'undo both', 'back to the first one', 'back to square one', 'go back and ...': which answer to return to."""

from assistant.plan.changing import Plans, unique
from assistant.plan.read.pointing import points
from assistant.plan.read.reading import Reading
from assistant.plan.standing import focus
from assistant.plan.thread import Thread

_TIMES = {"twice": 2, "both": 2, "two": 2, "deux": 2, "three": 3, "trois": 3}
_FIRST = frozenset({"first", "premier", "premiere", "original", "initial", "initiale"})
_BEGINNING = frozenset(
    {
        "start",
        "beginning",
        "scratch",
        "square",
        "zero",
        "debut",
        "depart",
        "outset",
        "bare",
        "plain",
        "unedited",
    }
)


def steps_back(reading: Reading, thread: Thread) -> int:
    """How many answers an undo goes back; to the first answer when it is named."""
    words = [word.key for word in reading.text.words]
    if set(words) & _FIRST and len(thread.plans) > 1:
        return len(thread.plans) - 1
    named = next((n for word, n in _TIMES.items() if word in words), 1)
    return min(named, len(thread.plans))


def to_the_beginning(reading: Reading, thread: Thread) -> Plans | None:
    """The unedited worlds that a conversation began with, when it is to go back to the very start."""
    words = {word.key for word in reading.text.words}
    if not words & _BEGINNING or not thread.plans:
        return None
    first = focus(thread.plans[0].scenarios)
    case = thread.last[0].case
    first = tuple(p for p in first if p.case == case) or focus(thread.last)
    bare = tuple(
        p.model_copy(update={"edits": (), "sites": p.sites if len(first) > 1 else None, "name": ""})
        for p in first
    )
    return unique(bare)


def before_change(reading: Reading, thread: Thread) -> Thread:
    """The conversation as a question sees it that first goes back and then changes something."""
    if "undo" not in reading.piece_values("kind") or len(thread.plans) < 2:
        return thread
    if not reading.drafts or points(reading, "normal"):
        return thread
    reading.use(*[p for p in reading.pieces if p.get("kind") == "undo"])
    return Thread(thread.plans[: -steps_back(reading, thread)] or thread.plans[:1])
