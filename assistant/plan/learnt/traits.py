"""What the classifiers see: traits of a whole question, and of one mention.

A question is seen twice, in its own words and as a shape in which every number and name is only its sort, so that what was
learnt from Lyon and three weeks holds for Tampa and ten days.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from assistant.plan.learnt.frames import head
from assistant.plan.learnt.mentions import Mention
from assistant.plan.names.link import Piece
from assistant.plan.text.words import Text, Word, stem

NEAR, WIDE = 3, 7
GRAM = 4
_ENDS = frozenset({".", "?", "!", ";", "\n"})


def shape(text: Text, pieces: Sequence[Piece], found: Sequence[Mention]) -> list[str]:
    """The words of a question with each mention, case and design as its sort."""
    spans = {m.first: (m.last, _sort(m)) for m in found}
    for piece in pieces:
        if piece.first not in spans and piece.has("case", "design"):
            sort = f"<{piece.get('design')}>" if piece.has("design") else "<case>"
            spans[piece.first] = (piece.last, sort)
    return [
        part if isinstance(part, str) else "<n>" if part.number else stem(part.key)
        for part in _parts(text, spans)
    ]


def _parts(text: Text, spans: Mapping[int, tuple[int, str]]) -> Iterator[Word | str]:
    """The words of a question, each span as what stands for it."""
    at = 0
    while at < len(text.words):
        if at in spans:
            last, sort = spans[at]
            yield sort
            at = max(last, at + 1)
        else:
            yield text.words[at]
            at += 1


_PLAIN = {
    "<place>": "the site", "<home place>": "the town", "<percent>": "some percent", "<days>": "some days",
    "<day>": "a day", "<money>": "some euros", "<count>": "some", "<month>": "a month", "<factor>": "some times",
}  # fmt: skip


def plain(text: Text, pieces: Sequence[Piece], found: Sequence[Mention]) -> str:
    """A question in which every number, name and case is a plain word, so that its vector tells what is asked and not of whom."""
    spans = {m.first: (m.last, _sort(m)) for m in found}
    for piece in pieces:
        if piece.first not in spans and piece.has("case"):
            spans[piece.first] = (piece.last, "the case")
    return " ".join(
        _PLAIN.get(part, part.strip("<>")) if isinstance(part, str) else part.text
        for part in _parts(text, spans)
    )


def _sort(mention: Mention) -> str:
    amount = mention.amount
    if amount is None:
        return f"<{'home ' if mention.home else ''}{mention.sort}>"
    per = f"/{amount.per}" if amount.per else ""
    return f"<{'~' if amount.weak else ''}{amount.kind}{per}>"


def of_question(text: Text, pieces: Sequence[Piece], found: Sequence[Mention]) -> frozenset[str]:
    """Words, pairs and letters of the question, and singles, pairs and threes of its shape."""
    words = ["<n>" if word.number else stem(word.key) for word in text.words]
    tokens = ["<", *shape(text, pieces, found), ">"]
    own = {f"w {word}" for word in words}
    own |= {f"w {a} {b}" for a, b in itertools.pairwise(words)}
    own |= {f"s {a}" for a in tokens}
    own |= {f"s {a} {b}" for a, b in itertools.pairwise(tokens)}
    own |= {f"s {a} {b} {c}" for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False)}
    for word in words:
        padded = f"^{word}$"
        own |= (
            {f"g {padded[i : i + GRAM]}" for i in range(len(padded) - GRAM + 1)} if word.isalpha() else set()
        )
    own |= {f"p {sort}={value}" for piece in pieces for sort, value in piece.means if sort in _VOCABULARY}
    return frozenset(own)


_VOCABULARY = frozenset(
    {
        "param",
        "param_weak",
        "param_inverse",
        "param_up",
        "param_down",
        "act",
        "policy",
        "thing",
        "design",
        "case",
        "kind",
        "dir",
    }
)


def of_mention(text: Text, found: Sequence[Mention], at: int, pieces: Sequence[Piece]) -> list[str]:
    """What stands around a mention: near words by place, wider ones by side, its sentence, its neighbours among the mentions,
    and what the nearest phrases of the vocabulary mean."""
    mention = found[at]
    words = [_seen(text, found, i) for i in range(len(text.words))]
    sort = _sort(mention)
    traits = ["", sort]
    for step in range(1, NEAR + 1):
        left, right = mention.first - step, mention.last + step - 1
        traits.append(f"L{step} {words[left] if left >= 0 else '^'}")
        traits.append(f"R{step} {words[right] if right < len(words) else '$'}")
    traits.append(
        f"L {words[mention.first - 2] if mention.first > 1 else '^'} {words[mention.first - 1] if mention.first else '^'}"
    )
    traits.append(f"R {' '.join(words[mention.last : mention.last + 2])}")
    traits += {f"l {w}" for w in words[max(0, mention.first - WIDE) : mention.first]}
    traits += {f"r {w}" for w in words[mention.last : mention.last + WIDE]}
    start = max((i + 1 for i in range(mention.first) if text.words[i].key in _ENDS), default=0)
    end = min((i for i in range(mention.last, len(words)) if text.words[i].key in _ENDS), default=len(words))
    traits += {f"S {w}" for w in words[start:end]}
    alike = [m for m in found if m.sort == mention.sort]
    traits.append(f"# {min(3, len(alike))} {alike.index(mention)}")
    traits.append(f"before {found[at - 1].sort if at else '^'}")
    traits.append(f"after {found[at + 1].sort if at + 1 < len(found) else '$'}")
    said = text.between(mention.first, mention.last).lower()
    traits.append(
        f"= {said}" if mention.amount is None or not any(c.isdigit() for c in said) else f"= {_size(mention)}"
    )
    traits += _around(mention, pieces)
    if mention.plant:
        traits.append("plant")
    if mention.spoken:
        same = [m for m in found if m.spoken and m.spoken[0] == mention.spoken[0]]
        traits.append(f"once of {min(3, len(same))} {same.index(mention)}")
    if mention.amount and mention.amount.signed:
        traits.append(f"sign {mention.amount.signed}")
    if mention.amount and mention.amount.part:
        traits.append(f"part {mention.amount.of}")
    return traits


_SAYS = ("param", "param_weak", "param_inverse", "param_up", "param_down", "dir", "act", "thing", "design")
REACH = 9
"""Words away from a mention up to which a phrase is taken to stand beside it."""


def _around(mention: Mention, pieces: Sequence[Piece]) -> Iterator[str]:
    """The nearest phrase of each sort on either side: what is spoken of, which way it goes, what is done."""
    for sort in _SAYS:
        before = [p for p in pieces if p.has(sort) and 0 <= mention.first - p.last < REACH]
        after = [p for p in pieces if p.has(sort) and 0 <= p.first - mention.last < REACH]
        for side, near in (("B", before[-1:]), ("A", after[:1])):
            for piece in near:
                gap = mention.first - piece.last if side == "B" else piece.first - mention.last
                for value in (value for name, value in piece.means if name == sort):
                    yield f"{side} {sort}={value}"
                    yield f"{side} {sort}={value} {gap > 2}"
        if before and after:
            yield f"{sort} nearer {mention.first - before[-1].last < after[0].first - mention.last}"


def _size(mention: Mention) -> str:
    value = mention.amount.value if mention.amount else 0.0
    return next(
        (
            name
            for name, edge in (("<1", 1), ("<10", 10), ("<30", 30), ("<100", 100), ("<400", 400))
            if value < edge
        ),
        "big",
    )


def _seen(text: Text, found: Sequence[Mention], at: int) -> str:
    inside = next((m for m in found if m.first <= at < m.last), None)
    if inside is not None:
        return _sort(inside)
    word = text.words[at]
    return "<n>" if word.number else stem(word.key)


def parts_of(label: str, slot: str, how: str) -> tuple[str, ...]:
    """The parts of which the score of a role is the sum: the slot for any label, for its kind, and for the label itself.

    >>> parts_of("price.wage", "factor", "up")
    ('factor:up', 'price.factor:up', 'price.wage.factor:up')
    """
    return tuple(dict.fromkeys((f"{slot}:{how}", f"{head(label)}.{slot}:{how}", f"{label}.{slot}:{how}")))
