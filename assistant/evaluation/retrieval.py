"""How good is retrieval? Question sets in, recall, MRR, citation precision and declining out, with bounds.

Recall at k is the share of answerable questions with an answering passage among the first k; MRR the mean of one
over the rank of the first one (0 beyond rank 50). The questions of a set are not remembered while it is scored. Citation precision is the share of quoted passages that answer
or bear upon an answering claim. Bounds are Wilson's at 95%; those of MRR come from 1,000 resamplings.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

import numpy as np

from assistant.evidence import EvidenceAnswer, answer_from_evidence
from assistant.retrieve import Retriever
from assistant.search.passages import Passage
from assistant.search.questions import Question
from assistant.search.ranking import Recipe

DEPTH = 50
"""Ranks looked at; an answer further down counts as not found."""


IN_USE = "in use"
"""The variant that answers: learned weights, words for words, names."""


@dataclass(frozen=True)
class Share:
    """A share with its Wilson bounds at 95%."""

    hits: int
    of: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """Figures of one variant on one group of questions."""

    variant: str
    group: str
    questions: int
    recall_1: Share
    recall_3: Share
    recall_5: Share
    page_1: Share
    """Share of questions whose first passage stands on a page that answers, whatever the passage."""
    page_3: Share
    mrr: float
    mrr_low: float
    mrr_high: float


@dataclass(frozen=True)
class Judged:
    """Figures of whole answers: what was cited, and what was declined."""

    group: str
    citation_precision: Share
    citation_same: Share
    """The looser reading: a citation also counts when it shares a record with a passage that answers."""
    declined_rightly: Share
    declined_wrongly: Share


@dataclass(frozen=True)
class Report:
    """Everything that one evaluation found."""

    encoder: str
    passages: int
    sets: tuple[str, ...]
    rows: tuple[Row, ...]
    judged: tuple[Judged, ...]
    query_p50_ms: float
    query_p95_ms: float

    def as_json(self) -> dict[str, object]:
        """Plain values for `--json`."""
        return asdict(self)


def wilson(hits: int, of: int) -> Share:
    """A share with Wilson's 95% interval; of 0 it is 0 between 0 and 1."""
    if not of:
        return Share(0, 0, 0.0, 0.0, 1.0)
    z = 1.959964
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    reach = z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return Share(hits, of, share, max(0.0, middle - reach), min(1.0, middle + reach))


def variants(best: Recipe) -> dict[str, Recipe]:
    """The variants tried, from the plainest to the one in use."""
    bare = replace(best, learned=False, names=False, wording=False)
    return {
        "dense": replace(bare, lexical=False),
        "lexical": replace(bare, dense=False),
        "fused": bare,
        "fused + wording": replace(bare, wording=True),
        "fused + wording + names": replace(bare, wording=True, names=True),
        "learned, no names": replace(best, names=False),
        IN_USE: best,
    }


def evaluate(found: Retriever, questions: Sequence[Question], all_variants: bool = True) -> Report:
    """Score the retriever; groups are all, each language, each type, and named companies."""
    answerable = [question for question in questions if question.answerable]
    tried = variants(found.recipe) if all_variants else {IN_USE: found.recipe}
    best, rows, times = found.recipe, [], []
    for name, recipe in tried.items():
        found.recipe = recipe
        ranks: list[Ranks] = []
        for question in answerable:
            start = time.perf_counter()
            ranks.append(ranks_of_answer(found, question))
            times.append(time.perf_counter() - start)
        rows += [
            _row(name, group, [ranks[at] for at in members]) for group, members in groups(answerable).items()
        ]
    found.recipe = best
    p50, p95 = np.quantile(times, [0.5, 0.95]) * 1000 if times else (0.0, 0.0)
    return Report(
        found.encoder.name,
        len(found.passages),
        tuple(dict.fromkeys(question.set for question in questions)),
        tuple(rows),
        judge(found, questions),
        float(p50),
        float(p95),
    )


def groups(questions: Sequence[Question]) -> dict[str, list[int]]:
    """Positions of the questions in each group; English paraphrases are those that name no company."""
    tests: dict[str, Callable[[Question], bool]] = {
        "all": lambda question: True,
        "en": lambda question: question.lang == "en",
        "fr": lambda question: question.lang == "fr",
        **{kind: _of_type(kind) for kind in dict.fromkeys(question.type for question in questions)},
    }
    return {
        name: [at for at, question in enumerate(questions) if test(question)] for name, test in tests.items()
    }


def _of_type(kind: str) -> Callable[[Question], bool]:
    return lambda question: question.type == kind


Ranks = tuple[int | None, int | None]
"""Rank of the first answering passage, and of the first passage on an answering page; None beyond DEPTH."""


def ranks_of_answer(found: Retriever, question: Question) -> Ranks:
    """Ranks of the answer, counted from 1."""
    with unremembered(found, question):
        passages = [found.passages[row] for row in found.rank(question.question).rows[:DEPTH]]
    pages = {answer.source for answer in question.answers}
    return (
        _first([answers(question, passage) for passage in passages]),
        _first([passage.source in pages for passage in passages]),
    )


@contextmanager
def unremembered(found: Retriever, question: Question) -> Iterator[None]:
    """The retriever without the questions of this one's own set, which would find themselves."""
    recipe = found.recipe
    found.recipe = replace(recipe, forgotten=(*recipe.forgotten, question.set))
    try:
        yield
    finally:
        found.recipe = recipe


def _told(found: Retriever, question: Question) -> EvidenceAnswer:
    with unremembered(found, question):
        return answer_from_evidence(question.question, found)


def _first(fits: Sequence[bool]) -> int | None:
    return fits.index(True) + 1 if True in fits else None


def answers(question: Question, passage: Passage) -> bool:
    """True when the passage stands among the question's answers."""
    return any(answer.fits(passage) for answer in question.answers)


def _row(variant: str, group: str, ranks: Sequence[Ranks]) -> Row:
    passage, page = [pair[0] for pair in ranks], [pair[1] for pair in ranks]
    inverse = np.asarray([1 / rank if rank else 0.0 for rank in passage], np.float64)
    mrr = math.fsum(inverse.tolist()) / len(ranks) if ranks else 0.0
    low, high = _resampled(inverse)
    first, third, fifth = (_within(passage, k) for k in (1, 3, 5))
    return Row(
        variant, group, len(ranks), first, third, fifth, _within(page, 1), _within(page, 3), mrr, low, high
    )


def _within(ranks: Sequence[int | None], k: int) -> Share:
    return wilson(sum(1 for rank in ranks if rank and rank <= k), len(ranks))


def _resampled(values: "np.typing.NDArray[np.float64]") -> tuple[float, float]:
    if not len(values):
        return 0.0, 1.0
    generator = np.random.default_rng(20240607)
    means = values[generator.integers(0, len(values), (1000, len(values)))].mean(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def judge(found: Retriever, questions: Sequence[Question]) -> tuple[Judged, ...]:
    """Whole answers: precision of the citations, and what was declined."""
    told = [_told(found, question) for question in questions]
    return tuple(
        _judged(name, [questions[at] for at in members], [told[at] for at in members], found.passages)
        for name, members in groups(questions).items()
    )


def _judged(
    group: str, questions: Sequence[Question], told: Sequence[EvidenceAnswer], passages: Sequence[Passage]
) -> Judged:
    cited = [
        (bears(question, finding.passage, passages), says_the_same(question, finding.passage, passages))
        for question, answer in zip(questions, told, strict=True)
        if question.answerable
        for finding in answer.findings
    ]
    open_ = [
        not answer.supported
        for question, answer in zip(questions, told, strict=True)
        if not question.answerable
    ]
    closed = [
        not answer.supported for question, answer in zip(questions, told, strict=True) if question.answerable
    ]
    return Judged(
        group,
        wilson(sum(strict for strict, _ in cited), len(cited)),
        wilson(sum(strict or same for strict, same in cited), len(cited)),
        wilson(sum(open_), len(open_)),
        wilson(sum(closed), len(closed)),
    )


def bears(question: Question, passage: Passage, passages: Sequence[Passage]) -> bool:
    """The passage answers, or it is evidence about an answering claim, or the claim that answering evidence is about."""
    wanted = {record for answer in question.answers for record in answer.records}
    upon = {claim for other in passages if wanted & set(other.records) for claim in other.about}
    return (
        answers(question, passage) or bool(wanted & set(passage.about)) or bool(upon & set(passage.records))
    )


def says_the_same(question: Question, passage: Passage, passages: Sequence[Passage]) -> bool:
    """The passage states or cites a record that an answering passage states or cites too."""
    answering = {record for other in passages if answers(question, other) for record in other.records}
    return bool(answering & set(passage.records))


def table(report: Report) -> str:
    """The report as text: variants on all questions, then the one in use by group, then whole answers."""
    lines = [f"{report.encoder}, {report.passages} passages, sets: {', '.join(report.sets)}", ""]
    lines.append(
        f"{'variant':26} {'group':10} {'n':>4}  recall@1            recall@3            recall@5            MRR                page@1  page@3"
    )
    last = report.rows[-1].variant if report.rows else ""
    for row in report.rows:
        if row.group in ("all", "en", "fr") or row.variant == last:
            shares = "  ".join(_shown(share) for share in (row.recall_1, row.recall_3, row.recall_5))
            mrr = f"{row.mrr:.2f} [{row.mrr_low:.2f}, {row.mrr_high:.2f}]"
            pages = f"{row.page_1.value:.2f}    {row.page_3.value:.2f}"
            lines.append(f"{row.variant:26} {row.group:10} {row.questions:4}  {shares}  {mrr}  {pages}")
    lines += [
        "",
        f"{'answers':10}  citations that bear     or say the same         declined rightly        declined wrongly",
    ]
    for judged in report.judged:
        parts = (
            judged.citation_precision,
            judged.citation_same,
            judged.declined_rightly,
            judged.declined_wrongly,
        )
        lines.append(
            f"{judged.group:10}  "
            + "  ".join(f"{_shown(part)} n={part.of:<3}" if part.of else f"{'-':24}" for part in parts)
        )
    lines += ["", f"query: p50 {report.query_p50_ms:.0f} ms, p95 {report.query_p95_ms:.0f} ms"]
    return "\n".join(lines)


def _shown(share: Share) -> str:
    return f"{share.value:.2f} [{share.low:.2f}, {share.high:.2f}]"
