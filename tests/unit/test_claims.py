"""The ledger: a row for every claim, and verdicts by the written rule."""

import pytest

import twin.facts
from twin.cases import keys, load_case
from twin.claims import ClaimTest, Entry, Found, check, load_ledger, seed_claims, verdict
from twin.knowledge import quantities
from twin.kpi.registry import KPIS
from twin.stats import Interval


def claim_test(**more: object) -> ClaimTest:
    raw: dict[str, object] = {
        "of": "network",
        "against": "plant",
        "kpi": "cost.landed",
        "as": "ratio",
        "at_most": 0.7,
    }
    return ClaimTest.model_validate({**raw, **more})


def found(mean: float, spread: float, known: tuple[float, float], **more: object) -> Found:
    return Found(claim_test(**more), Interval(mean, mean - spread, mean + spread), known, "")


def entry(**more: object) -> Entry:
    raw: dict[str, object] = {
        "id": "a-01",
        "testable": True,
        "enters": "emerges",
        "why": "w",
        "case": "avatar",
    }
    return Entry.model_validate({**raw, "tests": [claim_test()], **more})


def test_every_seed_claim_has_one_row_and_every_test_names_what_there_is() -> None:
    ledger = load_ledger()
    assert len(ledger.claims) == len(seed_claims()) == 45
    for row in ledger.claims:
        for test in row.tests:
            assert test.kpi in KPIS
            assert {test.of.design, test.against.design} <= set(load_case(str(row.case)).designs)


def test_the_edits_of_tests_apply() -> None:
    for row in load_ledger().claims:
        for test in row.tests:
            for side in (test.of, test.against):
                if side.edits:
                    network = load_case(str(row.case)).network(side.design)
                    for edit in side.edits:
                        network = edit.apply(network)


def test_a_figure_that_is_met_beyond_both_intervals_is_reproduced() -> None:
    assert verdict(entry(), (found(0.6, 0.02, (0.5, 0.69)),)) == "reproduced"


@pytest.mark.parametrize("known", [(0.6, 0.9), (0.71, 0.95)])
def test_a_direction_without_its_figure_is_partly_reproduced(known: tuple[float, float]) -> None:
    assert verdict(entry(), (found(0.8, 0.02, known, partly=1.0),)) == "partly"


def test_nothing_on_the_claimed_side_is_contradicted() -> None:
    assert verdict(entry(), (found(1.2, 0.02, (1.1, 1.4), partly=1.0),)) == "contradicted"
    assert verdict(entry(), (found(1.2, 0.02, (0.9, 1.4), partly=1.0),)) == "contradicted"


def test_one_test_that_holds_and_one_that_fails_are_partly() -> None:
    holds, fails = found(0.6, 0.02, (0.5, 0.65)), found(1.2, 0.02, (1.1, 1.4))
    assert verdict(entry(), (holds, fails)) == "partly"


def test_a_claim_that_goes_in_is_never_reproduced() -> None:
    with pytest.raises(ValueError, match="only what emerges can be tested"):
        entry(enters="input")
    typed = Entry.model_validate({"id": "a-01", "testable": False, "enters": "input", "why": "w"})
    assert verdict(typed, (found(0.1, 0.0, (0.1, 0.1)),)) == "not testable"


def test_equal_on_both_sides_does_not_hold() -> None:
    assert found(1.0, 0.0, (1.0, 1.0), at_most=1.0).stand == "fails"


def test_facts_of_claims_are_used_only_where_the_ledger_declares_them() -> None:
    facts = twin.facts.load_facts()
    from_seed = {key for key in facts if facts[key].source.startswith("seed")} - {"fx_usd_per_eur"}
    declared = {fact for row in load_ledger().claims for fact in row.facts}
    for key in keys():
        used = {q.source.removeprefix("fact:") for _, q, _ in quantities(load_case(key))}
        assert used & from_seed <= declared, key


def test_what_is_not_testable_is_not_run() -> None:
    (row,) = check(["avatar-01"])
    assert row.verdict == "not testable"
    assert row.figure == "350 kg"
    assert "written into the case" in row.result
