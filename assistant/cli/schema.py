"""`frugal-twin schema`: JSON schemas for editors and other programs."""

import json

import click

NAMES = ("network", "scenario", "edit", "case")


@click.command()
@click.argument("name", type=click.Choice(NAMES), default="network")
def schema(name: str) -> None:
    """Print the JSON schema of a network file, a scenario, an edit or a case."""
    click.echo(json.dumps(_schema(name), indent=2, ensure_ascii=False))


def _schema(name: str) -> dict[str, object]:
    if name == "edit":
        from twin.edits import EDIT

        return EDIT.json_schema()
    if name == "case":
        from twin.cases import Case

        return Case.model_json_schema()
    if name == "scenario":
        from twin.scenario import Scenario

        return Scenario.model_json_schema()
    from twin.spec import Network

    return Network.model_json_schema()
