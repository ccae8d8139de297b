"""`frugal-twin cases`: the library of cases that run."""

import json

import click

from twin.cases import Case, keys, load_case


@click.command()
@click.argument("key", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def cases(key: str | None, as_json: bool) -> None:
    """List the cases that run, or describe one: frugal-twin cases avatar"""
    found = [load_case(name) for name in ([key] if key else keys())]
    if as_json:
        click.echo(json.dumps({"cases": [_row(case) for case in found]}, ensure_ascii=False, indent=2))
        return
    for case in found:
        click.echo(f"{case.key:<20} {case.title}\n    {case.question}")
        for name, design in case.designs.items():
            click.echo(f"    {case.key}/{name:<8} {design.title}")
    if key:
        click.echo("What the model cannot say:")
        for limit in found[0].limits:
            click.echo(f"  - {limit}")
    click.echo(f"Compare the designs of a case: frugal-twin compare {key or 'avatar'}")


def _row(case: Case) -> dict[str, object]:
    return {
        "key": case.key,
        "title": case.title,
        "question": case.question,
        "shows": case.shows.strip(),
        "page": case.page,
        "designs": {name: design.title for name, design in case.designs.items()},
        "baseline": case.baseline,
        "limits": list(case.limits),
    }
