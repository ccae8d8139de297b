"""The blocks of an answer as HTML for a notebook; figures stay figures."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from twin.report.content import Block, Citations, Figure, Heading, Notice, Paragraph, Specs, Table
from twin.report.markdown import to_html

PLOTLY = "application/vnd.plotly.v1+json"


def pieces(blocks: Iterable[Block]) -> Iterator[str | dict[str, Any]]:
    """Clean HTML, and between it the figures as JSON, in order.

    What follows a heading is folded under it, but not a figure: one inside a closed fold would be drawn without a
    size.
    """
    html: list[str] = []
    for heading, part in _sections(blocks):
        inner = "".join(block_html(block) for block in part)
        drawn = [block for block in part if isinstance(block, Figure)]
        html.append(_fold(heading, inner) if heading and not drawn else inner)
        for figure in drawn:
            yield "".join(html)
            html = []
            yield figure.figure
    if html:
        yield "".join(html)


def _sections(blocks: Iterable[Block]) -> Iterator[tuple[str, list[Block]]]:
    """The blocks before the first heading, then those under each."""
    heading, part = "", list[Block]()
    for block in blocks:
        if isinstance(block, Heading) or (part and isinstance(part[-1], Figure)):
            yield heading, part
            heading, part = block.text if isinstance(block, Heading) else "", []
        if not isinstance(block, Heading):
            part.append(block)
    yield heading, part


def block_html(block: Block) -> str:
    """One block as HTML; all that anyone wrote is escaped or cleaned. A figure gives its words for who cannot see it."""
    match block:
        case Heading():
            return f"<h3>{escape(block.text)}</h3>"
        case Paragraph():
            return to_html(block.markdown)
        case Notice():
            return f'<div class="ft-notice" role="note">{to_html(block.markdown)}</div>'
        case Table():
            return _fold(block.caption, _table(block)) if block.folded else _table(block)
        case Figure():
            return f'<p class="ft-hidden">Figure: {escape(block.alt)}</p>'
        case Citations():
            return "".join(_citation(number, item) for number, item in enumerate(block.items, start=1))
        case Specs():
            return _fold(block.name, f'<pre tabindex="0">{escape(block.text)}</pre>')


def mimebundle(blocks: Iterable[Block], markdown: str) -> dict[str, Any]:
    """An answer as an ordinary output of a cell, figures apart: HTML, Markdown and plain text."""
    html = "".join(piece for piece in pieces(blocks) if isinstance(piece, str))
    return {"text/html": html, "text/markdown": markdown, "text/plain": markdown}


def _fold(summary: str, inner: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{inner}</details>"


def _citation(number: int, item: Any) -> str:
    name = f"{number}. {item.title or item.source}"
    place = f"<code>{escape(item.source)} / {escape(item.passage)}</code>"
    return (
        f'<details data-cite="{number}"><summary>{escape(name)} {place}</summary>'
        f"<blockquote>{escape(item.text)}</blockquote></details>"
    )


def _table(block: Table) -> str:
    def cell(text: str, column: int, tag: str) -> str:
        mark = ' class="number"' if column in block.numbers else ""
        return f"<{tag}{mark}>{escape(text)}</{tag}>"

    head = "".join(cell(name, column, "th") for column, name in enumerate(block.columns))
    rows = "".join(
        "<tr>" + "".join(cell(text, column, "td") for column, text in enumerate(row)) + "</tr>"
        for row in block.rows
    )
    caption = "" if block.folded else f"<caption>{escape(block.caption)}</caption>"
    return f'<div class="ft-scroll"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
