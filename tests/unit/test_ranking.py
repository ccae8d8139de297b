"""What ranking weighs, and how its weights are fitted."""

import numpy as np
import pytest

from assistant.fitting.ranking import Lesson, fit, rank
from assistant.fitting.support import fit as fit_rule
from assistant.fitting.support import threshold
from assistant.search.features import COLUMNS, CROSSED, SCORES, TRAITS, Shelf, columns, lacking
from assistant.search.passages import Passage
from assistant.search.questions import Answer, Question
from assistant.search.scores import first_places, spread
from assistant.search.store import page_vectors
from assistant.search.weights import Weights, chances, family, shared, weights_for

CLAIM = Passage("x#1", "x", "X", "What the article claims", "X costs 5 euros since 2019.", "claim")
PROSE = Passage(
    "x#2", "x", "X", "Where it failed or may fail", "X closed in Berlin for lack of sales.", "prose"
)
FACT = Passage("fact:y", "fact:y", "Y", "", "Y: 3 kg", "fact")
ROWS = np.arange(3)


def trait(name: str) -> list[float]:
    shelf = Shelf((CLAIM, PROSE, FACT), {"x"})
    return [float(value) for value in shelf.traits(ROWS)[:, TRAITS.index(name)]]


def test_a_passage_is_known_by_its_kind_its_section_and_what_it_holds() -> None:
    assert trait("claim") == [1, 0, 0]
    assert trait("failed") == [0, 1, 0]
    assert trait("fact") == [0, 0, 1]
    assert trait("case") == [1, 1, 0]
    assert trait("has_money") == [1, 0, 0]
    assert trait("has_failure") == [0, 1, 0]
    assert trait("has_place") == [0, 1, 0]


def test_a_number_of_the_question_is_looked_for() -> None:
    shelf = Shelf((CLAIM, PROSE, FACT), {"x"})
    shelf.traits(ROWS)
    assert shelf.figures("What happened in 2019?", ROWS).tolist() == [1, 0, 0]
    assert shelf.figures("What happened?", ROWS).tolist() == [0, 0, 0]


def test_what_is_asked_is_crossed_with_what_is_there() -> None:
    shelf = Shelf((CLAIM, PROSE, FACT), {"x"})
    found = columns("Why did X fail?", np.zeros((3, len(SCORES)), np.float32), shelf.traits(ROWS))
    assert found.shape == (3, len(COLUMNS))
    assert found[:, COLUMNS.index("failure>failed")].tolist() == [0, 1, 0]
    assert found[:, COLUMNS.index("date>evidence")].tolist() == [0, 0, 0]
    assert len(CROSSED) == len(set(CROSSED))


def test_what_no_passage_holds_is_lacking() -> None:
    assert lacking("How many staff?", [PROSE, FACT]) == 0.5  # a figure is there, people are not
    assert lacking("Something else", [PROSE]) == 0


def test_scores_have_one_scale() -> None:
    assert spread(np.asarray([3, 1, 2], np.float32)).tolist() == [1, 0, 0.5]
    assert spread(np.asarray([2, 2], np.float32)).tolist() == [0, 0]
    assert first_places(np.asarray([0.1, 0.9, 0.5], np.float32)).tolist() == pytest.approx([0.5, 1, 2 / 3])
    assert chances(np.asarray([0, 0, 0, 0], np.float32)).tolist() == [0.25] * 4
    assert chances(np.zeros(0, np.float32)).tolist() == []


def test_every_column_with_a_weight_exists_and_each_encoder_has_a_family() -> None:
    assert [family(name) for name in ("use-0.2.1", "use-0.2.1+e5-0.3.0x0.8", "ollama:x", "use+mine")] == [
        "use",
        "quality",
        "other",
        "other",
    ]
    for name in ("use-0.2.1", "use-0.2.1+e5-0.3.0x0.8", "ollama:x"):
        assert weights_for(name).plain.shape == (len(COLUMNS),)
    assert weights_for("ollama:x").plain[COLUMNS.index("cosine")] == 0
    assert weights_for("use-0.2.1").plain[COLUMNS.index("document")] != 0


def test_a_page_without_other_words_is_the_mean_of_its_passages() -> None:
    vectors = np.asarray([[1, 0], [0, 1], [1, 0]], np.float32)
    pages = page_vectors((CLAIM, PROSE, FACT), vectors, {})
    assert pages.tolist() == [pytest.approx([2**-0.5, 2**-0.5])]
    given = page_vectors((CLAIM, PROSE, FACT), vectors, {"x": np.asarray([0, 2], np.float32)})
    assert given.tolist() == [[0, 1]]
    assert page_vectors((FACT,), vectors[2:], {}).shape == (0, 2)


def lesson(number: int) -> Lesson:
    """The right passage of three has the high `held`, wherever it stands."""
    right = number % 3
    table = np.zeros((3, len(COLUMNS)), np.float32)
    table[:, COLUMNS.index("meaning")] = np.roll([0.9, 0.5, 0.1], number // 3)
    table[right, COLUMNS.index("held")] = 1
    question = Question("s", str(number), "?", "en", "plain", (Answer("x"),))
    sources, vector = np.asarray(["x", "x", "z"]), np.zeros(2, np.float32)
    return Lesson(question, table, np.arange(3) == right, sources, (), np.arange(3), vector, vector)


def test_the_fit_finds_the_column_that_tells() -> None:
    taught = [lesson(number) for number in range(9)]
    weights = fit(taught)
    assert weights.plain[COLUMNS.index("held")] > 5 * abs(weights.plain[COLUMNS.index("meaning")])
    assert [rank(one, weights) for one in taught] == [1] * 9


def test_the_passages_of_a_page_share_the_chance_of_the_page() -> None:
    sources = np.asarray(["x", "y", "x"])
    chance, within = np.asarray([0.5, 0.3, 0.2], np.float32), np.asarray([0, 9, 0], np.float32)
    assert shared(chance, within, sources).tolist() == pytest.approx([0.35, 0.3, 0.35])
    assert shared(np.zeros(0, np.float32), np.zeros(0, np.float32), sources[:0]).tolist() == []
    plain, page = np.zeros((2, len(COLUMNS)), np.float32)
    plain[COLUMNS.index("meaning")], page[COLUMNS.index("held")] = 1, 5
    table = np.zeros((3, len(COLUMNS)), np.float32)
    table[0, COLUMNS.index("meaning")], table[2, COLUMNS.index("held")] = 1, 1
    assert int(np.argmax(Weights(plain, plain * 0, page).chances(table, False, sources))) == 2


def test_the_fit_learns_which_passage_of_a_page_answers() -> None:
    weights = fit([lesson(number) for number in range(9)])
    assert weights.page is not None
    assert weights.page[COLUMNS.index("held")] > 5 * abs(weights.page[COLUMNS.index("meaning")])


def test_a_list_of_claims_teaches_nothing_about_its_page() -> None:
    claims = [COLUMNS.index("prose"), COLUMNS.index("claims")]
    taught = [lesson(number) for number in range(9)]
    for one in taught:  # the list answers too, always
        one.columns[1, claims] = 1
        one.right[1] = True
    weights = fit(taught)
    assert weights.plain[claims[1]] > 0
    assert weights.page is not None
    assert weights.page[claims[1]] <= 0


def test_the_rule_finds_sign_and_topic_and_its_threshold_lets_one_in_twenty_fall() -> None:
    generator = np.random.default_rng(20240607)
    answerable = np.arange(200) % 2 == 0
    table = generator.normal(size=(200, 12))
    table[:, 3] += 2.0 * answerable
    vectors = generator.normal(size=(200, 5))
    vectors[:, 1] -= 2.0 * answerable
    rule = fit_rule(table, vectors, answerable)
    assert int(np.argmax(np.abs(rule.signs))) == 3
    assert rule.signs[3] > 0
    assert rule.topic[1] < 0
    questions = [Question("wave1", str(at), "?", "en", "plain", ()) for at in range(200)]
    scores = rule.scores(table, vectors)
    least = threshold(scores, questions, answerable)
    assert (scores[answerable] < least).mean() == pytest.approx(0.05)
