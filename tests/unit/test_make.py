"""The Makefile: the question arrives as typed, a stale environment is seen, the wrong Python is refused."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(MAKE is None, reason="make is not installed")

QUESTIONS = [
    "Compare one big plant with ten micro-factories for the Ulive in France",
    "what if it costs $50, $500 or $(HOME)?",
    'it costs $50 "now" `touch pwned` $(touch pwned) $(shell touch pwned) ${HOME} $$',
    "what's \"this\" and 'that' \\ and \\n?",
    "100 % of # the orders; rm -rf x | cat && echo > y < z * ? [a] {b} ~ !1",
    "-- --json",
    "Ça coûte 15 000 € à Besançon ?",
    "first line\nsecond line",
    "$",
    "$Q $(Q) $@ $^ $< @echo",
]


def run_make(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make as a shell would, without the flags of a make that runs these tests."""
    clean = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "Q"}}
    return subprocess.run(
        [str(MAKE), "--no-print-directory", *arguments],
        cwd=folder,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def stub(tmp_path: Path) -> str:
    """A program that writes down its arguments in place of answering."""
    script = tmp_path / "stub.py"
    script.write_text("import json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    return f"{sys.executable} {script}"


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("by_environment", [False, True])
def test_the_question_arrives_as_typed(
    question: str, by_environment: bool, stub: str, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    given = [] if by_environment else [f"Q={question}"]
    environment = {"Q": question} if by_environment else {}
    done = run_make("ask", *given, "ASK_NEEDS=", f"PROGRAM={stub}", folder=tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["ask", "--", question]
    assert not (tmp_path / "pwned").exists()


def test_options_stand_before_the_question(stub: str) -> None:
    done = run_make("ask", "Q=why?", "ARGS=--json --session a", "ASK_NEEDS=", f"PROGRAM={stub}")
    assert json.loads(done.stdout) == ["ask", "--json", "--session", "a", "--", "why?"]


def test_no_question_says_how_to_ask(stub: str) -> None:
    done = run_make("ask", "ASK_NEEDS=", f"PROGRAM={stub}")
    assert done.returncode != 0
    assert 'make ask Q="' in done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What make needs of a checkout, without an environment."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-core.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_the_wrong_python_is_refused_in_one_line(checkout: Path) -> None:
    old = checkout / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.1 && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = run_make("ask", "Q=why?", f"PYTHON={old}", folder=checkout)
    assert done.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr
    assert "is Python 3.9.1" in done.stderr
    assert not (checkout / ".venv").exists()


def stamps(checkout: Path) -> list[str]:
    """The names of the stamps that say that the environment of this checkout is fresh."""
    shown = run_make("--eval", "stamps: ; @echo $(CORE) $(FULL) $(SELF)", "stamps", folder=checkout)
    return shown.stdout.split()


@pytest.mark.parametrize(
    ("changed", "steps"),
    [
        (None, set()),
        ("requirements-core.lock", {"requirements-core.lock", "requirements.lock", "--editable"}),
        ("requirements.lock", {"requirements.lock"}),
        ("pyproject.toml", {"--editable"}),
    ],
)
def test_a_stale_environment_is_refreshed(changed: str | None, steps: set[str], checkout: Path) -> None:
    fresh = stamps(checkout)
    assert len(fresh) == 3
    for name in fresh:
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).touch()
    if changed:
        with (checkout / changed).open("a") as file:
            file.write("# changed\n")
    planned = run_make("--dry-run", "setup", folder=checkout)
    assert planned.returncode == 0, planned.stderr
    installs = [line.split() for line in planned.stdout.splitlines() if "install" in line]
    seen = {word for words in installs for word in words if word.endswith(".lock") or word == "--editable"}
    assert seen == steps


def test_a_question_needs_only_the_core(checkout: Path) -> None:
    planned = run_make("--dry-run", "ask", "Q=why?", folder=checkout).stdout
    assert "install.py requirements-core.lock" in planned
    assert "install.py requirements.lock" not in planned


def test_a_failed_install_says_why_and_leaves_the_environment_stale(checkout: Path) -> None:
    (checkout / "requirements-core.lock").write_text("this is no lock\n")
    (checkout / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "install.py", checkout / "scripts")
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=checkout, check=True, timeout=60
    )
    done = run_make("ask", "Q=why?", folder=checkout)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "pip failed" in done.stderr
    assert "No module named pip" in done.stderr
    assert "run the same command again" in done.stderr
    assert not list((checkout / ".venv").glob(".core-*"))


def test_help_lists_what_there_is() -> None:
    shown = run_make("help").stdout
    for target in ("ask", "chat", "lab", "test", "quick", "check", "lock", "bench", "clean", "help"):
        assert f"make {target} " in shown


def test_a_missing_browser_is_an_error_only_where_it_is_required(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    given = ("browser", "ALL_NEEDS=", "CHROMIUM_FOUND=")
    required = run_make(*given, folder=tmp_path, REQUIRE_BROWSER="1")
    assert required.returncode != 0
    assert "need Chromium" in required.stderr
    optional = run_make(*given, folder=tmp_path, REQUIRE_BROWSER="0")
    assert optional.returncode == 0
    assert "NOT RUN" in optional.stderr


def test_one_failed_check_does_not_hide_the_others(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = run_make("check", "ALL_NEEDS=", "BIN=.", 'CHECKS="one --x" "two" "three"', folder=tmp_path)
    assert done.returncode != 0
    assert done.stdout.splitlines() == ["== one --x", "== two", "== three"]
    assert "to mend: one --x, two, three" in done.stderr


def test_ci_runs_the_checks_and_the_tests_with_a_browser() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text()
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], timeout=30).returncode == 0
    assert "set -euo pipefail" in text
    assert "REQUIRE_BROWSER=1" in text
    assert "make check" in text
    assert "make -k test" in text
