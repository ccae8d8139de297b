"""Passages: the pieces of pages, facts and documents that can be found, quoted and cited.

A page is cut along its headings; each claim and each piece of evidence is a passage of its own, so that an
answer can set "the article says" beside "later evidence says". Title and section travel with every passage.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast, get_args

Kind = Literal["prose", "claim", "evidence", "fact", "document"]

ARGUMENT_SECTION = "The argument"
"""Heading under which a theme states what the article argues."""

LONGEST = 800
"""Characters of one prose passage before it is cut at a sentence."""

RECORD_MARK = re.compile(r"\s*\[((?:[a-z][a-z0-9]*-[a-z0-9-]+)(?:\s*[,;]\s*[a-z][a-z0-9]*-[a-z0-9-]+)*)\]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9À-Þ])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|approx|no|vs|cf|fig|St|Dr|Mr|Mrs|Inc|Ltd|Co|U\.S)\.|\b[A-Z]\.)$"
)


@dataclass(frozen=True)
class Passage:
    """One piece of material with where it comes from.

    `source` is the slug of a case or theme, `fact:ID`, or `doc:NAME`; `records` are the ids of claims and
    evidence that the text states or cites; `page` counts from 1 in a document that has pages. A piece of evidence
    says in `about` which claims it bears upon and in `stance` how (supports, contradicts, qualifies, context); a
    claim says in `stance` whether it speaks for or against scaling out. `hints` are other words for the subject,
    which the search sees and an answer never shows.
    """

    id: str
    source: str
    title: str
    section: str
    text: str
    kind: Kind
    page: int | None = None
    year: int | None = None
    records: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    stance: str = ""
    hints: str = ""

    @property
    def citation(self) -> str:
        """Title and section, as an answer shows them: `Bayer F3 Factory, What the article claims`."""
        where = self.section or ("page " + str(self.page) if self.page else "")
        if self.section and self.page:
            where = f"{self.section}, page {self.page}"
        return f"{self.title}, {where}" if where and not self.title.endswith(where) else self.title

    @property
    def plain(self) -> str:
        """The text without its record marks."""
        return RECORD_MARK.sub("", self.text)


def carried(passage: Passage) -> str:
    """What the word index sees: title and section in front of the text (a fact says its title itself)."""
    if passage.kind == "fact":
        return f"{passage.section}. {passage.text} {passage.hints}"
    return f"{passage.title}. {passage.section}. {passage.plain}"


def meaning(passage: Passage) -> str:
    """What the encoder sees: the title without its bracket, and the text."""
    if passage.kind == "fact":
        return f"{passage.title}, {passage.section}: {passage.hints}"
    return f"{passage.title.split(' (')[0]}: {passage.plain}"


def calling(passage: Passage) -> str:
    """What people call the subject of the passage's page who do not know its name, as the encoder sees it."""
    return f"{passage.title.split(' (')[0]}: {passage.hints}"


def as_json(passage: Passage) -> dict[str, Any]:
    """A passage as plain JSON values; `from_json` reads it back."""
    return asdict(passage)


def from_json(row: Mapping[str, Any]) -> Passage:
    """The passage that `as_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
    if row["kind"] not in get_args(Kind):
        raise ValueError(f"Unknown kind of passage: {row['kind']!r}")
    return Passage(
        id=str(row["id"]),
        source=str(row["source"]),
        title=str(row["title"]),
        section=str(row["section"]),
        text=str(row["text"]),
        kind=cast(Kind, row["kind"]),
        page=None if row["page"] is None else int(row["page"]),
        year=None if row["year"] is None else int(row["year"]),
        records=tuple(str(record) for record in row["records"]),
        about=tuple(str(record) for record in row["about"]),
        stance=str(row["stance"]),
        hints=str(row["hints"]),
    )


def sentences(text: str) -> list[str]:
    """Sentences of a text; abbreviations and initials do not end one."""
    found: list[str] = []
    for piece in _SENTENCE_END.split(" ".join(text.split())):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return found


def marked_records(text: str) -> tuple[str, ...]:
    """Record ids cited in square brackets, each once, in order."""
    ids = (part.strip() for mark in RECORD_MARK.findall(text) for part in re.split("[,;]", mark))
    return tuple(dict.fromkeys(ids))


def cut(text: str, longest: int = LONGEST) -> list[str]:
    """Pieces of a section: whole paragraphs joined up to `longest`, long paragraphs cut at sentences."""
    pieces: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        for part in _cut_paragraph(" ".join(block.split()), longest):
            if pieces and len(pieces[-1]) + len(part) < longest // 2:
                pieces[-1] = f"{pieces[-1]} {part}"
            else:
                pieces.append(part)
    return pieces


def _cut_paragraph(paragraph: str, longest: int) -> Iterator[str]:
    held = ""
    for sentence in sentences(paragraph):
        for part in _hard_cut(sentence, longest):
            if held and len(held) + len(part) + 1 > longest:
                yield held
                held = part
            else:
                held = f"{held} {part}" if held else part
    if held:
        yield held


def _hard_cut(sentence: str, longest: int) -> Iterable[str]:
    """A sentence without an end (tables, broken text) is cut between words."""
    while len(sentence) > longest:
        at = sentence.rfind(" ", longest // 2, longest)
        at = at if at > 0 else longest
        yield sentence[:at]
        sentence = sentence[at:].lstrip()
    yield sentence


def slug_of(words: str) -> str:
    """A heading as an id: lower case, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "text"


def numbered(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with unique ids: a repeated id gets -2, -3, ..."""
    seen: dict[str, int] = {}
    unique: list[Passage] = []
    for passage in passages:
        seen[passage.id] = seen.get(passage.id, 0) + 1
        count = seen[passage.id]
        unique.append(passage if count == 1 else _renamed(passage, f"{passage.id}-{count}"))
    return tuple(unique)


def _renamed(passage: Passage, name: str) -> Passage:
    return Passage(**{**asdict(passage), "id": name})
