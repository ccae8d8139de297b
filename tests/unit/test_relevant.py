"""What a scenario's runs cannot see is no doubt about its results."""

from typing import Any

import pytest

from twin.cases import load_case
from twin.edits import EDIT
from twin.experiment.job import Job, work
from twin.experiment.relevant import relevant
from twin.scenario import Scenario


def scenario(*edits: dict[str, Any]) -> Scenario:
    case = load_case("resilience")
    brief = {"kind": "run", "horizon": 80, "warm_up": 2, "replications": 2}
    made = Scenario(name="x", base=case.network("network"), settings=case.settings)
    return made.edited(*(EDIT.validate_python(e) for e in (brief, *edits)))


SENT = {"kind": "send_mobile", "to": "Lyon", "start": 40}
ARRIVES = {**SENT, "arrives": 45}


def sources(*edits: dict[str, Any]) -> set[str]:
    return {item.source for item in relevant(scenario(*edits).network)}


def test_a_box_whose_arrival_is_given_needs_no_loading() -> None:
    assert sources(SENT) - sources(ARRIVES) == {"assumed:move.loading"}


def test_without_a_box_there_is_no_move() -> None:
    assert not any("move." in source or "factory in a box" in source for source in sources())


@pytest.mark.parametrize(
    "unused",
    [
        "assumed:modes.car carrier.cost",  # no plant, so no lane from one
        "assumed:templates.workshop.build_time",  # the workshops stand from the start
        "fact:inventory_holding_rate",  # nothing is kept
    ],
)
def test_what_is_left_out_changes_no_result(unused: str) -> None:
    assert unused not in sources(ARRIVES)
    run = scenario(ARRIVES)
    stated = work(Job(run, 0)).kpis[0].tobytes()
    assert all(
        work(Job(run, 0, levels=((unused, level),))).kpis[0].tobytes() == stated for level in (0.02, 0.98)
    )
