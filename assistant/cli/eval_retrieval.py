"""`frugal-twin eval retrieval`: the question sets against the passages that answer them."""

import json
from pathlib import Path

import click


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--variants/--no-variants", default=True, help="Score every variant, or the one in use alone.")
@click.option("--encoder", help="use, quality, or PROVIDER:MODEL of LangChain.")
def retrieval(files: tuple[Path, ...], as_json: bool, variants: bool, encoder: str | None) -> None:
    """Score retrieval on FILES, or on every retrieval set of the corpus, each set by itself."""
    from assistant.cli.index import progress_bar
    from assistant.evaluation.retrieval import evaluate, table
    from assistant.retrieve import retriever
    from assistant.search.questions import load_questions
    from assistant.settings import settings

    questions = load_questions(files or None)
    with progress_bar("Encoding", "passage") as progress:
        found = retriever(settings(encoder=encoder), progress)
    if found.notice:
        click.echo(found.notice, err=True)
    sets = dict.fromkeys(question.set for question in questions)
    reports = [evaluate(found, [q for q in questions if q.set == name], variants) for name in sets]
    found.close()
    if as_json:
        click.echo(json.dumps({"sets": [report.as_json() for report in reports]}, indent=1))
        return
    click.echo("\n\n".join(table(report) for report in reports))
