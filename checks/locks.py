"""The locks: exact versions with hashes, no address, nothing missing, the core inside the full one."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

CORE, FULL = "requirements-core.lock", "requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: ; (.+?))?(?: \\)?$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


@dataclass(frozen=True)
class Pin:
    """One package of a lock: `name` in its canonical spelling, and how many `hashes` its files have."""

    name: str
    version: Version
    hashes: int


def read(path: Path) -> dict[str, Pin]:
    """The pins of a lock by name. Raises ValueError, with the line, on anything but pins and hashes."""
    pins: dict[str, Pin] = {}
    name = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        pin = _PIN.match(line)
        if pin:
            name = canonicalize_name(pin[1])
            if name in pins:
                raise ValueError(f"{path.name}:{number}: {name} stands there twice; run `make lock`")
            pins[name] = Pin(name, Version(pin[2]), 0)
        elif name and _HASH.match(line):
            pins[name] = Pin(name, pins[name].version, pins[name].hashes + 1)
        else:
            raise ValueError(
                f"{path.name}:{number}: {line.strip()[:60]!r} is neither a pin nor a hash "
                "(a lock holds no address and no option); run `make lock`"
            )
    return pins


def wanted(pyproject: Path) -> tuple[list[Requirement], list[Requirement]]:
    """What pyproject.toml asks for: the core with what an editable install needs, and all the extras."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    core = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    extras = [line for extra in project["project"]["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in core], [Requirement(line) for line in extras]


def left_out(pyproject: Path) -> set[str]:
    """The packages that pyproject.toml keeps out of the locks on purpose."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    return {
        canonicalize_name(Requirement(line).name) for line in project["tool"]["uv"]["override-dependencies"]
    }


def unmet(requirements: list[Requirement], pins: dict[str, Pin], lock: str) -> list[str]:
    """One line for each requirement that the lock lacks or pins to a version that does not fit."""
    lines = []
    for requirement in requirements:
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None:
            lines.append(f"{lock}: lacks {requirement.name}, which pyproject.toml wants; run `make lock`")
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            lines.append(f"{lock}: {pin.name} {pin.version} does not fit {requirement}; run `make lock`")
    return lines


def problems(root: Path) -> list[str]:
    """What is wrong with the two locks."""
    try:
        core, full = read(root / CORE), read(root / FULL)
    except (OSError, ValueError) as error:
        return [str(error)]
    core_wanted, extras = wanted(root / "pyproject.toml")
    lines = unmet(core_wanted, core, CORE) + unmet(core_wanted + extras, full, FULL)
    for name, pin in core.items():
        if name not in full:
            lines.append(f"{FULL}: lacks {name}, which {CORE} has; run `make lock`")
        elif full[name].version != pin.version:
            lines.append(
                f"{name} is {pin.version} in {CORE} and {full[name].version} in {FULL}; run `make lock`"
            )
    for lock, pins in ((CORE, core), (FULL, full)):
        lines += [
            f"{lock}: {pin.name} has no hash; run `make lock`" for pin in pins.values() if not pin.hashes
        ]
        back = sorted(left_out(root / "pyproject.toml") & set(pins))
        lines += [
            f"{lock}: {name} is back, though pyproject.toml leaves it out; run `make lock`" for name in back
        ]
    return lines
