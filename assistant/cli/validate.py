"""`frugal-twin validate`: the twin configured down to textbook systems, beside theory and published numbers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twin.errors import InputError

if TYPE_CHECKING:
    from twin.validate.case import Result

_START, _END = "<!-- results of frugal-twin validate -->", "<!-- end of results -->"
_FILE = click.Path(dir_okay=False, path_type=Path, exists=True)


@click.command()
@click.option(
    "--full", is_flag=True, help="Also repeat five cases 2,000 times, and balance 10,000 random networks."
)
@click.option("--quick", is_flag=True, help="Intervals three times as wide, in a ninth of the time.")
@click.option(
    "--json", "as_json", is_flag=True, help="A list of {case, expected, got, low, high, verdict, ...}."
)
@click.option("--only", default="", help="Only cases whose name contains this.")
@click.option(
    "--write", "page", type=_FILE, help="Write the table into this Markdown page, between its two marks."
)
def validate(full: bool, quick: bool, as_json: bool, only: str, page: Path | None) -> int:
    """Compare the twin with theory. Intervals hold their true values together with 99 %.

    Exit code 1 when a comparison fails, or when its interval cannot be made narrow enough.
    """
    results = _results(full, quick, only)
    if as_json:
        click.echo(json.dumps([_row(result) for result in results], indent=1))
    else:
        click.echo("\n".join(_line(result) for result in results))
    if page is not None:
        _write(page, results)
    wrong = [result for result in results if result.verdict != "pass"]
    if not as_json:
        click.echo(f"{len(results) - len(wrong)} of {len(results)} comparisons hold.")
    return 1 if wrong else 0


def _results(full: bool, quick: bool, only: str) -> "list[Result]":
    from assistant.cli.progress import bar
    from twin.validate.catalogue import CASES, CHECKS
    from twin.validate.compare import compare
    from twin.validate.coverage import balanced, repeated

    cases = [case for case in CASES if only.lower() in case.name.lower()]
    checks = [check for check in CHECKS if only.lower() in check.name.lower()]
    if not cases and not checks:
        raise InputError(
            f"No case has {only[:60]!r} in its name. frugal-twin validate --quick lists them all."
        )
    with bar("Comparing with theory") as progress:
        results = compare(cases, checks, quick=quick, progress=progress)
    if full:
        with bar("Repeating five cases") as progress:
            results += repeated(progress=progress)
        with bar("Balancing random networks") as progress:
            results.append(balanced(progress=progress))
    return results


def _row(result: "Result") -> dict[str, object]:
    return {
        "case": result.case, "expected": result.expected, "got": result.got, "low": result.low, "high": result.high,
        "verdict": "pass" if result.verdict == "pass" else "fail", "unit": result.unit, "half_width_aim": result.aim,
        "replications": result.replications, "source": result.source,
    }  # fmt: skip


def _line(result: "Result") -> str:
    found = f"{result.verdict:8}  {result.case}: expected {result.expected:.7g}, got {result.got:.7g}"
    if result.high > result.low:
        found += f" ({result.low:.6g} to {result.high:.6g}, {result.replications} runs)"
    return f"{found} {result.unit}" if result.unit not in ("1", "share") else found


def table(results: "list[Result]") -> str:
    """The results as a Markdown table."""
    rows = [
        "| Case | Unit | Expected | Got | Interval | Widest half allowed | Runs | Verdict | Source |",
        "|---|---|--:|--:|---|--:|--:|---|---|",
    ]
    for r in results:
        lucky = r.high > r.low
        cells = (
            r.case, r.unit, f"{r.expected:.7g}", f"{r.got:.7g}", f"{r.low:.6g} to {r.high:.6g}" if lucky else "exact",
            f"{r.aim:g}" if r.aim else "", str(r.replications or ""), r.verdict, r.source,
        )  # fmt: skip
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _write(page: Path, results: "list[Result]") -> None:
    text = page.read_text(encoding="utf-8")
    if _START not in text or _END not in text:
        raise InputError(f"{page} has no room for the table: add the lines {_START} and {_END}.")
    before, after = text.split(_START)[0], text.split(_END)[1]
    page.write_text(f"{before}{_START}\n\n{table(results)}\n\n{_END}{after}", encoding="utf-8")
