"""`frugal-twin run` and `compare`: the twin without the assistant."""

import json
import time
from dataclasses import asdict
from typing import Any

import click

from assistant.answer import comparison_finding, opening, run_finding, table, why
from assistant.cli.progress import bar
from assistant.targets import one, run_edit, scenarios, set_edits
from twin.experiment import Comparison, Result, Store, compare, run
from twin.experiment.explain import explain
from twin.kpi.registry import KPIS
from twin.scenario import Scenario

MAIN = (
    "cost.landed",
    "capital.total",
    "service.lead_time_mean",
    "service.lead_time_p95",
    "service.fill_rate",
    "footprint.total",
    "community.jobs",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_ALL = click.option("--all", "everything", is_flag=True, help="Show every KPI, not only the main ones.")
_SET = click.option(
    "--set", "assignments", multiple=True, metavar="PATH=VALUE", help="Set a value; repeatable."
)
_REPLICATIONS = click.option("--replications", type=int, help="Runs under different luck (2 to 10 000).")
_HORIZON = click.option("--horizon", type=float, help="Days after the warm-up.")
_SEED = click.option("--seed", type=int, help="Seed of all luck.")
_WORKERS = click.option("--workers", type=click.IntRange(1, 256), help="Processes; left out, all cores.")


@click.command("run")
@click.argument("scenario")
@_SET
@_REPLICATIONS
@_HORIZON
@_SEED
@_WORKERS
@click.option(
    "--explain", "why_kpi", metavar="KPI", help="Walk one KPI of the first replication down to its facts."
)
@_ALL
@_JSON
def run_command(
    scenario: str,
    assignments: tuple[str, ...],
    replications: int | None,
    horizon: float | None,
    seed: int | None,
    workers: int | None,
    why_kpi: str | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Run one scenario: a case (avatar), a design (avatar/plant) or a network file.

    Example: frugal-twin run avatar/network --set demand.Ulive.per_day=12 --replications 30
    """
    wanted = one(scenario).edited(
        *set_edits(assignments), *run_edit(replications=replications, horizon=horizon, seed=seed)
    )
    if why_kpi:
        _explain(wanted, why_kpi, as_json)
        return
    started = time.monotonic()
    with bar("Running") as progress:
        result = run(wanted, workers=workers, progress=progress, store=Store())
    if as_json:
        _print(_payload((wanted,), (result,), None, time.monotonic() - started))
        return
    _say(opening(result.illustrative, result.weakest))
    _say(run_finding(result, MAIN[:4]))
    _say(table((result,), _rows(everything, (result,))))


@click.command("compare")
@click.argument("targets", nargs=-1, required=True, metavar="SCENARIO...")
@_SET
@_REPLICATIONS
@_HORIZON
@_SEED
@_WORKERS
@_ALL
@_JSON
def compare_command(
    targets: tuple[str, ...],
    assignments: tuple[str, ...],
    replications: int | None,
    horizon: float | None,
    seed: int | None,
    workers: int | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Compare scenarios under the same luck; a case alone means all its designs.

    Example: frugal-twin compare avatar/plant avatar/network
    """
    edits = (*set_edits(assignments), *run_edit(replications=replications, horizon=horizon, seed=seed))
    wanted = tuple(item.edited(*edits) for target in targets for item in scenarios(target))
    started = time.monotonic()
    with bar("Running") as progress:
        comparison = compare(wanted, workers=workers, progress=progress, store=Store())
    if as_json:
        _print(_payload(wanted, comparison.results, comparison, time.monotonic() - started))
        return
    _say(opening(comparison.illustrative, comparison.weakest))
    _say(comparison_finding(comparison, MAIN))
    _say(table(comparison.results, _rows(everything, comparison.results)))
    _say(why(comparison))


def _rows(everything: bool, results: tuple[Result, ...]) -> list[str]:
    there = [kpi for kpi in KPIS if any(kpi in result.estimates for result in results)]
    return (
        there
        if everything
        else [kpi for kpi in there if kpi in MAIN or kpi.startswith(("touched.", "window."))]
    )


def _say(text: str) -> None:
    if text:
        click.echo(text + "\n")


def _print(payload: dict[str, Any]) -> None:
    click.echo(json.dumps(payload, ensure_ascii=False, indent=2, allow_nan=False))


def _payload(
    wanted: tuple[Scenario, ...], results: tuple[Result, ...], comparison: Comparison | None, seconds: float
) -> dict[str, Any]:
    listed = comparison.assumptions if comparison else results[0].assumptions
    return {
        "scenarios": [
            {
                "name": item.name,
                "base": item.base.name,
                "edits": [edit.model_dump(mode="json") for edit in item.edits],
                "spec": item.network.model_dump(mode="json"),
                "settings": item.run_settings.model_dump(mode="json"),
                "hash": item.digest,
            }
            for item in wanted
        ],
        "kpis": {
            result.scenario: {kpi: e.model_dump(mode="json") for kpi, e in result.estimates.items()}
            for result in results
        },
        "differences": [d.model_dump(mode="json") for d in comparison.differences] if comparison else [],
        "assumptions": [a.model_dump(mode="json") for a in listed],
        "seconds": round(seconds, 2),
    }


def _explain(scenario: Scenario, kpi: str, as_json: bool) -> None:
    tree = explain(scenario, kpi)
    if as_json:
        _print({"scenario": scenario.name, "kpi": kpi, "tree": asdict(tree)})
    else:
        click.echo("\n".join(tree.lines()))
