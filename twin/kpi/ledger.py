"""The ledger: every physical amount of a run with what one of it costs, emits or takes.

An entry is `amount x price`; the amount comes from the records and never moves, the price is made of
quantities of the specification and is read through a draw. So a run is priced under hundreds of draws without
being run again, a KPI can be walked down to its facts, and any account can be split by site.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from twin.knowledge import Draw
from twin.spec.quantity import Quantity

WHOLE_NETWORK = ""
Part = tuple[str, Quantity]


class Price(Protocol):
    """What one of an amount costs: a function of the draw that can name its parts."""

    def __call__(self, draw: Draw) -> float: ...

    def __hash__(self) -> int: ...

    @property
    def formula(self) -> str:
        """The price in words."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The quantities it is made of, named."""


@dataclass(frozen=True)
class Rates:
    """A product of quantities and a plain scale; quantities in `surcharges` enter as 1 + value."""

    parts: tuple[Part, ...]
    surcharges: tuple[Part, ...] = ()
    scale: float = 1.0

    def __call__(self, draw: Draw) -> float:
        value = self.scale
        for _, quantity in self.parts:
            value *= draw(quantity)
        for _, quantity in self.surcharges:
            value *= 1.0 + draw(quantity)
        return value

    @property
    def formula(self) -> str:
        names = [name for name, _ in self.parts] + [f"(1 + {name})" for name, _ in self.surcharges]
        scale = [] if self.scale == 1.0 else [f"{self.scale:g}"]
        return " x ".join([*names, *scale]) or "1"


class Entry(NamedTuple):
    """One line of the ledger.

    `account` names what it is booked to, `site` whom it concerns (empty: the whole network), `what` says in
    words what was counted, `unit` its unit. `fixed` entries do not grow with the units made.
    """

    account: str
    site: str
    what: str
    amount: float
    unit: str
    price: Price
    fixed: bool = False

    def total(self, draw: Draw) -> float:
        """Amount x price under a draw."""
        return self.amount * self.price(draw)


def nothing(*quantities: Quantity) -> bool:
    """Whether one of the quantities is exactly zero, so that an entry made of them needs no line."""
    return any(quantity.value == 0.0 and not quantity.uncertain for quantity in quantities)


class Totals(Mapping[str, float]):
    """Sum of each account under one draw, and the part of it that is fixed; an empty account sums to 0."""

    def __init__(self, sums: Mapping[str, float], fixed: Mapping[str, float]) -> None:
        self._sums, self._fixed = sums, fixed

    def __getitem__(self, account: str) -> float:
        return self._sums.get(account, 0.0)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sums)

    def __len__(self) -> int:
        return len(self._sums)

    def of(self, accounts: Iterable[str]) -> float:
        """Sum over several accounts."""
        return math.fsum(self[account] for account in accounts)

    def fixed(self, accounts: Iterable[str]) -> float:
        """Sum of the fixed entries of several accounts."""
        return math.fsum(self._fixed.get(account, 0.0) for account in accounts)


@dataclass(frozen=True)
class Ledger:
    """All entries of one run. Call it with a draw for the totals of its accounts."""

    entries: tuple[Entry, ...]
    _merged: dict[tuple[str, bool], list[tuple[float, int]]] = field(init=False, repr=False, compare=False)
    _prices: tuple[Price, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        prices: dict[Price, int] = {}
        amounts: dict[tuple[str, bool], dict[int, list[float]]] = {}
        for entry in self.entries:
            index = prices.setdefault(entry.price, len(prices))
            amounts.setdefault((entry.account, entry.fixed), {}).setdefault(index, []).append(entry.amount)
        merged = {
            key: [(math.fsum(parts), index) for index, parts in by.items()] for key, by in amounts.items()
        }
        object.__setattr__(self, "_prices", tuple(prices))
        object.__setattr__(self, "_merged", merged)

    def __call__(self, draw: Draw) -> Totals:
        """Totals of the accounts: each distinct price is read once, so that a draw is quick."""
        prices = [price(draw) for price in self._prices]
        parts: dict[str, list[float]] = {}
        fixed: dict[str, float] = {}
        for (account, is_fixed), lines in self._merged.items():
            products = [amount * prices[index] for amount, index in lines]
            parts.setdefault(account, []).extend(products)
            if is_fixed:
                fixed[account] = math.fsum(products)
        return Totals({account: math.fsum(products) for account, products in parts.items()}, fixed)

    def of(self, account: str) -> tuple[Entry, ...]:
        """The entries of one account."""
        return tuple(entry for entry in self.entries if entry.account == account)


Accounts = Callable[..., Iterator[Entry]]
