"""The answer to a question back: it fills the open slot, or takes the place of the words that were not understood.

An open question is kept as text, the answers given so far on lines of their own below it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.plan.names.link import Piece
from assistant.plan.read.drafts import Draft
from assistant.plan.read.finish import Ask, Setting, finish
from assistant.plan.text.amounts import Amount
from assistant.plan.text.words import Text, fold
from twin.edits import AnyEdit
from twin.errors import InputError


@dataclass
class Answering(Setting):
    """A setting with pieces of an answer that no slot has taken yet."""

    spare: list[Piece] = field(default_factory=list)
    direction: str = ""


def finish_with(draft: Draft, setting: Setting) -> list[AnyEdit]:
    """The edits of a draft; a slot that is open is filled from the answer, when there is one."""
    draft.any_site = False  # which one matters: sites differ in size and in neighbours, so it is asked
    if not isinstance(setting, Answering) or not (setting.spare or setting.direction):
        return finish(draft, setting)
    kept = replace(
        draft,
        places=list(draft.places),
        days=list(draft.days),
        points=list(draft.points),
        size=list(draft.size),
    )
    said = list(setting.assumed)
    try:
        return finish(draft, setting)
    except (Ask, InputError):
        setting.assumed[:] = said
        _fill(kept, setting.spare)
        if kept.direction in ("", "set"):
            kept.direction = setting.direction
        return finish(kept, setting)


def left_over(setting: Setting) -> bool:
    """Whether an answer holds a number or a place that no slot has taken."""
    return isinstance(setting, Answering) and any(
        (p.amount and not p.amount.weak) or p.has("site", "city", "supplier", "unknown")
        for p in setting.spare
    )


def _fill(draft: Draft, spare: list[Piece]) -> None:
    for piece in list(spare):
        if _takes(draft, piece):
            spare.remove(piece)


def _takes(draft: Draft, piece: Piece) -> bool:
    if piece.amount is not None:
        return _takes_amount(draft, piece.amount)
    if piece.has("site", "zone", "city"):
        if draft.op == "move_site" and len(draft.places) == 1:
            draft.places.append(piece)
        else:
            draft.places = [*(p for p in draft.places if p.has("site")), piece]
        draft.everywhere = False
        return True
    for sort in ("supplier", "lane"):
        if piece.has(sort):
            draft.fixed[sort] = piece.get(sort)
            return True
    if piece.has("station"):
        draft.station = piece
        return True
    if piece.thing("everywhere", "each"):
        draft.everywhere = True
        return True
    if piece.has("dir") and piece.get("dir") not in ("set", "factor_base"):
        draft.direction = piece.get("dir") or ""
        return True
    return False


def _takes_amount(draft: Draft, amount: Amount) -> bool:
    if amount.kind == "days" and (not draft.days or any(d.vague for d in draft.days)):
        draft.days = [amount]
    elif amount.kind in ("day", "month") and len(draft.points) < 2:
        draft.points.append(amount)
    elif amount.kind == "count" and draft.op in ("send_mobile", "add_site"):
        draft.count = amount
    elif amount.kind == "count" and not amount.weak and not draft.size and draft.param:
        draft.size = [amount, replace(amount, kind="percent", unit="%")]
    elif amount.kind in ("percent", "factor", "money", "rate", "mass", "distance", "hours_per_day"):
        draft.size = [amount]
    else:
        return False
    return True


# ---- words of the question replaced by the answer

_LEAVE = re.compile(
    r"^(please )?(leave|skip|ignore|drop|forget|omit|never mind|laisse|oublie|ignore|enleve)\b", re.IGNORECASE
)
_UNITS = re.compile(
    r"^(days?|weeks?|months?|years?|sites?|workshops?|percent|%|jours?|semaines?|mois|ans?|euros?)$"
)


def rewritten(
    question: str,
    text: Text,
    found: Iterable[Piece],
    missed: tuple[str, ...],
    answer: str,
    given: Iterable[Piece],
) -> list[str]:
    """The question with the answer in the place of what was not understood; several readings, the likeliest first."""
    found, given = list(found), list(given)
    tried: list[str] = []
    if missed:
        gone = question
        for word in missed:
            gone = re.sub(
                rf"(?<!\w){re.escape(word)}(?!\w)",
                "" if _LEAVE.match(fold(answer)) else answer,
                gone,
                count=1,
            )
        tried.append(gone)
    if _LEAVE.match(fold(answer)):
        return tried
    unit = _UNITS.match(fold(answer).strip(" .!"))
    for piece in found:
        stretch = (text.words[piece.first].start, text.words[piece.last - 1].end)
        if unit and piece.amount and piece.amount.kind == "count":
            tried.append(f"{question[: stretch[1]]} {answer}{question[stretch[1] :]}")
        elif ("act", "mode") in piece.means and len(answer.split()) <= 3:
            tried.append(f"{question[: stretch[0]]}by {answer.removeprefix('by ')}{question[stretch[1] :]}")
        elif _answers(piece, given):
            tried.append(question[: stretch[0]] + answer + question[stretch[1] :])
    return tried


def _answers(piece: Piece, given: list[Piece]) -> bool:
    """Whether the answer holds what a piece of the question stands for: a known place for a strange one, a number for a vague one."""
    if piece.has("unknown") or (piece.has("city") and not piece.has("site")):
        return any(p.has("site", "city", "zone") for p in given)
    if piece.amount is not None:
        return any(p.amount and p.amount.kind == piece.amount.kind for p in given) or (
            piece.amount.kind == "count" and any(p.amount for p in given)
        )
    if piece.has("case"):
        return any(p.has("case") for p in given)
    if piece.has("design"):
        return any(p.has("design") for p in given)
    return False


# ---- whether a text is an answer at all

GO_ON = "yes, run that"
"""The choice with which a doubtful reading is confirmed."""

_YES = re.compile(
    r"^(yes|yep|yeah|yup|oui|ok|okay|sure|right|exactly|correct|exact|exactement|c'est ca|c'est bien ca|that's it|that is it|go ahead|go on|do it|vas-y)\b.{0,30}$"
)


def confirms(text: str) -> bool:
    """Whether the user says that the doubtful reading is meant."""
    return bool(_YES.match(fold(text).strip()))


NOTHING_DONE = "Fine, I leave it. Nothing was changed."
_GIVES_UP = re.compile(
    r"^(oh |ok |no )?(never ?mind|forget (it|that|about it)|cancel( that| it)?|laisse tomber|oublie( ca)?|annule|nothing|rien)\W*$"
)
_ASKING = frozenset(
    {"what", "how", "why", "compare", "which", "who", "where", "when", "does", "do", "did", "is", "are", "can", "show", "tell", "list", "describe",
     "undo", "explain", "pourquoi", "comment", "combien", "quel", "quelle", "quels", "que", "est", "help", "report", "write"}
)  # fmt: skip
_ORDER = {"first": 0, "premier": 0, "premiere": 0, "second": 1, "deuxieme": 1, "third": 2, "troisieme": 2, "last": -1, "dernier": -1, "derniere": -1,
          "former": 0, "latter": -1}  # fmt: skip


_NO = re.compile(r"^(no|nope|nah|non|not (that|quite|really)|pas (ca|du tout))\b\W*$")
NOT_MEANT = "Then I leave it. Say it in other words, perhaps one change at a time."


def denies(text: str) -> bool:
    """Whether the user says that the doubtful reading is not meant."""
    return bool(_NO.match(fold(text).strip()))


def gives_up(text: str) -> bool:
    """Whether the user lets the open question go."""
    return bool(_GIVES_UP.match(fold(text).strip()))


_UP = frozenset(
    {
        "up",
        "rises",
        "rise",
        "more",
        "higher",
        "increase",
        "increases",
        "hausse",
        "augmente",
        "monte",
        "dearer",
        "grows",
    }
)
_DOWN = frozenset(
    {
        "down",
        "falls",
        "fall",
        "less",
        "lower",
        "decrease",
        "decreases",
        "baisse",
        "diminue",
        "cheaper",
        "drops",
        "drop",
        "shrinks",
    }
)


def direction_of(answers: Iterable[str]) -> str:
    """'up' or 'down' when an answer says one of them."""
    words = {word for answer in answers for word in re.findall(r"\w+", fold(answer))}
    return "up" if words & _UP and not words & _DOWN else "down" if words & _DOWN and not words & _UP else ""


def one_of(question: str, choices: tuple[str, ...], answer: str) -> list[str]:
    """The question with 'Paris or Lille' replaced by the one that the answer names."""
    named = [c for c in choices if fold(c) in fold(question)]
    if len(named) < 2 or fold(answer).strip(" .!") not in {fold(c) for c in named}:
        return []
    either = "|".join(re.escape(c) for c in named)
    return [
        re.sub(
            rf"(?:either |soit )?(?:{either})(?:\s*(?:,|or|ou|and|et|soit)\s*(?:in |at |à )?(?:{either}))+",
            answer,
            question,
            flags=re.IGNORECASE,
        )
    ]


def chosen(text: str, choices: tuple[str, ...]) -> str:
    """The choice that an answer names by its place ('the first one') or its beginning, else the answer itself."""
    words = fold(text).strip(" .!").split()
    begun = [c for c in choices if words and fold(c).split()[: len(words)] == words]
    if len(begun) == 1:
        return begun[0]
    at = next((_ORDER[word] for word in words if word in _ORDER), None)
    if at is None or len(words) > 4 or not -len(choices) <= at < len(choices):
        return text
    return choices[at]


def like_an_answer(text: str, choices: tuple[str, ...]) -> bool:
    """Whether a text is short and asks nothing itself."""
    words = re.findall(r"\w+", fold(text))
    if fold(text).strip(" .!") in {fold(choice) for choice in choices}:
        return True
    while words and words[0] in ("and", "et", "ok", "well", "so", "then", "alors"):
        words.pop(0)
    return bool(words) and len(words) <= 12 and words[0] not in _ASKING


def core(answer: str, given: Iterable[Piece]) -> str:
    """The answer from its first to its last meaningful word: 'Lyon' of 'sorry, I mean Lyon'."""
    meant = [
        p
        for p in given
        if p.amount or p.has("site", "city", "zone", "case", "design", "supplier", "act", "dir")
    ]
    if not meant:
        return answer
    from assistant.plan.text.words import read

    words = read(answer).words
    last = min(max(p.last for p in meant), len(words))
    return answer[words[min(p.first for p in meant)].start : words[last - 1].end]
