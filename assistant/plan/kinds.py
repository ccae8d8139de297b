"""What kind of question it is: by phrases that leave no doubt, then by what was read, then by meaning."""

from typing import Protocol

from assistant.plan.drafts import Draft
from assistant.plan.lexicon import load
from assistant.plan.pointing import pointers
from assistant.plan.reading import Reading, is_comparing
from assistant.plan.words import stem


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
    whatif = _what_if(reading)
    if "out" in said and not acting:
        return "refuse"
    if not said & {"optimise"} and _asks_what_is_there(reading, cases, acting):
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
    if _compares_designs(reading, cases, said, whatif, talking):
        return "simulate"
    if talking and _leans(reading, cases) and not said & {"evidence"}:
        return "simulate"
    if whatif and not said & {"evidence"}:
        return _what_if_kind(reading, cases, meaning)
    if not said & {"evidence"} and _changing(reading, cases):
        return "simulate"
    if not talking and not said & {"evidence", "help", "list"} and not cases and _leaning_on_nothing(reading):
        return "lost"
    if not said & {"evidence", "help", "list"} and (_as_it_stands(reading, cases) or _orders(reading, cases)):
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


_THERE_WORDS = frozenset(
    {
        "site",
        "supplier",
        "station",
        "step",
        "supplie",
        "suppl",
        "fournit",
        "fournisseur",
        "etape",
        "situe",
        "stand",
        "located",
        "machine",
        "poste",
    }
)
_WHAT = frozenset({"what", "which", "who", "where", "qui", "quel", "quelle", "ou", "list", "montre", "c"})


def _asks_what_is_there(reading: Reading, cases: list[str], acting: bool) -> bool:
    """'Who supplies the Ulive, and from where?', 'What steps does a batch go through?': what a network is made of."""
    words = [stem(word.key) for word in reading.text.words if word.letters]
    if acting or not cases or not words or reading.kpis or _numbers(reading):
        return False
    head = set(words[:4]) & _WHAT
    return bool(head) and bool(set(words) & _THERE_WORDS) and not _what_if(reading) and "real" not in words


_STANDING = frozenset(
    {
        "figure",
        "number",
        "chiffre",
        "untouched",
        "unaltered",
        "altered",
        "unchanged",
        "currently",
        "actuellement",
        "present",
        "current",
        "actuel",
    }
)


def _as_it_stands(reading: Reading, cases: list[str]) -> bool:
    """'Give me the current figures for the ice network', 'as it stands': the unedited network's own figures."""
    words = {stem(word.key) for word in reading.text.words}
    said = reading.says("base") or bool(words & _STANDING)
    return (
        bool(cases)
        and said
        and (bool(reading.kpis) or bool(reading.designs) or bool(words & {"figure", "number", "chiffre"}))
    )


_ABOUT_REALITY = frozenset(
    {"did", "has", "have", "had", "was", "were", "who", "when", "where", "is", "are", "does", "do", "why", "which", "what", "how", "whose",
     "qui", "quand", "pourquoi", "quel", "quelle", "quels", "quelles", "est", "a", "ont", "c", "comment", "combien", "y", "tell", "explain",
     "explique", "i", "any", "parle", "parlez", "dis"}
)  # fmt: skip


def _orders(reading: Reading, cases: list[str]) -> bool:
    """Whether a sentence tells a known network to be otherwise: it is planned or asked about, never called out of the material."""
    words = [word.key for word in reading.text.words if word.letters]
    while words and words[0] in (
        "and",
        "et",
        "so",
        "then",
        "ok",
        "but",
        "for",
        "pour",
        "in",
        "dans",
        "the",
        "le",
        "la",
        "les",
        "l",
        "well",
        "bon",
        "alors",
    ):
        words.pop(0)
    if not words or words[0] in _ABOUT_REALITY:
        return False
    named = bool(cases) or bool(reading.piece_values("site"))
    edits = [
        p
        for p in reading.pieces
        if p.has("act", "param", "dir", "edit", "mode", "country", "city", "zone", "design")
    ]
    sized = _numbers(reading)
    return named and (bool(edits) or sized) and len(words) <= 60


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
    if "undo" in said and not acting and (not _numbers(reading) or (talking and _to_the_start(reading))):
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
    if "why" in said and not acting and not _numbers(reading):
        if not talking and _leaning_on_nothing(reading):
            return "lost"
        spelt = [p for p in reading.pieces if p.get("kind") == "evidence" and p.last - p.first > 1]
        return "why" if talking and not spelt else "evidence"
    if "describe" in said and not acting and not said & {"evidence"}:
        return "describe"
    if "evidence" in said and not acting and not _must_run(reading, whatif):
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


def _must_run(reading: Reading, whatif: bool) -> bool:
    return bool(reading.designs) and (
        (is_comparing(reading.text, reading.pieces) and _imperative(reading))
        or any(c.counts for c in reading.designs)
    )


def _imperative(reading: Reading) -> bool:
    return bool(
        {stem(word.key) for word in reading.text.words[:4]}
        & {"compare", "run", "simulate", "comparer", "comparez", "comparon", "simulez", "pit"}
    )


def _numbers(reading: Reading) -> bool:
    return any(p.amount and not p.amount.weak for p in reading.pieces)


_IFS = frozenset(
    {
        "if",
        "suppose",
        "supposing",
        "imagine",
        "assume",
        "assuming",
        "simulate",
        "si",
        "supposon",
        "imaginon",
        "simule",
        "simulez",
        "simuler",
        "run",
        "lancez",
        "lance",
    }
)


_POINTING = frozenset(
    {
        "it",
        "that",
        "this",
        "them",
        "they",
        "those",
        "these",
        "other",
        "both",
        "two",
        "there",
        "same",
        "again",
        "ca",
        "cela",
        "celui",
        "celle",
        "autre",
        "deux",
        "la",
        "meme",
        "my",
        "mine",
        "ma",
        "mon",
    }
)


def _leaning_on_nothing(reading: Reading) -> bool:
    """Whether a short question points at something that was never spoken of: 'is it better?', 'three weeks'."""
    words = [w for w in reading.text.words if w.letters]
    if len(words) > 8 or any(p.has("site", "product", "supplier", "case") for p in reading.pieces):
        return False
    amounts_alone = bool(words) and all(
        any(p.amount and p.first <= i < p.last for p in reading.pieces)
        for i, w in enumerate(reading.text.words)
        if w.letters
    )
    first = words[0].key if words else ""
    return (
        amounts_alone
        or (first in ("and", "et", "pourquoi", "why", "combien") and len(words) <= 6)
        or (bool({w.key for w in words} & _POINTING) and len(words) <= 6)
    )


def _changing(reading: Reading, cases: list[str]) -> bool:
    """Whether a question has the makings of a change to run, though no operation was read: it is asked about."""
    sized = [
        p
        for p in reading.pieces
        if p.amount and not p.amount.weak and p.amount.kind in ("days", "day", "percent", "factor", "rate")
    ]
    placed = [p for p in reading.pieces if p.has("site", "design", "supplier")]
    past_if = {word.key for word in reading.text.words} & {"would", "could", "were", "if", "put", "in"}
    past = {word.key for word in reading.text.words} & {"did", "was", "were", "has", "had"}
    elsewhere = bool(reading.countries) and bool(cases) and bool(placed or past_if)
    return (
        elsewhere
        or (bool(sized) and bool(placed or cases) and not past)
        or (bool(placed) and bool(reading.kpis) and bool(cases) and not past)
    )


def _what_if(reading: Reading) -> bool:
    return bool({stem(word.key) for word in reading.text.words} & _IFS)


def _compares_designs(
    reading: Reading, cases: list[str], said: set[str], whatif: bool, talking: bool
) -> bool:
    counted = any(call.counts for call in reading.designs) or bool(reading.spread)
    comparing = is_comparing(reading.text, reading.pieces)
    if not reading.designs and not counted:
        return bool(cases) and (_imperative(reading) or whatif) and len(cases) == 1
    if "evidence" in said and not _must_run(reading, whatif):
        return False
    several = len({call.design for call in reading.designs}) > 1
    return (
        counted
        or (several and (comparing or bool(cases) or talking or reading.says("compare")))
        or comparing
        or (bool(cases) and bool(reading.kpis))
        or talking
        or whatif
    )


_POINTERS = (
    "both",
    "three",
    "four",
    "every",
    "together",
    "opposite",
    "whole",
    "forever",
    "normal",
    "back",
    "alone",
    "helped",
    "meanwhile",
)


def _leans(reading: Reading, cases: list[str]) -> bool:
    """Whether a question in a conversation only makes sense as a follow-up: it names a slot, a result, or is short."""
    slots = [
        p
        for p in reading.pieces
        if (p.amount and not p.amount.weak)
        or p.has("site", "zone", "country", "design", "city", "unknown", "supplier", "param", "station")
    ]
    words = [w for w in reading.text.words if w.letters]
    marks = {mark.get("point") for mark in pointers(reading.text)}
    asks = bool(words) and words[0].key in ("who", "when", "where", "qui", "quand")
    if (marks & set(_POINTERS) or (marks >= {"beside"} and not cases)) and not asks:
        return len(words) <= 25
    if slots or reading.says("instead", "same", "also", "without", "mobile"):
        return len(words) <= 25
    if cases:
        return len(words) <= 7 and not asks
    return (bool(reading.kpis) and len(words) <= 14) or (0 < len(words) <= 6 and not asks)


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
