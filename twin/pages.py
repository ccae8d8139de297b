"""A page on a case or a theme: typed records in the front matter, prose in the body.

What the seed article says (claims) and what was found later (evidence) stay separate records; prose cites
them as `[avatar-03]` and facts as `fact:ID`.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, ValidationError

from twin.errors import InputError
from twin.quoted import quoted
from twin.safe_yaml import load_yaml, read_text

FOLDERS = {"cases": ("seed_case", "extra_case"), "themes": ("theme",)}
CASE_SECTIONS = (
    "What it is",
    "What the article claims",
    "What later evidence says",
    "Contradictions",
    "What the twin takes from it",
    "Where it failed or may fail",
    "What is not known",
)
THEME_SECTIONS = (
    "The argument",
    "Evidence for",
    "Evidence against",
    "When the big plant wins",
    "What the twin takes from it",
    "Open questions",
)

_FRONT = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_RECORD_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[a-z]?\d+[a-z]?"

Text = Annotated[str, Field(min_length=1, max_length=5_000)]
Short = Annotated[str, Field(min_length=1, max_length=300)]
RecordId = Annotated[str, Field(pattern=f"^{_RECORD_ID}$", max_length=60)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Number = StrictInt | StrictFloat
Year = Annotated[int, Field(ge=1900, le=2100)]


class _Record(BaseModel):
    """Base of what a page holds: immutable, with no unknown keys and no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Source(_Record):
    """Where something was read; `id` is the page's own name for it."""

    id: Slug
    title: Short
    address: Short
    year: Year
    publisher: Short | None = None


class Claim(_Record):
    """What the seed article says, with its figure, unit and baseline where it gives them."""

    id: RecordId
    statement: Text
    quantity: Number | tuple[Number, ...] | None = None
    unit: Short | None = None
    baseline: Text | None = None
    direction: Short
    source: Slug


class Evidence(_Record):
    """What was found elsewhere or derived: what it is about and how it stands to that."""

    id: RecordId
    statement: Text
    quantity: Number | tuple[Number, ...] | None = None
    unit: Short | None = None
    origin: Literal["elsewhere", "derived"]
    source: Slug
    year: Year
    confidence: Literal["high", "medium", "low"]
    about: tuple[RecordId, ...] = ()
    stance: Literal["supports", "contradicts", "qualifies", "context"]


class Argument(_Record):
    """What the seed article argues on a theme."""

    id: RecordId
    statement: Text
    source: Slug


Record = Claim | Evidence | Argument


class Site(_Record):
    """A place of a case on the map."""

    name: Short
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    precision: Short
    source: Short


class Section(_Record):
    """A heading of a page (empty for the opening) and the prose under it."""

    heading: str
    text: str


class Page(_Record):
    """A case or a theme: front matter and body."""

    slug: Slug
    title: Short
    kind: Literal["seed_case", "extra_case", "theme"]
    outcome: Short | None = None
    country: Short | None = None
    sector: Short | None = None
    themes: tuple[Slug, ...] = ()
    twin_case: Slug | None = None
    aliases: tuple[Short, ...] = ()
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    arguments: tuple[Argument, ...] = ()
    contradictions: tuple[Text, ...] = ()
    gaps: tuple[Text, ...] = ()
    places: tuple[Site, ...] = ()
    confidence: Text
    body: str

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The opening (without the page's title), then each part under a heading of the second level."""
        opening, *parts = _HEADING.split(self.body)
        opening = re.sub(r"\A\s*# [^\n]*\n", "", opening).strip()
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return (Section(heading="", text=opening), *(Section(heading=h, text=t.strip()) for h, t in pairs))

    @property
    def records(self) -> tuple[Record, ...]:
        """Claims, then evidence, then arguments."""
        everything: list[Record] = [*self.claims, *self.evidence, *self.arguments]
        return tuple(everything)

    def source(self, key: str) -> Source:
        """The source of that id; raises `InputError` when the page has none."""
        for source in self.sources:
            if source.id == key:
                return source
        raise InputError(f"Page '{self.slug}' has no source '{quoted(key)}'.")

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of records cited in the prose, in order of first use."""
        prose = "\n".join((self.body, *self.contradictions, *self.gaps, self.confidence))
        return tuple(dict.fromkeys(re.findall(rf"\[({_RECORD_ID})\]", prose)))

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of facts named in the prose as `fact:ID`, in order of first use."""
        return tuple(dict.fromkeys(re.findall(r"\bfact:([A-Za-z0-9_]+)", self.body)))


def page_files(root: Path) -> tuple[Path, ...]:
    """The Markdown files of the library, cases first, by name."""
    return tuple(path for folder in FOLDERS for path in sorted((root / folder).glob("*.md")))


def read_page(path: Path) -> Page:
    """One page from its file; raises `InputError` with one line for each problem."""
    where = f"{path.parent.name}/{path.name}"
    return parse_page(read_text(path, where), where)


def parse_page(text: str, where: str) -> Page:
    """One page from its text; raises `InputError` with one line for each problem."""
    match = _FRONT.fullmatch(text.replace("\r\n", "\n"))
    if match is None:
        raise InputError(f"{where}: the page must begin with front matter between two lines of '---'.")
    front = load_yaml(match["front"], where)
    if not isinstance(front, dict):
        raise InputError(f"{where}: the front matter must be keys with values, such as 'title: ...'.")
    if "body" in front:
        raise InputError(f"{where}: the key 'body' is not allowed; the prose follows the front matter.")
    try:
        return Page.model_validate({**front, "body": match["body"]})
    except ValidationError as error:
        lines = (_told(entry["loc"], entry["msg"], entry["input"]) for entry in error.errors())
        raise InputError("\n".join(f"{where}: {line}" for line in lines)) from None


def _told(place: tuple[int | str, ...], message: str, given: object) -> str:
    """One problem of the front matter: where, what, and what stood there."""
    steps = ".".join(str(step) for step in place if step not in ("int", "float") and "tuple" not in str(step))
    shown = "" if isinstance(given, dict | list) else f" (found '{quoted(given)}')"
    return f"{steps}: {message[:1].lower()}{message[1:]}{shown}."
