"""What is not known about the numbers: ranges, and draws from them.

A `Draw` says, for every uncertain source, at which level (a probability between 0 and 1) of its range it
stands. Whoever reads a quantity asks the draw: `draw(quantity)`. So a run, its costs and its carbon all see
the same world, quantities that share a source move together, and two designs are compared in the same world.
`NOMINAL` reads every quantity at its stated value.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pydantic import BaseModel

from twin.spec.network import Network
from twin.spec.quantity import Quantity, Unit


@dataclass(frozen=True)
class Draw:
    """Levels by source; a source that is not named keeps its stated value."""

    levels: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, quantity: Quantity) -> float:
        """The quantity's value in this draw, in its own unit."""
        level = self.levels.get(quantity.source)
        return quantity.value if level is None or not quantity.uncertain else at_level(quantity, level)


NOMINAL = Draw()


def at_level(quantity: Quantity, level: float) -> float:
    """Inverse distribution function of a quantity's range at a probability (0 to 1).

    Triangular with its mode at the stated value, uniform, or log-uniform (needs low > 0).
    """
    low, mode, high = float(quantity.low or 0.0), quantity.value, float(quantity.high or 0.0)
    if quantity.spread == "uniform":
        return low + level * (high - low)
    if quantity.spread == "loguniform":
        return math.exp(math.log(low) + level * (math.log(high) - math.log(low)))
    rising = (mode - low) / (high - low)
    if level < rising:
        return low + math.sqrt(level * (high - low) * (mode - low))
    return high - math.sqrt((1 - level) * (high - low) * (high - mode))


@dataclass(frozen=True)
class Uncertain:
    """One source of not knowing: an example quantity, the paths that use it, whether it changes events."""

    source: str
    quantity: Quantity
    paths: tuple[str, ...]
    events: bool


def uncertainties(network: Network) -> tuple[Uncertain, ...]:
    """Every uncertain source of a network, sorted by name; kinds of site that are not in use do not count."""
    found: dict[str, list[tuple[str, Quantity, bool]]] = {}
    for path, quantity, events in quantities(_in_use(network)):
        if quantity.uncertain:
            found.setdefault(quantity.source, []).append((path, quantity, events))
    return tuple(
        Uncertain(
            source, uses[0][1], tuple(path for path, _, _ in uses), any(events for _, _, events in uses)
        )
        for source, uses in sorted(found.items())
    )


def _in_use(network: Network) -> Network:
    """The network with only the templates, and the move, that a mobile factory of its responses needs."""
    sent = {event.template for event in network.responses if event.kind == "send_mobile"}
    templates = tuple(template for template in network.templates if template.name in sent)
    return network.model_copy(update={"templates": templates, "move": network.move if sent else None})


def quantities(value: object, path: str = "", events: bool = False) -> Iterator[tuple[str, Quantity, bool]]:
    """Every quantity inside a specification value with its dotted path; named items go by their name."""
    if isinstance(value, Quantity):
        yield path, value, events
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            marks = [mark for mark in info.metadata if isinstance(mark, Unit)]
            inner = events or any(mark.events for mark in marks) or _nested_unit_events(info.annotation)
            yield from quantities(getattr(value, name), f"{path}.{name}" if path else name, inner)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from quantities(item, f"{path}.{getattr(item, 'name', index)}", events)


def _nested_unit_events(annotation: object) -> bool:
    """Whether `X | None` hides a unit that changes events."""
    for part in getattr(annotation, "__args__", ()):
        if any(isinstance(mark, Unit) and mark.events for mark in getattr(part, "__metadata__", ())):
            return True
    return False


def draws(networks: Sequence[Network], count: int, seed: int) -> tuple[Draw, ...]:
    """Latin-hypercube draws of every uncertain source of the networks.

    Each source has its own stream, keyed by its name and the seed: a source that two networks share stands
    at the same level in both, and adding a source moves no other.
    """
    sources = sorted({item.source for network in networks for item in uncertainties(network)})
    columns = {source: _strata(source, count, seed) for source in sources}
    return tuple(Draw({source: float(columns[source][i]) for source in sources}) for i in range(count))


def _strata(source: str, count: int, seed: int) -> np.ndarray:
    key = int.from_bytes(hashlib.sha256(f"knowledge/{source}".encode()).digest()[:8], "little")
    generator = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, key])))
    return (generator.permutation(count) + generator.random(count)) / max(count, 1)
