"""Answers from evidence: the quotation, the citation, both sides, and the refusal."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import cast

import pytest

from assistant.evaluation.retrieval import bears, evaluate, groups, table, wilson
from assistant.evidence import (
    EvidenceAnswer,
    Finding,
    answer_from_evidence,
    beside,
    escaped,
    evidence_about,
    quotation,
)
from assistant.retrieve import Retriever
from assistant.search.passages import Passage
from assistant.search.questions import Answer, Question, load_questions
from assistant.search.ranking import Ranking
from assistant.search.support import Rule, Signs, rule_for, signs, values
from tests.unit.built_index import QUESTION, built_at
from twin.corpus import load_pages
from twin.errors import InputError
from twin.facts import load_facts

NOTHING = Signs(*(0.0 for _ in fields(Signs)))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from built_at(tmp_path_factory.mktemp("home"))


def test_the_claim_stands_beside_what_contradicts_it(built: Retriever) -> None:
    answer = answer_from_evidence(QUESTION, built)
    assert answer.supported
    assert answer.findings[0].passage.source == "bayer-f3-factory"
    assert ("bayer-01",) in [claim.passage.records for claim, _ in answer.conflicts]
    shown = answer.markdown()
    assert "**The article says** (2024): Bayer's F3 Factory needs 40 percent less capital investment" in shown
    assert "**Against it**" in shown
    assert "[Bayer F3 Factory (flexible, fast, future), Contradictions]" in shown


def test_a_doubtful_contradiction_brings_no_claim_along_unasked(built: Retriever) -> None:
    against = next(
        passage
        for passage in built.passages
        if passage.stance == "contradicts" and passage.source == "afyren" and passage.about
    )
    ranking = replace(built.rank("When did AFYREN's plant open?"), rows=(built.passages.index(against),))
    quoted = [Finding(against.plain, against)]

    def kinds(found: Ranking) -> list[str]:
        return [finding.passage.kind for finding in beside(quoted, found, built)]

    assert "claim" in kinds(replace(ranking, scores=(1.9,)))
    assert "claim" not in kinds(replace(ranking, scores=(1.3,)))
    assert "claim" in kinds(replace(ranking, scores=(1.3,), question="What is claimed of AFYREN's plant?"))


def test_every_quoted_sentence_stands_in_its_passage(built: Retriever) -> None:
    for question in (QUESTION, "How much will Tesla invest in Mexico?", "Is Xometry profitable?"):
        for finding in answer_from_evidence(question, built).findings:
            assert finding.text.strip(".")[:60] in " ".join(finding.passage.plain.split())


def test_a_short_paragraph_is_quoted_whole_and_of_a_long_one_what_answers_with_its_neighbour(
    built: Retriever,
) -> None:
    ranking = built.rank("What is the purple lever for?")
    plain = Passage(
        "x#1", "x", "X", "Overview", "The hall is old. A purple lever opens the gate. It is red.", "prose"
    )
    assert quotation(plain, ranking, built).text == plain.text
    long = replace(
        plain,
        text=" ".join((plain.text, *(f"Part {at} of the hall has been rebuilt since." for at in range(12)))),
    )
    found = quotation(long, ranking, built).text
    assert "A purple lever opens the gate." in found
    assert found.count(".") == 2
    assert found in long.text


def test_a_near_miss_is_declined_with_what_is_nearest(built: Retriever) -> None:
    answer = answer_from_evidence("What is AFYREN's share price today?", built)
    assert not answer.supported
    assert answer.findings == ()
    assert answer.nearest[0].source == "afyren"
    assert answer.markdown().startswith("The material does not answer this")
    assert "run a network against a plant" in answer.markdown()


def test_a_citation_may_open_its_passage(built: Retriever) -> None:
    shown = answer_from_evidence(QUESTION, built).markdown(link=lambda passage: f"#{passage.id}")
    assert "](#bayer-f3-factory#bayer-01)" in shown


def test_evidence_for_and_against_keeps_the_sides_apart(built: Retriever) -> None:
    before = evidence_about(["capital", "investment"], built, "for")
    after = evidence_about(["capital", "investment"], built, "against")
    assert {finding.passage.stance for finding in before} <= {"for", "supports"}
    assert {finding.passage.stance for finding in after} <= {"against", "contradicts", "qualifies"}
    assert len(before) == len(after) == 3
    assert len({finding.passage.source for finding in before}) > 1


def test_markup_in_a_quotation_stays_text() -> None:
    shown = escaped("<img src=x> [a](javascript:b) `c` *d* $e$ | 50%")
    assert shown == r"\<img src=x\> \[a\](javascript:b) \`c\` \*d\* \$e\$ \| 50%"


def test_the_signs_of_a_missing_attribute_and_a_missing_country(built: Retriever) -> None:
    def of(question: str) -> Signs:
        return signs(built.rank(question), built.ranker.index, built.ranker.stated)

    assert of("How many patents does Bright Machines hold?").missing_attribute == 1
    assert of("How many partner shops does Xometry have?").missing_attribute == 0
    assert of("What does industrial electricity cost in Bolivia?").missing_name == 1
    assert of("Quel est le prix de l'électricité en Bolivie ?").missing_name == 1
    assert of("What does industrial electricity cost in Germany?").missing_name == 0
    assert of("What will it cost next month?").timely == 1


def test_each_encoder_has_a_rule_and_a_stranger_is_judged_without_cosines(built: Retriever) -> None:
    close = replace(NOTHING, meaning=0.7, called=0.6, coverage=0.9, page=0.9, known=1.0, told=0.6)
    far = replace(NOTHING, meaning=0.1, coverage=0.1, known=0.3, missing_name=1.0, missing_attribute=1.0)
    ranking = built.rank(QUESTION)
    for encoder in ("use-0.2.1", "use-0.2.1+e5-0.3.0x0.8", "ollama:nomic-embed-text"):
        rule = replace(rule_for(encoder), topic=None)
        at_home = rule.at_home
        assert rule.score(close, ranking, built.passages) + at_home > 0
        assert rule.score(far, ranking, built.passages) + at_home < 0
    stranger = rule_for("ollama:nomic-embed-text")
    assert stranger.weights[:2] == (0, 0)
    assert stranger.topic is None


def test_the_topic_of_a_question_counts_but_not_against_own_documents(built: Retriever) -> None:
    ranking = built.rank(QUESTION)
    rule = Rule((0.0,) * len(values(NOTHING)), 0.0, ranking.vector, at_home=0.25)
    assert rule.score(NOTHING, ranking, built.passages) == pytest.approx(1.0)
    own = replace(built.passages[ranking.rows[0]], kind="document")
    passages = {ranking.rows[0]: own}
    assert rule.score(NOTHING, ranking, cast("tuple[Passage, ...]", passages)) == pytest.approx(0.25)


def test_the_question_sets_name_what_exists() -> None:
    pages = {page.slug: page for page in load_pages()}
    facts = load_facts()
    headings = {
        slug: {section.heading or "Overview" for section in page.sections} for slug, page in pages.items()
    }
    faults = [
        (question.id, answer)
        for question in load_questions()
        if question.set == "dev"
        for answer in question.answers
        if not (
            answer.source.removeprefix("fact:") in facts
            if answer.source.startswith("fact:")
            else set(answer.records) <= {record.id for record in pages[answer.source].records}
            and set(answer.sections) <= headings[answer.source]
        )
    ]
    assert faults == []


def test_there_are_a_hundred_questions_behind_each_figure() -> None:
    questions = load_questions()
    assert sum(question.answerable for question in questions) >= 100
    assert sum(not question.answerable for question in questions) >= 60
    assert sum(question.lang == "fr" for question in questions) >= 50


def test_wilson_bounds() -> None:
    share = wilson(8, 10)
    assert (share.value, round(share.low, 3), round(share.high, 3)) == (0.8, 0.49, 0.943)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


def question(text: str, *answers: Answer, kind: str = "plain") -> Question:
    return Question("test", text[:9], text, "en", kind, answers)


def test_the_score_counts_what_it_says(built: Retriever) -> None:
    right = question(QUESTION, Answer("bayer-f3-factory", ("bayer-01",)))
    wrong = question(QUESTION, Answer("infarm", ("inf-f1",)))
    nothing = question("What is AFYREN's share price today?", kind="near_miss")
    report = evaluate(built, [right, wrong, nothing], all_variants=False)
    row = next(row for row in report.rows if row.group == "all")
    assert (row.recall_1.hits, row.recall_1.of, row.page_1.hits) == (1, 2, 1)
    judged = next(judged for judged in report.judged if judged.group == "all")
    assert (judged.declined_rightly.hits, judged.declined_rightly.of) == (1, 1)
    assert judged.declined_wrongly.hits == 0
    assert "declined rightly" in table(report)
    assert set(groups([right, nothing])) == {"all", "en", "fr", "plain", "near_miss"}


def test_evidence_about_an_answering_claim_bears_upon_it(built: Retriever) -> None:
    asked = question(QUESTION, Answer("bayer-f3-factory", ("bayer-01",)))
    about = next(passage for passage in built.passages if "bayer-01" in passage.about)
    other = Passage("x", "infarm", "Infarm", "", "text", "prose")
    assert bears(asked, about, built.passages)
    assert not bears(asked, other, built.passages)


def test_a_row_that_breaks_the_format_is_named(tmp_path: "pytest.TempPathFactory") -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "retrieval_x.jsonl"
    file.write_text('{"id": "a", "question": "b"}\n')
    with pytest.raises(InputError, match=r"retrieval_x\.jsonl:1"):
        load_questions([file])


def test_an_answer_without_findings_is_never_called_supported(built: Retriever) -> None:
    answers = [answer_from_evidence(text, built) for text in ("Who won the football world cup?", QUESTION)]
    assert all(
        isinstance(answer, EvidenceAnswer) and answer.supported == bool(answer.findings) for answer in answers
    )


def test_evidence_begins_with_the_case_in_hand(built: Retriever) -> None:
    for stance in ("for", "against"):
        found = evidence_about(["costs", "prices", "freight"], built, stance, about=("bayer-f3-factory",))
        assert found[0].passage.source == "bayer-f3-factory"
        assert len({finding.passage.source for finding in found}) > 1
