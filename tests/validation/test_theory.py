"""The twin beside theory: all comparisons without luck, and those under luck that take little time.

Intervals here are as everywhere simultaneous, but three times as wide as `frugal-twin validate` wants them.
"""

import dataclasses
import json

import pytest
from click.testing import CliRunner

from assistant.cli.validate import table, validate
from twin import stats
from twin.errors import InputError
from twin.validate import coverage
from twin.validate.case import checked
from twin.validate.catalogue import BY_NAME, CASES, CHECKS, REPEATED
from twin.validate.compare import compare, half_width, judged

# One or two of each kind; the others run in `frugal-twin validate`.
KINDS = (
    "M/M/1, load 0.5: mean wait",
    "M/M/5, load 0.5: mean wait",
    "M/M/3, the bank of Ciw's tutorial: share that waits",
    "M/D/1, load 0.5: mean wait",
    "M/M/5/5, offered 4: share turned away",
    "M/M/1/3 by the dispatcher's queue cap, load 1.2: share turned away",
    "M/M/3+M, offered 3.3, patience 2: share that leaves",
    "Two stations, three routes (loads 0.5 and 0.7): mean number of orders",
    "Saturated line of two machines, buffer 2: throughput",
    "M/G/1 with set-ups between six variants, load 0.8: mean wait",
    "M/G/1 with rework (a third fails), load 0.75: mean wait",
    "Loads of five orders, one every two units: mean wait for the load",
    "Machine repair, five machines and a crew of 1: mean number down",
    "M/M/1 with failures by the calendar, work goes on: mean flow time",
    "Work that begins again after a failure: mean completion time",
    "Base stock 8, demand 6 over the fixed lead time: fill rate",
    "(s, S) = (4, 10), Poisson demand, fixed lead time: cost",
    "(s, S) = (8, 14), bulk demand: orders in a unit of time",
    "Newsvendor, demand 6, critical ratio 0.8: mean sales",
    "EOQ with a supplier that fails: cost",
    "Twenty sites at random on the globe: km to the nearest",
    "Overflow to a neighbour, offered 4 to 3 + 2 servers: its share",
    "10 sites, each down a tenth of the time: variance of the share unserved",
    "Demand under a shock of 0.5: orders a day",
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_without_luck(check):
    result = checked(check)
    assert result.verdict == "pass", f"{result.got!r} instead of {result.expected!r}"


def test_under_luck():
    results = compare([BY_NAME[name] for name in KINDS], (), quick=True, workers=2)
    assert len(results) == len(KINDS)
    assert [r for r in results if r.verdict != "pass"] == []


def test_the_catalogue_is_whole():
    assert len(CASES) + len(CHECKS) >= 25
    assert len(BY_NAME) == len(CASES)
    assert len({case.seed for case in CASES}) == len(CASES)
    assert all(case.aim > 0 and case.source for case in CASES)
    assert len(REPEATED) == 5
    assert set(REPEATED) <= set(BY_NAME)


def test_a_case_that_is_wrong_or_too_wide_does_not_pass():
    case = BY_NAME["M/M/1, load 0.5: mean wait"]
    values = [case.expected + case.aim * step / 10 for step in (-2, -1, 0, 1, 2)]
    assert judged(case, values, 0.99).verdict == "pass"
    assert judged(dataclasses.replace(case, expected=2 * case.expected), values, 0.99).verdict == "fail"
    assert judged(dataclasses.replace(case, aim=case.aim / 100), values, 0.99).verdict == "too wide"
    assert (
        judged(case, [case.expected] * 5, 0.99).verdict == "too wide"
    )  # no luck in it: nothing was measured
    assert half_width(values, 0.99) == pytest.approx(
        stats.student(4, 0.995) * case.aim / 10 * (2.5 / 5) ** 0.5
    )


def test_repeated_intervals_are_counted():
    few = coverage.repeated(3, workers=1)
    assert [r.replications for r in few] == [3] * 5
    assert all(0 <= r.low <= r.got <= r.high <= 1 for r in few)
    assert coverage.balanced(5, workers=1).verdict == "pass"


def test_the_command_gives_json_and_a_table(tmp_path):
    shown = CliRunner().invoke(validate, ["--json", "--only", "by hand"], standalone_mode=False)
    rows = json.loads(shown.stdout)
    assert [set(row) >= {"case", "expected", "got", "low", "high", "verdict"} for row in rows] == [True] * 3
    assert {row["verdict"] for row in rows} == {"pass"}
    assert shown.return_value == 0
    page = tmp_path / "page.md"
    page.write_text(
        "before\n<!-- results of frugal-twin validate -->\nbygone\n<!-- end of results -->\nafter\n"
    )
    CliRunner().invoke(validate, ["--only", "by hand", "--write", str(page)], standalone_mode=False)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "bygone" not in text
    assert "| Workshop by hand: cost of the day | cents | 36483 | 36483 | exact |" in text
    assert table([]).count("\n") == 1
    with pytest.raises(InputError, match="nothing like it"):
        CliRunner().invoke(
            validate, ["--only", "nothing like it"], standalone_mode=False, catch_exceptions=False
        )


def test_a_twentieth_of_load_is_noticed():
    """The interval of one case tells an offered load of 4 from one of 3.8."""
    case = BY_NAME["M/M/5/5, offered 4: share turned away"]
    wrong = dataclasses.replace(case, expected=0.1822)  # Erlang B of 3.8
    result = judged(wrong, [_value(case, k) for k in range(8)], 0.999)
    assert result.verdict == "fail"


def _value(case, replication):
    from twin.validate.case import replicate

    return replicate(case, replication)
