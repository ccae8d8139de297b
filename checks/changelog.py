"""The changelog: in the layout of Keep a Changelog, and it knows the version that pyproject.toml names."""

import re
import tomllib
from pathlib import Path

KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
_HEADING = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - (?P<day>\d{4}-\d{2}-\d{2}))?$")
_VERSION = re.compile(r"^\d+\.\d+\.\d+$")


def faults(text: str, version: str) -> list[str]:
    """What is wrong with the text of a changelog of a project at `version`."""
    lines, names = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            heading = _HEADING.match(line)
            if not heading:
                lines.append(
                    f"line {number}: write '## [1.2.3] - 2026-11-22' or '## [Unreleased]', not {line!r}"
                )
                continue
            name, day = heading["name"], heading["day"]
            names.append(name)
            if name != "Unreleased" and not (_VERSION.match(name) and day):
                lines.append(f"line {number}: a release has a version of three numbers and a day")
        elif line.startswith("### ") and line[4:] not in KINDS:
            lines.append(f"line {number}: {line[4:]!r} is none of {', '.join(sorted(KINDS))}")
    if not names or names[0] != "Unreleased":
        lines.append("it has to begin with '## [Unreleased]'")
    released = [tuple(map(int, name.split("."))) for name in names if _VERSION.match(name)]
    if released != sorted(released, reverse=True) or len(set(released)) != len(released):
        lines.append("the newest release comes first, and each once")
    if released and version not in names and tuple(map(int, version.split("."))) < released[0]:
        lines.append(f"pyproject.toml says {version}, which is older than the newest release here")
    return lines


def problems(root: Path) -> list[str]:
    """What is wrong with CHANGELOG.md."""
    try:
        text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ["CHANGELOG.md is missing"]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [f"CHANGELOG.md: {line}" for line in faults(text, project["version"])]
