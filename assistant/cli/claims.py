"""`frugal-twin claims`: every claim of the seed article with a verdict."""

import json

import click

from assistant.cli.progress import bar
from twin.claims import VERDICTS, Checked, check, load_ledger
from twin.errors import InputError
from twin.experiment import Store


@click.command()
@click.argument("names", nargs=-1)
@click.option("--replications", type=click.IntRange(2, 10_000), help="Runs under different luck.")
@click.option("--draws", type=click.IntRange(0, 10_000), help="Draws of what is not known.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; left out, all cores.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects, one a claim.")
def claims(
    names: tuple[str, ...], replications: int | None, draws: int | None, workers: int | None, as_json: bool
) -> None:
    """Test the article's claims in the twin, all or some: frugal-twin claims relocalize-03"""
    known = [entry.id for entry in load_ledger().claims]
    for name in names:
        if name not in known:
            raise InputError(f"There is no claim {name!r}. Known: {', '.join(known)}.")
    with bar("Testing claims") as progress:
        rows = check(
            names, replications=replications, draws=draws, workers=workers, progress=progress, store=Store()
        )
    if as_json:
        click.echo(json.dumps([as_object(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row.entry.id:<14} {row.verdict.upper()}  (enters: {row.entry.enters})")
        click.echo(f"    {row.claim.statement}")
        for line in [item.describe() for item in row.found] or [row.entry.why]:
            click.echo(f"    - {line}")
    counts = [(verdict, sum(row.verdict == verdict for row in rows)) for verdict in VERDICTS]
    click.echo("; ".join(f"{verdict}: {count}" for verdict, count in counts))


def as_object(row: Checked) -> dict[str, object]:
    """One claim as plain data."""
    return {
        "id": row.entry.id,
        "claim": row.claim.statement,
        "figure": row.figure,
        "enters": row.entry.enters,
        "testable": row.entry.testable,
        "why": row.entry.why,
        "result": row.result,
        "tests": [
            {
                "kpi": item.test.kpi,
                "statistic": item.test.statistic,
                "threshold": item.test.threshold,
                "mean": item.luck.mean,
                "low": item.luck.low,
                "high": item.luck.high,
                "knowledge": None
                if item.knowledge is None
                else {"low": item.knowledge[0], "high": item.knowledge[1]},
                "unit": item.unit,
                "stands": item.stand,
            }
            for item in row.found
        ],
        "later_evidence": [{"id": item.id, "stance": item.stance} for item in row.later],
        "verdict": row.verdict,
    }
