"""Aspects: what a question asks for, what passages state, and how both become columns and signs."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.fitting import aspects as fit_aspects
from assistant.search import aspects as search_aspects
from assistant.search.aspects import OTHER, UNMARKED, Stated, Wanted, aspects, marked, traits, wanted_for
from assistant.search.encoders import Encoder, UseEncoder
from assistant.search.material import corpus_passages
from assistant.search.passages import Passage, numbered
from tests.unit.word_encoder import WordEncoder
from twin.corpus import load_pages
from twin.facts import load_facts


def passage(name: str, source: str = "relocalize") -> Passage:
    return Passage(name, source, "Relocalize", "Overview", "It makes ice.", "prose")


def one_hot(*names: str) -> np.ndarray:
    row = np.zeros(len(aspects()), np.float32)
    row[[aspects().index(name) for name in names]] = 1 / len(names)
    return row


def test_every_passage_of_the_corpus_is_marked_and_no_other() -> None:
    passages = numbered(corpus_passages(load_pages(), load_facts().values()))
    assert {one.id for one in passages} == set(marked())


def test_marks_are_aspects() -> None:
    names = set(aspects())
    assert OTHER in names
    assert all(codes and set(codes) <= names for codes in marked().values())
    assert all(codes and set(codes) <= names for _, codes in fit_aspects.questions())


def test_no_question_is_marked_twice() -> None:
    texts = [text for text, _ in fit_aspects.questions()]
    assert len(set(texts)) == len(texts) > 10_000


def test_traits_are_stems_and_their_pairs() -> None:
    assert traits("Who founded it?") == ["who", "found", "it", "who found", "found it"]


@pytest.mark.parametrize("encoder", [UseEncoder(), WordEncoder()])
def test_it_is_told_what_a_question_asks_for(encoder: Encoder) -> None:
    question = "Who founded the firm?"
    told = wanted_for(encoder.name).chances(question, encoder.query(question))
    assert told.shape == (len(aspects()),)
    assert float(told.sum()) == pytest.approx(1, abs=1e-4)
    assert aspects()[int(told.argmax())] == "people"


def test_an_aspect_that_came_later_is_never_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    before = wanted_for("words-1").chances("Who founded the firm?", np.zeros(96, np.float32))
    later = ("colour", *reversed(aspects()))
    monkeypatch.setattr(search_aspects, "aspects", lambda: later)
    wanted_for.cache_clear()
    after = wanted_for("words-1").chances("Who founded the firm?", np.zeros(96, np.float32))
    wanted_for.cache_clear()
    assert after[0] == pytest.approx(0, abs=1e-6)
    assert after[1:] == pytest.approx(before[::-1], abs=1e-5)


def test_a_question_without_a_known_word_has_chances_too() -> None:
    assert float(wanted_for("words-1").chances("zzzz", np.zeros(96, np.float32)).sum()) == pytest.approx(
        1, abs=1e-4
    )


def test_a_passage_fits_by_what_it_states() -> None:
    owner = next(name for name, codes in marked().items() if "people" in codes)
    other = next(name for name, codes in marked().items() if "people" not in codes and "price" not in codes)
    stated = Stated([passage(owner), passage(other), passage("mine", "doc:mine")])
    fits = stated.fits(np.arange(3), one_hot("people"))
    assert fits.tolist() == [1.0, 0.0, UNMARKED]
    columns = stated.columns(np.arange(3), one_hot("people"))
    assert columns[:, 1].tolist() == [0.0, -1.0, 0.0]


def test_what_an_unmarked_passage_states_is_guessed_from_its_words() -> None:
    texts = ("The works was founded in 1987 by Hanna Oster.", "The price of a brick is 0.62 euros.", "")
    own = [replace(passage(f"mine#{at}", "doc:mine"), text=text) for at, text in enumerate(texts)]
    stated = Stated(own)
    for wanted, best in (("people", 0), ("price", 1)):
        columns = stated.columns(np.arange(3), one_hot(wanted))
        assert columns[:, 0].tolist() == [UNMARKED] * 3
        assert columns[best, 1] == 0
        assert columns[1 - best, 1] < -0.3 * UNMARKED
        assert columns[2, 1] == -UNMARKED


def test_a_page_states_what_one_of_its_passages_does() -> None:
    owner = next(name for name, codes in marked().items() if "people" in codes and "duty" not in codes)
    stated = Stated([passage(owner), passage("mine", "doc:mine")])
    assert stated.of_page("relocalize", one_hot("people", "duty")) == pytest.approx(0.5)
    assert stated.of_page("doc:mine", one_hot("people")) == UNMARKED
    assert stated.of_page("nothing", one_hot("people")) == UNMARKED


SMALL = tuple(
    (f"{ask} {what}", (code,))
    for ask, code in (("who founded", "people"), ("what costs", "price"), ("where stands", "where"))
    for what in ("the plant", "the firm", "the shop", "the mill", "the site")
)


def test_weights_learn_what_is_marked() -> None:
    found: Wanted = fit_aspects.fit(SMALL, np.zeros((len(SMALL), 0), np.float32))
    none = np.zeros(0, np.float32)
    told = [aspects()[int(found.chances(text, none).argmax())] for text, _ in SMALL]
    assert told == [codes[0] for _, codes in SMALL]
    assert aspects()[int(found.chances("who founded the works", none).argmax())] == "people"


def test_a_question_is_told_by_weights_that_have_not_seen_it() -> None:
    odd = ("quizzical zebra zebra", ("duty",))
    twice = (*SMALL, odd, ("quizzical zebra zebra ", ("duty",)))
    none = np.zeros((len(twice), 0), np.float32)
    duty = aspects().index("duty")
    unseen = fit_aspects.Apart(twice, none).chances(odd[0], none[0])[duty]
    assert fit_aspects.fit(twice, none).chances(odd[0], none[0])[duty] > 2 * unseen
