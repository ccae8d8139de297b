"""The workbench starts on loopback, with copies of the notebooks, and leaves what is there alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import lab
from twin.errors import RunError
from twin.paths import notebooks_root

CHECKOUT = Path(__file__).parents[2]


def test_notebooks_fit_their_text_sources() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/build_notebooks.py", "--check"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_every_notebook_has_a_text_source() -> None:
    folder = CHECKOUT / "notebooks"
    assert {path.stem for path in folder.glob("*.ipynb")} == {path.stem for path in folder.glob("*.py")}


def test_notebooks_are_copied_once_and_never_overwritten(tmp_path: Path) -> None:
    assert lab.FIRST in lab.copy_notebooks(tmp_path / "mine")
    mine = tmp_path / "mine" / lab.FIRST
    mine.write_text("changed by me", encoding="utf-8")
    assert lab.copy_notebooks(tmp_path / "mine") == []
    assert mine.read_text(encoding="utf-8") == "changed by me"
    assert json.loads((notebooks_root() / lab.FIRST).read_text(encoding="utf-8"))["nbformat"] == 4


def test_the_server_listens_on_loopback_and_asks_nobody(tmp_path: Path) -> None:
    words = lab.command(tmp_path, port=8899, browse=False)
    assert "--ServerApp.ip=127.0.0.1" in words
    assert "--LabApp.news_url=None" in words
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in words
    assert "--ServerApp.port_retries=0" in words
    assert "--no-browser" in words
    assert not any(
        "token" in word.lower() for word in words
    )  # made by the server, not shown in a process list


def test_settings_are_our_own_and_keep_what_the_user_changed(tmp_path: Path) -> None:
    environment = lab.environment(tmp_path)
    folder = Path(environment["JUPYTERLAB_SETTINGS_DIR"])
    assert folder.is_relative_to(tmp_path)
    notices = folder / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    assert json.loads(notices.read_text(encoding="utf-8")) == {"fetchNews": "false", "checkForUpdates": False}
    notices.write_text("{}", encoding="utf-8")
    lab.environment(tmp_path)
    assert notices.read_text(encoding="utf-8") == "{}"
    assert "JUPYTERLAB_SETTINGS_DIR" not in os.environ


def test_without_jupyterlab_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RunError, match=r"pip install 'frugal-twin\[lab\]'"):
        lab.open_lab()
