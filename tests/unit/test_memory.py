"""Questions asked before: what they say of passages, what is left out, and what a build keeps of them."""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.evaluate_retrieval import unremembered
from assistant.evidence import answer_from_evidence
from assistant.features import COLUMNS
from assistant.memory import Memory, Remembered, nothing, remembered
from assistant.names import Mention, Name, nameless
from assistant.passages import Passage
from assistant.questions import MORE, Answer, Question, load_asked, load_questions, load_remembered
from assistant.retrieve import Retriever
from assistant.support import REMEMBERED, Rule, Signs, signs
from assistant.weights import remembers, weights_for
from tests.unit.built_index import built_at
from twin.corpus import load_pages
from twin.errors import InputError
from twin.facts import load_facts
from twin.paths import corpus_root

PASSAGES = (
    Passage("x#1", "x", "X", "Overview", "X is a firm.", "prose"),
    Passage("x#x-f1", "x", "X", "What later evidence says", "X closed.", "evidence", records=("x-f1",)),
    Passage("y#1", "y", "Y", "Overview", "Y is a firm.", "prose"),
)
AXES = np.eye(4, dtype=np.float32)


MORE_ASKED = corpus_root() / "questions" / f"{MORE}.tsv"


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
    assert (recall.answered, recall.vain) == (1, 0)
    assert recall.columns(np.asarray([1, 0])).shape == (2, 4)


def test_a_question_without_its_name_is_near_the_same_one_about_others() -> None:
    recall = replace(memory(), nameless=AXES[[3, 1, 3]]).recall(AXES[0], AXES[1], 3)
    assert recall.near.tolist() == [0, 1, 0]
    assert recall.nameless_near.tolist() == [1, 0, 1]
    mention = Mention(Name("Re-Fresh Global", "re"), 2, 5, 100.0)
    assert nameless("Who founded Re-Fresh Global's plant?", (mention,)) == "Who founded it plant?"


def test_more_of_what_was_asked_finds_passages_and_does_not_vouch_for_an_answer() -> None:
    more = Memory((Remembered(MORE, (1,)), Remembered(MORE, ())), AXES[:2], AXES[:2])
    recall = more.recall(AXES[0], AXES[0], 3)
    assert recall.near.tolist() == [0, 1, 0]
    assert (recall.answered, recall.nameless_answered) == (0, 0)
    assert more.recall(AXES[1], AXES[1], 3).vain == 1


def test_a_set_that_is_forgotten_says_nothing() -> None:
    recall = memory().recall(AXES[0], AXES[0], 3, ("one",))
    assert recall.near.tolist() == [0, 0, 0]
    assert recall.answered == 0
    assert memory().recall(AXES[2], AXES[2], 3, ("one",)).vain == 1
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
            asked("Who owns it?"),
        ],
        PASSAGES,
    )
    assert [one.rows for one in found] == [(1,), (0, 2), ()]


def test_every_place_of_the_asked_questions_exists() -> None:
    pages = {page.slug: page for page in load_pages()}
    facts = load_facts()
    faults = [
        (question.id, answer)
        for question in (*load_asked(), *load_asked(MORE_ASKED))
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
    asked_ = (*load_asked(), *load_asked(MORE_ASKED))
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
    assert (second.answerable, second.lang) == (False, "fr")
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
        patch.setattr("assistant.index.remembers", lambda encoder: True)
        yield from built_at(tmp_path_factory.mktemp("home"))


def test_a_build_keeps_what_was_asked(built: Retriever) -> None:
    kept = built.ranker.index.content.memory
    assert len(kept.held) == len(kept.vectors) == len(kept.nameless) == len(load_remembered())
    assert {one.set for one in kept.held} >= {"dev", "wave1", "wave2", "asked"}


def test_a_set_is_scored_without_its_own_questions(built: Retriever) -> None:
    own = next(question for question in load_questions() if question.set == "wave2" and question.answerable)
    assert built.rank(own.question).recall.answered == pytest.approx(1, abs=1e-3)
    with unremembered(built, own):
        assert built.rank(own.question).recall.answered < 0.999
    assert built.recipe.forgotten == ()


def test_memory_does_not_judge_the_users_own_documents(built: Retriever) -> None:
    ranking = built.rank("What is AFYREN's share price today?")
    weights = tuple(float(field.name in REMEMBERED) for field in fields(Signs))
    rule = Rule(weights, 0.0, None, at_home=0.25)
    found = signs(ranking, built.ranker.index)
    assert rule.score(found, ranking, built.passages) == pytest.approx(
        sum(getattr(found, name) for name in REMEMBERED)
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
