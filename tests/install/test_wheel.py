"""The wheel: built from the checkout, put elsewhere, used where there is no checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def run(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command and fail, with what it said, when it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's packages in it and nothing else of the project."""
    target = tmp_path_factory.mktemp("elsewhere")
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        target,
        wheel,
        folder=target,
    )
    return target


def python(installed: Path, code: str) -> str:
    """What a line of Python prints that sees the installed packages before the checkout's."""
    home = str(installed / "home")
    return run(
        sys.executable, "-c", code, folder=installed, PYTHONPATH=str(installed), FRUGAL_TWIN_HOME=home
    ).stdout


def tracked(folder: str) -> list[str]:
    """The files of a folder of the checkout; none in an archive without git, where this cannot be told."""
    return run("git", "ls-files", folder, folder=ROOT).stdout.splitlines() if (ROOT / ".git").exists() else []


def test_the_wheel_carries_all_the_material(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    material = [name for name in tracked("corpus") + tracked("notebooks") if not name.endswith(".py")]
    assert [name for name in material if f"twin/material/{name}" not in names] == []
    for sort in ("corpus/cases/", "corpus/themes/", "corpus/facts/", "notebooks/"):
        assert any(name.startswith(f"twin/material/{sort}") for name in names), sort


def test_the_wheel_carries_all_of_both_packages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in tracked("twin") + tracked("assistant") if name not in names] == []
    for sort in ("twin/cases/", "assistant/prompts/"):
        assert any(name.startswith(sort) and not name.endswith(".py") for name in names), sort


def test_the_wheel_carries_no_tests_and_no_tools(wheel: Path) -> None:
    roots = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"twin", "assistant"}


def test_the_packages_find_their_own_material(installed: Path) -> None:
    code = "import json, twin.paths as p; print(json.dumps([str(p.corpus_root()), str(p.notebooks_root())]))"
    for place in json.loads(python(installed, code)):
        assert Path(place).is_relative_to(installed)
        assert Path(place).exists()


def test_the_command_answers_outside_of_the_checkout(installed: Path) -> None:
    said = python(
        installed, "import sys; sys.argv = ['frugal-twin', '--help']; from assistant.cli import main; main()"
    )
    for command in ("ask", "chat", "cases", "run", "compare", "report"):
        assert command in said


def test_the_installed_corpus_loads(installed: Path) -> None:
    pages = int(python(installed, "from twin.corpus import load_pages; print(len(load_pages()))"))
    facts = int(python(installed, "from twin.facts import load_facts; print(len(load_facts()))"))
    assert pages >= 31  # 25 cases and six themes
    assert facts > 100


def test_the_cases_run_from_the_wheel(installed: Path) -> None:
    code = "import sys; sys.argv = ['frugal-twin', 'cases', '--json']; from assistant.cli import main; main()"
    assert "avatar" in python(installed, code)
