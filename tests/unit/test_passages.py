"""Cutting along headings, records in brackets, facts in words."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.search.material import corpus_names, corpus_passages, fact_passage, page_passages
from assistant.search.passages import Passage, as_json, cut, from_json, marked_records, numbered, sentences
from twin.corpus import load_pages, page
from twin.facts import load_facts


def test_sentences_keep_abbreviations_and_figures_whole() -> None:
    text = "It cost 2.5 million, e.g. in Dr. Meyer's plant. The U.S. plant is larger. See it."
    assert sentences(text) == [
        "It cost 2.5 million, e.g. in Dr. Meyer's plant.",
        "The U.S. plant is larger.",
        "See it.",
    ]


@given(st.text(max_size=4000))
def test_cutting_loses_no_word_and_no_piece_is_too_long(text: str) -> None:
    pieces = cut(text, longest=200)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= 200 for piece in pieces)


def test_record_marks_are_read_and_left_out_of_the_plain_text() -> None:
    text = "It costs 15,000 euros [avatar-03]; a rival less [avatar-f6] [avatar-f7]."
    assert marked_records(text) == ("avatar-03", "avatar-f6", "avatar-f7")
    passage = Passage("p", "avatar", "Avatar", "Price", text, "prose")
    assert passage.plain == "It costs 15,000 euros; a rival less."


def test_claim_and_later_evidence_are_passages_of_their_own() -> None:
    found = {passage.id: passage for passage in page_passages(page("bayer-f3-factory"))}
    claim, evidence = found["bayer-f3-factory#bayer-01"], found["bayer-f3-factory#bayer-f7"]
    assert (claim.kind, claim.section, claim.year) == ("claim", "What the article claims", 2024)
    assert (evidence.kind, evidence.year, evidence.stance) == ("evidence", 2022, "qualifies")
    assert "bayer-01" in evidence.about
    assert any(passage.kind == "prose" and "bayer-01" in passage.records for passage in found.values())


def test_every_passage_of_the_corpus_has_its_own_id_and_survives_json() -> None:
    passages = corpus_passages(load_pages(), load_facts().values())
    assert len({passage.id for passage in passages}) == len(passages) > 500
    assert [from_json(as_json(passage)) for passage in passages] == list(passages)


def test_a_fact_is_told_in_words_with_unit_range_country_and_source() -> None:
    found = fact_passage(load_facts()["grid_carbon_FR"])
    assert found.title == "Carbon intensity of grid electricity, France"
    assert found.text.startswith(
        "Carbon intensity of grid electricity, France: 0.056 kg CO2e/kWh (range 0.03 to 0.08)"
    )
    assert "Source:" in found.text
    assert found.source == "fact:grid_carbon_FR"


def test_every_fact_has_a_plain_title() -> None:
    titles = [fact_passage(fact).title for fact in load_facts().values()]
    assert all("_" not in title for title in titles)


def test_names_are_those_of_cases_and_no_plain_descriptions() -> None:
    names = {(name.text, name.source) for name in corpus_names(load_pages())}
    assert ("Ulive", "avatar-mobilite") in names
    assert not any(text == "factory in a box" for text, _ in names)


def test_repeated_ids_are_numbered() -> None:
    twice = Passage("a", "s", "t", "", "x", "prose")
    assert [passage.id for passage in numbered([twice, twice, twice])] == ["a", "a-2", "a-3"]
