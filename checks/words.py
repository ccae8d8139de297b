"""No word in a tracked file that belongs to one machine: folders, host names, package indexes."""

import configparser
import os
import platform
import re
from pathlib import Path

from checks.tracked import text_of, tracked

LONGEST = 2_000_000
_FOLDER = re.compile(r"(?<![\w.:~*-])/(?:work|root|home|Users)/[\w.]")
_INDEX = re.compile(
    r"\b(?:[\w-]+\.)*(?:pypi|pythonhosted|npmjs|artifactory|jfrog|devpi)\.[a-z]{2,}\b"
    r"|https?://[^\s\"'<>)]*/simple\b"
    r"|--(?:extra-)?index-url[ =]\S|--find-links[ =]\S|--trusted-host[ =]\S",
    re.IGNORECASE,
)
# Host names that say nothing about a machine.
_PLAIN_HOSTS = {
    "localhost",
    "debian",
    "ubuntu",
    "python",
    "runner",
    "docker",
    "container",
    "sandbox",
    "builder",
}


def _configured_indexes() -> set[str]:
    """Hosts of the package indexes that this machine is set up with, so that no list of them is kept here."""
    places = [
        os.environ.get(name, "")
        for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_INDEX")
    ]
    for path in (
        Path("/etc/pip.conf"),
        Path("/etc/xdg/pip/pip.conf"),
        Path("~/.config/pip/pip.conf").expanduser(),
    ):
        parser = configparser.ConfigParser(interpolation=None)
        if path.is_file():
            parser.read(path)
            places += [
                value for section in parser.values() for key, value in section.items() if "index" in key
            ]
    return {host for place in places for host in re.findall(r"https?://(?:[^@/\s]*@)?([\w.-]+\.\w+)", place)}


def machine_names() -> set[str]:
    """Names of this machine and of its indexes that would give it away."""
    host = platform.node().split(".")[0].lower()
    telling = {host} if len(host) >= 6 and host not in _PLAIN_HOSTS else set()
    return telling | _configured_indexes()


def found_in(text: str, names: set[str]) -> list[tuple[int, str]]:
    """Line number and offending piece of each forbidden word in a text."""
    hits = []
    own = (
        re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)), re.IGNORECASE)
        if names
        else None
    )
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern in (_FOLDER, _INDEX, own):
            match = pattern.search(line) if pattern else None
            if match:
                hits.append((number, line[match.start() : match.end() + 20].strip()))
    return hits


def problems(root: Path) -> list[str]:
    """One line for each forbidden word in the project's files."""
    names = machine_names()
    lines = []
    for path in tracked(root):
        text = text_of(path) if path.stat().st_size <= LONGEST else None
        for number, piece in found_in(text or "", names):
            lines.append(
                f"{path.relative_to(root)}:{number}: {piece!r} belongs to one machine; write it without"
            )
    return lines
