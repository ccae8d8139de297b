"""`frugal-twin ask`: one question, one answer."""

import json
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
    from assistant.cli.telling import Telling
    from assistant.plan.planner import checked
    from assistant.session import Session

    text = checked(" ".join(question))
    telling = Telling(aside=as_json)
    talk = Session(session, model)
    try:
        with bar("Running the twin") as progress, bar("Reading the corpus") as reading:
            answer = talk.ask(
                text, say=telling.say, step=telling.step, words=telling.words,
                progress=progress, reading=reading, report=report,
            )  # fmt: skip
    finally:
        talk.close()
    if as_json:
        click.echo(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=1, allow_nan=False))
        return
    telling.finish(answer, talk.tokens_said())
