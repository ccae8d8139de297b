"""A network of one's own, from a folder of tables or from a country and a number of cities.

from_folder(folder) -> raw network      from_country(wish) -> raw network      write(raw) -> YAML text
"""

from importlib.resources import files
from pathlib import Path
from typing import Any

from twin.draft.country import Wish, from_country
from twin.draft.folder import TABLES, from_folder
from twin.errors import InputError

__all__ = ["TABLES", "Wish", "from_country", "from_folder", "template", "write"]


def write(raw: dict[str, Any], opening: str) -> str:
    """The network as YAML that `frugal-twin run` reads; `opening` is a comment of one or more lines."""
    import yaml

    comment = "".join(f"# {line}\n" for line in opening.splitlines())
    text: str = yaml.dump(
        raw, Dumper=_plain(), sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )
    return comment + text


def _plain() -> type:
    """A writer that repeats values instead of pointing at them: the reader refuses aliases."""
    import yaml

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Plain


def template(folder: Path) -> tuple[Path, ...]:
    """Copies the tables to fill in; InputError when one of them is there already."""
    source = files("twin").joinpath("template")
    wanted = [folder / name for name in ("README.txt", *TABLES)]
    there = [path.name for path in wanted if path.exists()]
    if there:
        raise InputError(f"{folder} holds {', '.join(there)} already. Name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in wanted:
            path.write_text(source.joinpath(path.name).read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror or error}.") from error
    return tuple(wanted)
