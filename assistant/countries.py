"""Names of countries, in English and French, from the kit's own table."""

import csv
from dataclasses import dataclass
from functools import lru_cache

from twin.paths import corpus_root


@dataclass(frozen=True)
class Country:
    """A country by its two letters, and what it is called."""

    code: str
    name: str
    french: str


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Every country of the table."""
    with (corpus_root() / "facts" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Country(row["code"], row["name"], row["name_fr"]) for row in csv.DictReader(file))


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """English names by code."""
    return {country.code: country.name for country in countries()}
