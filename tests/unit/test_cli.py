"""The command line: quick help, exit codes, one clear line."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import COMMANDS, LazyGroup, group, main

ROOT = Path(__file__).parents[2]


def exit_of(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return int(stop.value.code or 0), capsys.readouterr().err


def test_help_lists_commands_without_importing_them() -> None:
    code = "import sys; from assistant.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "bad = [m for m in ('langchain', 'chromadb', 'plotly', 'simpy', 'numpy') if m in sys.modules]; assert not bad, bad"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Ask one question" in done.stdout


def test_every_listed_command_can_be_imported() -> None:
    assert isinstance(group, LazyGroup)
    with group.make_context("frugal-twin", [], resilient_parsing=True) as context:
        for name in group.list_commands(context):
            assert group.get_command(context, name) is not None, COMMANDS[name]


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = exit_of(["cmpare"], capsys)
    assert (code, "compare" in said, said.count("\n")) == (2, True, 1)


@pytest.mark.parametrize("question", ["", "   ", "x" * 50_000])
def test_an_empty_or_endless_question_is_one_line_and_exit_2(
    question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = exit_of(["ask", "--", question], capsys)
    assert code == 2
    assert said.count("\n") == 1


def test_a_wrong_model_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = exit_of(["ask", "--model", "gpt", "hello there"], capsys)
    assert (code, "PROVIDER:NAME" in said) == (2, True)


def test_a_question_back_is_exit_0(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(tmp_path))
    done = CliRunner().invoke(group, ["ask", "--json", "What if Atlantis is down for two weeks?"])
    assert done.exit_code == 0, done.output
    assert '"kind": "clarify"' in done.output
