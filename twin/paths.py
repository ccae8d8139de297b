"""Where the kit's own material and the user's data live."""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def _material(name: str) -> Path:
    """A folder of the kit: beside the packages in a checkout, inside the package in an installed wheel."""
    inside = _PACKAGE / "material" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def corpus_root() -> Path:
    """Folder with cases, themes, facts and question sets."""
    return _material("corpus")


def notebooks_root() -> Path:
    """Folder with the notebooks."""
    return _material("notebooks")


def data_home() -> Path:
    """Folder for indexes, sessions and results: `FRUGAL_TWIN_HOME`, else the platform's user data folder."""
    chosen = os.environ.get("FRUGAL_TWIN_HOME")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("frugal-twin"))
