"""What can be wrong with the case library beyond the form of a single record."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from twin.errors import InputError
from twin.facts import Facts, load_facts
from twin.pages import (
    CASE_SECTIONS,
    FOLDERS,
    THEME_SECTIONS,
    Argument,
    Claim,
    Evidence,
    Page,
    page_files,
    read_page,
)

TWIN_CASES = (
    "afyren",
    "avatar",
    "bayer-f3",
    "bright-machines",
    "digital-fabrication",
    "gigafactory",
    "re-fresh",
    "relocalize",
    "resilience",
)


def problems(root: Path) -> list[str]:
    """Every problem of the pages under `root`, one line each, by file."""
    pages: dict[str, Page] = {}
    found: list[str] = []
    for path in page_files(root):
        where = f"{path.parent.name}/{path.name}"
        try:
            pages[where] = read_page(path)
        except InputError as error:
            found += str(error).splitlines()
    if not pages and not found:
        return [f"There are no pages under {root.name}/cases and {root.name}/themes."]
    themes = {page.slug for page in pages.values() if page.kind == "theme"}
    records = Counter(key for page in pages.values() for key in _record_ids(page))
    facts = load_facts()
    for where, page in pages.items():
        lines = (*_frame(where, page, themes), *_records(page, records), *_prose(page, set(records), facts))
        found += [f"{where}: {line}" for line in lines]
    return found + _shared_names(pages)


def _frame(where: str, page: Page, themes: set[str]) -> Iterator[str]:
    """Name, folder, sources, themes, sections."""
    folder, _, name = where.partition("/")
    if name != f"{page.slug}.md":
        yield f"the slug '{page.slug}' differs from the file's name."
    if page.kind not in FOLDERS[folder]:
        yield f"kind '{page.kind}' does not belong into {folder}/."
    if not page.sources:
        yield "the page has no sources. Name at least one."
    yield from (f"source '{key}' is there twice." for key in _doubles([source.id for source in page.sources]))
    yield from (
        f"theme '{key}' is unknown; known: {', '.join(sorted(themes))}."
        for key in page.themes
        if key not in themes
    )
    if page.twin_case is not None and page.twin_case not in TWIN_CASES:
        yield f"twin_case '{page.twin_case}' is unknown; known: {', '.join(TWIN_CASES)}."
    if page.kind == "seed_case" and not page.claims:
        yield "a seed case needs at least one claim."
    if page.kind == "theme" and not page.arguments:
        yield "a theme needs at least one argument."
    if not re.match(rf"\s*# {re.escape(page.title)}\n", page.body):
        yield f"the body must begin with the title, '# {page.title}'."
    texts = {section.heading: section.text for section in page.sections}
    for heading in THEME_SECTIONS if page.kind == "theme" else CASE_SECTIONS:
        if not texts.get(heading):
            yield f"the section '## {heading}' is {'empty' if heading in texts else 'missing'}."
    yield from (
        f"the section '## {key}' is there twice." for key in _doubles([s.heading for s in page.sections])
    )


def _records(page: Page, everywhere: Counter[str]) -> Iterator[str]:
    """Ids, figures, sources and targets of the records."""
    sources = {source.id for source in page.sources}
    for key in dict.fromkeys(_record_ids(page)):
        if everywhere[key] > 1:
            yield f"the id '{key}' is used {everywhere[key]} times in the library."
    for record in page.records:
        if record.source not in sources:
            yield f"{record.id}: its source '{record.source}' is not in the page's sources."
        if not isinstance(record, Argument):
            yield from _figure(record)
    for item in page.evidence:
        yield from (
            f"{item.id}: it is about '{key}', which is nowhere."
            for key in item.about
            if key not in everywhere
        )
        if item.id in item.about:
            yield f"{item.id}: it is about itself."


def _figure(record: Claim | Evidence) -> Iterator[str]:
    """A figure without a unit, or an empty list of figures."""
    if record.quantity is not None and record.unit is None:
        yield f"{record.id}: the figure {record.quantity} has no unit."
    if record.quantity == ():
        yield f"{record.id}: the list of figures is empty."


def _prose(page: Page, known: set[str], facts: Facts) -> Iterator[str]:
    """Citations that lead nowhere, and records that the prose never mentions."""
    yield from (f"the prose cites [{key}], which is nowhere." for key in page.cited if key not in known)
    for key in page.facts:
        if key not in facts:
            near = facts.nearest(key, 1)
            yield f"the prose names fact:{key}, which is not in the table{f' (nearest: {near[0]})' if near else ''}."
    if page.kind == "theme":
        return
    yield from (
        f"claim {claim.id} is never cited in the prose."
        for claim in page.claims
        if claim.id not in page.cited
    )


def _shared_names(pages: dict[str, Page]) -> list[str]:
    """A slug of two pages, or a name that would call two cases."""
    slugs = _doubles([page.slug for page in pages.values()])
    found = [f"the slug '{slug}' is used by two pages." for slug in slugs]
    callers: dict[str, list[str]] = {}
    for page in (page for page in pages.values() if page.kind != "theme"):
        for name in {alias.casefold() for alias in page.aliases}:
            callers.setdefault(name, []).append(page.slug)
    found += [
        f"the alias '{name}' calls {' and '.join(slugs)}."
        for name, slugs in callers.items()
        if len(slugs) > 1
    ]
    return found


def _record_ids(page: Page) -> list[str]:
    return [record.id for record in page.records]


def _doubles(keys: list[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]
