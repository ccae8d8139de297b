"""The kit's own material as passages and names: pages of cases and themes, and facts with their figures."""

import hashlib
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.countries import country_names
from assistant.search import lexical, passages
from assistant.search.names import Name
from assistant.search.passages import ARGUMENT_SECTION, Passage, cut, marked_records, numbered, slug_of
from assistant.search.wording import table
from twin.paths import corpus_root

if TYPE_CHECKING:
    from twin.corpus import Claim, Evidence, Page
    from twin.facts import Fact

CLAIM_SECTION = "What the article claims"
OVERVIEW = "Overview"
"""Section of the paragraph above a page's first heading."""
COUNTER_EXAMPLE = "gigafactory"
"""The twin's case whose claims speak for the large plant."""
EVIDENCE_SECTION = "What later evidence says"
_THEME_SECTIONS = {"supports": "Evidence for", "contradicts": "Evidence against"}


def corpus_passages(pages: "Iterable[Page]", facts: "Iterable[Fact]") -> tuple[Passage, ...]:
    """Every passage of the pages, then one a fact; ids are unique."""
    found = [passage for page in pages for passage in page_passages(page)]
    found.extend(fact_passage(fact) for fact in facts)
    return numbered(found)


def page_passages(page: "Page") -> Iterator[Passage]:
    """Passages of one page: each claim, argument and piece of evidence, then the prose of each section."""
    side = "against" if page.twin_case == COUNTER_EXAMPLE else "for"
    for claim in page.claims:
        found = _record(page, claim.id, CLAIM_SECTION, _claim_text(claim), "claim", _year(page, claim.source))
        yield replace(found, stance=side)
    for argument in page.arguments:
        year = _year(page, argument.source)
        yield replace(
            _record(page, argument.id, ARGUMENT_SECTION, argument.statement, "claim", year), stance="for"
        )
    for item in page.evidence:
        found = _record(page, item.id, _evidence_section(page, item), item.statement, "evidence", item.year)
        yield replace(found, about=item.about, stance=item.stance)
    for section_ in page.sections:
        yield from _prose(page, section_.heading or OVERVIEW, section_.text)


def _record(
    page: "Page", record: str, section: str, text: str, kind: passages.Kind, year: int | None
) -> Passage:
    return Passage(f"{page.slug}#{record}", page.slug, page.title, section, text, kind, None, year, (record,))


def _claim_text(claim: "Claim") -> str:
    """The statement, with its baseline when the sentence names none of it."""
    statement = claim.statement.rstrip()
    baseline = set(lexical.stems(str(claim.baseline or "")))
    if baseline and not baseline & set(lexical.stems(statement)):
        return f"{statement} (Compared with: {claim.baseline}.)"
    return statement


def _evidence_section(page: "Page", item: "Evidence") -> str:
    if page.kind != "theme":
        return EVIDENCE_SECTION
    return _THEME_SECTIONS.get(str(item.stance), EVIDENCE_SECTION)


def _year(page: "Page", source: str | None) -> int | None:
    years = [entry.year for entry in page.sources if entry.id == source]
    return years[0] if years else None


def _prose(page: "Page", heading: str, text: str) -> Iterator[Passage]:
    for number, piece in enumerate(cut(text), start=1):
        yield Passage(
            id=f"{page.slug}#{slug_of(heading)}-{number}",
            source=page.slug,
            title=page.title,
            section=heading,
            text=piece,
            kind="prose",
            records=marked_records(piece),
            hints=called(page.slug) if heading == OVERVIEW and number == 1 else "",
        )


def called(slug: str) -> str:
    """What people call a page's subject who do not know its name (corpus/words/pages.tsv); empty for none."""
    return next((others for page, others in table("pages.tsv") if page == slug), "")


def fact_passage(fact: "Fact") -> Passage:
    """A fact as a sentence: what it is, value, range, unit, scope, year, source, and other words for it."""
    title, others = fact_words(fact.id)
    return Passage(
        id=f"fact:{fact.id}",
        source=f"fact:{fact.id}",
        title=title,
        section=_in_full(fact.scope),
        text=_fact_text(title, fact),
        kind="fact",
        year=fact.year,
        records=(fact.id,),
        hints=others,
    )


def fact_words(name: str) -> tuple[str, str]:
    """Title of a fact and other words for it (corpus/words/facts.tsv): `grid_carbon_FR` names France."""
    for start, words in table("facts.tsv"):
        title, _, others = words.partition("\t")
        if name == start or (start.endswith("*") and name.startswith(start[:-1])):
            rest = name[len(start) - 1 :].strip("_").split("_") if start.endswith("*") else []
            places = ", ".join(filter(None, (country_names().get(part, part) for part in rest)))
            return (f"{title}, {places}" if places else title), others
    return name.replace("_", " ").capitalize(), ""


def _fact_text(title: str, fact: "Fact") -> str:
    spread = f" (range {fact.low:g} to {fact.high:g})" if fact.low < fact.high else ""
    seen = "" if fact.verified else " (an assumption: no page was seen)"
    value = f"{title}: {fact.value:g} {fact.unit}{spread}, {_in_full(fact.scope)}, {fact.year}{seen}."
    note = f"{fact.note.strip().rstrip('.')}." if fact.note.strip() else ""
    return " ".join(filter(None, (value, note, f"Source: {fact.source.rstrip('.')}.")))


def _in_full(scope: str) -> str:
    """Country codes at the start of a scope become names: `FR non-household` is `France non-household`."""
    first, _, rest = scope.partition(" ")
    country = country_names().get(first.rstrip(";,"))
    return f"{country} {rest}".strip() if country else scope


def corpus_names(pages: "Iterable[Page]") -> tuple[Name, ...]:
    """Names by which people call a case: title, aliases, slug, and its places.

    An alias without a capital ("factory in a box") describes and does not name; the word search finds it.
    """
    names: dict[tuple[str, str], Name] = {}
    for page in pages:
        if page.kind == "theme":
            continue
        called = (page.title.split("(")[0].strip(), page.slug.replace("-", " "), *page.aliases)
        for text in (text for text in called if text != text.lower() or text == page.slug.replace("-", " ")):
            names.setdefault((text.lower(), page.slug), Name(text, page.slug))
        for place in page.places:
            text = place.name.split("(")[0].split(",")[0].strip()
            names.setdefault((text.lower(), page.slug), Name(text, page.slug, place=True))
    return tuple(names.values())


def corpus_digest(root: Path | None = None) -> str:
    """Digest of every page, fact and question file and of the code that cuts them; quick, since nothing is parsed."""
    root = root or corpus_root()
    digest = hashlib.sha256()
    for path in sorted(
        (
            *root.glob("cases/*.md"),
            *root.glob("themes/*.md"),
            *root.glob("facts/*.csv"),
            *root.glob("words/*"),
            *root.glob("questions/retrieval_*.jsonl"),
            *root.glob("questions/asked*.tsv"),
        )
    ):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for module in (passages, lexical, inspect.getmodule(corpus_digest)):
        digest.update(Path(str(getattr(module, "__file__", ""))).read_bytes())
    return digest.hexdigest()
