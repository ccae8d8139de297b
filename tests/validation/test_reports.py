"""Reports of real answers hold on another copy of the kit, and fail for one digit changed by hand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from twin.errors import InputError

CHECKOUT = Path(__file__).parents[2]
QUESTION = (
    "Compare one big plant with two micro-factories for the Ulive in France over 30 days with 2 replications"
)
EVENT = (
    "What happens to lead times if Lyon is down for one week from day 5, over 30 days with 2 replications?"
)
PROGRAM = "from assistant.cli import main; import sys; main(sys.argv[1:])"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def program(
    *words: str, home: Path, kit: Path = CHECKOUT, cwd: Path, seed: str = "0", cores: int | None = None
) -> tuple[int, str]:
    """Runs `frugal-twin` of a copy of the kit in another place; gives exit code and what it said."""
    environment = {
        **os.environ,
        "FRUGAL_TWIN_HOME": str(home),
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": str(kit),
    }

    def pinned() -> None:
        if cores is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        env=environment,
        cwd=cwd,
        preexec_fn=pinned if os.name == "posix" else None,
        capture_output=True,
        text=True,
        timeout=280,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def report(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    code, said = program("report", "build", QUESTION, "-o", "answer.html", home=home, cwd=folder)
    assert code == 0, said
    return folder / "answer.html"


def test_a_report_holds_on_another_copy_with_another_hash_seed_and_one_worker(
    report: Path, home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    for part in ("twin", "assistant", "corpus"):
        shutil.copytree(CHECKOUT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    code, said = program(
        "report", "verify", str(report), home=home, kit=copy, cwd=tmp_path, seed="7", cores=1
    )
    assert code == 0, said
    assert "VERIFIED" in said
    assert "fail" not in said
    assert "does not prove who made it" in said


def test_one_digit_changed_by_hand_is_found(report: Path, home: Path, tmp_path: Path) -> None:
    page = report.read_text(encoding="utf-8")
    match = re.search(r"landed cost EUR 1,(\d)\d\d per unit", page)
    assert match is not None
    digit = "9" if match[1] != "9" else "8"
    changed = tmp_path / "changed.html"
    changed.write_text(page[: match.start(1)] + digit + page[match.end(1) :], encoding="utf-8", newline="\n")
    code, said = program("report", "verify", str(changed), home=home, cwd=tmp_path)
    assert code == 1
    assert re.search(r"fail +checksum", said)
    assert re.search(r"fail +text: found '.*EUR 1," + digit, said)
    assert re.search(r"pass +results", said)
    assert "NOT VERIFIED" in said


def test_a_follow_up_is_planned_again_from_all_its_questions(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(home))
    from assistant.report_answer import answer_page, recipes, write_page
    from assistant.session import Session
    from twin.report import read_report, verify
    from twin.report.maker import maker

    talk = Session()
    talk.ask(EVENT)
    path = write_page(tmp_path / "follow.html", answer_page(talk, talk.ask("And with two weeks instead?")))
    inputs = read_report(path).inputs
    assert inputs.questions == (EVENT, "And with two weeks instead?")
    assert any(
        "14" in scenario.describe() or "two weeks" in scenario.describe() for scenario in inputs.scenarios
    )
    checks = list(verify(path, recipes(), maker()))
    assert [check.name for check in checks if check.failed] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "given", "plan": {"kind": "run", "scenarios": "x"}}, "not valid"),
        ({"model": "given", "plan": {"kind": "run", "scenarios": [{"case": "nothing"}]}}, "nothing"),
        ({"model": "given", "plan": {"kind": "help"}}, "no report can hold"),
        (
            {
                "questions": (
                    "Compare one big plant with two micro-factories for the Ulive in France over 9000 days",
                )
            },
            "re-run up to 3,660",
        ),
        ({"questions": ("Run the avatar plant with 5000 replications",)}, "re-run up to 200"),
        ({"questions": ("What is the time?",)}, "no report can hold"),
        ({"questions": ()}, "no report can hold"),
    ],
)
def test_what_a_stranger_asks_to_run_is_bounded_before_it_runs(
    home: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], message: str
) -> None:
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(home))
    from assistant.report_answer import recipes
    from twin.report import Inputs

    ran: list[int] = []
    asked = Inputs(**{"recipe": "answer", "questions": (QUESTION,), **changes})
    with pytest.raises(InputError, match=message):
        recipes(lambda done, total: ran.append(done))["answer"](asked)
    assert ran == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("report", "build"), "Give a question, or scenarios"),
        (("report", "build", "x", "-o", "a.pdf"), "ends in .html"),
        (("report", "build", "x", "-o", "nowhere/a.html"), "no such folder"),
        (("report", "verify", "missing.html"), "no such file"),
        (("report", "build", "--scenario", "nothing/plant"), "nothing"),
    ],
)
def test_wrong_words_are_one_line_and_code_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    from assistant.cli import main

    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert message in said
    assert len(said.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
