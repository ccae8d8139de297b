"""Questions asked before: what they say of passages, what is left out, and what a build keeps of them."""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.evaluation.retrieval import unremembered
from assistant.evidence import answer_from_evidence
from assistant.retrieve import Retriever
from assistant.search.encoders import JoinedEncoder, as_question, of_questions
from assistant.search.features import COLUMNS
from assistant.search.memory import SIGNS, Memory, Remembered, nothing, remembered
from assistant.search.names import Mention, Name, nameless
from assistant.search.passages import Passage
from assistant.search.questions import (
    MORE,
    WHETHER,
    Answer,
    Question,
    asked_file,
    load_asked,
    load_questions,
    load_remembered,
)
from assistant.search.support import Rule, Signs, signs
from assistant.search.weights import remembers, weights_for
from tests.unit.built_index import built_at
from tests.unit.word_encoder import WordEncoder
from twin.corpus import load_pages
from twin.errors import InputError
from twin.facts import load_facts

PASSAGES = (
    Passage("x#1", "x", "X", "Overview", "X is a firm.", "prose"),
    Passage("x#x-f1", "x", "X", "What later evidence says", "X closed.", "evidence", records=("x-f1",)),
    Passage("y#1", "y", "Y", "Overview", "Y is a firm.", "prose"),
)
AXES = np.eye(4, dtype=np.float32)


MORE_ASKED = (asked_file(MORE), asked_file(WHETHER))


def memory() -> Memory:
    """Two answered questions, one asked in vain, each along an axis of its own, and a set of its own."""
    held = (Remembered("one", (1,)), Remembered("two", (0, 2)), Remembered("two", ()))
    return Memory(held, AXES[:3], AXES[[1, 3, 3]])


def asked(text: str, *answers: Answer) -> Question:
    return Question("one", "1", text, "en", "plain", answers)


def test_the_passage_that_answered_the_nearest_question_is_near() -> None:
    recall = memory().recall(AXES[0], AXES[0], 3)
    assert recall.near.tolist() == [0, 1, 0]
    assert recall.much[1] > recall.much[0] == 0
    assert (recall.signs("")["answered"], recall.signs("")["vain"]) == (1, 0)
    assert recall.columns(np.asarray([1, 0])).shape == (2, 4)


def test_a_question_without_its_name_is_near_the_same_one_about_others() -> None:
    recall = replace(memory(), nameless=AXES[[3, 1, 3]]).recall(AXES[0], AXES[1], 3)
    assert recall.near.tolist() == [0, 1, 0]
    assert recall.nameless_near.tolist() == [1, 0, 1]
    mention = Mention(Name("Re-Fresh Global", "re"), 2, 5, 100.0)
    assert nameless("Who founded Re-Fresh Global's plant?", (mention,)) == "Who founded it plant?"


def test_what_only_says_whether_there_is_an_answer_finds_no_passage() -> None:
    held = (Remembered(WHETHER, (1,)), Remembered(WHETHER, ()), Remembered("one", (2,)))
    recall = Memory(held, AXES[:3], AXES[:3]).recall(AXES[0], AXES[1], 3)
    assert not recall.columns(np.arange(3)).any()
    assert (recall.signs("")["answered"], recall.signs("")["nameless_vain"]) == (1, 1)


def test_the_signs_of_a_page_look_at_its_questions_alone() -> None:
    held = (Remembered("one", (1,), ("x",)), Remembered("two", (), ("x",)), Remembered("two", (), ("y",)))
    recall = Memory(held, AXES[:3], AXES[[1, 3, 3]]).recall(AXES[2], AXES[3], 3)
    x, y = recall.signs("x"), recall.signs("y")
    assert list(x) == list(SIGNS)
    assert x["vain"] == y["vain"] == 1
    assert (x["page_vain"], y["page_vain"]) == (0, 1)
    assert (x["page_nameless_vain"], x["page_nameless_answered"]) == (1, 0)
    assert recall.signs("no page")["page_nameless_vain"] == 0
    one_forgotten = Memory(held, AXES[:3], AXES[:3]).recall(AXES[0], AXES[0], 3, ("one",))
    assert one_forgotten.signs("x")["page_answered"] == 0


def test_a_set_that_is_forgotten_says_nothing() -> None:
    recall = memory().recall(AXES[0], AXES[0], 3, ("one",))
    assert recall.near.tolist() == [0, 0, 0]
    assert recall.signs("")["answered"] == 0
    assert memory().recall(AXES[2], AXES[2], 3, ("one",)).signs("")["vain"] == 1
    assert not memory().recall(AXES[0], AXES[0], 3, ("one", "two")).near.any()
    assert not nothing(4).recall(AXES[0], AXES[0], 3).near.any()


def test_a_question_that_many_passages_answer_says_less_of_each() -> None:
    alone, shared = memory().recall(AXES[0], AXES[0], 3), memory().recall(AXES[1], AXES[1], 3)
    assert shared.near.tolist() == [1, 0, 1]
    assert 0 < shared.much[0] < alone.much[1]


def test_questions_find_their_passages_by_record_and_section() -> None:
    found = remembered(
        [
            asked("When did X close?", Answer("x", ("x-f1",))),
            asked("What is it?", Answer("x", (), ("Overview",)), Answer("y")),
            replace(asked("Who owns it?"), about=("z",)),
        ],
        PASSAGES,
    )
    assert [one.rows for one in found] == [(1,), (0, 2), ()]
    assert [one.pages for one in found] == [("x",), ("x", "y"), ("z",)]


def test_every_place_of_the_asked_questions_exists() -> None:
    pages = {page.slug: page for page in load_pages()}
    facts = load_facts()
    faults = [
        (question.id, answer)
        for question in (*load_asked(), *(question for file in MORE_ASKED for question in load_asked(file)))
        for answer in question.answers
        if answer.source.removeprefix("fact:") not in facts
        and not (
            set(answer.records) <= {record.id for record in pages[answer.source].records}
            and set(answer.sections)
            <= PLACES | {section.heading for section in pages[answer.source].sections}
        )
    ]
    assert faults == []


PLACES = {"Overview", "The argument", "What the article claims"}
"""Sections that a page has without a heading of its own text."""


def test_no_asked_question_stands_in_a_question_set() -> None:
    asked_ = (*load_asked(), *(question for file in MORE_ASKED for question in load_asked(file)))
    ours = {question.question.casefold() for question in asked_}
    assert len(ours) == len(asked_) > len(load_asked())
    shared = [question.id for question in load_questions() if question.question.casefold() in ours]
    assert shared == []


def test_a_row_of_asked_questions_that_does_not_fit_is_named(tmp_path: Path) -> None:
    file = tmp_path / "asked.tsv"
    file.write_text(
        "# comment\nx\tOverview;x-f1\tWhat is X?\nx\t-\tCombien coûte la machine de X ?\n", "utf-8"
    )
    first, second = load_asked(file)
    assert first.answers == (Answer("x", ("x-f1",), ("Overview",)),)
    assert (second.answerable, second.lang, second.about) == (False, "fr", ("x",))
    file.write_text("x\tx-f1;fact:cost_of_x\tWhat does X cost?\nx\tfact:cost_of_x\tIts price?\n", "utf-8")
    assert [question.answers for question in load_asked(file)] == [
        (Answer("x", ("x-f1",)), Answer("fact:cost_of_x")),
        (Answer("fact:cost_of_x"),),
    ]
    file.write_text("x\tWhat is X?\n", "utf-8")
    with pytest.raises(InputError, match=r"asked\.tsv:1"):
        load_asked(file)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.search.index.remembers", lambda encoder: True)
        yield from built_at(tmp_path_factory.mktemp("home"))


def test_a_build_keeps_what_was_asked(built: Retriever) -> None:
    kept = built.ranker.index.content.memory
    assert len(kept.held) == len(kept.vectors) == len(kept.nameless) == len(load_remembered())
    assert {one.set for one in kept.held} >= {"dev", "wave1", "wave2", "asked"}
    vain = {question.question: one.pages for question, one in zip(load_remembered(), kept.held, strict=True)}
    assert vain["Who founded Wikifactory?"] == ("wikifactory",)
    assert vain["What was the yearly revenue of Protolabs?"] == ("protolabs",)  # of a set: the page it names


def test_a_set_is_scored_without_its_own_questions(built: Retriever) -> None:
    own = next(question for question in load_questions() if question.set == "wave2" and question.answerable)
    assert built.rank(own.question).recall.signs("")["answered"] == pytest.approx(1, abs=1e-3)
    with unremembered(built, own):
        assert built.rank(own.question).recall.signs("")["answered"] < 0.999
    assert built.recipe.forgotten == ()


def test_memory_does_not_judge_the_users_own_documents(built: Retriever) -> None:
    ranking = built.rank("What is AFYREN's share price today?")
    weights = tuple(float(field.name in SIGNS) for field in fields(Signs))
    rule = Rule(weights, 0.0, None, at_home=0.25)
    found = signs(ranking, built.ranker.index, built.ranker.stated)
    assert rule.score(found, ranking, built.passages) == pytest.approx(
        sum(getattr(found, name) for name in SIGNS)
    )
    row = ranking.rows[0]
    passages = [*built.passages]
    passages[row] = replace(passages[row], kind="document")
    assert rule.score(found, ranking, passages) == pytest.approx(0.25)
    assert not answer_from_evidence("What is AFYREN's share price today?", built).supported


def test_only_a_measured_encoder_spends_time_on_memory() -> None:
    assert remembers("use-0.2.1")
    assert not remembers("ollama:nomic-embed-text")
    assert weights_for("use-0.2.1").plain[COLUMNS.index("asked_near")] > 0
    for name in ("use-0.2.1+e5-0.3.0x0.8", "ollama:x"):
        assert remembers(name) == bool(weights_for(name).plain[COLUMNS.index("asked_near")])


def test_of_two_joined_encoders_the_first_compares_questions() -> None:
    first = WordEncoder()
    joined = JoinedEncoder(first, WordEncoder("words-2"), 0.8)
    assert of_questions(joined) is first
    assert of_questions(first) is first
    vector = joined.query("Who founded Relocalize?")
    assert as_question(vector, joined) == pytest.approx(first.query("Who founded Relocalize?"), abs=1e-6)
    assert as_question(vector, first) is vector


def test_an_index_of_joined_encoders_remembers_questions_by_the_first(tmp_path: Path) -> None:
    joined = JoinedEncoder(WordEncoder("words-0"), WordEncoder("+e5-0"), 0.8)
    for found in built_at(tmp_path, joined):
        assert found.ranker.index.content.memory.vectors.shape[1] == joined.parts[0].dim
        assert found.ranker.index.content.vectors.shape[1] == joined.dim
        question = next(one.question for one in load_questions() if one.answerable)
        assert found.rank(question).recall.signs("")["answered"] == pytest.approx(1, abs=1e-4)
