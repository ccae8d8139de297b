"""The case library: one YAML file a case, read on demand."""

from functools import lru_cache
from importlib.resources import files

from rapidfuzz import process

from twin.cases.model import Case, Design
from twin.errors import InputError
from twin.safe_yaml import load_yaml
from twin.spec.load import build


def keys() -> tuple[str, ...]:
    """Keys of the cases that run."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@lru_cache(maxsize=32)
def load_case(key: str) -> Case:
    """The case of that key; InputError with the nearest keys when there is none."""
    if key not in keys():
        near = [name for name, _, _ in process.extract(key, keys(), limit=2, score_cutoff=55)]
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f"No case named {key!r}.{hint} Known: {', '.join(keys())}.")
    return build(Case, _raw(key), f"{key}.yaml")


def _raw(key: str) -> dict[str, object]:
    """The file of a case; one that `extends` another takes over the keys that it does not set itself."""
    raw = load_yaml(files(__package__).joinpath(f"{key}.yaml").read_text(encoding="utf-8"), f"{key}.yaml")
    if not isinstance(raw, dict):
        raise InputError(f"{key}.yaml: expected a mapping of keys and values.")
    parent = raw.pop("extends", None)
    return {**_raw(str(parent)), **raw} if parent else raw


__all__ = ["Case", "Design", "keys", "load_case"]
