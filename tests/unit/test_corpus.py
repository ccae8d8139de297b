"""The case library: the real pages hold, and every kind of mistake in a page is named."""

import re
from pathlib import Path

import pytest

from twin.corpus import check_corpus, load_pages, page
from twin.errors import InputError
from twin.pages import CASE_SECTIONS, THEME_SECTIONS, parse_page
from twin.paths import corpus_root

FRONT = """slug: small-plant
title: Small plant
kind: extra_case
outcome: success
country: NO
sector: bread
themes: [cost]
aliases: [Small Plant Ltd]
sources:
  - {id: seed, title: The article, address: a magazine, year: 2024}
claims:
  - {id: small-01, statement: It is small., quantity: 3, unit: ovens, direction: level, source: seed}
evidence:
  - {id: small-f1, statement: It grew., quantity: [3, 4], unit: ovens, origin: elsewhere, source: seed,
     year: 2024, confidence: high, about: [small-01], stance: qualifies}
gaps: [Nobody knows its cost.]
places: [{name: Oslo, lat: 59.9, lon: 10.7, precision: town, source: a map}]
confidence: It is a sample.
"""
BODY = "# Small plant\n\nA sample [small-01].\n" + "".join(
    f"\n## {heading}\n\nWords [small-f1] and `fact:wacc_auto`.\n" for heading in CASE_SECTIONS
)
THEME = """---
slug: cost
title: Cost
kind: theme
sources: [{id: seed, title: The article, address: a magazine, year: 2024}]
arguments: [{id: cost-a1, statement: Small is cheap., source: seed}]
confidence: It is a sample.
---
# Cost
""" + "".join(f"\n## {heading}\n\nWords [cost-a1].\n" for heading in THEME_SECTIONS)


def library(folder: Path, front: str = FRONT, body: str = BODY, name: str = "small-plant") -> Path:
    for kind in ("cases", "themes"):
        (folder / kind).mkdir(exist_ok=True)
    (folder / "cases" / f"{name}.md").write_text(f"---\n{front}---\n{body}", encoding="utf-8")
    (folder / "themes" / "cost.md").write_text(THEME, encoding="utf-8")
    return folder


def test_the_real_library_has_no_problems() -> None:
    assert check_corpus() == []


def test_the_real_library_is_complete() -> None:
    kinds = [page.kind for page in load_pages()]
    assert kinds.count("seed_case") == 10
    assert kinds.count("extra_case") >= 15
    assert kinds.count("theme") == 6


def test_a_page_gives_typed_records_and_sections() -> None:
    avatar = page("avatar-mobilite")
    claim = next(claim for claim in avatar.claims if claim.id == "avatar-03")
    assert (claim.quantity, claim.unit) == (15_000, "EUR")
    assert avatar.source(claim.source).publisher == "Sustainable Brands"
    assert [section.heading for section in avatar.sections] == ["", *CASE_SECTIONS]
    assert avatar.sections[0].text.startswith("Avatar Mobilité is")
    assert "avatar-f6" in avatar.cited
    assert "vehicle_price_ulive" in avatar.facts
    assert {record.id for record in avatar.records} >= {"avatar-01", "avatar-f1"}


def test_an_unknown_page_gets_the_nearest_names() -> None:
    with pytest.raises(InputError, match=r"no case or theme 'avatr'.*avatar-mobilite"):
        page("avatr")
    with pytest.raises(InputError, match="no source 'nowhere'"):
        page("afyren").source("nowhere")


def test_a_good_library_has_no_problems(tmp_path: Path) -> None:
    assert check_corpus(library(tmp_path)) == []


def test_country_norway_stays_text(tmp_path: Path) -> None:
    assert parse_page(f"---\n{FRONT}---\n{BODY}", "x").country == "NO"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  - {id: seed, title: The article, address: a magazine, year: 2024}\n", "  []\n", "no sources"),
        ("quantity: 3, unit: ovens", "quantity: 3, unit: null", "small-01: the figure 3 has no unit"),
        ("quantity: [3, 4], unit: ovens,", "quantity: [3, 4],", "small-f1: the figure .* has no unit"),
        ("quantity: [3, 4]", "quantity: []", "list of figures is empty"),
        ("direction: level, source: seed", "direction: level, source: other", "small-01: its source 'other'"),
        ("themes: [cost]", "themes: [price]", "theme 'price' is unknown; known: cost"),
        ("about: [small-01]", "about: [small-09]", "small-f1: it is about 'small-09', which is nowhere"),
        ("about: [small-01]", "about: [small-f1]", "small-f1: it is about itself"),
        ("id: small-f1", "id: small-01", "the id 'small-01' is used 2 times"),
        ("id: small-f1", "id: cost-a1", "the id 'cost-a1' is used 2 times"),
        ("slug: small-plant", "slug: large-plant", "differs from the file's name"),
        ("kind: extra_case", "kind: theme", "does not belong into cases/"),
        ("kind: extra_case", "kind: rumour", "kind: input should be 'seed_case'"),
        ("sector: bread", "sektor: bread", "sektor: extra inputs are not permitted"),
        ("sector: bread", "twin_case: bakery", "twin_case 'bakery' is unknown"),
        ("title: Small plant\n", "", "title: field required"),
        ("title: Small plant", "title: Great plant", "must begin with the title"),
        ("quantity: 3", "quantity: true", "claims.0.quantity"),
        ("quantity: 3", "quantity: .nan", "no finite number"),
        ("lat: 59.9", "lat: 159.9", "places.0.lat"),
        ("stance: qualifies", "stance: hates", "evidence.0.stance"),
        ("id: small-01", "id: Small 1", "claims.0.id"),
        ("gaps: [Nobody", "gaps: &g [Nobody", "anchor"),
        ("gaps: [Nobody", "body: [Nobody", "'body' is not allowed"),
        ("sector: bread", "sector: bread\nsector: wine", "the key 'sector' twice"),
    ],
)
def test_a_mistake_in_the_front_matter_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in FRONT
    found = check_corpus(library(tmp_path, front=FRONT.replace(old, new)))
    assert any(re.search(says, line) for line in found), found
    assert all(line.startswith(("cases/", "themes/", "the ")) for line in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("A sample [small-01]", "A sample [small-99]", "the prose cites [small-99], which is nowhere"),
        ("A sample [small-01]", "A sample", "claim small-01 is never cited"),
        (
            "fact:wacc_auto",
            "fact:wacc_autos",
            "fact:wacc_autos, which is not in the table (nearest: wacc_auto",
        ),
        ("## What it is", "## What it was", "the section '## What it is' is missing"),
        ("## Contradictions\n\nWords [small-f1] and `fact:wacc_auto`.", "## Contradictions\n", "is empty"),
        ("## What it is", "## Contradictions", "the section '## Contradictions' is there twice"),
    ],
)
def test_a_mistake_in_the_prose_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in BODY
    found = check_corpus(library(tmp_path, body=BODY.replace(old, new)))
    assert any(says in line for line in found), found


def test_a_name_of_two_cases_is_a_problem(tmp_path: Path) -> None:
    library(tmp_path)
    library(tmp_path, front=FRONT.replace("small-plant", "other"), name="other")
    found = check_corpus(tmp_path)
    assert "the alias 'small plant ltd' calls other and small-plant." in found


def test_a_page_without_front_matter_or_an_empty_library_is_named(tmp_path: Path) -> None:
    assert "There are no pages" in check_corpus(tmp_path)[0]
    library(tmp_path)
    (tmp_path / "cases" / "plain.md").write_text("# Plain\n", encoding="utf-8")
    (tmp_path / "cases" / "list.md").write_text("---\n- 1\n---\n# List\n", encoding="utf-8")
    found = check_corpus(tmp_path)
    assert any("plain.md: the page must begin with front matter" in line for line in found)
    assert any("list.md: the front matter must be keys" in line for line in found)


def test_the_sample_page_of_the_readme_is_a_good_page(tmp_path: Path) -> None:
    readme = (corpus_root() / "README.md").read_text(encoding="utf-8")
    sample = readme.split("```markdown\n", 1)[1].split("```", 1)[0]
    parsed = parse_page(sample, "README.md")
    names = {known.slug for known in load_pages() if known.kind == "theme"}
    assert set(parsed.themes) <= names
    assert [section.heading for section in parsed.sections[1:]] == list(CASE_SECTIONS)
