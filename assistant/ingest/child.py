"""Running the parser in a child process, with a deadline, and trusting nothing that it prints."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.ingest.limits import Limits
from twin.errors import InputError, RunError

_NEEDS = {"pdf": ("pypdf", "pypdf"), "docx": ("docx", "python-docx")}


@dataclass(frozen=True)
class Part:
    """Text under one heading, or of one page."""

    heading: str
    page: int | None
    text: str


def parts_of(content: bytes, kind: str, name: str, limits: Limits) -> tuple[Part, ...]:
    """The document's parts.

    Raises InputError, with one line, for a document above a limit or one that cannot be read, and when the
    package that reads its kind is missing.
    """
    module, package = _NEEDS.get(kind, ("json", ""))
    if importlib.util.find_spec(module) is None:
        raise InputError(
            f"{name}: reading it needs the package {package}. Run: pip install 'frugal-twin[documents]'."
        )
    told = _run(content, kind, name, limits)
    if "error" in told:
        raise InputError(f"{name}: not added: {_line(told['error'])}.")
    return _checked(told, name, limits)


def _run(content: bytes, kind: str, name: str, limits: Limits) -> dict[str, object]:
    script = Path(__file__).with_name("parse.py")
    command = [sys.executable, "-I", "-B", str(script), kind, json.dumps(asdict(limits))]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(content)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603  our own script, no shell, no name of the document on the line
            command,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            env=_bare(),
        )
        try:
            answer, _ = child.communicate(timeout=limits.seconds + 5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise InputError(
                f"{name}: not added: reading it took longer than {limits.seconds:.0f} s."
            ) from None
        said.close()
    if child.returncode != 0:
        raise InputError(f"{name}: not added: reading it takes more time or memory than is allowed.")
    try:
        told = json.loads(answer)
    except ValueError as error:
        raise RunError(f"{name}: the parser gave no answer.") from error
    if not isinstance(told, dict):
        raise RunError(f"{name}: the parser gave no answer.")
    return told


def _bare() -> dict[str, str]:
    """An environment without anything of the user's: no keys, no paths, no settings."""
    kept = ("SYSTEMROOT", "TEMP", "TMP") if os.name == "nt" else ()
    return {name: os.environ[name] for name in kept if name in os.environ} | {"OPENBLAS_NUM_THREADS": "1"}


def _checked(told: dict[str, object], name: str, limits: Limits) -> tuple[Part, ...]:
    rows = told.get("parts")
    if not isinstance(rows, list):
        raise RunError(f"{name}: the parser gave no answer.")
    parts = tuple(
        Part(
            _line(row["heading"])[:300],
            row["page"] if isinstance(row["page"], int) else None,
            _clean(str(row["text"])),
        )
        for row in rows
        if isinstance(row, dict)
    )
    if not parts:
        raise InputError(f"{name}: not added: no text was found in it (a scan has none).")
    return parts


def _line(text: object) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in " ".join(str(text).split()))


def _clean(text: str) -> str:
    """Text without control characters, but with its lines."""
    return "".join(mark for mark in text if mark.isprintable() or mark in "\n\t ")
