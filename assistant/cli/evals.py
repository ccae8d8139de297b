"""`frugal-twin eval`: the question sets, scored."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from assistant.cli import LazyGroup

if TYPE_CHECKING:
    from assistant.evaluation.plan import Plans


class _Evals(LazyGroup):
    commands_table: ClassVar[dict[str, tuple[str, str]]] = {
        "plan": ("assistant.cli.evals:plan", "Questions against the scenarios that they should run."),
        "numbers": (
            "assistant.cli.eval_numbers:numbers",
            "Every number of real answers, and planted faults.",
        ),
        "retrieval": (
            "assistant.cli.eval_retrieval:retrieval",
            "Questions against the passages that answer them.",
        ),
    }


@click.group("eval", cls=_Evals)
def evals() -> None:
    """Score the question sets of the corpus."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--model", metavar="PROVIDER:NAME", help="Score another model too, beside the embedded planner."
)
@click.option("--most", type=click.IntRange(1, 100_000), help="Only the first so many questions of a set.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--misses", is_flag=True, help="List what was not exact.")
def plan(files: tuple[Path, ...], model: str | None, most: int | None, as_json: bool, misses: bool) -> None:
    """Score the planner on FILES, or on every plan set of the corpus: by the networks that would run."""
    from assistant.evaluation import plan as scoring

    reports = []
    for path in files or scoring.sets():
        rows = scoring.load(path)[:most]
        for name, planner in _planners(model):
            results = scoring.score(rows, planner, supported())
            reports.append({"model": name, **scoring.as_json(results, path.stem)})
    if as_json:
        click.echo(json.dumps({"sets": reports}, ensure_ascii=False, indent=1))
        return
    for report in reports:
        _show(report, misses)


def _planners(model: str | None) -> "list[tuple[str, Plans]]":
    """The embedded planner, and the other model when one is named."""
    from assistant.plan.learnt.reader import WhenNeeded
    from assistant.plan.planner import Planner
    from assistant.plan.read.meaning import meaning
    from assistant.settings import settings

    chosen = settings(model=model)
    planners: list[tuple[str, Plans]] = [("embedded", Planner(meaning=meaning(chosen), learnt=WhenNeeded()))]
    if chosen.model != "embedded":
        from assistant.evaluation.model import ModelPlanner

        planners.append((chosen.model, ModelPlanner(chosen.model, chosen.model_url)))
    return planners


def _show(report: dict[str, Any], misses: bool) -> None:
    click.echo(
        f"{report['set']}, {report['model']}  (median {report['milliseconds'].get('median', 0)} ms a question)"
    )
    for tier in report["tiers"]:
        shares = ("exact", "right_or_asked", "wrong_run", "asked")
        parts = [
            f"{name} {tier[name]['share']:.2f} ({tier[name]['low']:.2f}-{tier[name]['high']:.2f})"
            for name in shares
        ]
        click.echo(f"  {tier['tier']:<9} n={tier['turns']:<4} {'  '.join(parts)}")
    for miss in report["misses"] if misses else ():
        click.echo(
            f"  {miss['id']}.{miss['turn']} [{miss['outcome']}] {miss['question']}\n      {miss['detail'][:200]}"
        )


@lru_cache(maxsize=1)
def supported() -> Callable[[str], bool]:
    """Whether the corpus holds an answer to a question, by the rule of the evidence module."""
    from assistant.evidence import answer_from_evidence
    from assistant.retrieve import retriever

    opened = retriever()
    return lambda question: answer_from_evidence(question, opened).supported
