"""What an edit is: a typed value that turns one network into another and can say so in a sentence."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from rapidfuzz import process

from twin.errors import InputError
from twin.spec.network import Network
from twin.spec.quantity import Frozen
from twin.spec.scenario import RunSettings

Item = TypeVar("Item", bound=Frozen)


class Edit(Frozen, ABC):
    """Base of every edit."""

    def apply(self, network: Network) -> Network:
        """The edited network; InputError when the edit cannot be."""
        return network

    def apply_settings(self, settings: RunSettings) -> RunSettings:
        """The edited run settings; most edits leave them alone."""
        return settings

    @abstractmethod
    def describe(self) -> str:
        """The edit in a sentence fragment, e.g. 'Lyon is down from day 60 for 21 days'."""


def changed(network: Network, **parts: Any) -> Network:
    """The network with some parts replaced and every reference checked again."""
    try:
        return Network.model_validate(
            {**{name: getattr(network, name) for name in Network.model_fields}, **parts}
        )
    except ValueError as error:
        message = str(error).split("Value error, ")[-1].split(" [type=")[0]
        raise InputError(f"The edit does not fit: {message}.") from error


def pick(items: Sequence[Item], name: str, what: str) -> Item:
    """The item of that name, also by another case; InputError with the nearest names otherwise."""
    by_name = {_name_of(item): item for item in items}
    folded = {key.casefold(): item for key, item in by_name.items()}
    if name in by_name:
        return by_name[name]
    if name.casefold() in folded:
        return folded[name.casefold()]
    near = [key for key, _, _ in process.extract(name, list(by_name), limit=3, score_cutoff=60)]
    hint = f" Nearest: {', '.join(near)}." if near else ""
    raise InputError(
        f"No {what} named {name!r} here.{hint} Known: {', '.join(list(by_name)[:30]) or 'none'}."
    )


def _name_of(item: Frozen) -> str:
    return str(getattr(item, "name", ""))


def mapped(
    items: tuple[Item, ...], change: Callable[[Item], Item], chosen: Callable[[Item], bool]
) -> tuple[Item, ...]:
    """The items with the chosen ones changed."""
    return tuple(change(item) if chosen(item) else item for item in items)


def times(factor: float) -> str:
    """A factor in words: 'up 20 %', 'down 15 %', 'times 3'."""
    if factor >= 2:
        return f"times {factor:g}"
    percent = round(abs(factor - 1) * 100, 4)
    return f"{'up' if factor >= 1 else 'down'} {percent:g} %"


def number(value: float) -> str:
    """A number without needless digits."""
    return f"{round(value, 6):g}" if abs(value) < 1e6 else f"{value:,.0f}"
