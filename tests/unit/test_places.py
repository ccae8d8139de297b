"""Cities, countries, places and distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import InputError
from twin.places import (
    candidates,
    cities,
    countries,
    country,
    find,
    find_country,
    great_circle_km,
    great_circle_matrix,
    load_places,
    nearest,
    nearest_names,
)

LATITUDES = st.floats(min_value=-90, max_value=90)
LONGITUDES = st.floats(min_value=-180, max_value=180)


def test_the_largest_cities_of_france_come_first() -> None:
    names = [city.name for city in cities("FR", 5)]
    assert names == ["Paris", "Marseille", "Lyon", "Toulouse", "Nice"]


def test_districts_are_no_cities_of_their_own_but_can_be_found() -> None:
    assert not any("Arrondissement" in city.name for city in cities("FR"))
    assert "Brooklyn" not in [city.name for city in cities("US", 10)]
    assert find("Brooklyn", "US").part_of == find("New York City").geonames_id


def test_cities_are_sorted_and_repeatable() -> None:
    kenya = cities("Kenya", 20)
    assert kenya[0].name == "Nairobi"
    assert [city.population for city in kenya] == sorted((c.population for c in kenya), reverse=True)
    assert cities("KE", 20) == kenya


def test_cities_can_be_kept_apart_and_above_a_size() -> None:
    chosen = cities("FR", 15, apart_km=60)
    distances = [great_circle_km(a.lat, a.lon, b.lat, b.lon) for a in chosen for b in chosen if a != b]
    assert min(distances) >= 60
    assert all(city.population >= 200_000 for city in cities("DE", min_population=200_000))


def test_more_cities_than_there_are_is_said() -> None:
    with pytest.raises(InputError, match=r"Rwanda has .* not 500"):
        cities("RW", 500)


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Lyon", "Lyon", "FR"),
        ("lyon", "Lyon", "FR"),
        (" LYON ", "Lyon", "FR"),
        ("Saint Etienne", "Saint-Étienne", "FR"),
        ("St-Étienne", "Saint-Étienne", "FR"),
        ("Londres", "London", "GB"),
        ("Genève", "Geneva", "CH"),
        ("München", "Munich", "DE"),
        ("Jacksonville, FL", "Jacksonville", "US"),
        ("Valencia, Spain", "Valencia", "ES"),
        ("Paris, États-Unis", "Paris", "US"),
        ("La Rochelle", "La Rochelle", "FR"),
    ],
)
def test_a_city_is_found_by_any_of_its_names(text: str, name: str, code: str) -> None:
    city = find(text)
    assert (city.name, city.country) == (name, code)


def test_a_name_of_several_cities_gives_all_of_them_largest_first() -> None:
    found = candidates("Birmingham")
    assert [city.country for city in found][:2] == ["GB", "US"]
    assert candidates("Atlantropolis") == ()


@pytest.mark.parametrize("hostile", ["", "   ", "x" * 100_000, "'; DROP TABLE", "\x00", "💥", ",", "\ud800"])
def test_a_strange_name_is_refused_in_one_line(hostile: str) -> None:
    with pytest.raises(InputError) as refused:
        find(hostile)
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 300


def test_an_unknown_city_gets_the_nearest_names() -> None:
    with pytest.raises(InputError, match="Nearest: Lyon"):
        find("Lyonn", "FR")
    with pytest.raises(InputError, match=r"no city 'Lyon' in Kenya.* There is one in France"):
        find("Lyon", "KE")
    assert "Marseille" in nearest_names("Marseile")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FR", "FR"),
        ("fra", "FR"),
        ("France", "FR"),
        ("Allemagne", "DE"),
        ("NO", "NO"),
        ("NA", "NA"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
    ],
)
def test_a_country_is_found_by_code_or_name(text: str, code: str) -> None:
    assert country(text).code == code


def test_countries_have_both_names_and_a_capital() -> None:
    assert len(countries()) > 240
    germany = country("DE")
    assert (germany.name, germany.name_fr, germany.capital) == ("Germany", "Allemagne", "Berlin")
    assert find_country("Lyon") is None
    with pytest.raises(InputError, match="no country 'Frankrich'"):
        cities("Frankrich")


def test_distances_match_hand_computed_ones() -> None:
    # a quarter of a meridian, and one degree of it
    assert great_circle_km(0, 0, 90, 0) == pytest.approx(10_007.557, abs=0.001)
    assert great_circle_km(0, 0, 1, 0) == pytest.approx(111.195, abs=0.001)
    assert great_circle_km(0, 0, 0, 180) == pytest.approx(20_015.1145, abs=0.001)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_the_matrix_is_the_same_as_the_pair(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> None:
    pair = great_circle_km(a_lat, a_lon, b_lat, b_lon)
    matrix = great_circle_matrix(*(np.array([x]) for x in (a_lat, a_lon, b_lat, b_lon)))
    assert matrix.shape == (1, 1)
    assert matrix[0, 0] == pytest.approx(pair, abs=0.0011)
    assert pair == great_circle_km(b_lat, b_lon, a_lat, a_lon)


def test_the_nearest_city_of_a_point() -> None:
    assert nearest(46.163, -1.152).name == "La Rochelle"
    with pytest.raises(InputError, match="latitude"):
        nearest(95.0, 0.0)
    with pytest.raises(InputError, match="no point"):
        nearest(float("nan"), 0.0)


def test_the_places_of_the_cases_are_on_the_map() -> None:
    places = load_places()
    assert len(places) == 40
    assert places["la-rochelle"].name == "La Rochelle"
    for place in places.values():
        assert abs(place.lat) <= 90
        assert abs(place.lon) <= 180
        assert country(place.country).code == place.country
        assert place.source
