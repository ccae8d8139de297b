"""Writes the golden files again and prints what changed: `.venv/bin/python scripts/write_golden.py`.

Look at the difference before it is committed: a changed digit is a changed model.
"""

import difflib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "golden"))

from small_run import FOLDER, written  # noqa: E402


def main() -> None:
    """Writes each file and prints the difference to what stood there."""
    for name, text in written().items():
        path = FOLDER / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(text, encoding="utf-8")
        print(
            "".join(difflib.unified_diff(before.splitlines(True), text.splitlines(True), "before", name))
            or f"{name}: the same"
        )


if __name__ == "__main__":
    main()
