"""The import contracts of pyproject.toml: a tidy tree keeps them, the import that one forbids breaks it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = re.findall(r"\w+", " ".join(CONTRACTS[0]["layers"]))
TIDY = {
    "twin/engine.py": "import simpy",
    "twin/run.py": "from twin import engine, records",
    "twin/kpi.py": "from twin import records, spec",
    "twin/experiment.py": "from twin import kpi, run, stats",
    "twin/report.py": "from twin import experiment, plot",
    "assistant/tools.py": "from twin import cases, experiment, spec",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree of empty modules with the names and the allowed imports of the real one."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("twin", "assistant"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for name in LAYERS:
        (tmp_path / "twin" / f"{name}.py").touch()
    for path, text in TIDY.items():
        (tmp_path / path).write_text(text + "\n")
    return tmp_path


def lint(tree: Path) -> str:
    """What the import linter says of a tree."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout + done.stderr


def test_a_tidy_tree_keeps_them_all(tree: Path) -> None:
    said = lint(tree)
    assert f"{len(CONTRACTS)} kept, 0 broken" in said


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("twin/errors.py", "import twin.run", "Imports in the twin point down the flow"),
        ("twin/spec.py", "import assistant.tools", "The twin never imports the assistant"),
        ("twin/run.py", "import simpy", "Only the engine imports SimPy"),
        ("assistant/tools.py", "import simpy", "Only the engine imports SimPy"),
        ("twin/experiment.py", "import twin.engine", "Only twin.run imports the engine"),
        ("twin/kpi.py", "import twin.run", "KPIs read records only"),
        ("twin/plot.py", "import twin.kpi", "Plots get tidy frames and compute nothing"),
        ("assistant/tools.py", "import twin.kpi", "The assistant comes in by the twin's front door"),
        ("assistant/tools.py", "from twin import records", "The assistant comes in by the twin's front door"),
    ],
)
def test_each_is_broken_by_what_it_forbids(tree: Path, module: str, line: str, contract: str) -> None:
    with (tree / module).open("a") as file:
        file.write(line + "\n")
    assert f"{contract} BROKEN" in lint(tree)
