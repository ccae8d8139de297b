"""The names that a question can mean: cases and their aliases; sites, zones, products, ... of a loaded network."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from assistant.plan.text.lexicon import load
from assistant.plan.text.words import fold

if TYPE_CHECKING:
    from twin.spec.network import Network


@dataclass(frozen=True)
class CaseNames:
    """What is known of a case without building a network."""

    key: str
    title: str
    aliases: tuple[str, ...]
    designs: tuple[str, ...]
    baseline: str


@dataclass(frozen=True)
class Names:
    """The names of one network, and the aliases of its sites."""

    sites: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    country: str = ""
    homes: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    hours: float = 0.0
    plants: tuple[str, ...] = ()
    plant_makers: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    supplied_from: dict[str, str] = field(default_factory=dict)
    materials: tuple[str, ...] = ()


class World(Protocol):
    """Where the planner looks names up; tests give their own."""

    def cases(self) -> tuple[CaseNames, ...]: ...

    def names(self, case: str, design: str, sites: int | None) -> Names: ...

    def city(self, name: str, country: str | None) -> tuple[str, str] | None: ...

    def country(self, name: str) -> tuple[str, str] | None: ...


class TwinWorld:
    """The world of the twin's own case library and gazetteer."""

    def cases(self) -> tuple[CaseNames, ...]:
        """Every case that runs."""
        return _cases()

    def names(self, case: str, design: str, sites: int | None) -> Names:
        """The names of one network; InputError when it cannot be built."""
        return _names(case, design, sites)

    def city(self, name: str, country: str | None) -> tuple[str, str] | None:
        """A city's own name and country code by a name as typed, exactly (accents and case aside), or None."""
        return _city(fold(name), country)

    def country(self, name: str) -> tuple[str, str] | None:
        """A country's name and code, or None."""
        return _country(fold(name))


@lru_cache(maxsize=1)
def _cases() -> tuple[CaseNames, ...]:
    """The heads of the case files: reading them as text takes milliseconds, building the cases a second."""
    from twin.cases import keys

    extra = load("worlds")["aliases"]
    found = []
    for key in keys():
        case = _head(key)
        own = [alias for alias in case.get("aliases", ()) if fold(alias) not in _LEFT_TO_OTHERS]
        aliases = dict.fromkeys([key, case["title"], *own, *extra.get(key, ())])
        found.append(CaseNames(key, case["title"], tuple(aliases), tuple(case["designs"]), case["baseline"]))
    return tuple(found)


def _head(key: str) -> dict[str, Any]:
    from importlib.resources import files

    import yaml

    text = files("twin.cases").joinpath(f"{key}.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - text only
    return {**_head(raw["extends"]), **raw} if "extends" in raw else raw


# Aliases of a case that are names of something else as well: the vocabulary has them.
_LEFT_TO_OTHERS = frozenset({"factory in a box", "resilience", "site x", "site y", "neighbour takes over"})


@lru_cache(maxsize=64)
def _names(case: str, design: str, sites: int | None) -> Names:
    from twin.cases import load_case

    network = load_case(case).network(design, sites=sites)
    aliases = {fold(alias): site for alias, site in load("worlds")["sites"].get(case, {}).items()}
    countries = sorted({zone.place.country for zone in network.zones})
    return Names(
        sites=tuple(site.name for site in network.sites),
        zones=tuple(zone.name for zone in network.zones),
        products=tuple(product.name for product in network.products),
        suppliers=tuple(supplier.name for supplier in network.suppliers),
        lanes=tuple(lane.name for lane in network.lanes),
        modes=tuple(mode.name for mode in network.modes),
        stations=tuple(dict.fromkeys(station.name for site in network.sites for station in site.stations)),
        makers=tuple(site.name for site in network.sites if site.stations),
        country=countries[0] if len(countries) == 1 else "",
        grounds=tuple(countries),
        homes=tuple(sorted({site.place.country for site in network.sites if site.stations})),
        hours=_hours(network),
        plants=_plants(case, design, {site.name for site in network.sites}),
        plant_makers=_plants(case, design, set()),
        places=aliases,
        supplied_from=_supplied_from(network),
        materials=tuple(material.name for material in network.materials),
    )


def _supplied_from(network: "Network") -> dict[str, str]:
    """The supplier of a town in which there is just one and no site: 'the company in Poitiers'."""
    towns: dict[str, list[str]] = {}
    for supplier in network.suppliers:
        towns.setdefault(supplier.place.name, []).append(supplier.name)
    sites = {site.place.name for site in network.sites}
    return {town: names[0] for town, names in towns.items() if len(names) == 1 and town not in sites}


def _plants(case: str, design: str, own: set[str]) -> tuple[str, ...]:
    """Making sites of the case's plant design that this design does not have: 'Douai' means that design."""
    from twin.cases import load_case

    designs = load_case(case).designs
    if design == "plant" or "plant" not in designs:
        return ()
    return tuple(name for name in _names(case, "plant", None).makers if name not in own)


def _hours(network: "Network") -> float:
    """Working hours a day of the sites that make something, when all work alike; 0 when they are open round the clock."""
    spans = {shift.end - shift.start for site in network.sites if site.stations for shift in site.shifts}
    return float(next(iter(spans))) if len(spans) == 1 else 0.0


@lru_cache(maxsize=2048)
def _city(name: str, country: str | None) -> tuple[str, str] | None:
    return _looked_up(lambda: _found_city(name, country))


def _found_city(name: str, country: str | None) -> tuple[str, str] | None:
    from twin import places

    city = places.find(name, country)
    return (city.name, city.country)


@lru_cache(maxsize=512)
def _country(name: str) -> tuple[str, str] | None:
    return _looked_up(lambda: _found_country(name))


def _found_country(name: str) -> tuple[str, str] | None:
    from twin import places

    country = places.country(name)
    return (country.name, country.code)


def _looked_up(look: Callable[[], tuple[str, str] | None]) -> tuple[str, str] | None:
    from twin.errors import InputError

    try:
        return look()
    except InputError:
        return None  # the answer "no such place" is the question's to deal with, not an error
