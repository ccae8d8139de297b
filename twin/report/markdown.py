"""Markdown to clean HTML: HTML inside is shown as typed, and only harmless marks and links are left."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 40})
        .enable("table")
        .disable("image")
    )


def to_html(markdown: str) -> str:
    """Markdown as HTML without scripts, pictures, styles or classes; links are https or inside the page."""
    return cleaned(_parser().render(markdown))


def cleaned(html: str) -> str:
    """HTML with everything taken out that is not plain text structure."""
    import nh3

    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https"},
        link_rel="noopener noreferrer nofollow",
    )
