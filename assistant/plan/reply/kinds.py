"""What kind of question it is: by phrases that leave no doubt, then by what was read, then by meaning."""

from typing import Protocol

from assistant.plan.read.drafts import Draft
from assistant.plan.read.leaning import has_numbers, is_what_if, leans, leans_on_nothing
from assistant.plan.read.pointing import pointers
from assistant.plan.read.reading import Reading, is_comparing
from assistant.plan.read.wishes import (
    as_it_stands,
    asks_what_is_there,
    changing,
    compares_designs,
    must_run,
    orders,
)
from assistant.plan.text.lexicon import load
from assistant.plan.text.words import stem


class Meaning(Protocol):
    """Nearest exemplars of a text, by an encoder."""

    def operation(self, clause: str) -> tuple[str, float] | None:
        """The operation that a clause is about, with its score, or None when no exemplar is near enough."""
        ...

    def kind(self, question: str) -> tuple[str, float] | None:
        """The kind of a question, with its score, or None when no exemplar is near enough."""
        ...


def message(kind: str) -> str:
    """The fixed words of a kind of answer (help, refusals), from a data file; empty when it has none."""
    return str(load("messages").get(kind, ""))


def kind_of(reading: Reading, cases: list[str], talking: bool, meaning: Meaning | None) -> str:
    """The kind of a question: a kind of plan, or 'simulate' when the twin is to be run."""
    said = _said(reading, talking)
    acting = any(_filled(draft) for draft in reading.drafts) or (
        bool(reading.drafts) and not said & {"evidence", "why", "report"}
    )
    whatif = is_what_if(reading)
    if "out" in said and not acting:
        return "refuse"
    if not said & {"optimise"} and asks_what_is_there(reading, cases, acting):
        return "describe"
    plain = _said_kind(reading, said, acting, whatif, talking)
    if plain:
        return plain
    if acting:
        return (
            "evidence"
            if "evidence" in said
            and not whatif
            and not is_comparing(reading.text, reading.pieces)
            and not cases
            else "simulate"
        )
    if compares_designs(reading, cases, said, whatif, talking):
        return "simulate"
    if talking and leans(reading, cases) and not said & {"evidence"}:
        return "simulate"
    if whatif and not said & {"evidence"}:
        return _what_if_kind(reading, cases, meaning)
    if not said & {"evidence"} and changing(reading, cases):
        return "simulate"
    if not talking and not said & {"evidence", "help", "list"} and not cases and leans_on_nothing(reading):
        return "lost"
    if not said & {"evidence", "help", "list"} and (as_it_stands(reading, cases) or orders(reading, cases)):
        return "simulate"
    return _by_meaning(reading, said, cases, meaning)


def _said(reading: Reading, talking: bool) -> set[str]:
    """The kinds that the question's phrases say; in a conversation about a stop 'their help' is the neighbours'."""
    said = set(reading.piece_values("kind"))
    marks = {mark.get("point") for mark in pointers(reading.text)} if talking else set()
    return said - {"help"} if marks & {"alone", "helped"} else said


def _filled(draft: Draft) -> bool:
    """Whether a draft has a slot filled: more than a word that may mean an operation."""
    return bool(
        draft.places or draft.days or draft.points or draft.size or draft.count or draft.offset or draft.fixed
        or draft.everywhere or draft.negated
    )  # fmt: skip


def _said_kind(reading: Reading, said: set[str], acting: bool, whatif: bool, talking: bool) -> str | None:
    short = len([w for w in reading.text.words if w.letters]) <= 9
    if "list" in said and not acting:
        return "list"
    if "optimise" in said and not (acting and whatif):
        return "optimise"
    if (
        "help" in said
        and not acting
        and not reading.designs
        and (short or not whatif)
        and not said & {"evidence"}
    ):
        words = [w for w in reading.text.words if w.letters]
        bare = all(p.last - p.first == 1 for p in reading.pieces if p.get("kind") == "help")
        if short and (not bare or len(words) <= 4):
            return "help"
    if "undo" in said and not acting and (not has_numbers(reading) or (talking and _to_the_start(reading))):
        return "undo"
    if "branch" in said and not acting and talking:
        return "branch"
    if "report" in said and not acting and not said & {"evidence"}:
        return "report"
    if "explain" in said and not acting and not said & {"evidence"} and reading.kpis:
        if not _of_two(reading):
            return "explain"
        return "why" if talking else "evidence"
    if "assumptions" in said and not acting and not said & {"evidence"}:
        return "assumptions" if talking or not reading.piece_values("case") else "evidence"
    if "why" in said and not acting and not has_numbers(reading):
        if not talking and leans_on_nothing(reading):
            return "lost"
        spelt = [p for p in reading.pieces if p.get("kind") == "evidence" and p.last - p.first > 1]
        return "why" if talking and not spelt else "evidence"
    searching = {word.key for word in reading.text.words} & {"should", "best", "most", "faut", "mieux"}
    if "describe" in said and not acting and not said & {"evidence"} and not searching:
        return "describe"
    if "evidence" in said and not acting and not must_run(reading, whatif):
        return "evidence"
    return None


_APART = frozenset({"difference", "differ", "gap", "ecart"})


def _of_two(reading: Reading) -> bool:
    """Whether a question asks where a difference comes from, and not where one result does."""
    return bool({stem(word.key) for word in reading.text.words} & _APART)


def _to_the_start(reading: Reading) -> bool:
    return bool(
        {word.key for word in reading.text.words}
        & {"square", "start", "beginning", "scratch", "debut", "depart", "zero"}
    )


def _what_if_kind(reading: Reading, cases: list[str], meaning: Meaning | None) -> str:
    found = meaning.kind(_plain_text(reading)) if meaning else None
    if found and found[0] in ("refuse", "evidence", "help") and found[1] >= 0.6:
        return found[0]
    return "simulate"


def _by_meaning(reading: Reading, said: set[str], cases: list[str], meaning: Meaning | None) -> str:
    found = meaning.kind(_plain_text(reading)) if meaning else None
    if (
        found
        and found[0] in ("refuse", "help", "list", "optimise")
        and found[1] >= 0.55
        and not (cases and found[0] in ("help", "list"))
    ):
        return found[0]
    return "evidence"


def _plain_text(reading: Reading) -> str:
    return reading.text.raw
