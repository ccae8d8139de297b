"""`frugal-twin eval numbers`: the number checker on real answers and on planted faults."""

import json
from typing import Any

import click


@click.command()
@click.option(
    "--answers", "wanted", type=click.IntRange(1, 5000), default=200, show_default=True, help="Real answers."
)
@click.option(
    "--each", type=click.IntRange(1, 5000), default=20, show_default=True, help="Planted faults of a kind."
)
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Which questions, which faults."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def numbers(wanted: int, each: int, seed: int, as_json: bool) -> None:
    """Check every number of real answers of the embedded assistant, and faults planted into them.

    The answers come from the question sets of the corpus, with short runs that the store keeps: a second time is quick.
    """
    from assistant.cli.progress import bar
    from assistant.evaluation.numbers import evaluate

    with bar("Answering") as progress:
        found = evaluate(wanted, each, seed, progress)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    _show(found)


def _show(found: dict[str, Any]) -> None:
    kinds = ", ".join(f"{count} {kind}" for kind, count in found["kinds"].items())
    click.echo(f"{found['clean']} of {found['answers']} answers clean, {found['numbers']} numbers ({kinds})")
    for alarm in found["alarms"]:
        click.echo(f"  {alarm['question']}\n      {'; '.join(alarm['faults'][:5])}")
    for row in found["planted"]:
        click.echo(f"  planted {row['kind']:<9} caught {row['caught']} of {row['planted']}")
    for miss in found["missed"]:
        click.echo(f"  missed {miss['kind']}: {miss['before']!r} -> {miss['after']!r}")
    click.echo(f"{found['seconds']} s; runs of {found['run']}, seed {found['seed']}")
