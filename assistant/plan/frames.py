"""A second reading of a question that the grammar of clauses did not get: what it is about comes from the classifier,
and every operation is a frame whose slots are filled by type.

It is strict where the first reading is: a number, a place or a name that no slot took makes it fail, and so does a
needed slot that stays open. Alternatives ('with or without') are left to the first reading.
"""

from collections.abc import Callable, Sequence

from assistant.plan import read_ways
from assistant.plan.clause_reader import ClauseReader
from assistant.plan.clauses import Clause
from assistant.plan.designs import bare_plant, designs_of_clause
from assistant.plan.drafts import PLACE_SORTS, Draft
from assistant.plan.lexicon import load
from assistant.plan.link import Piece
from assistant.plan.said import DesignCall, Reading
from assistant.plan.sense import KINDS, Sense
from assistant.plan.words import Text

SHARE, LEAST = 0.55, 0.05
"""Share of all probability, and probability, from which one operation alone is taken for meant."""

BOTH = 0.8
"""Share that two operations must have together, and half of it each at least a third."""

_PARAMS = {
    "price.product": "product_price",
    "station.energy": "unit_energy",
    "capex.cost": "capex_cost",
    "inventory": "stock",
    "resize_site": "capacity",
    "policy.queue_cap": "queue_cap",
    "policy.sourcing_radius": "radius",
    "demand_shock": "demand",
    "demand_growth": "demand",
}
_ALTERNATIVES = frozenset({"or", "ou", "whether", "vs", "versus", "against", "contre", "both", "each"})
_OFTEN = frozenset({"often", "oftener", "frequently", "frequent", "souvent"})
_DENIALS = frozenset(
    {"no", "none", "nothing", "nobody", "without", "not", "never", "except", "sans", "rien", "aucun", "aucune", "pas", "jamais", "sauf", "n't"}
)  # fmt: skip
_SIZES = ("percent", "factor", "money", "rate", "count", "distance", "mass")
_NOT_SIZES: dict[str, tuple[str, ...]] = {"life": ("days",), "radius": ("distance",)}


def meant(sense: Sense) -> tuple[str, ...] | None:
    """The operations that a question is about, one or two; None when that is not clear."""
    total = sum(p for _, p in sense.ranked)
    (first, most), (second, next_most) = sense.ranked[:2]
    if most >= LEAST and (most / total >= SHARE or first == "compare_designs") and next_most < LEAST * 4:
        labels: tuple[str, ...] = (first,)
    elif next_most >= LEAST * 4 and (most + next_most) / total >= BOTH:
        labels = (first, second)
    else:
        return None
    if any(label in KINDS and label != "compare_designs" for label in labels):
        return None
    return tuple(label for label in labels if label != "compare_designs")


def framed(text: Text, found: tuple[Piece, ...], labels: Sequence[str]) -> Reading | None:
    """The question as frames of these operations; None when a frame's slots cannot be told apart."""
    clause = Clause(0, len(text.words), "start", found)
    result = Reading(text, found, (clause,))
    result.notes.extend(piece.guess for piece in found if piece.guess)
    designs_of_clause(result, clause, 0)
    if len(result.designs) < 2 and {word.key for word in text.words} & _ALTERNATIVES:
        return None
    reader = ClauseReader(text, clause, 0, result.used, whole=True)
    for label in sorted(labels, key=_order):
        fill = _FILLS.get(label, _param)
        drafts = fill(reader, label, result)
        if drafts is None:
            return None
        for draft in drafts:
            draft.guessed = True
        result.drafts.extend(drafts)
    if _left(result):
        return None
    bare_plant(result)
    for piece in result.free("country"):
        result.countries.append(str(piece.get("country")))
        result.use(piece)
    for piece in result.pieces:
        kpi = piece.get("kpi")
        if kpi and kpi not in result.kpis:
            result.kpis.append(kpi)
    result.used.update(i for i, word in enumerate(text.words) if word.letters and not _held(result, i))
    return result


def _left(result: Reading) -> bool:
    """Whether something that changes what is meant was passed over: a denial, or the words of another operation."""
    words = result.text.words
    if any(word.key in _DENIALS and at not in result.used for at, word in enumerate(words)):
        return True
    drafted = {draft.param for draft in result.drafts}
    return any(
        piece.has("policy")
        or (
            piece.has("param")
            and piece.get("param") not in drafted
            and not piece.has("kpi", "thing", "act", "dir", "design")
        )
        for piece in result.pieces
        if piece.first not in result.used and piece.last - piece.first > 1
    )


def _held(result: Reading, at: int) -> bool:
    """Whether a word belongs to a piece that must not be passed over."""
    return any(
        p.first <= at < p.last and (p.amount or p.has(*PLACE_SORTS, "supplier", "lane"))
        for p in result.pieces
    )


def _order(label: str) -> int:
    """Events first: they need their days and places before others look for what is left."""
    return next(
        (n for n, start in enumerate(("site", "supplier", "lane", "common")) if label.startswith(start)), 9
    )


Fill = Callable[[ClauseReader, str, Reading], list[Draft] | None]


def _param(reader: ClauseReader, label: str, _result: Reading) -> list[Draft] | None:
    """A quantity that goes up, down or to a value."""
    name = _PARAMS.get(label, label.rpartition(".")[2])
    spec = load("params").get(name)
    if spec is None:
        return None
    fixed = dict(spec["edit"])
    draft = reader.draft(fixed.pop("kind"), fixed=fixed, param=name)
    wanted = _NOT_SIZES.get(name, _SIZES)
    sizes = [
        p for p in reader.amounts(*wanted) if p.amount and not (p.amount.kind == "count" and p.amount.weak)
    ]
    if len(sizes) != 1:
        return None
    _direction(reader, draft, name)
    draft.size = [p.amount for p in sizes if p.amount]
    reader.mark(*sizes)
    if label in ("demand_shock", "price_shock") or spec.get("shock") or name == "demand":
        reader.times(draft)
    if label == "demand_growth":
        draft.fixed["per_year"] = True
    reader.scope(draft)
    return [draft]


def _direction(reader: ClauseReader, draft: Draft, name: str) -> None:
    spoken = [
        p
        for p in reader.free("param_up", "param_down")
        if p.get("param_up") == name or p.get("param_down") == name
    ]
    if spoken:
        draft.direction = "up" if spoken[0].get("param_up") == name else "down"
        return
    inverse = [p for p in reader.free("param_inverse") if p.get("param_inverse") == name]
    often = name == "mtbf" and any(word.key in _OFTEN for word in reader.text.words)
    draft.inverse = bool(inverse) or often
    told = {p.get("dir") for p in reader.free("dir")} - {None}
    if len(told) == 1:
        draft.direction = str(told.pop())


def _outage(reader: ClauseReader, label: str, _result: Reading) -> list[Draft] | None:
    """A site that stops, wholly or in part."""
    draft = reader.draft("site_outage")
    reader.times(draft)
    if label == "site_outage_partial":
        sizes = reader.amounts("percent", "factor")
        if len(sizes) != 1 or not sizes[0].amount:
            return None
        draft.size, draft.fixed["share_of_capacity"] = [sizes[0].amount], True
        reader.mark(*sizes)
    reader.scope(draft, designs=True)
    if len(draft.days) > 1 or len(draft.places) > 1:
        return None
    return [draft] if draft.places or draft.fixed.get("the_plant") else None


def _supply(reader: ClauseReader, label: str, _result: Reading) -> list[Draft] | None:
    """A supplier or a lane that delivers nothing for some time."""
    sort = label.partition("_")[0]
    named = reader.free(sort)
    if len({p.get(sort) for p in named}) > 1:
        return None
    draft = reader.draft(label, fixed={sort: named[0].get(sort)} if named else {})
    reader.mark(*named)
    reader.times(draft)
    return [draft]


def _common(reader: ClauseReader, _label: str, _result: Reading) -> list[Draft] | None:
    """All sites together, again and again: of two lengths of time the longer one is the interval."""
    lengths = sorted(
        (p for p in reader.amounts("days") if p.amount), key=lambda p: p.amount.value if p.amount else 0
    )
    if len(lengths) != 2:
        return None
    short, long = (p.amount for p in lengths if p.amount)
    reader.mark(*lengths)
    from dataclasses import replace

    return [reader.draft("common_mode", days=[replace(long, lead="every"), replace(short, lead="for")])]


def _places(reader: ClauseReader, label: str, _result: Reading) -> list[Draft] | None:
    """A site is added, closed or moved."""
    draft = reader.draft(label)
    reader.scope(draft)
    needed = 2 if label == "move_site" else 1
    return [draft] if len(draft.places) == needed else None


def _count(reader: ClauseReader, _label: str, result: Reading) -> list[Draft] | None:
    """Another number of sites."""
    if any(call.counts for call in result.designs):
        return []
    counts = [p for p in reader.amounts("count") if p.amount and not p.amount.weak]
    if len(counts) != 1 or not counts[0].amount:
        return None
    calls = [call for call in result.designs if call.design != "plant"]
    number = int(counts[0].amount.value)
    if calls:
        calls[0].counts.append(number)
    else:
        result.designs.append(DesignCall("network", [number]))
    reader.mark(*counts)
    return []


def _country(_reader: ClauseReader, _label: str, result: Reading) -> list[Draft] | None:
    """Another country: its name is taken up for all scenarios."""
    return [] if len(result.free("country")) == 1 else None


def _policy(reader: ClauseReader, label: str, _result: Reading) -> list[Draft] | None:
    """A rule of the network, by the one named choice that belongs to it."""
    field = label.rpartition(".")[2]
    drafts = [d for d in read_ways.policies(reader) if field in d.fixed]
    return drafts if len(drafts) == 1 else None


def _shifts(reader: ClauseReader, _label: str, _result: Reading) -> list[Draft] | None:
    drafts = list(read_ways.shifts(reader))
    return drafts if len(drafts) == 1 else None


def _overtime(reader: ClauseReader, _label: str, _result: Reading) -> list[Draft] | None:
    draft = reader.draft("overtime")
    reader.sizes(draft)
    reader.times(draft)
    reader.scope(draft)
    return [draft] if len(draft.size) == 1 else None


def _never(_reader: ClauseReader, _label: str, _result: Reading) -> list[Draft] | None:
    """Operations whose slots a type alone does not tell."""
    return None


_FILLS: dict[str, Fill] = {
    "site_outage": _outage,
    "site_outage_partial": _outage,
    "supplier_outage": _supply,
    "lane_outage": _supply,
    "common_mode": _common,
    "add_site": _places,
    "remove_site": _places,
    "move_site": _places,
    "set_site_count": _count,
    "set_country": _country,
    "policy.dispatch": _policy,
    "policy.reroute": _policy,
    "policy.sequencing": _policy,
    "shifts": _shifts,
    "overtime": _overtime,
    "send_mobile": _never,
    "price_shock": _never,
    "transport_mode": _never,
    "run_settings": _never,
}
