"""JupyterLab with a writable copy of the notebooks: on loopback, without news, updates or anything fetched."""

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from twin.errors import RunError
from twin.paths import data_home, notebooks_root

FIRST = "01_ask_the_twin.ipynb"
_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},  # a saved chat is there when reopened
}


def copy_notebooks(folder: Path) -> list[str]:
    """Copies the notebooks that are not yet in the folder, and gives their names; what is there is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    copied = []
    for notebook in sorted(notebooks_root().glob("*.ipynb")):
        target = folder / notebook.name
        if not target.exists():
            shutil.copyfile(notebook, target)
            copied.append(notebook.name)
    return copied


def command(
    folder: Path, port: int | None = None, browse: bool = True, more: Sequence[str] = ()
) -> list[str]:
    """The command line of the server: loopback alone, and no address asked for news, updates or extensions."""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        *([f"--ServerApp.port={port}", "--ServerApp.port_retries=0"] if port is not None else []),
        *([] if browse else ["--no-browser"]),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *more,
    ]


def environment(home: Path) -> dict[str, str]:
    """The server's environment: settings and workspaces of our own, so that the user's JupyterLab stays as it is."""
    for name, values in _SETTINGS.items():
        path = home / "lab" / "settings" / f"{name}.jupyterlab-settings"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
    return {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(home / "lab" / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "lab" / "workspaces"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def open_lab(
    folder: Path | None = None, port: int | None = None, browse: bool = True, more: Sequence[str] = ()
) -> int:
    """Opens JupyterLab and waits for its end; gives its exit code. `RunError` where it is not installed."""
    if importlib.util.find_spec("jupyterlab") is None or importlib.util.find_spec("anywidget") is None:
        raise RunError(
            "JupyterLab is not installed here. Install the workbench: pip install 'frugal-twin[lab]'."
        )
    chosen = folder or data_home() / "notebooks"
    copy_notebooks(chosen)
    server = subprocess.Popen(command(chosen, port, browse, more), env=environment(data_home()), cwd=chosen)  # noqa: S603
    try:
        return server.wait()
    except KeyboardInterrupt:  # the server got the same signal and asks or ends by itself
        return server.wait()


def main() -> None:
    """For tests: python -m assistant.lab --folder F --port P -- further options of the server."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--port", type=int)
    parser.add_argument("more", nargs="*")
    given = parser.parse_args()
    sys.exit(open_lab(given.folder, given.port, browse=False, more=given.more))


if __name__ == "__main__":
    main()
