"""`frugal-twin report`: write a report, make it again and compare, put two beside each other."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import click

from twin.errors import InputError

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def report() -> None:
    """Reports: one HTML page that opens without a network and can be made again to the digit."""


@report.command()
@click.argument("question", nargs=-1)
@click.option(
    "--out", "-o", type=_FILE, default=Path("report.html"), show_default=True, help="The file to write."
)
@click.option(
    "--scenario", "targets", multiple=True, help="Instead of a question: a case, design or file; repeatable."
)
@click.option("--session", help="The conversation that the question goes on with.")
def build(question: tuple[str, ...], out: Path, targets: tuple[str, ...], session: str | None) -> None:
    """Answer a question, or compare scenarios, and write the report.

    Example: frugal-twin report build "Compare one big plant with ten micro-factories for the Ulive in France"
    """
    from assistant.cli.progress import bar
    from assistant.report_answer import scenarios_page, write_page

    if bool(question) == bool(targets):
        raise InputError('Give a question, or scenarios with --scenario: frugal-twin report build "QUESTION"')
    out = checked_target(out)
    with bar("Running") as progress:
        if targets:
            page = scenarios_page(targets, progress)
        else:
            page = _question_page(" ".join(question), session, progress)
    write_page(out, page)
    click.echo(
        f"Wrote {out} ({len(page.encode()) / 1000:,.0f} kB). Check it: frugal-twin report verify {out}"
    )


def _question_page(question: str, session: str | None, progress: Callable[[int, int], None]) -> str:
    """Asks a question, perhaps within a conversation, and gives the page of its answer."""
    from assistant.report_answer import answer_page
    from assistant.session import Session

    talk = Session(session)
    try:
        return answer_page(talk, talk.ask(question, progress=progress))
    finally:
        talk.close()


@report.command()
@click.argument("file", type=_FILE)
@click.option(
    "--limit", type=click.FloatRange(1, 1000), default=1.0, help="Re-run up to so many times the usual work."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(file: Path, limit: float, as_json: bool) -> None:
    """Run a report's questions and scenarios again and compare all that a reader sees; exit code 1 if it differs."""
    from assistant.cli.progress import bar
    from assistant.report_answer import recipes
    from twin.report import Limits
    from twin.report.maker import maker
    from twin.report.verify import verify as checks_of

    usual = Limits()
    limits = replace(
        usual,
        replications=int(usual.replications * limit),
        draws=int(usual.draws * limit),
        horizon=usual.horizon * limit,
        orders=usual.orders * limit,
    )
    checks = []
    say: Callable[[str], None] = (lambda _: None) if as_json else click.echo
    with bar("Running again") as progress:
        for check in checks_of(file, recipes(progress, limits), maker(), limits):
            checks.append(check)
            say(str(check))
    failed = [check.name for check in checks if check.failed]
    if as_json:
        rows = [asdict(check) for check in checks]
        click.echo(
            json.dumps(
                {"file": file.name, "verified": not failed, "checks": rows}, indent=2, ensure_ascii=False
            )
        )
    else:
        click.echo(_verdict(failed))
    sys.exit(1 if failed else 0)


@report.command()
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
def diff(first: Path, second: Path) -> None:
    """Say which scenarios, results and words of two reports differ."""
    from twin.report import diff as differences
    from twin.report import read_report

    lines = list(differences(read_report(first), read_report(second)))
    for line in lines:
        click.echo(line)
    if not lines:
        click.echo("Both reports say the same.")


def checked_target(out: Path) -> Path:
    """A file that can be written; InputError before anything is run."""
    if out.suffix.lower() != ".html":
        raise InputError(f"{out}: a report is a page; give a name that ends in .html.")
    if not out.parent.is_dir():
        raise InputError(f"{out.parent}: there is no such folder. Make it first, or name another.")
    return out


def _verdict(failed: list[str]) -> str:
    if failed:
        return f"NOT VERIFIED: {', '.join(failed)}. What this page shows is not what the kit gives for its inputs."
    return "VERIFIED: running it again gives this page. That does not prove who made it, nor that its assumptions fit."
