"""The notebooks as files: no results kept in them, the plain kernel, each idea in a short cell."""

import json
from pathlib import Path
from typing import Any

LONGEST_CELL = 15


def dirt(notebook: dict[str, Any]) -> list[str]:
    """What has to be cleaned in one notebook, given as parsed JSON."""
    lines = []
    metadata = notebook.get("metadata", {})
    if metadata.get("kernelspec", {}).get("name") != "python3":
        lines.append("its kernel is not python3, so it would open with a question")
    if "widgets" in metadata:
        lines.append("it keeps the state of widgets")
    identifiers = [cell.get("id") for cell in notebook.get("cells", [])]
    if len(set(identifiers)) != len(identifiers) or None in identifiers:
        lines.append("its cells have no ids of their own")
    for number, cell in enumerate(notebook.get("cells", []), start=1):
        source = cell.get("source", "")
        text = source if isinstance(source, str) else "".join(source)
        if cell.get("cell_type") != "code":
            continue
        if cell.get("outputs") or cell.get("execution_count") is not None:
            lines.append(f"cell {number} keeps results of a run")
        if len(text.splitlines()) > LONGEST_CELL:
            lines.append(f"cell {number} has more than {LONGEST_CELL} lines; move the code into a package")
        if any(line.startswith(("def ", "class ", "async def ")) for line in text.splitlines()):
            lines.append(f"cell {number} defines a function or class; move it into a package")
    return lines


def problems(root: Path) -> list[str]:
    """One line for each thing to clean in the notebooks folder."""
    found = []
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        try:
            lines = dirt(json.loads(path.read_text(encoding="utf-8")))
        except (json.JSONDecodeError, AttributeError) as error:
            lines = [f"cannot be read: {error}"]
        found += [f"{path.relative_to(root)}: {line}" for line in lines]
    return found
