"""What a question wants of a known network: what is in it, its figures as they stand, designs compared, or a change."""

from assistant.plan.read.leaning import has_numbers, is_what_if
from assistant.plan.read.reading import Reading, is_comparing
from assistant.plan.text.words import stem

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


def asks_what_is_there(reading: Reading, cases: list[str], acting: bool) -> bool:
    """'Who supplies the Ulive, and from where?', 'What steps does a batch go through?': what a network is made of."""
    words = [stem(word.key) for word in reading.text.words if word.letters]
    if acting or not cases or not words or reading.kpis or has_numbers(reading):
        return False
    head = set(words[:4]) & _WHAT
    return bool(head) and bool(set(words) & _THERE_WORDS) and not is_what_if(reading) and "real" not in words


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


def as_it_stands(reading: Reading, cases: list[str]) -> bool:
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


def orders(reading: Reading, cases: list[str]) -> bool:
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
    if words[:1] in (["what"], ["how"]) and words[1:2] in (["about"], ["abt"]):
        words = words[2:]
    if not words or words[0] in _ABOUT_REALITY:
        return False
    levers = [p for p in reading.pieces if p.has("act") or p.get("dir") in ("up", "down")]
    to_run = bool(reading.kpis or reading.designs) and any(
        not p.has("thing", "kind", "design") for p in levers
    )
    named = bool(cases) or bool(reading.piece_values("site")) or to_run
    edits = [
        p
        for p in reading.pieces
        if p.has("act", "param", "dir", "edit", "mode", "country", "city", "zone", "design")
    ]
    sized = has_numbers(reading)
    return named and (bool(edits) or sized) and len(words) <= 60


def changing(reading: Reading, cases: list[str]) -> bool:
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


def _imperative(reading: Reading) -> bool:
    return bool(
        {stem(word.key) for word in reading.text.words[:4]}
        & {"compare", "run", "simulate", "comparer", "comparez", "comparon", "simulez", "pit"}
    )


def must_run(reading: Reading, whatif: bool) -> bool:
    """Whether designs are to be set against each other, so that no passage answers."""
    return bool(reading.designs) and (
        (is_comparing(reading.text, reading.pieces) and _imperative(reading))
        or any(c.counts for c in reading.designs)
    )


def compares_designs(reading: Reading, cases: list[str], said: set[str], whatif: bool, talking: bool) -> bool:
    """Whether designs, or numbers of sites, are to be run beside each other."""
    counted = any(call.counts for call in reading.designs) or bool(reading.spread)
    comparing = is_comparing(reading.text, reading.pieces)
    if not reading.designs and not counted:
        return bool(cases) and (_imperative(reading) or whatif) and len(cases) == 1
    if "evidence" in said and not must_run(reading, whatif):
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
