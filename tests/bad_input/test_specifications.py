"""A wrong network, edit or setting gets one clear line that names the place, and nothing runs."""

import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from twin.edits import EDIT
from twin.errors import InputError
from twin.spec import RunSettings
from twin.spec.load import load_network, read_network

EXAMPLE = (Path(__file__).parents[2] / "docs" / "example_network.yaml").read_text(encoding="utf-8")

SWAPS = {
    "unknown key": ("kind: micro_factory", "kind: micro_factory\n    colour: red", "unknown key 'colour'"),
    "near key": ("fixed_cost: 12", "fixed_costs: 12", "Did you mean 'fixed_cost'"),
    "lane to nowhere": ("destination: zones", "destination: Atlantis", "leads to nowhere"),
    "unit that does not fit": ("mass: 10 kg", "mass: 10 km", "not a mass"),
    "unknown unit": ("mass: 10 kg", "mass: 10 stones", "stones"),
    "code as a number": ("mass: 10 kg", "mass: 9**9**8 km", "9**9**8"),
    "not a number": ("price: 25 EUR", "price: .nan", "nan"),
    "infinity": ("price: 25 EUR", "price: .inf", "inf"),
    "infinity as text": ("price: 25 EUR", "price: 1e999 EUR", "1e999"),
    "negative time": ("process_time: 45 min", "process_time: -45 min", "at least 0"),
    "unknown station": ("route: [blend]", "route: [weld]", "unknown station 'weld'. Known: blend"),
    "unknown fact": ("fact: ef_van_diesel", "fact: ef_van_deisel", "ef_van_diesel"),
    "range upside down": ("low: 20 min, high: 60 min", "low: 60 min, high: 70 min", "outside its range"),
    "range missing": ("{assumed: 40 min, low: 20 min, high: 60 min}", "{assumed: 40 min}", "needs its range"),
    "two of a name": ("name: Angers\n    kind", "name: Tours\n    kind", "two sites are named 'Tours'"),
    "nobody can make it": ("route: [blend]", "route: [blend, bake]", "bake"),
    "no place on earth": ("lat: 47.3948", "lat: 147.3948", "less than or equal to 90"),
    "script in a name": ("name: Saumur, place", "name: <script>alert(1)</script>, place", "name"),
}


@pytest.mark.parametrize("what", SWAPS)
def test_each_wrong_network_names_its_fault(what: str) -> None:
    old, new, message = SWAPS[what]
    assert old in EXAMPLE
    with pytest.raises(InputError) as caught:
        read_network(EXAMPLE.replace(old, new, 1), "mine.yaml")
    assert message in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_the_example_itself_is_right() -> None:
    assert read_network(EXAMPLE).site("Tours").stations[0].servers == 1


def test_norway_is_a_country_and_not_false() -> None:
    network = read_network(EXAMPLE.replace("name: Chinon, country: FR", "name: Chinon, country: NO", 1))
    assert network.zones[1].place.country == "NO"


def test_alias_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join('*' + chr(97 + i) for _ in range(9))}]\n" for i in range(8)
    )
    started = time.monotonic()
    with pytest.raises(InputError, match="anchor"):
        read_network(bomb, "bomb.yaml")
    assert time.monotonic() - started < 2


def test_missing_and_broken_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_network(tmp_path / "none.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("name: Orléans".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_network(latin)
    large = tmp_path / "large.yaml"
    large.write_text("# " + "x" * 2_100_000, encoding="utf-8")
    with pytest.raises(InputError, match="larger than 2 MB"):
        load_network(large)


@pytest.mark.parametrize(
    "settings",
    [{"replications": 10**9}, {"replications": 1}, {"horizon": -5}, {"horizon": float("nan")}, {"seed": -1}],
)
def test_run_settings_have_bounds(settings: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        RunSettings.model_validate(settings)


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "site_outage", "site": "Lyon", "start": 5, "days": -1},
        {"kind": "site_outage", "site": "Lyon", "start": 5, "days": "3 furlongs"},
        {"kind": "site_outage", "site": "Lyon", "start": 5, "days": float("inf")},
        {"kind": "site_outage", "site": "Lyon", "start": 5, "days": 3, "run": "rm -rf"},
        {"kind": "demand", "factor": 2, "per_day": 3},
        {"kind": "demand", "per_day": 10**9},
        {"kind": "set_site_count", "count": 0},
        {"kind": "explode"},
    ],
)
def test_edits_have_bounds(edit: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        EDIT.validate_python(edit)
