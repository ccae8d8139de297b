"""What makes a report on this machine: versions and digests, as the page states them."""

import hashlib
import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from twin.experiment.keys import code_digest
from twin.paths import corpus_root
from twin.report.content import Maker


@lru_cache(maxsize=1)
def maker() -> Maker:
    """The kit's version, digests of its code and corpus, and the versions of Python and numpy."""
    return Maker(
        kit=_version("frugal-twin"),
        code=code_digest(),
        corpus=corpus_digest(),
        python=platform.python_version(),
        numpy=_version("numpy"),
    )


@lru_cache(maxsize=1)
def corpus_digest() -> str:
    """SHA-256 over the names and contents of all files of the corpus, whatever the line ends of the checkout."""
    root = corpus_root()
    total = hashlib.sha256()
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        if path.is_file() and not path.name.startswith("."):
            content = path.read_bytes()
            content = content if path.suffix == ".gz" else content.replace(b"\r\n", b"\n")
            name = path.relative_to(root).as_posix().encode()
            total.update(b"%d %d " % (len(name), len(content)) + name + content)
    return total.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unreleased"
