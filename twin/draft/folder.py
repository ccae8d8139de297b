"""A network from a folder of four tables: sites, zones, products, lanes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from twin import places
from twin.draft.modes import MODES
from twin.draft.tables import Column, Problems, Row, each, rows
from twin.economies import economy
from twin.errors import InputError
from twin.spec.load import build
from twin.spec.network import Network

KINDS = ("central_plant", "micro_factory", "warehouse")
STATION = "make"
_PLACE = (
    Column("city"),
    Column("country"),
    Column("lat", "1"),
    Column("lon", "1"),
)
SITES = (
    Column("name", needed=True),
    Column("kind", needed=True, one_of=KINDS),
    *_PLACE,
    Column("servers", "1", low=1, whole=True),
    Column("process_time", "day", low=0),
    Column("setup_time", "day", low=0),
    Column("operators", "person", low=0),
    Column("energy", "kWh", low=0),
    Column("capex", "EUR", low=0),
    Column("life", "year", low=0, above=True),
    Column("wacc", "1/year", low=0),
    Column("fixed_cost", "EUR/year", low=0),
    Column("staff", "person", low=0),
    Column("stock", "1", low=0, whole=True),
)
ZONES = (Column("name", needed=True), *_PLACE, Column("population", "person", low=0))
PRODUCTS = (
    Column("name", needed=True),
    Column("mass", "kg", needed=True, low=0),
    Column("price", "EUR", needed=True, low=0),
    Column("orders_per_day", "1/day", needed=True, low=0, above=True),
    Column("units_per_order", "1", low=1, whole=True),
    Column("variants", "1", low=1, whole=True),
    Column("material_kg", "kg", low=0),
    Column("material_price", "EUR/kg", low=0),
    Column("fulfilment", one_of=("make_to_order", "make_to_stock")),
)
LANES = (
    Column("name", needed=True),
    Column("origin", needed=True),
    Column("destination", needed=True),
    Column("mode", needed=True, one_of=tuple(MODES)),
    Column("distance", "km", low=0),
    Column("cost", "EUR/t.km", low=0),
    Column("carbon", "kg CO2e/t.km", low=0),
)
TABLES = {"sites.csv": SITES, "zones.csv": ZONES, "products.csv": PRODUCTS, "lanes.csv": LANES}


def from_folder(folder: Path) -> dict[str, Any]:
    """The raw network of a folder of tables, checked; InputError with one line for every problem."""
    if not folder.is_dir():
        raise InputError(
            f"{folder}: there is no such folder. `frugal-twin new --template {folder}` makes one to fill in."
        )
    problems = Problems()
    tables = {name: rows(folder / name, columns, problems) for name, columns in TABLES.items()}
    raw = _raw(folder.name, tables, problems)
    problems.lines += [line for line in _wrong(raw) if not problems.lines]
    problems.raise_any()
    return raw


def _raw(name: str, tables: dict[str, list[Row]], problems: Problems) -> dict[str, Any]:
    products = tables["products.csv"]
    sites = list(each(tables["sites.csv"], lambda row: _site(row, products, problems)))
    zones = list(each(tables["zones.csv"], lambda row: _zone(row, problems)))
    lanes, modes = _lanes(tables["lanes.csv"])
    return {
        "name": name,
        "products": [_product(row) for row in products],
        "materials": [_material(row) for row in products if row.figure("material_kg")],
        "sites": sites,
        "zones": zones,
        "demand": [_demand(row) for row in products],
        "modes": modes,
        "lanes": lanes,
        "economies": _economies(tables["sites.csv"], sites, problems),
        "community": community(),
    }


def community() -> dict[str, Any]:
    """How local benefit is counted where nobody says otherwise."""
    return {
        "hours_per_job": {"assumed": 1750, "low": 1500, "high": 2200},
        "displacement": {"fact": "displacement_share"},
        "local_spend": {"fact": "local_spending_retention"},
        "multiplier": {"fact": "local_job_multiplier_total"},
    }


def _wrong(raw: dict[str, Any]) -> Iterable[str]:
    try:
        build(Network, raw, "network")
    except InputError as error:
        return str(error).splitlines()
    return ()


def _place(row: Row, problems: Problems) -> dict[str, Any] | None:
    """Where a row is: latitude and longitude, or the city's own."""
    lat, lon, country = row.figure("lat"), row.figure("lon"), row.word("country")
    if lat is not None and lon is not None and country:
        return {"name": row.word("city") or row.word("name"), "country": country, "lat": lat, "lon": lon}
    name = row.word("city") or row.word("name")
    try:
        city = places.find(name, country or None)
    except InputError as error:
        problems.add(f"{row.where}, city", f"{error} Or give lat, lon and country.")
        return None
    return {"name": city.name, "country": city.country, "lat": city.lat, "lon": city.lon}


def _site(row: Row, products: list[Row], problems: Problems) -> dict[str, Any] | None:
    place = _place(row, problems)
    if place is None:
        return None
    site: dict[str, Any] = {"name": row.word("name"), "kind": row.word("kind"), "place": place}
    if row.figure("process_time") is not None:
        site["stations"] = [_station(row)]
    elif row.word("kind") not in ("warehouse", "") and not row.word("process_time"):
        problems.add(f"{row.where}, process_time", f"is empty; a {row.word('kind')} makes something")
    if row.figure("capex") is not None:
        site["capex"] = _capex(row, products, problems)
    if row.figure("stock"):
        site["stock"] = [{"item": p.word("name"), "order_up_to": row.figure("stock")} for p in products]
    for key, unit in (("fixed_cost", "EUR/year"), ("staff", "person")):
        if row.figure(key) is not None:
            site[key] = row.said(key, unit)
    return site


def _station(row: Row) -> dict[str, Any]:
    station: dict[str, Any] = {
        "name": STATION,
        "servers": int(row.figure("servers") or 1),
        "process_time": row.said("process_time", "day"),
    }
    for key, unit in (("setup_time", "day"), ("operators", "person"), ("energy", "kWh")):
        if row.figure(key) is not None:
            station[key] = row.said(key, unit)
    return station


def _capex(row: Row, products: list[Row], problems: Problems) -> dict[str, Any]:
    """The capital of the site as it stands; resized, it follows the power law of the facts table."""
    for key in ("life", "wacc"):
        if not row.word(key):
            problems.add(f"{row.where}, {key}", "is empty; capex needs it to become a yearly cost")
    hours = 365 * 24 * (row.figure("servers") or 1)
    process = (row.figure("process_time") or 0) * 24
    return {
        "cost": row.said("capex", "EUR"),
        "reference_capacity": float(f"{hours / process:.12g}") if process else 1.0,
        "exponent": {"fact": "capex_scale_exponent"},
        "life": row.said("life", "years") if row.figure("life") else "1 year",
        "wacc": row.said("wacc", "/year") if row.figure("wacc") is not None else 0,
    }


def _zone(row: Row, problems: Problems) -> dict[str, Any] | None:
    place = _place(row, problems)
    if place is None:
        return None
    people = row.figure("population")
    if people is None:
        near = places.nearest(place["lat"], place["lon"])
        people = near.population
    return {"name": row.word("name"), "place": place, "population": float(people)}


def _product(row: Row) -> dict[str, Any]:
    product: dict[str, Any] = {
        "name": row.word("name"),
        "mass": row.said("mass", "kg") if row.figure("mass") is not None else 0,
        "price": row.said("price", "EUR") if row.figure("price") is not None else 0,
        "route": [STATION],
    }
    if row.figure("material_kg"):
        product["bill"] = [
            {"material": f"material of {row.word('name')}", "amount": row.said("material_kg", "kg")}
        ]
    if row.figure("variants"):
        product["variants"] = {"count": int(row.figure("variants") or 1)}
    if row.word("fulfilment"):
        product["fulfilment"] = row.word("fulfilment")
    return product


def _material(row: Row) -> dict[str, Any]:
    return {
        "name": f"material of {row.word('name')}",
        "price": row.said("material_price", "EUR/kg") if row.figure("material_price") is not None else 0,
    }


def _demand(row: Row) -> dict[str, Any]:
    return {
        "product": row.word("name"),
        "per_day": row.figure("orders_per_day") or 0.0,
        "units": int(row.figure("units_per_order") or 1),
    }


def _lanes(found: list[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Lanes and the modes they use; a lane with its own cost or carbon gets a mode of its own."""
    lanes: list[dict[str, Any]] = []
    modes: dict[str, dict[str, Any]] = {}
    for row in found:
        mode = row.word("mode")
        if mode not in MODES:
            continue
        own = {
            key: row.said(key, unit)
            for key, unit in (("cost", "EUR/t.km"), ("carbon", "kg CO2e/t.km"))
            if row.figure(key) is not None
        }
        name = f"{mode} of {row.word('name')}" if own else mode
        modes[name] = {"name": name, **MODES[mode], **own}
        lane: dict[str, Any] = {
            "name": row.word("name"),
            "origin": row.word("origin"),
            "destination": row.word("destination"),
            "mode": name,
        }
        if row.figure("distance") is not None:
            lane["distance"] = row.said("distance", "km")
        lanes.append(lane)
    return lanes, list(modes.values())


def _economies(found: list[Row], sites: list[dict[str, object]], problems: Problems) -> list[dict[str, Any]]:
    """Prices and carbon of every country with a site, from the facts table."""
    codes: dict[str, None] = {}
    for site in sites:
        place = site["place"]
        if isinstance(place, dict):
            codes[str(place["country"])] = None
    result = []
    for code in codes:
        try:
            economy(code)
        except InputError as error:
            where = next((row.where for row in found if row.word("country") == code), "sites.csv")
            problems.add(f"{where}, country", str(error))
            continue
        result.append(
            {
                "country": code,
                "electricity": {"fact": f"elec_price_industry_{code}"},
                "labour": {"fact": f"labour_cost_mfg_{code}"},
                "grid": {"fact": f"grid_carbon_{code}"},
            }
        )
    return result
