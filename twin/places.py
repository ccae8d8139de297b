"""Where things are: cities of the world, countries, the places of the cases, and great-circle distances.

Cities are those of GeoNames above about 15,000 people (CC BY 4.0; see corpus/facts/README.md), so a network
"across Kenya" stands on real towns. Everything is deterministic: largest first, then by GeoNames id.
"""

import csv
import gzip
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from twin.errors import InputError
from twin.paths import corpus_root
from twin.quoted import quoted

EARTH_RADIUS_KM = 6371.0088
_SHOWN = 4
_WORD = re.compile(r"[a-z0-9]+")
# Letters that do not fall apart into a plain one and its accent.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class City:
    """A town: country by ISO code, coordinates in degrees, people living there.

    `admin` is GeoNames' first-order code (the state in the USA). `part_of` is the GeoNames id of the larger
    city around a suburb or district, else 0.
    """

    name: str
    country: str
    lat: float
    lon: float
    population: int
    admin: str
    geonames_id: int
    part_of: int = 0
    other_names: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166 code, with its English and French names."""

    code: str
    iso3: str
    name: str
    name_fr: str
    capital: str
    continent: str
    currency: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a case: its role there, how precise the point is, and where that was read."""

    slug: str
    name: str
    country: str
    lat: float
    lon: float
    population: int | None
    role: str
    case: str
    precision: str
    source: str


class Point(Protocol):
    """Anything with a latitude and a longitude in degrees."""

    @property
    def lat(self) -> float: ...

    @property
    def lon(self) -> float: ...


def cities(
    country: str, n: int | None = None, *, min_population: int = 0, apart_km: float = 0.0
) -> tuple[City, ...]:
    """The largest cities of a country (ISO code or name), largest first.

    Districts and suburbs of a larger city are left out (`find` knows them). With `apart_km`, a city nearer
    than that to a larger chosen one is passed over. Raises `InputError` when the country is unknown or has
    fewer than `n` such cities.
    """
    code = _country(country).code
    chosen: list[City] = []
    for city in _inside(code):
        if n is not None and len(chosen) == n:
            break
        if city.part_of or city.population < min_population:
            continue
        if apart_km > 0 and any(great_circle(city, other) < apart_km for other in chosen):
            continue
        chosen.append(city)
    if n is not None and len(chosen) < n:
        name = _country(country).name
        raise InputError(f"{name} has {len(chosen)} such cities in the table, not {n}. Ask for fewer.")
    return tuple(chosen)


def told_apart(chosen: Sequence[City]) -> tuple[City, ...]:
    """The cities with a name each: a later one of the same name gets its state or a number, "Columbus (GA)"."""
    taken: set[str] = set()
    named = []
    for city in chosen:
        state = (city.admin,) if city.admin.isalpha() else ()
        marks = (f"{city.name} ({mark})" for mark in (*state, *range(2, len(chosen) + 2)))
        name = next(name for name in (city.name, *marks) if name not in taken)
        taken.add(name)
        named.append(replace(city, name=name))
    return tuple(named)


def find(name: str, country: str | None = None) -> City:
    """The city of that name: as written, without accents, or another spelling ("Londres"); largest first.

    "Portland, US" and "Jacksonville, FL" narrow the search. Raises `InputError` with the nearest names.
    """
    found = candidates(name, country)
    if found:
        return found[0]
    code = _country(country).code if country is not None else None
    near = nearest_names(name, code)
    hint = f" Nearest: {', '.join(near)}." if near else ""
    inside = f" in {_country(country).name}" if country is not None else ""
    elsewhere = candidates(name) if country is not None else ()
    if elsewhere:
        hint = f" There is one in {_country(elsewhere[0].country).name}."
    raise InputError(f"There is no city '{quoted(name)}'{inside} among those above 15,000 people.{hint}")


def candidates(name: str, country: str | None = None) -> tuple[City, ...]:
    """Every city that the name may mean, the likeliest first; empty when there is none."""
    code = _country(country).code if country is not None else None
    town, admin = name[:100], ""
    if code is None and "," in town:
        town, _, last = town.partition(",")
        code, admin = _narrowed(last.strip())
    key = folded(town)
    found = [city for city in _by_name(code).get(key, ()) if admin in ("", city.admin)]
    exact = town.strip().casefold()

    def likelihood(city: City) -> tuple[bool, bool, int, int]:
        return city.name.casefold() != exact, folded(city.name) != key, -city.population, city.geonames_id

    return tuple(sorted(found, key=likelihood))


def nearest_names(name: str, country: str | None = None) -> tuple[str, ...]:
    """Names of cities that look like `name`, for an error or a question back."""
    from rapidfuzz import fuzz, process

    pool = [city for city in _cities() if city.population >= 50_000] if country is None else _inside(country)
    names = list(dict.fromkeys(city.name for city in pool))
    found = process.extract(
        folded(name[:100]), names, scorer=fuzz.ratio, processor=folded, limit=_SHOWN, score_cutoff=65
    )
    return tuple(match for match, _, _ in found)


def nearest(lat: float, lon: float) -> City:
    """The city whose centre is nearest to a point in degrees; raises `InputError` off the globe."""
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise InputError(
            f"There is no point ({lat}, {lon}): latitude is within 90, longitude within 180 degrees."
        )
    lats, lons = _coordinates()
    row = great_circle_matrix(np.array([lat]), np.array([lon]), lats, lons)[0]
    return _cities()[int(np.argmin(row))]


def great_circle_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle distance of two points in degrees, by the haversine on the mean earth radius.

    To the metre, so that the last bit of one processor's sine never decides a route on another.

    >>> round(great_circle_km(48.8534, 2.3488, 45.7491, 4.8479))
    393
    """
    north = math.radians(b_lat - a_lat) / 2
    east = math.radians(b_lon - a_lon) / 2
    cosines = math.cos(math.radians(a_lat)) * math.cos(math.radians(b_lat))
    half = math.sin(north) ** 2 + cosines * math.sin(east) ** 2
    return round(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half))) * 1000) / 1000


def great_circle(a: Point, b: Point) -> float:
    """Great-circle distance in km of two places that have `lat` and `lon`."""
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def great_circle_matrix(a_lat: Array, a_lon: Array, b_lat: Array, b_lon: Array) -> Array:
    """Distances in km, to the metre, from each of m points to each of k (degrees), as an m by k array."""
    here_lat, here_lon = np.radians(a_lat)[:, None], np.radians(a_lon)[:, None]
    there_lat, there_lon = np.radians(b_lat)[None, :], np.radians(b_lon)[None, :]
    half = np.sin((there_lat - here_lat) / 2) ** 2
    half = half + np.cos(here_lat) * np.cos(there_lat) * np.sin((there_lon - here_lon) / 2) ** 2
    distances: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    metres: Array = np.rint(distances * 1000) / 1000
    return metres


def country(code_or_name: str) -> Country:
    """A country by ISO code, English, French or other usual name; raises `InputError` with the nearest."""
    return _country(code_or_name)


def countries() -> tuple[Country, ...]:
    """Every country, by code."""
    return _countries()


def find_country(text: str) -> Country | None:
    """The country of that code or name, or None."""
    return _country_names().get(folded(text[:100]))


@lru_cache(maxsize=1)
def load_places() -> Mapping[str, Place]:
    """The places of the cases, by slug."""
    return {
        row["slug"]: Place(
            slug=row["slug"],
            name=row["name"],
            country=row["country"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=int(row["population"]) if row["population"] else None,
            role=row["role"],
            case=row["case"],
            precision=row["precision"],
            source=row["source"],
        )
        for row in _rows("places.csv")
    }


def folded(name: str) -> str:
    """A name as it is compared: without accents, capitals and marks; "St" is "Saint"."""
    plain = name.lower()
    if not plain.isascii():
        marked = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(mark if mark.isascii() else " " for mark in marked if not unicodedata.combining(mark))
    words = _WORD.findall(plain)
    if "st" in words or "ste" in words:
        words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in words]
    return " ".join(words)


def _country(code_or_name: str) -> Country:
    found = find_country(code_or_name)
    if found is not None:
        return found
    from rapidfuzz import process

    names = [entry.name for entry in _countries()]
    near = process.extract(code_or_name[:100], names, limit=3, score_cutoff=65)
    hint = f" Nearest: {', '.join(match for match, _, _ in near)}." if near else ""
    raise InputError(f"There is no country '{quoted(code_or_name)}'. Write its name or ISO code.{hint}")


def _narrowed(last: str) -> tuple[str | None, str]:
    """The country, or the admin code, that follows a comma in "Portland, US" and "Jacksonville, FL"."""
    if re.fullmatch(r"[A-Z]{2}", last) and any(city.admin == last for city in _inside("US")):
        return "US", last
    return _country(last).code, ""


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, list[str]]:
    """The lines of the table by country, unread: a case needs one country of two hundred."""
    packed = (corpus_root() / "facts" / "cities.csv.gz").read_bytes()
    found: dict[str, list[str]] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines()[2:]:
        found.setdefault(line[:2], []).append(line)
    return found


@cache
def _inside(code: str) -> tuple[City, ...]:
    """The cities of a country, largest first."""
    return tuple(
        City(
            name,
            country,
            float(lat),
            float(lon),
            int(people),
            admin,
            int(number),
            int(part or 0),
            tuple(also.split("|")) if also else (),
        )
        for country, number, name, admin, lat, lon, people, part, also in csv.reader(_lines().get(code, ()))
    )


@lru_cache(maxsize=1)
def _cities() -> tuple[City, ...]:
    """All cities, by country and falling population."""
    return tuple(city for code in _lines() for city in _inside(code))


@cache
def _by_name(code: str | None) -> Mapping[str, tuple[City, ...]]:
    """The cities of a country, or of the world, by every folded name."""
    found: dict[str, dict[int, City]] = {}
    for city in _cities() if code is None else _inside(code):
        for name in (city.name, *city.other_names):
            found.setdefault(folded(name), {})[city.geonames_id] = city
    return {key: tuple(group.values()) for key, group in found.items()}


@lru_cache(maxsize=1)
def _coordinates() -> tuple[Array, Array]:
    points = np.array([(city.lat, city.lon) for city in _cities()])
    return points[:, 0], points[:, 1]


@lru_cache(maxsize=1)
def _countries() -> tuple[Country, ...]:
    return tuple(
        Country(
            row["code"],
            row["iso3"],
            row["name"],
            row["name_fr"],
            row["capital"],
            row["continent"],
            row["currency"],
            tuple(row["aliases"].split("|")) if row["aliases"] else (),
        )
        for row in _rows("countries.csv")
    )


@lru_cache(maxsize=1)
def _country_names() -> Mapping[str, Country]:
    """Countries by every folded name; a code comes after a name, so that names win."""
    names: dict[str, Country] = {}
    for entry in _countries():
        for name in (entry.name, entry.name_fr, *entry.aliases):
            names.setdefault(folded(name), entry)
    for entry in _countries():
        for name in (entry.code, entry.iso3):
            names.setdefault(folded(name), entry)
    return names


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of facts."""
    with (corpus_root() / "facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
