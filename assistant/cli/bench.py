"""`frugal-twin bench`: how fast the engine is, as ratios within one run."""

import json
from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A list of {name, value, unit, aim, reached}.")
@click.option(
    "--repeats",
    default=5,
    show_default=True,
    type=click.IntRange(1, 50),
    help="Turns of each; the median counts.",
)
@click.option("--quick", is_flag=True, help="Leave out ten times the sites and ten times the orders.")
def bench(as_json: bool, repeats: int, quick: bool) -> None:
    """Measure the speed of the engine in CPU seconds, beside SimPy by hand (and Ciw, when it is installed)."""
    from twin.bench import bench as measure

    results = measure(repeats, large=not quick, say=lambda line: click.echo(f"... {line}", err=True))
    if as_json:
        click.echo(json.dumps([asdict(result) for result in results], indent=1))
        return
    width = max(len(result.name) for result in results)
    for result in results:
        mark = {True: "reached", False: "missed", None: ""}[result.reached]
        click.echo(
            f"{result.name:<{width}}  {result.value:>12,.2f} {result.unit:<18} {result.aim:<20} {mark}"
        )
