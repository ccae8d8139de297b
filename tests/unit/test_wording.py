"""Words: folding, BM25, synonyms, spelling, French, names."""

import pytest

from assistant.search.features import asks
from assistant.search.lexical import WordIndex, content_words, words
from assistant.search.names import Name, NameFinder
from assistant.search.wording import french_words, looks_french, synonyms, terms

TEXTS = ["Capital investment is 40 percent lower", "Energy use of the plant", "The ice is made near the shop"]


@pytest.fixture(scope="module")
def index() -> WordIndex:
    return WordIndex.build(TEXTS)


def test_words_are_folded() -> None:
    assert words("L’énergie coûte 1,500 € ou 40%") == [
        "l",
        "energie",
        "coute",
        "1500",
        "euro",
        "ou",
        "40",
        "percent",
    ]
    assert content_words("What is the price of the plant?") == ["price", "plant"]


def test_synonyms_find_but_do_not_outweigh_the_word_itself(index: WordIndex) -> None:
    assert "capit" in synonyms()["capex"]
    plain = index.scores(terms("capital", index))
    other = index.scores(terms("capex", index))
    assert plain.argmax() == other.argmax() == 0
    assert 0 < other[0] < plain[0] * 1.01


def test_misspelt_words_find_the_material(index: WordIndex) -> None:
    assert index.scores(terms("enrgy", index)).argmax() == 1


def test_french_words_find_english_material(index: WordIndex) -> None:
    assert looks_french("Combien coûte l'énergie de l'usine ?")
    assert not looks_french("How much energy does the plant use?")
    assert index.scores(terms("Combien d'énergie pour l'usine ?", index)).argmax() == 1
    assert len(french_words()) > 500


def test_coverage_is_the_share_of_rare_words(index: WordIndex) -> None:
    asked = terms("capital investment", index)
    assert index.covered(asked, TEXTS[0]) == pytest.approx(1)
    assert index.covered(asked, "nothing of it") == 0
    assert 0 < index.covered(asked, "capital") < 1


def test_an_empty_index_finds_nothing() -> None:
    empty = WordIndex.build([])
    assert empty.scores(terms("capital", empty)).shape == (0,)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which case claims it?", {"case", "claim"}),
        ("Who makes ice?", {"case", "party", "makes"}),
        ("Quelle entreprise fait cela ?", {"case", "makes"}),
        ("Combien coûte l'électricité ?", {"digit", "money"}),
        ("How many people work there?", {"digit", "people"}),
        ("Pourquoi l'usine a-t-elle fermé ?", {"reason", "failure"}),
        ("Where was the first one opened?", {"place", "start"}),
    ],
)
def test_what_a_question_asks_for(question: str, wanted: set[str]) -> None:
    assert wanted <= asks(question)


def test_a_reason_is_not_a_figure() -> None:
    assert not {"digit", "money", "case"} & asks("Why did it fail?")


NAMES = (
    Name("Relocalize", "relocalize"),
    Name("Bright Machines", "bright-machines"),
    Name("Arrival", "arrival"),
    Name("F3", "bayer"),
    Name("Bayer F3 Factory", "bayer"),
    Name("Ulive", "avatar"),
)


def found(question: str, common: tuple[str, ...] = ("arrival", "rate", "of", "orders")) -> list[str]:
    return [mention.name.text for mention in NameFinder(NAMES, common).find(question)]


def test_names_are_found_exactly_and_misspelt() -> None:
    assert found("What did Relocalise claim?") == ["Relocalize"]
    assert found("brigth machins launch speed") == ["Bright Machines"]
    assert found("the Bayer F3 factory") == ["Bayer F3 Factory"]


def test_a_plain_word_is_a_name_only_with_a_capital() -> None:
    assert found("what is the arrival rate of orders") == []
    assert found("Why did Arrival fail?") == ["Arrival"]
    assert found("Arrival, what went wrong?") == ["Arrival"]
    assert found("Arrival rate of the orders?") == []


def test_short_names_are_never_matched_loosely() -> None:
    assert found("What is E3?") == []
    assert found("What is F3?") == ["F3"]


def test_a_short_word_is_no_misspelt_name() -> None:
    assert found("How long does a product live?") == []
    assert found("What does the Ullive cost?") == ["Ulive"]


def test_two_names_are_found_in_order() -> None:
    assert found("Compare Relocalize with Bright Machines") == ["Relocalize", "Bright Machines"]
