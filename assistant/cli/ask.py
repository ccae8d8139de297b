"""`frugal-twin ask`: one question, one answer."""

import json
import sys
from pathlib import Path

import click


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--session", metavar="NAME", help="Go on with the conversation of this name.")
@click.option("--model", metavar="PROVIDER:NAME", help="Another language model than the embedded planner.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a report too."
)
def ask(
    question: tuple[str, ...], as_json: bool, session: str | None, model: str | None, report: Path | None
) -> None:
    """Ask QUESTION in plain words, English or French."""
    from assistant.cli.progress import bar
    from assistant.plan.planner import checked
    from assistant.session import Session

    text = checked(" ".join(question))
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        click.echo(line + "\n", err=as_json)
        sys.stdout.flush()

    talk = Session(session, model)
    try:
        with bar("Running the twin") as progress, bar("Reading the corpus") as reading:
            answer = talk.ask(text, say=say, progress=progress, reading=reading, report=report)
    finally:
        talk.close()
    if as_json:
        click.echo(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=1, allow_nan=False))
        return
    body = answer.answer
    for line in said:
        body = body.replace(line, "", 1).lstrip()
    click.echo(body)
    if answer.figures:
        click.echo(f"\nFigure: {', '.join(answer.figures)}")
    if answer.report:
        click.echo(f"\nReport: {answer.report}")
    click.echo(f"\n({answer.model}, {answer.seconds:.1f} s{talk.tokens_said()})", err=True)
