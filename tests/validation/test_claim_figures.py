"""Changing the figure of a claim in the facts moves no network and no result of the twin."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from twin.cases import keys, load_case
from twin.cases.model import Case
from twin.claims import load_ledger
from twin.experiment.replicate import measure
from twin.facts import Facts, read_facts
from twin.paths import corpus_root
from twin.scenario import Scenario
from twin.spec.load import digest


@pytest.fixture
def other_facts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Facts]:
    """The facts with every figure that the article claims, and no case declares as an input, made half as large again."""
    declared = {fact for row in load_ledger().claims if row.enters == "input" for fact in row.facts}
    path = corpus_root() / "facts" / "parameters.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows[1:]:
        if row[7].startswith("seed") and row[0] not in declared | {"fx_usd_per_eur"}:
            row[1:4] = [f"{float(cell) * 1.5:.6g}" for cell in row[1:4]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    changed = tmp_path / "parameters.csv"
    changed.write_text(out.getvalue(), encoding="utf-8")
    facts = read_facts(changed)
    for module in ("twin.facts", "twin.spec.quantity", "twin.economies"):
        monkeypatch.setattr(f"{module}.load_facts", lambda: facts)
    load_case.cache_clear()
    yield facts
    load_case.cache_clear()


def networks() -> dict[str, str]:
    return {
        f"{key}/{name}": digest(case.network(name))
        for key in keys()
        for case in [load_case(key)]
        for name in case.designs
    }


def test_changing_the_figures_of_claims_moves_no_network(other_facts: Facts) -> None:
    assert other_facts["modular_capex_reduction_f3"].value == pytest.approx(0.6)
    changed = networks()
    load_case.cache_clear()
    original = read_facts(corpus_root() / "facts" / "parameters.csv")
    with pytest.MonkeyPatch.context() as patch:
        for module in ("twin.facts", "twin.spec.quantity", "twin.economies"):
            patch.setattr(f"{module}.load_facts", lambda: original)
        assert networks() == changed


def test_changing_a_claims_figure_does_not_move_the_result(other_facts: Facts) -> None:
    changed = _landed(load_case("bayer-f3"))
    load_case.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        original = read_facts(corpus_root() / "facts" / "parameters.csv")
        patch.setattr("twin.spec.quantity.load_facts", lambda: original)
        assert _landed(load_case("bayer-f3")) == changed


def _landed(case: Case) -> list[float]:
    settings = case.settings.model_copy(
        update={"replications": 2, "draws": 4, "horizon": 60.0, "warm_up": 10.0}
    )
    scenario = Scenario(name="network", base=case.network("network"), settings=settings)
    sample = measure([scenario], workers=1).samples[0]
    return [*(sample.luck("footprint.total") or []), *(sample.knowledge("footprint.total") or [])]
