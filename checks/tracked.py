"""The files that the project is made of."""

import subprocess
from pathlib import Path

SKIPPED_FOLDERS = {".git", ".venv", "build", "dist", "__pycache__", ".frugal-twin", "reports"}


def tracked(root: Path) -> list[Path]:
    """Files under `root` that git tracks or would track; every file where there is no git."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout.decode()
        return sorted(path for name in listed.split("\0") if name and (path := root / name).is_file())
    everything = (path for path in root.rglob("*") if path.is_file())
    return sorted(p for p in everything if not SKIPPED_FOLDERS & set(p.relative_to(root).parts))


def text_of(path: Path) -> str | None:
    """The text of a file, or None when it is not text (a picture, an archive)."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
