"""Prices and other parameters that a clause changes."""

from collections.abc import Iterator

from assistant.plan.names.link import Piece
from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.drafts import Draft
from assistant.plan.text.lexicon import load

_SETTABLE_COUNT = frozenset({"replications", "draws", "seed", "variants", "queue_cap"})


_TEMPORARY = frozenset({"demand", "freight", "electricity", "material", "wage", "capacity"})


_COSTING = frozenset(
    {
        "cost",
        "costs",
        "costing",
        "coute",
        "coutent",
        "coutaient",
        "coutait",
        "cheaper",
        "dearer",
        "cher",
        "built",
        "kitted",
        "fitted",
        "build",
    }
)


def params(reader: ClauseReader) -> Iterator[Draft]:
    strong = reader.free("param", "param_inverse", "param_up", "param_down")
    for piece in (
        sorted(strong, key=lambda p: (not p.has("param_inverse"), p.has("kpi"), p.first))
        if len(strong) > 1
        else strong
    ):
        if piece.first in reader.used:
            continue
        draft = _param(reader, piece)
        if draft is not None:
            yield draft
    if not strong:
        for piece in reader.free("param_weak")[:1]:
            draft = _param(reader, piece)
            if draft is not None and draft.size:
                yield draft


def _param(reader: ClauseReader, piece: Piece) -> Draft | None:
    name = next(v for s, v in piece.means if s.startswith("param"))
    if name == "product_price" and _sells(reader, piece):
        name = "demand"
    if name == "electricity" and _consumes(reader):
        name = "unit_energy"
    near = _direction(reader, piece) or _fallen(reader, name)
    sizes = [p for p in reader.amounts("percent", "factor", "money", "rate") if _belongs(reader, piece, p)]
    settable = load("params")[name].get("set", "")
    counts = [
        p for p in reader.amounts("count", "distance", "days") if _settles(reader, piece, p, name, settable)
    ]
    directional = piece.has("param_up", "param_down")
    moving = near is not None and near.get("dir") not in ("set", "factor_base")
    if not (moving or sizes or counts or directional):
        return None
    if not sizes and not counts and reader.clause.asking:
        return None
    if piece.has("kpi") and not (sizes or counts):
        return None
    if name in ("capacity",) and not (sizes or near):
        return None
    spec = dict(load("params")[name]["edit"])
    draft = reader.draft(spec.pop("kind"), fixed=spec, param=name, inverse=piece.has("param_inverse"))
    draft.direction = near.get("dir") or "down" if near else ""
    if directional:
        draft.direction = "up" if piece.has("param_up") else "down"
    twins = [p for p in reader.free("param") if p.get("param") == name and not p.has("kpi")]
    reader.mark(piece, *twins, *([near] if near else []))
    draft.size = [p.amount for p in (*sizes, *counts) if p.amount]
    reader.mark(*sizes, *counts)
    items = reader.free("item") if name == "stock" else []
    if items:
        draft.fixed["item"] = items[0].get("item")
        reader.mark(*items)
    yearly = reader.things("yearly")
    if name == "demand" and yearly:
        draft.fixed["per_year"] = True
        reader.mark(*yearly)
    if name in _TEMPORARY or draft.timed:
        reader.times(draft)
    reader.scope(draft)
    reader.mark(*_leftover_directions(reader, draft))
    return draft


def site_cost(reader: ClauseReader) -> Iterator[Draft]:
    """'each workshop costs 30 % less', 'a site costs 3 million euros': the capital of a site."""
    nouns = [
        p for p in reader.pieces if p.has("design") or any(s == "act" and v == "count" for s, v in p.means)
    ]
    verbs = [p for p in reader.pieces if {reader.key(at) for at in range(p.first, p.last)} & _COSTING]
    sizes = reader.amounts("percent", "factor", "money")
    if not nouns or not verbs or not sizes or reader.free("param", "param_inverse"):
        return
    if (
        not any(n.last <= v.first and v.first - n.last <= 6 for n in nouns for v in verbs)
        or reader.clause.asking
    ):
        return
    if sizes[0].amount and sizes[0].amount.per:
        return
    draft = reader.draft("capex", fixed={"item": "cost"}, param="capex_cost")
    near = [p for p in reader.free("dir") if p.get("dir") not in ("set", "factor_base")]
    draft.direction = near[0].get("dir") or "" if near else ""
    draft.size = [p.amount for p in sizes if p.amount]
    if any(p.get("design") == "network" for p in nouns) and not any(
        p.get("design") == "plant" for p in nouns
    ):
        draft.only = "network"
    reader.mark(*sizes, *near, *verbs, *reader.free("dir"), *reader.acts("add"))
    reader.scope(draft)
    yield draft


def implied_price(reader: ClauseReader) -> Iterator[Draft]:
    """An amount of money whose unit says what it prices: per kWh, an hour, a tonne of CO2."""
    for piece in reader.amounts("distance"):
        if piece.amount and piece.amount.lead in _WITHIN:
            reader.mark(piece)
            yield reader.draft(
                "policy", fixed={"field": "sourcing_radius"}, param="radius", size=[piece.amount]
            )
    for piece in reader.amounts("rate"):
        if piece.amount:
            reader.mark(piece)
            yield reader.draft("demand", param="demand", size=[piece.amount])
    for piece in reader.amounts("money", "mass"):
        amount = piece.amount
        if amount is None:
            continue
        name = {
            ("money", "kWh"): "electricity",
            ("money", "h"): "wage",
            ("mass", "kWh"): "grid_carbon",
        }.get((amount.kind, amount.per))
        if name is None:
            continue
        spec = dict(load("params")[name]["edit"])
        draft = reader.draft(spec.pop("kind"), fixed=spec, param=name, size=[amount])
        reader.mark(piece)
        yield draft


_WITHIN = frozenset({"within", "beyond", "than", "dans", "de", "over", "past", "que"})


def _leftover_directions(reader: ClauseReader, draft: Draft) -> list[Piece]:
    """'20 % more expensive' after 'goes up': further words of direction in the same clause."""
    return [p for p in reader.free("dir") if p.get("dir") in ("set", "factor_base", draft.direction)]


_CONSUMING = frozenset(
    [
        "use",
        "uses",
        "using",
        "sip",
        "sips",
        "drink",
        "drinks",
        "need",
        "needs",
        "draw",
        "draws",
        "consume",
        "consumes",
        "consomme",
        "consomment",
        "gobble",
        "gobbles",
        "guzzle",
        "guzzles",
        "burn",
        "burns",
        "eat",
        "eats",
        "swallow",
        "swallows",
        "utilise",
        "utilisent",
    ]
)


def _consumes(reader: ClauseReader) -> bool:
    """'the shops sip 35 % less power': how much a unit takes, and no price."""
    words = {reader.key(at) for at in range(reader.clause.first, reader.clause.last)}
    priced = words & {
        "price",
        "prices",
        "cost",
        "costs",
        "tariff",
        "prix",
        "coute",
        "coutent",
        "bill",
        "cheaper",
        "dearer",
    }
    return bool(words & _CONSUMING) and not priced and bool(reader.amounts("percent", "factor"))


_SELLING = frozenset({"sell", "sells", "selling", "sold", "vend", "vendre", "vendu", "vendent", "vendait"})


def _sells(reader: ClauseReader, piece: Piece) -> bool:
    """'sold twice as many', 'sell 10 a day': a verb of selling without a price is about the demand."""
    if not {reader.key(at) for at in range(piece.first, piece.last)} <= _SELLING:
        return False
    priced = any(p.get("dir") in ("price_up", "price_down") for p in reader.free("dir"))
    return not priced and not reader.amounts("money")


def _fallen(reader: ClauseReader, name: str) -> Piece | None:
    """'orders collapse': an act that says the demand is down."""
    if name != "demand" or reader.free("site", "zone", "city", "unknown"):
        return None
    return next(iter(reader.acts("outage")), None)


def _direction(reader: ClauseReader, piece: Piece) -> Piece | None:
    """The word of direction nearest to a parameter; a plain 'is' or 'to' counts least."""
    options = [p for p in reader.pieces if p.has("dir") and not p.has("kind") | (p.first in reader.used)]
    if not options:
        return None
    real = [p for p in options if p.get("dir") not in ("set", "factor_base")]
    return min(real or options, key=lambda p: abs(p.first - piece.first))


def _belongs(reader: ClauseReader, piece: Piece, size: Piece) -> bool:
    """Whether a size stands nearer to this parameter than to another one of the clause."""
    others = [
        p
        for p in reader.free("param", "param_inverse")
        if p != piece and not p.has("kpi") and p.get("param") != piece.get("param")
    ]
    if not others:
        return True
    return (
        min((piece, *others), key=lambda p: min(abs(p.first - size.last), abs(size.first - p.last))) == piece
    )


def _settles(reader: ClauseReader, piece: Piece, size: Piece, name: str, settable: str) -> bool:
    kind = size.amount.kind if size.amount else ""
    if settable == "km":
        return kind == "distance"
    if settable == "day":
        return kind == "days"
    if settable == "yr":
        return kind == "days"
    if name in _SETTABLE_COUNT:
        gap = min(abs(piece.first - size.last), abs(size.first - piece.last))
        return kind == "count" and gap <= 4
    if settable in ("1", "fraction") and kind == "count":
        return 0 <= size.first - piece.last <= 3 and bool(size.amount) and not size.amount.weak  # type: ignore[union-attr]
    return False
