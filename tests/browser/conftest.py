"""Browser fixtures: JupyterLab on loopback and Chromium through Playwright for Python.

Chromium is found by the variable CHROMIUM or by its usual names; without it the tests are skipped, or fail when
REQUIRE_BROWSER=1 says that they must run.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SHOTS = Path(__file__).parent / "shots"
CHECKOUT = Path(__file__).parents[2]
_FLAGS = (
    "--disable-dev-shm-usage",
    "--enable-unsafe-swiftshader",
    "--use-angle=swiftshader",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)
_KERNEL_IDLE = """() => {
    const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
    return kernel && kernel.connectionStatus === 'connected' && kernel.status === 'idle';
}"""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _chromium() -> str:
    """The browser's path; skips or fails when there is none."""
    wanted = os.environ.get("CHROMIUM")
    found = shutil.which(wanted) if wanted else next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    message = "Chromium is not here (Debian: apt-get install chromium, or name it in CHROMIUM)."
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


RUN = "window.ran=(window.ran||0)+1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"[x](javascript:{RUN})",
    f"[x](data:text/html,<script>{RUN}</script>)",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"\"onmouseover='{RUN}' x=\"",
    f"' autofocus onfocus='{RUN}",
    f"--><script>{RUN}</script><!--",
    f"]]><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</textarea></title><script>{RUN}</script>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<style>@import 'data:text/css,x'</style><body onload={RUN}>",
    f"{{{{ self }}}}{{% raw %}}<b onclick={RUN}>",
    f"`</code></pre><script>{RUN}</script>",
    f"\u2028<script>{RUN}</script>",
    f'%{{x}}<a href="javascript:{RUN}">x</a><sup onclick={RUN}>',
    f"<object data='javascript:{RUN}'><embed src='javascript:{RUN}'>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href='javascript:{RUN}//'>",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<x onpointerenter={RUN} style='position:fixed;inset:0'>",
)


@dataclass
class Watch:
    """What a page asked for outside loopback, and its errors."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, token and working folder."""

    base: str
    token: str
    work: Path

    def address(self, notebook: str) -> str:
        return f"{self.base}/lab/tree/{notebook}?token={self.token}&reset"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = _chromium()
    flags = [*_FLAGS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else list(_FLAGS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=flags)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def lab(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab as `frugal-twin lab` starts it, with folders of its own."""
    root = tmp_path_factory.mktemp("lab")
    work, home = root / "work", root / "home"
    work.mkdir()
    port, token = _free_port(), secrets.token_hex(16)
    environment = {
        **os.environ,
        "FRUGAL_TWIN_HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(root / "config"),
        "JUPYTER_DATA_DIR": str(root / "data"),
        "JUPYTER_RUNTIME_DIR": str(root / "runtime"),
        "IPYTHONDIR": str(root / "ipython"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")])),
    }
    options = [f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True"]
    command = [
        sys.executable,
        "-m",
        "assistant.lab",
        "--folder",
        str(work),
        "--port",
        str(port),
        "--",
        *options,
    ]
    with (root / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=CHECKOUT
        )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{base}/api/status?token={token}", server, root / "server.log")
        yield Lab(base, token, work)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.2)


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh page; `page.watch` collects requests that leave loopback, and errors."""
    SHOTS.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 1400, "height": 1100}, reduced_motion="reduce")
    context.set_default_timeout(90_000)
    made = context.new_page()
    made.watch = Watch()
    allowed = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:")
    made.on("request", lambda r: None if r.url.startswith(allowed) else made.watch.outside.append(r.url))
    made.on("console", lambda m: made.watch.errors.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: made.watch.errors.append(str(error)))
    yield made
    failed = getattr(request.node, "failed_call", False)
    if failed:
        made.screenshot(path=SHOTS / f"failed-{request.node.name[:60]}.png")
    context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    outcome = yield
    if call.when == "call":
        item.failed_call = outcome.get_result().failed  # type: ignore[attr-defined, union-attr]


@pytest.fixture(scope="session")
def payloads() -> tuple[str, ...]:
    """Texts that try to run a script wherever they are shown; each counts in `window.ran`."""
    return PAYLOADS


@pytest.fixture
def open_notebook(page: Any, lab: Lab) -> Callable[..., None]:
    """Opens a notebook of the lab, waits for its kernel, and runs every cell or the first so many code cells."""

    def opened(name: str, run: bool = True) -> None:
        page.goto(lab.address(name))
        page.wait_for_function("() => !!window.jupyterapp")
        page.evaluate("() => window.jupyterapp.restored")
        page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
        page.wait_for_function(_KERNEL_IDLE)
        if run:
            page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")

    return opened


@pytest.fixture
def write_notebook(lab: Lab) -> Callable[..., str]:
    """Puts a notebook of code cells into the lab's folder; gives its name."""

    def written(name: str, *cells: str) -> str:
        _write(lab.work, name, cells)
        return name

    return written


def _write(folder: Path, name: str, cells: Sequence[str]) -> None:
    made = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [
            {
                "id": str(i),
                "cell_type": "code",
                "source": code,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            for i, code in enumerate(cells)
        ],
    }
    (folder / name).write_text(json.dumps(made), encoding="utf-8")
