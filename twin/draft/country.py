"""A first network from a country, a number of cities and a product: assumed numbers that say so, to be replaced."""

from dataclasses import dataclass
from typing import Any

from twin import places
from twin.draft.folder import STATION, community
from twin.draft.modes import MODES
from twin.economies import economy
from twin.errors import InputError
from twin.siting import sized, spread
from twin.spec.load import build
from twin.spec.network import Network

MOST_CITIES = 500


@dataclass(frozen=True)
class Wish:
    """What is asked for: figures in base units (kg, EUR, orders a day, days)."""

    country: str
    cities: int
    product: str
    sites: int = 5
    mass: float = 20.0
    price: float = 500.0
    per_day: float = 10.0
    process_time: float = 2 / 24


def from_country(wish: Wish) -> dict[str, Any]:
    """The raw network of a wish, placed and sized by the rule; InputError for what cannot be."""
    country = places.country(wish.country)
    economy(country.code)
    _checked(wish)
    zones = [_zone(city) for city in places.told_apart(places.cities(country.code, wish.cities))]
    raw = {
        "name": f"{wish.product} in {country.name}",
        "title": f"{wish.product}: {min(wish.sites, len(zones))} micro-factories for {len(zones)} cities of {country.name}",
        "products": [{"name": wish.product, "mass": _about(wish.mass, "kg"), "price": _about(wish.price, "EUR"), "route": [STATION],
                      "bill": [{"material": "material", "amount": _about(wish.mass, "kg", 1.0, 1.3)}]}],
        "materials": [{"name": "material", "price": _about(round(wish.price / max(wish.mass, 1e-6) * 0.4, 4), "EUR/kg")}],
        "zones": zones,
        "demand": [{"product": wish.product, "per_day": {"assumed": wish.per_day, "low": wish.per_day / 2, "high": wish.per_day * 2}}],
        "modes": [{"name": "van", **MODES["van"]}],
        "lanes": [{"name": "delivery", "origin": "*", "destination": "zones", "mode": "van"}],
        "economies": [_economy(country.code)],
        "community": community(),
    }  # fmt: skip
    return {**raw, "sites": _placed(raw, wish)}


def _checked(wish: Wish) -> None:
    if not 1 <= wish.cities <= MOST_CITIES:
        raise InputError(f"--cities {wish.cities}: ask for 1 to {MOST_CITIES} cities.")
    if not 1 <= wish.sites <= wish.cities:
        raise InputError(f"--sites {wish.sites}: ask for 1 to {wish.cities} sites, one a city at most.")
    for name, value in (
        ("--mass", wish.mass),
        ("--price", wish.price),
        ("--per-day", wish.per_day),
        ("--process-time", wish.process_time),
    ):
        if value <= 0:
            raise InputError(f"{name} {value:g}: must be more than 0.")


def _about(value: float, unit: str, low: float = 0.7, high: float = 1.4) -> dict[str, str]:
    """An assumed number with a range around it."""
    return {
        "assumed": f"{value:.12g} {unit}",
        "low": f"{value * low:.12g} {unit}",
        "high": f"{value * high:.12g} {unit}",
        "note": "a first guess: replace it",
    }


def _zone(city: places.City) -> dict[str, Any]:
    place = {"name": city.name, "country": city.country, "lat": city.lat, "lon": city.lon}
    return {"name": city.name, "place": place, "population": float(city.population)}


def _economy(code: str) -> dict[str, Any]:
    return {
        "country": code,
        "electricity": {"fact": f"elec_price_industry_{code}"},
        "labour": {"fact": f"labour_cost_mfg_{code}"},
        "grid": {"fact": f"grid_carbon_{code}"},
    }


def _placed(raw: dict[str, Any], wish: Wish) -> list[dict[str, Any]]:
    """Sites where the rule puts them, with as many servers as it asks for."""
    first = build(
        Network, {**raw, "sites": [_site(zone["place"], wish, 1) for zone in raw["zones"][:1]]}, wish.product
    )
    spots = spread(first.zones, wish.sites)
    sites = [_site(spot.model_dump(), wish, 1) for spot in spots]
    network = sized(build(Network, {**raw, "sites": sites}, wish.product))
    return [_site(site.place.model_dump(), wish, site.stations[0].servers) for site in network.sites]


def _site(place: dict[str, Any], wish: Wish, servers: int) -> dict[str, Any]:
    capacity = 365 / wish.process_time
    return {
        "name": place["name"],
        "kind": "micro_factory",
        "place": place,
        "stations": [
            {
                "name": STATION,
                "servers": servers,
                "process_time": {
                    "mean": _about(wish.process_time * 24, "h", 0.5, 2.0),
                    "shape": "gamma",
                    "cv": 0.3,
                },
                "operators": 1,
                "energy": _about(5.0, "kWh", 0.2, 4.0),
            }
        ],
        "capex": {
            "rule": "modular",
            "cost": _about(200_000.0, "EUR", 0.3, 3.0),
            "reference_capacity": float(f"{capacity:.6g}"),
            "learning": {"assumed": 0.05, "low": 0, "high": 0.15},
            "life": "10 years",
            "wacc": {"fact": "wacc_startup_microfactory"},
        },
        "fixed_cost": _about(40_000.0, "EUR/year", 0.4, 2.5),
        "staff": _about(1.0, "person", 0.3, 3.0),
    }
