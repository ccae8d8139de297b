"""The case library: every page on a case or a theme under `corpus/cases` and `corpus/themes`.

`corpus/README.md` tells how to add a page; `check_corpus()` finds what is wrong with one.
"""

from functools import lru_cache
from pathlib import Path

from twin.corpus_check import problems
from twin.errors import InputError
from twin.pages import Argument, Claim, Evidence, Page, Record, Section, Site, Source, page_files, read_page
from twin.paths import corpus_root
from twin.quoted import quoted

__all__ = [
    "Argument",
    "Claim",
    "Evidence",
    "Page",
    "Record",
    "Section",
    "Site",
    "Source",
    "check_corpus",
    "load_pages",
    "page",
]


@lru_cache(maxsize=1)
def load_pages() -> tuple[Page, ...]:
    """Every page of the library: cases by slug, then themes. Raises `InputError` naming the broken page."""
    return tuple(read_page(path) for path in page_files(corpus_root()))


def page(slug: str) -> Page:
    """The page of that slug; raises `InputError` with the nearest slugs."""
    for found in load_pages():
        if found.slug == slug:
            return found
    from rapidfuzz import process

    near = process.extract(slug[:100], [entry.slug for entry in load_pages()], limit=3, score_cutoff=50)
    hint = f" Nearest: {', '.join(match for match, _, _ in near)}." if near else ""
    raise InputError(f"There is no case or theme '{quoted(slug)}' in the library.{hint}")


def check_corpus(root: Path | None = None) -> list[str]:
    """Every problem of the library, one line each; an empty list when all is well."""
    return problems(root or corpus_root())
