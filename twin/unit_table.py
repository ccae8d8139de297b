"""The units that the twin knows: definitions, the ways people write them, and the grammar of an expression.

A year is 365 days and a month a twelfth of it. The grammar is narrower than pint's, which would evaluate
`9**9**8 km`: known names joined by `/`, `.`, `*` or " per ", with powers 1 to 3. What follows a slash
divides as a whole, as the freight trade writes it: `EUR/t.km` is euros per tonne-kilometre. " per "
splits first: `EUR per t/yr` is euros per (tonne a year).
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

LONGEST_EXPRESSION = 80

# Our name of each unit, its value in another of ours (pint's notation), and how people write it.
_UNITS: tuple[tuple[str, str, str], ...] = (
    ("day", "[time]", "day days d jour jours"),
    ("h", "day / 24", "h hour hours hr hrs heure heures|operating h|operating hour|operating hours"),
    ("min", "h / 60", "min mins minute minutes"),
    ("s", "min / 60", "s sec secs second seconds seconde secondes"),
    ("week", "7 * day", "week weeks wk semaine semaines"),
    ("yr", "365 * day", "yr year years a an ans année années"),
    ("month", "yr / 12", "month months mo mois"),
    ("km", "[length]", "km kilometre kilometres kilometer kilometers"),
    ("m", "km / 1000", "m metre metres meter meters"),
    ("cm", "m / 100", "cm"),
    ("mm", "m / 1000", "mm"),
    ("mile", "1609344 * m / 1000", "mile miles mi"),
    ("kg", "[mass]", "kg kilo kilos kilogram kilograms"),
    ("g", "kg / 1000", "g gram grams gramme grammes"),
    ("t", "1000 * kg", "t tonne tonnes"),
    ("kt", "1000 * t", "kt"),
    ("Mt", "1000 * kt", "Mt"),
    ("lb", "45359237 * kg / 100000000", "lb lbs pound pounds"),
    ("kWh", "[energy]", "kWh kWh-eq"),
    ("Wh", "kWh / 1000", "Wh"),
    ("MWh", "1000 * kWh", "MWh"),
    ("GWh", "1000 * MWh", "GWh"),
    ("MJ", "kWh * 10 / 36", "MJ"),
    ("kJ", "MJ / 1000", "kJ"),
    ("GJ", "1000 * MJ", "GJ"),
    ("kW", "kWh / h", "kW"),
    ("W", "kW / 1000", "W watt watts"),
    ("MW", "1000 * kW", "MW"),
    ("EUR", "[eur]", "EUR € euro euros"),
    ("USD", "[usd]", "USD $ US$ dollar dollars|US dollar|US dollars"),
    ("kg_CO2e", "[carbon]", "kgCO2e kgCO2eq kgCO2|kg CO2e|kg CO2eq|kg CO2-eq|kg CO2"),
    ("g_CO2e", "kg_CO2e / 1000", "gCO2e gCO2eq gCO2|g CO2e|g CO2eq|g CO2"),
    ("t_CO2e", "1000 * kg_CO2e", "tCO2e tCO2eq tCO2|t CO2e|t CO2eq|t CO2|tonne CO2e|tonnes CO2e"),
    ("Mt_CO2e", "1000000 * t_CO2e", "MtCO2e|Mt CO2e|Mt CO2"),
    ("L", "[volume]", "L l litre litres liter liters"),
    ("m3", "1000 * L", "m3 m³ m^3"),
    ("m2", "[area]", "m2 m² m^2 sqm"),
    ("ha", "10000 * m2", "ha hectare hectares"),
    ("km2", "1000000 * m2", "km2 km² km^2"),
    (
        "person",
        "[people]",
        "person persons people inhabitant inhabitants resident residents job jobs FTE operator operators "
        "worker workers employee employees habitant habitants"
        "|direct job|direct jobs|total jobs|indirect jobs|direct tradable job"
        "|full-time equivalent|full-time equivalents",
    ),
    (
        "unit",
        "[item]",
        "unit units vehicle vehicles car cars piece pieces item items part parts order orders stop stops "
        "event events failure failures load loads trip trips site sites server servers shift shifts "
        "batch batches campaign campaigns bag bags pallet pallets container containers unité unités",
    ),
    (
        "fraction",
        "[]",
        "fraction share ratio factor exponent index|relative error|share of km|share of sales"
        "|share of money re-spent locally|share of print cost|fraction above standard"
        "|exponent on number of sites|index 2017Q1=100",
    ),
    ("percent", "fraction / 100", "% percent pct pour_cent|per cent|pour cent"),
)

# A stuff named after its measure says what was measured and changes no figure: "kWh/kg PET fibre".
_MEASURES = ("kg", "t", "g", "L", "kWh", "MWh", "Mt")
_STUFFS: tuple[str, ...] = ("acid", "cell", "fibre", "ice", "input", "material", "part", "PET fibre")
_STUFFS += ("plastic", "product", "steel", "textile", "waste", "water")

# Whole phrases that the expression grammar would read otherwise.
_PHRASES = {"ratio road/great circle": "ratio", "per year of value": "1/yr", "kWh-eq": "kWh"}
DIMENSIONS = {
    "[time]": "time",
    "[length]": "distance",
    "[mass]": "mass",
    "[energy]": "energy",
    "[eur]": "money",
    "[usd]": "US money",
    "[carbon]": "emissions",
    "[volume]": "volume",
    "[area]": "area",
    "[people]": "people",
    "[item]": "count",
}
# Factor to the base units, and (dimension, power) sorted by name.
Measure = tuple[Fraction, tuple[tuple[str, int], ...]]

_FACTOR = re.compile(r"(?P<name>.+?)(?:(?:\^|\*\*)(?P<power>[1-3]))?")


class UnknownUnit(Exception):
    """A unit expression outside the grammar; `name` is the part that is not known."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every way to write a unit, mapped to our name; a lower-case way only where it is unambiguous."""
    names: dict[str, str] = {}
    for ours, _, written in _UNITS:
        first, *phrases = written.split("|")
        spaced = ours.replace("_", " ")
        for way in (ours, spaced, *first.split(" "), *phrases):
            names[way] = ours
    for measure in _MEASURES:
        names.update({f"{measure} {stuff}": names[measure] for stuff in _STUFFS})
    lower = [way.lower() for way in names]
    unique = {way.lower(): ours for way, ours in names.items() if lower.count(way.lower()) == 1}
    for case_matters in ("mt", "mw", "mj", "mt co2", "mt co2e"):
        unique.pop(case_matters, None)
    return unique | names


@lru_cache(maxsize=1)
def _registry() -> "pint.UnitRegistry[Fraction]":
    """A pint registry that knows our units and no others, with exact factors."""
    import pint

    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(None, non_int_type=Fraction, cache_folder=None)
    for ours, definition, _ in _UNITS:
        registry.define(f"{ours} = {definition}")
    return registry


def _exponents(expression: str) -> dict[str, int]:
    """Our unit names with their powers, out of a unit expression; raises `UnknownUnit`."""
    text = " ".join(expression.split())
    if len(text) > LONGEST_EXPRESSION:
        raise UnknownUnit(text[:20] + "...")
    text = _PHRASES.get(text, text)
    whole = _names().get(text)
    if whole is not None:
        return {whole: 1}
    text = re.sub(r"/\s*\(([^()]*)\)$", r" per \1", text)
    if text.startswith("per "):
        text = "1 " + text
    first, *divisors = text.split(" per ")
    powers = _product(first)
    for divisor in divisors:
        for name, power in _product(divisor).items():
            powers[name] = powers.get(name, 0) - power
    return powers


def _product(text: str) -> dict[str, int]:
    """Powers of an expression without " per ": all that follows a slash divides; 1 may stand before it."""
    powers: dict[str, int] = {}
    above, *below = text.replace("**", "^").split("/")
    bare = above.strip() == "1" or (below and not above.strip())
    counted = [] if bare else [(above, 1)]
    for group, sign in counted + [(group, -1) for group in below]:
        for factor in re.split(r"[.*·]", group):
            name, power = _factor(factor.strip())
            powers[name] = powers.get(name, 0) + sign * power
    return powers


def _factor(text: str) -> tuple[str, int]:
    """One unit name with its power."""
    names = _names()
    match = _FACTOR.fullmatch(text)
    for name, power in ((text, 1), (match["name"].strip(), int(match["power"] or 1)) if match else (text, 1)):
        found = names.get(name) or names.get(name.lower())
        if found:
            return found, power
    raise UnknownUnit(text or "(nothing)")


@lru_cache(maxsize=4096)
def measure(unit: str) -> Measure:
    """Factor to the base units and the sorted dimensions of a unit expression; raises `UnknownUnit`."""
    registry = _registry()
    powers = _exponents(unit)
    factor, root = registry.get_root_units(registry.UnitsContainer(powers))
    dimensions = {name: round(float(power.real)) for name, power in registry.get_dimensionality(root).items()}
    return Fraction(str(factor)), tuple(sorted((name, power) for name, power in dimensions.items() if power))


def nearest_name(name: str) -> str | None:
    """The known unit name that looks most like `name`, or None when nothing is near."""
    from rapidfuzz import process

    written = (way for _, _, ways in _UNITS for way in ways.replace("|", " ").split())
    ways = sorted({way for way in written if len(way) > 2 and way != "per"})
    found = process.extractOne(name[:LONGEST_EXPRESSION], ways, score_cutoff=75)
    return found[0] if found else None
