"""Build the notebooks from their text sources: notebooks/NAME.py becomes notebooks/NAME.ipynb.

    python scripts/build_notebooks.py            write what has changed
    python scripts/build_notebooks.py --check    say which notebooks do not fit their source; exit code 1 if any

A source holds cells after lines of `# %%` (code) or `# %% [markdown]`; Markdown lines begin with `# `. In a code cell,
`#: ` before a line hides from Python what only a notebook understands, such as `%%ask`.
"""

import json
import sys
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
_MARKDOWN = "# %% [markdown]"
_CODE = "# %%"


def built(source: str) -> str:
    """The notebook's JSON: the same source gives the same bytes."""
    notebook = {
        "cells": [_cell(number, kind, lines) for number, (kind, lines) in enumerate(_cells(source))],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cells(source: str) -> list[tuple[str, list[str]]]:
    cells: list[tuple[str, list[str]]] = []
    for line in source.splitlines():
        if line in (_MARKDOWN, _CODE):
            cells.append(("markdown" if line == _MARKDOWN else "code", []))
        elif cells:
            cells[-1][1].append(line)
        elif line.strip():
            sys.exit(f"'{line}' stands before the first cell. Begin with '{_CODE}' or '{_MARKDOWN}'.")
    return cells


def _cell(number: int, kind: str, lines: list[str]) -> dict[str, Any]:
    prefix = "# " if kind == "markdown" else "#: "
    text = "\n".join(line.removeprefix(prefix) if line != "#" else "" for line in lines).strip("\n")
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": str(number),
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def main(check: bool) -> int:
    """Writes or checks every notebook; gives the exit code."""
    stale = 0
    for source in sorted(NOTEBOOKS.glob("*.py")):
        target, made = source.with_suffix(".ipynb"), built(source.read_text(encoding="utf-8"))
        if target.exists() and target.read_text(encoding="utf-8") == made:
            continue
        stale += 1
        if check:
            print(f"{target.name} does not fit {source.name}. Run: python scripts/build_notebooks.py")
        else:
            target.write_text(made, encoding="utf-8", newline="\n")
            print(f"wrote {target.name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
