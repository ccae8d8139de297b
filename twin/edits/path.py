"""The edit for everything else: one value by its path, as in `sites.Lyon.stations.assemble.servers=4`."""

import difflib
from typing import Any, Literal

from pydantic import Field

from twin.edits.base import Edit
from twin.errors import InputError
from twin.spec.load import build
from twin.spec.network import Network

_MAX_DEPTH = 20


class SetValue(Edit):
    """Sets the value at a path; list items go by their name (or product, country, or position)."""

    kind: Literal["set"] = "set"
    path: str = Field(min_length=1, max_length=300)
    value: str | int | float | bool | None

    def apply(self, network: Network) -> Network:
        raw = network.model_dump(mode="python")
        steps = self.path.split(".")
        if len(steps) > _MAX_DEPTH:
            raise InputError(f"The path {self.path!r} has more than {_MAX_DEPTH} steps.")
        place: Any = raw
        for step in steps[:-1]:
            place = _step(place, step, self.path)
        key = _key(place, steps[-1], self.path)
        old = place[key]
        if isinstance(old, dict | list | tuple) and not _is_quantity(old):
            raise InputError(
                f"{self.path!r} is a group of values. Go on to one of: {', '.join(_names(old)[:20])}."
            )
        place[key] = self.value
        return build(Network, raw, f"set {self.path}")

    def describe(self) -> str:
        return f"{self.path} set to {self.value}"


def _is_quantity(value: object) -> bool:
    return isinstance(value, dict) and {"value", "unit", "source"} <= set(value)


def _names(place: Any) -> list[str]:
    if isinstance(place, dict):
        return list(place)
    return [str(_name(item, index)) for index, item in enumerate(place)]


def _name(item: object, index: int) -> object:
    if isinstance(item, dict):
        return item.get("name") or item.get("product") or item.get("item") or item.get("country") or index
    return index


def _key(place: Any, step: str, path: str) -> Any:
    names = _names(place) if isinstance(place, dict | list | tuple) else []
    if step in names:
        return step if isinstance(place, dict) else names.index(step)
    if isinstance(place, list | tuple) and step.isdigit() and int(step) < len(place):
        return int(step)
    near = difflib.get_close_matches(step, names, n=3, cutoff=0.5)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise InputError(
        f"Nothing named {step!r} on the path {path!r}.{hint} Known there: {', '.join(names[:20]) or 'nothing'}."
    )


def _step(place: Any, step: str, path: str) -> Any:
    key = _key(place, step, path)
    if isinstance(place[key], tuple):
        place[key] = list(place[key])
    return place[key]
