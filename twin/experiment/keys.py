"""The key of a run: a digest of everything that its numbers depend on, the code included."""

import hashlib
import json
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import twin
from twin.experiment.job import Job
from twin.streams import SCHEME

_LIBRARIES = ("numpy", "scipy", "simpy")
# Parts of the twin that no run's numbers pass through.
_APART = {"plot", "report", "material", "live"}


@lru_cache(maxsize=1)
def code_digest() -> str:
    """SHA-256 over the twin's source files and the versions of the libraries that make numbers."""
    root = Path(str(twin.__path__[0]))
    total = hashlib.sha256(" ".join(f"{name} {_version(name)}" for name in _LIBRARIES).encode())
    for path in sorted(root.rglob("*.py"), key=lambda p: p.relative_to(root).as_posix()):
        inner = path.relative_to(root)
        if inner.parts[0] not in _APART:
            total.update(
                b"\0" + inner.as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n")
            )
    return total.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def job_key(job: Job) -> str:
    """SHA-256 of scenario, replication, event levels, pricing draws, window, stream scheme and code."""
    watch = None if job.watch is None else [job.watch.start, job.watch.horizon, *job.watch.zones]
    prices = [sorted(draw.levels.items()) for draw in job.prices]
    parts = [
        job.scenario.digest, job.replication, list(job.levels), prices, watch, job.who_served_whom,
        SCHEME, code_digest(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, separators=(",", ":"), allow_nan=False).encode()).hexdigest()
