"""Answers from evidence: the sentences of the material that answer, each with its citation.

Nothing is written here but the frame: every sentence of an answer is quoted from a passage. What the article
claims and what later evidence says about it are set side by side; when the material does not hold the answer,
the answer says so and shows what is nearest.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.retrieve import Retriever
from assistant.search.features import asks
from assistant.search.passages import Passage, sentences
from assistant.search.ranking import Ranking
from assistant.search.support import Signs, rule_for, signs

CLOSE = 0.8
"""A second passage is quoted when its chance is at least this share of the best one's; more quotations would be
right less often (docs/retrieval.md)."""

SURE = 0.6
"""Chance of the best passage from which a quoted contradiction brings its claim along unasked."""

DIRECT = 2
"""Passages quoted as the answer itself; a comparison quotes one of each named source more."""

BESIDE = 2
"""Records set beside the answer because they bear upon it."""

NEAREST = 3
"""Passages shown when the answer is not in the material."""

WHOLE = 400
"""Characters up to which a paragraph is quoted whole."""

LONGEST = 500
"""Characters of one quotation."""


@dataclass(frozen=True)
class Finding:
    """Words as they stand in the material, and the passage that they stand in."""

    text: str
    passage: Passage


@dataclass(frozen=True)
class EvidenceAnswer:
    """What the material says about a question."""

    question: str
    findings: tuple[Finding, ...]
    supported: bool
    nearest: tuple[Passage, ...]
    conflicts: tuple[tuple[Finding, Finding], ...]
    signs: Signs

    def markdown(self, link: Callable[[Passage], str] | None = None) -> str:
        """The answer as Markdown; `link` may give each citation an address that opens its passage."""
        if not self.supported:
            return _declined(self, link)
        told: set[Finding] = set()
        lines: list[str] = []
        for finding in self.findings:
            if finding not in told:
                against = [other for claim, other in self.conflicts if claim == finding and other not in told]
                lines += _block(finding, against, link)
                told.update((finding, *against))
        return "\n".join(lines)


def answer_from_evidence(question: str, retriever: Retriever) -> EvidenceAnswer:
    """Sentences that answer, with citations; `supported` is False when the material does not hold the answer.

    Raises InputError for an empty question.
    """
    ranking = retriever.rank(question)
    found = signs(ranking, retriever.ranker.index, retriever.ranker.stated)
    if rule_for(retriever.encoder.name).score(found, ranking, retriever.passages) < 0:
        return EvidenceAnswer(question, (), False, _nearest(ranking, retriever.passages), (), found)
    direct = _direct(ranking, retriever)
    bearing = beside(direct, ranking, retriever)
    findings = tuple(dict.fromkeys((*direct, *bearing)))
    return EvidenceAnswer(question, findings, True, (), _conflicts(findings), found)


OWN_WITHIN = 60
"""Places of a ranking within which a passage about the case in hand is taken before better ones of other cases."""


def evidence_about(
    terms: Sequence[str],
    retriever: Retriever,
    stance: Literal["for", "against"],
    k: int = 3,
    about: Collection[str] = (),
) -> list[Finding]:
    """What the cases and themes say for, or against, scaling out in the matter of these words.

    For: claims of the article and evidence that supports them. Against: evidence that contradicts or qualifies
    them. One finding a source as far as that goes, first one of the pages `about` the case in hand, which may
    rank lower; an empty list when nothing fits.
    """
    wanted = ("for", "supports") if stance == "for" else ("against", "contradicts", "qualifies")
    question = " ".join(terms)
    ranking = retriever.rank(question, kinds=("claim", "evidence"))
    fitting = [row for row in ranking.rows if retriever.passages[row].stance in wanted]
    own = [row for row in fitting[:OWN_WITHIN] if retriever.passages[row].source in about]
    rows = [row for row in ranking.rows[:40] if row in set(fitting)]
    chosen: dict[str, int] = {}
    for row in (*own[:1], *rows):
        chosen.setdefault(retriever.passages[row].source, row)
    ordered = [*chosen.values(), *(row for row in rows if row not in set(chosen.values()))]
    return [quotation(retriever.passages[row], ranking, retriever) for row in ordered[:k]]


def _direct(ranking: Ranking, retriever: Retriever) -> list[Finding]:
    """The passages that answer: the best ones, none that repeats another, one of each named source at least."""
    named = list(dict.fromkeys(mention.name.source for mention in ranking.mentions))
    wanted = max(DIRECT, len(named))
    chosen: list[Passage] = []
    for row, score in zip(ranking.rows[:20], ranking.scores[:20], strict=True):
        passage = retriever.passages[row]
        least = (
            CLOSE * ranking.scores[0] if not named else 1 + CLOSE * (ranking.scores[0] - 1)
        )  # a name adds 1
        new = passage.source in named and all(passage.source != other.source for other in chosen)
        if len(chosen) < wanted and (new or score >= least) and not _repeats(passage, chosen):
            chosen.append(passage)
    return [quotation(passage, ranking, retriever) for passage in chosen]


def _repeats(passage: Passage, chosen: Sequence[Passage]) -> bool:
    """True for prose that only repeats records already quoted, and for the same words again."""
    told = {record for other in chosen for record in other.records}
    if passage.records and set(passage.records) <= told:
        return True
    own = set(passage.plain.lower().split())
    others = (set(other.plain.lower().split()) for other in chosen)
    return any(len(own & other) > 0.6 * min(len(own), len(other)) for other in others)


def beside(direct: Sequence[Finding], ranking: Ranking, retriever: Retriever) -> list[Finding]:
    """Records that bear upon the quoted ones: what contradicts or qualifies a claim, or the claim contradicted.

    A claim comes along when the best passage is surely right, or when the question asks what is claimed or true; then the
    claim of another case does too, else only that of a named one.
    """
    told = {
        record for finding in direct for record in finding.passage.records if finding.passage.kind == "claim"
    }
    quoted = {record for finding in direct for record in finding.passage.records}
    home = {finding.passage.source for finding in direct} | {m.name.source for m in ranking.mentions}
    wanted = {"claim", "doubt"} & asks(ranking.question)
    own = {
        record
        for passage in retriever.passages
        if passage.source in home or wanted
        for record in passage.records
        if passage.kind == "claim"
    }
    sure = bool(wanted) or _chance(ranking) >= SURE
    asked = own & {
        claim
        for passage in retriever.passages
        if sure and passage.stance == "contradicts" and set(passage.records) & quoted
        for claim in passage.about
    }
    place = {row: at for at, row in enumerate(ranking.rows)}
    rated: list[tuple[int, int, int]] = []
    for row, passage in enumerate(retriever.passages):
        rank = _bearing(passage, told, asked)
        if rank is not None:
            rated.append((rank, place.get(row, len(place)), row))
    return [quotation(retriever.passages[row], ranking, retriever) for _, _, row in sorted(rated)[:BESIDE]]


def _chance(ranking: Ranking) -> float:
    """How likely the best passage is to answer; 0 when there is none."""
    best = max(ranking.scores[:1], default=0.0)
    return best - 1 if best > 1 else best  # a name adds 1


def _bearing(passage: Passage, told: set[str], asked: set[str]) -> int | None:
    """How strongly a passage bears upon the quoted records: 0 the most, None not at all."""
    if passage.kind == "claim" and set(passage.records) & asked:
        return 0
    if passage.kind == "evidence" and set(passage.about) & told:
        return 0 if passage.stance == "contradicts" else None
    if passage.section == "Contradictions" and set(passage.records) & told:
        return 1
    return None


def _conflicts(findings: Sequence[Finding]) -> tuple[tuple[Finding, Finding], ...]:
    """Pairs of a claim and what contradicts it, among the findings."""
    return tuple(
        (claim, other)
        for claim in findings
        if claim.passage.kind == "claim"
        for other in findings
        if _contradicts(other.passage, claim.passage)
    )


def _contradicts(passage: Passage, claim: Passage) -> bool:
    if passage.section == "Contradictions":
        return bool(set(passage.records) & set(claim.records))
    return passage.stance == "contradicts" and bool(set(passage.about) & set(claim.records))


def quotation(passage: Passage, ranking: Ranking, retriever: Retriever) -> Finding:
    """What is quoted of a passage: a record or a short paragraph whole, of a fact its value and year, of a longer paragraph
    the two neighbouring sentences that hold most of the question's words."""
    parts = sentences(_bare(passage.plain))
    if not parts:
        return Finding(passage.title, passage)
    if passage.kind == "fact":  # the value and its year; the note and the source are in the passage
        head = re.match(rf".*?, {passage.year}(?: \([^)]*\))?\.", " ".join(parts))
        return Finding(_shortened(head[0] if head else parts[0]), passage)
    whole = " ".join(parts)
    if passage.kind in ("claim", "evidence") or len(parts) < 3 or len(whole) <= WHOLE:
        return Finding(_shortened(whole), passage)
    index = retriever.ranker.index.words
    pairs = [" ".join(pair) for pair in pairwise(parts)]
    return Finding(_shortened(max(pairs, key=lambda pair: index.covered(ranking.asked, pair))), passage)


def _bare(text: str) -> str:
    """Text without Markdown's bullets, code marks and links, on one line and without control characters."""
    line = re.sub(r"^\s*[-*+]\s+", "", " ".join(text.split()))
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line).replace("`", "").replace("**", "")
    return "".join(mark for mark in line if mark.isprintable())


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3].rsplit(" ", 1)[0] + "..."


def _nearest(ranking: Ranking, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    found: dict[str, Passage] = {}
    for row in ranking.rows:
        found.setdefault(passages[row].source, passages[row])
    return tuple(list(found.values())[:NEAREST])


def _declined(answer: EvidenceAnswer, link: Callable[[Passage], str] | None) -> str:
    lines = ["The material does not answer this, so I would rather not guess."]
    if answer.nearest:
        lines += ["", "Nearest to it in the material:", ""]
        lines += [f"- {_cited(Finding(_opening(passage), passage), link)}" for passage in answer.nearest]
    lines += [
        "",
        "I can look up what a case claims and what was found later, or run a network against a plant.",
    ]
    return "\n".join(lines)


def _opening(passage: Passage) -> str:
    return _shortened(next(iter(sentences(_bare(passage.plain))), passage.title))


def _block(
    finding: Finding, against: Sequence[Finding], link: Callable[[Passage], str] | None
) -> Iterator[str]:
    """A finding; a claim with what contradicts it says who says which, and when."""
    if not against:
        yield f"- {_cited(finding, link)}"
        return
    yield f"- {_dated(finding, 'The article says')}: {_cited(finding, link)}"
    for other in against:
        yield f"  - {_dated(other, 'Against it')}: {_cited(other, link)}"


def _dated(finding: Finding, who: str) -> str:
    return f"**{who}** ({finding.passage.year})" if finding.passage.year else f"**{who}**"


def _cited(finding: Finding, link: Callable[[Passage], str] | None) -> str:
    where = escaped(finding.passage.citation)
    cited = f"[{where}]({link(finding.passage)})" if link else f"[{where}]"
    return f"{escaped(finding.text)} {cited}"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, HTML, link or formula of a passage comes alive."""
    return "".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    for mark in text:
        yield f"\\{mark}" if mark in "\\`*_[]<>|$~" else mark
