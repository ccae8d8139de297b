"""The numbers and names of a question, and what each of them could say in each slot.

A quantity says nothing by itself: "20 %" may be a rise (1.2), a fall (0.8) or what is left (0.2). Every way is listed here
with the value that it gives; which one is meant is learnt from the words around it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.plan.learnt.frames import NUMBERS, Value
from assistant.plan.names.link import Piece, mode_words
from assistant.plan.names.world import Names
from assistant.plan.read.setting import Ask
from assistant.plan.read.sizes import money_in
from assistant.plan.text.amounts import Amount, amounts, month_days
from assistant.plan.text.lexicon import load
from assistant.plan.text.words import Text, fold, stem
from twin import units

PLACES = ("site", "zone", "city", "unknown")
_PLACED = ("place", "country", "supplier", "lane")
_NAMED = ("country", "supplier", "lane", "station", "product")


@dataclass(frozen=True)
class Mention:
    """A number or a name of the question: the words from `first`, without `last`, and what it is."""

    first: int
    last: int
    sort: str
    amount: Amount | None = None
    spoken: tuple[str, ...] = ()
    known: bool = True
    """Whether a place is one that the network or the gazetteer knows."""
    home: bool = False
    """Whether it is the town of the plant, which may only say which design is meant; or a country that is there already."""
    plant: bool = False
    """Whether it is the town of a large plant, in whichever design."""

    @property
    def must(self) -> bool:
        """Whether it may not be passed over: any quantity but an article, any place, supplier or lane."""
        return not self.amount.weak if self.amount else self.sort in _PLACED and not self.home


def mentions(text: Text, pieces: tuple[Piece, ...], names: Names) -> tuple[Mention, ...]:
    """The mentions of a question in order."""
    counted_on = len(names.makers) + 1
    found = [
        Mention(amount.first, amount.last, amount.kind, amount)
        for amount in amounts(text)
        if not (_ranked(text, amount) and amount.value and round(100 / amount.value) == counted_on)
    ]
    counted = {at for mention in found for at in range(mention.first, mention.last)}
    for piece in pieces:
        if piece.amount is not None or (
            counted & set(range(piece.first, piece.last)) and not piece.has(*PLACES, *_NAMED)
        ):
            continue
        if piece.has(*PLACES):
            spoken = tuple(value.split("|")[0] for sort, value in piece.means if sort in PLACES)
            only = names.makers if len(names.makers) == 1 else ()
            home = piece.has("design") or bool({*spoken} & {*names.plants, *only})
            if _region(text, piece, found):
                continue
            found.append(
                Mention(
                    piece.first,
                    piece.last,
                    "place",
                    spoken=tuple(dict.fromkeys(spoken)),
                    home=home,
                    plant=bool({*spoken} & {*names.plant_makers}),
                    known=piece.has("site", "zone", "city"),
                )
            )
        else:
            sort = next((sort for sort in _NAMED if piece.get(sort)), None)
            if sort:
                value = str(piece.get(sort))
                there = sort == "country" and value.partition("|")[2] in (
                    names.country,
                    *names.homes,
                    *names.grounds,
                )
                found.append(Mention(piece.first, piece.last, sort, spoken=(value,), home=there))
    taken = {at for mention in found for at in range(mention.first, mention.last)}
    found += [m for m in _modes(text, names) if m.first not in taken]
    return tuple(sorted(found, key=lambda mention: mention.first))


_SITE = frozenset(
    [
        "site",
        "shop",
        "workshop",
        "plant",
        "recycler",
        "container",
        "cell",
        "store",
        "dock",
        "factory",
        "town",
        "city",
        "garage",
        "unit",
        "one",
        "hub",
        "place",
        "atelier",
        "usine",
        "conteneur",
        "boutique",
        "ville",
        "cellule",
        "recycleur",
        "unite",
        "lieu",
    ]
)


def _ranked(text: Text, amount: Amount) -> bool:
    """Whether a share is a rank: 'a seventh recycler', 'un sixième site'."""
    rest = {word.key.removesuffix("s") for word in text.words[amount.last : amount.last + 3]}
    return amount.part and bool(rest & _SITE)


def _region(text: Text, piece: Piece, found: list[Mention]) -> bool:
    """'Birmingham, Alabama': what stands behind a comma behind a place says where that place is."""
    before = next((m for m in found if m.sort == "place" and m.last == piece.first - 1), None)
    return (
        before is not None
        and text.words[before.last].key == ","
        and not piece.has("site", "zone")
        and (
            piece.last >= len(text.words) or text.words[piece.last].key not in ("and", "or", "et", "ou", ",")
        )
    )


def _modes(text: Text, names: Names) -> Iterator[Mention]:
    """Words that name a means of transport of this network; where its own name is said, other words are no means ('lorry')."""
    keys = [stem(word.key) for word in text.words]
    taken: set[int] = set()
    for mode in sorted(names.modes, key=lambda mode: -len(mode.split())):
        own = [stem(word) for word in fold(mode).replace("-", " ").split()]
        for at in range(len(keys) - len(own) + 1):
            if keys[at : at + len(own)] == own and not taken & {*range(at, at + len(own))}:
                taken |= {*range(at, at + len(own))}
                yield Mention(at, at + len(own), "mode", spoken=(mode,))
    if taken:
        return
    for at, word in enumerate(text.words):
        known = [mode for mode in names.modes if {word.key, keys[at]} & _words_of_mode(mode)]
        if known:
            yield Mention(at, at + 1, "mode", spoken=tuple(known))


@lru_cache(maxsize=256)
def _words_of_mode(mode: str) -> frozenset[str]:
    own = set(fold(mode).split())
    usual = {
        fold(word)
        for name, spoken in mode_words().items()
        if set(fold(name).split()) <= own
        for word in spoken
    }
    return frozenset(own | usual)


_BY = frozenset({"up", "down", "by", "plus", "minus", "+", "-", "moin", "moins", ",", "de", "another"})
"""Words behind which a bare number may be a percentage: 'freight up 20, wages down five'."""

_FROM = frozenset({"from", "du", "des", "on", "at", "partir", "between", "entre", "-"})
_UNTIL = frozenset({"to", "au", "until", "till", "jusqu", "and", "et", "-"})
"""Words behind which a bare number may be a day: 'shut from 70 to 85'."""

_FIRST = frozenset({"first", "premier", "premiers", "premiere", "premieres"})

Way = tuple[str, Value]
"""How a mention fills a slot, and the value that it gives; of 'until', 'after' and 'stay' the part that is told."""


def ways(mention: Mention, label: str, slot: str, names: Names) -> list[Way]:
    """Every way in which a mention could fill a slot of a label; none where its sort does not fit."""
    if label == "shifts.always" and slot in NUMBERS:
        always = {"hours_per_day": 24.0, "days_per_week": 7.0}[slot]
        return [
            way
            for way in (_number_ways(mention.amount, NUMBERS[slot][0], label) if mention.amount else ())
            if way[1] == always
        ]
    if slot in NUMBERS:
        return list(_number_ways(mention.amount, NUMBERS[slot][0], label)) if mention.amount else []
    return list(_name_ways(mention, label, slot, names))


def _number_ways(amount: Amount, sort: str, label: str) -> Iterator[Way]:
    kind, v = amount.kind, amount.value
    if sort == "start":
        if kind == "day":
            yield "day", v
        elif kind == "month":
            yield "month", month_days(v)[0]
        elif kind == "days":
            yield "after", v
        elif kind == "count" and amount.alone and amount.lead in _FROM and v >= 1:
            yield "bare", v
    elif sort == "length":
        if kind == "days":
            yield ("first" if amount.lead in _FIRST else "for"), v
        elif kind == "rate" and 0 < v < 1:
            yield "often", 1 / v
        elif (kind == "count" and amount.alone and amount.lead in _UNTIL and v >= 1) or kind == "day":
            yield "until", v
        elif kind == "month":
            yield "month", month_days(v)[1]
    elif sort in ("arrival", "departure"):
        yield from _moments(amount, sort)
    elif sort == "factor":
        yield from _factors(amount)
    elif sort == "share":
        if kind in ("percent", "factor"):
            part = v / 100 if kind == "percent" else v
            if 0 < part <= 1:
                yield "lost", part
                yield "left", round(1 - part, 9)
    elif sort == "yearly":
        if kind == "percent":
            yield "up", v / 100
            yield "down", -v / 100
        elif kind == "factor":
            yield "times", v - 1
    elif sort == "value":
        yield from _values(amount, label)
    elif sort == "rate":
        if kind == "rate":
            yield "each", v
        elif kind == "count":
            yield "bare", v
    elif sort == "count":
        if kind in ("count", "factor") and float(v).is_integer() and v > 1:
            yield ("bare" if kind == "count" else "times"), v
        elif kind == "count" and float(v).is_integer():
            yield "bare", v
    elif sort == "hours":
        if kind == "hours_per_day":
            yield "each", v
        elif kind == "days" and amount.unit == "h":
            yield "each", round(v * 24, 6)
        elif kind == "count" and v in (1, 2, 3):
            yield "shifts", 8 * v
    elif sort == "workdays":
        if kind == "days_per_week" or (kind == "days" and amount.unit in ("", "day")) or kind == "count":
            yield "each", v
    elif sort == "km":
        if kind == "distance":
            yield "within", units.convert(v, amount.unit, "km")
        elif kind == "count" and not amount.weak:
            yield "bare", v


def _moments(amount: Amount, sort: str) -> Iterator[Way]:
    if amount.kind == "day":
        yield "day", amount.value
    elif amount.kind == "month":
        yield "month", month_days(amount.value)[0]
    elif amount.kind == "days":
        yield "after", amount.value
        if sort == "departure":
            yield "stay", amount.value


def _factors(amount: Amount) -> Iterator[Way]:
    if amount.kind == "percent":
        share = amount.value / 100
        yield "up", 1 + share
        yield "to", share
        if share:
            yield "over_to", 1 / share
        yield "over_up", 1 / (1 + share)
        if share < 1:
            yield "down", 1 - share
            yield "over_down", 1 / (1 - share)
    elif amount.kind == "count" and amount.alone and amount.lead in _BY and 1 <= amount.value < 100:
        yield "bare up", 1 + amount.value / 100
        yield "bare down", 1 - amount.value / 100
    elif amount.kind == "factor" and amount.value > 0:
        yield "times", amount.value
        yield "over", 1 / amount.value
        yield "plus", 1 + amount.value


@lru_cache(maxsize=1)
def settable() -> dict[str, str]:
    """The unit in which the value of a label can be set, from the vocabulary's own table."""
    table = {}
    for spec in load("params").values():
        if spec.get("set") and "item" in spec["edit"]:
            table[f"{spec['edit']['kind']}.{spec['edit']['item']}"] = str(spec["set"])
    return table


def _values(amount: Amount, label: str) -> Iterator[Way]:
    if label.endswith(".zero"):
        yield from [("set", 0.0)] if amount.value == 0 else []
        return
    unit = settable().get(label, "")
    if not unit:
        return
    if amount.kind == "money":
        try:
            yield "set", money_in(amount, unit, label)
        except Ask:
            return
    elif amount.kind == "percent" and unit in ("fraction", "1"):
        yield "set", round(amount.value / 100, 9)
    elif amount.kind == "mass" and unit == "kg/kWh":
        yield "set", units.convert(amount.value, amount.unit, "kg")
    elif amount.kind == "days" and unit == "yr":
        yield "set", amount.value / 365
    elif amount.kind == "rate" and (amount.per, unit) in (("h", "EUR/h"), ("yr", "EUR/yr")):
        yield "set", amount.value * units.convert(1, amount.per, "day")
    elif amount.kind in ("count", "factor"):
        yield "set", amount.value
        if unit == "fraction" and amount.value >= 1:
            yield "points", amount.value / 100


def _name_ways(mention: Mention, label: str, slot: str, names: Names) -> Iterator[Way]:
    if slot in ("site", "to", "zone", "city"):
        if mention.sort == "place":
            yield from _places(mention, slot, names)
    elif slot == "country":
        code = mention.spoken[0].partition("|")[2] if mention.sort == "country" else ""
        if code and not (label == "set_country" and code == names.country):
            yield "named", code
    elif mention.sort == slot:
        yield from (("named", name) for name in mention.spoken)


def _places(mention: Mention, slot: str, names: Names) -> Iterator[Way]:
    known = {"site": names.sites, "to": names.sites, "zone": names.zones, "city": names.zones}[slot]
    folded = {fold(name): name for name in known}
    own = next((folded[fold(name)] for name in mention.spoken if fold(name) in folded), None)
    if own is None and slot == "site":
        own = _at(mention.spoken, known)
    if own is not None:
        yield "named", own
    elif slot in ("city", "to"):
        yield "named", mention.spoken[0]


def _at(spoken: tuple[str, ...], sites: tuple[str, ...]) -> str | None:
    """The one site that stands at a place but has a longer name: 'Shanghai store'."""
    found = [site for site in sites if any(fold(site).startswith(f"{fold(name)} ") for name in spoken)]
    return found[0] if len(found) == 1 else None
