"""What a report says, before it is a page: typed blocks, and the inputs from which they are made again."""

from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue

from twin.scenario import Scenario
from twin.spec.quantity import Frozen

Text = Annotated[str, Field(max_length=200_000)]
Line = Annotated[str, Field(max_length=4_000)]
FORMAT = 1


class Heading(Frozen):
    """A heading of level 2 or 3; level 1 is the title."""

    kind: Literal["heading"] = "heading"
    text: Line
    level: Literal[2, 3] = 2


class Paragraph(Frozen):
    """Running text in Markdown: emphasis, lists, tables, links. HTML inside is shown as typed."""

    kind: Literal["paragraph"] = "paragraph"
    markdown: Text


class Notice(Frozen):
    """A boxed warning, such as what an illustrative answer rests on; Markdown."""

    kind: Literal["notice"] = "notice"
    markdown: Text


class Table(Frozen):
    """A table of finished text; the columns named in `numbers` (by position) stand to the right."""

    kind: Literal["table"] = "table"
    caption: Line
    columns: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: tuple[int, ...] = ()
    folded: bool = False


class Figure(Frozen):
    """A Plotly figure as JSON, with its content in words for readers who do not see it."""

    kind: Literal["figure"] = "figure"
    caption: Line
    alt: Text
    figure: dict[str, JsonValue]


class Citation(Frozen):
    """A passage that the text leans on: slug of the case, theme or fact, id of the passage, its words."""

    source: Line
    passage: Line
    text: Text
    title: Line = ""


class Citations(Frozen):
    """The passages cited, in the order in which the text numbers them."""

    kind: Literal["citations"] = "citations"
    items: tuple[Citation, ...]


class Specs(Frozen):
    """Named specifications, folded: text in full, with its digest."""

    kind: Literal["specs"] = "specs"
    name: Line
    digest: Line
    text: Text


Block = Annotated[
    Heading | Paragraph | Notice | Table | Figure | Citations | Specs, Field(discriminator="kind")
]


class Maker(Frozen):
    """What made the report, as its maker states it; only the page's checksum covers it."""

    kit: Line
    code: Line = ""
    corpus: Line = ""
    python: Line = ""
    numpy: Line = ""


class Inputs(Frozen):
    """All that a recipe may use: from these alone the whole content is made again."""

    recipe: Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z]+)*$", max_length=40)]
    questions: tuple[Text, ...] = Field(default=(), max_length=50)
    model: Line = "embedded"
    plan: dict[str, JsonValue] = Field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = Field(default=(), max_length=12)


class ReportContent(Frozen):
    """A report: title, question, blocks in order, the inputs, and the exact results behind the words."""

    title: Line
    question: Text
    blocks: tuple[Block, ...]
    inputs: Inputs
    results: dict[str, Any] = Field(default_factory=dict)
