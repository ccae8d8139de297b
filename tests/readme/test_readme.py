"""What the README shows is what happens: its examples are run, its files exist, its order holds."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```console\n\$ (?P<command>frugal-twin [^\n]*)\n(?P<output>.*?)```", re.DOTALL)
EXAMPLES = [(match["command"], match["output"]) for match in EXAMPLE.finditer(README)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    program = [str(Path(sys.executable).with_name("frugal-twin")), *shlex.split(command)[1:]]
    env = {**os.environ, "FRUGAL_TWIN_HOME": str(home)}
    return subprocess.run(
        program, cwd=home, env=env, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_each_example_prints_what_the_readme_shows(command: str, output: str, home: Path) -> None:
    done = run(command.replace("docs/", f"{ROOT}/docs/"), home)
    assert done.returncode == 0, done.stderr
    printed = done.stdout
    position = 0
    for line in output.splitlines():
        if line.strip() in ("", "..."):
            continue
        found = printed.find(line.strip(), position)
        assert found >= 0, (
            f"The README shows this line, the program does not print it (in this order):\n{line}\n\n{printed}"
        )
        position = found


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3


def test_sections_come_in_the_order_of_a_readers_questions() -> None:
    headings = re.findall(r"^## (.+)$", README, re.MULTILINE)
    assert headings[:4] == ["Two commands", "An example", "Where is what", "What the model cannot say"]


def test_every_path_that_the_readme_names_exists() -> None:
    table = README.split("## Where is what")[1].split("\n## ")[0]
    for name in re.findall(r"`([\w./]+/)`|\]\(([\w./-]+)\)", table):
        path = next(part for part in name if part)
        assert (ROOT / path).exists(), path


def test_commands_without_make_install_what_make_installs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installer = (ROOT / "scripts" / "install.py").read_text(encoding="utf-8")
    for option in ("--no-deps", "--require-hashes"):
        assert option in installer
        assert f"{option}" in README
    assert "requirements-core.lock" in makefile
    assert "-r requirements-core.lock" in README
    assert "--no-build-isolation" in makefile
    assert "--no-build-isolation --editable ." in README
