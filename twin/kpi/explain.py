"""Where a KPI comes from: its formula, the accounts and entries under it, and the facts under those.

    cost.landed -> accounts -> entries (amount x price) -> quantities with value, range and source

Shares say how much of the KPI a line makes up.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from twin.errors import InputError
from twin.knowledge import NOMINAL, Draw
from twin.kpi import cost
from twin.kpi.ledger import WHOLE_NETWORK, Entry
from twin.kpi.measure import Pricing, pricing
from twin.kpi.registry import COST_ACCOUNTS, FOOTPRINT_STAGES, KPIS
from twin.kpi.tally import Tally
from twin.spec.network import Network
from twin.spec.quantity import Quantity

SHOWN = 12
_PER_UNIT_USES = ("tkm", "kwh", "water", "plastic", "waste")


@dataclass(frozen=True)
class Node:
    """One line of an explanation. `share` is its part in the KPI; range and source are those of a fact."""

    title: str
    value: float
    unit: str
    formula: str = ""
    share: float | None = None
    low: float | None = None
    high: float | None = None
    source: str = ""
    children: tuple["Node", ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented text."""
        share = "" if self.share is None else f"  {self.share:.1%}"
        span = "" if self.low is None or self.high is None else f"  [{self.low:.6g} to {self.high:.6g}]"
        rest = "".join(f"  {text}" for text in (self.formula and f"= {self.formula}", self.source) if text)
        yield f"{'  ' * depth}{self.title}: {self.value:.6g} {self.unit}{share}{span}{rest}"
        for child in self.children:
            yield from child.lines(depth + 1)


def explain(kpi: str, network: Network, tally: Tally, draw: Draw = NOMINAL) -> Node:
    """The tree under one KPI of a run. Raises InputError for one that is unknown or undefined here."""
    if kpi not in KPIS:
        raise InputError(f"No KPI {kpi!r}. Known: {', '.join(KPIS)}.")
    priced = pricing(tally, network)
    values = priced(draw)
    if kpi not in values:
        raise InputError(f"{kpi} is not defined in this run ({KPIS[kpi].formula}).")
    definition, total = KPIS[kpi], values[kpi]
    children = tuple(_accounts(kpi, priced, draw, total))
    title = f"{kpi} ({definition.title})"
    return Node(
        title,
        total,
        definition.unit,
        f"{definition.formula} ({definition.reference})",
        1.0,
        children=children,
    )


def _accounts(kpi: str, priced: Pricing, draw: Draw, total: float) -> Iterator[Node]:
    """The accounts that add up to a KPI per unit; others are explained by their formula and their amounts."""
    group, name = kpi.split(".", 1)
    units = priced.tally.delivered
    if kpi == "cost.landed":
        nodes = [
            _account(account, KPIS[f"cost.{account}"].title, priced, draw, units, total)
            for account in COST_ACCOUNTS
        ]
    elif kpi == "footprint.total":
        nodes = [
            _account(f"co2.{s}", KPIS[f"footprint.{s}"].title, priced, draw, units, total)
            for s in FOOTPRINT_STAGES
        ]
    elif group == "cost":
        nodes = list(_account(name, "", priced, draw, units, total).children)
    elif group == "footprint":
        account = name if name in _PER_UNIT_USES else f"co2.{name}"
        nodes = list(_account(account, "", priced, draw, units, total).children)
    elif group == "capital":
        nodes = _capital(priced, draw, total)
    else:
        nodes = []
    yield from (node for node in nodes if node.value)
    if group in ("cost", "footprint"):
        yield Node("units delivered", units, "unit")


def _capital(priced: Pricing, draw: Draw, total: float) -> list[Node]:
    nodes = [
        Node(
            f"capital of {name}", capital(draw), "EUR", capital.formula, _share(capital(draw), total),
            children=tuple(_facts(capital.parts, draw)),
        )
        for name, (capital, _, _) in zip(priced.commitment.names, priced.commitment.sites, strict=True)
    ]  # fmt: skip
    plan = priced.network.development
    if plan is not None:
        cost_now = draw(plan.cost)
        nodes.append(
            Node(
                "development",
                cost_now,
                "EUR",
                "",
                _share(cost_now, total),
                children=(_fact("cost", plan.cost, draw),),
            )
        )
    return nodes


def _account(account: str, title: str, priced: Pricing, draw: Draw, units: int, total: float) -> Node:
    unit = KPIS[f"footprint.{account}"].unit if account in _PER_UNIT_USES else (
        "kg CO2e/unit" if account.startswith("co2.") else "EUR/unit"
    )  # fmt: skip
    children = [_merged(rows, draw, units, unit, total) for rows in _grouped(priced.ledger.of(account))]
    totals = priced.ledger(draw)
    for line in cost.derived(priced.tally, priced.network, totals, draw):
        value = line.amount * line.price / units
        if line.account == account and value:
            where = f" at {line.site}" if line.site else ""
            formula = f"{line.amount:.6g} x {line.price:.6g} EUR ({line.formula})"
            children.append(Node(f"{line.what}{where}", value, unit, formula, _share(value, total)))
    children.sort(key=lambda node: -abs(node.value))
    value = math.fsum(node.value for node in children)
    return Node(
        title or account,
        value,
        unit,
        "",
        _share(value, total),
        children=tuple(_shortened(children, unit, total)),
    )


def _shortened(nodes: list[Node], unit: str, total: float) -> Iterator[Node]:
    yield from nodes[:SHOWN]
    rest = math.fsum(node.value for node in nodes[SHOWN:])
    if len(nodes) > SHOWN:
        yield Node(f"{len(nodes) - SHOWN} more lines", rest, unit, "", _share(rest, total))


def _grouped(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Entries of one thing with one price, whatever the site: ten like sites are one line."""
    groups: dict[tuple[str, object], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.what, entry.price), []).append(entry)
    yield from (tuple(rows) for rows in groups.values())


def _merged(rows: tuple[Entry, ...], draw: Draw, units: int, unit: str, total: float) -> Node:
    first, amount = rows[0], math.fsum(row.amount for row in rows)
    value = amount * first.price(draw) / units
    names = sorted({row.site for row in rows if row.site != WHOLE_NETWORK})
    where = f" at {names[0]}" if len(names) == 1 else f" at {len(names)} sites" if names else ""
    formula = f"{amount:.6g} {first.unit} x {first.price.formula} / units delivered"
    return Node(
        f"{first.what}{where}",
        value,
        unit,
        formula,
        _share(value, total),
        children=tuple(_facts(first.price.parts, draw)),
    )


def _facts(parts: Iterable[tuple[str, Quantity]], draw: Draw) -> Iterator[Node]:
    yield from (_fact(name, quantity, draw) for name, quantity in parts)


def _fact(name: str, quantity: Quantity, draw: Draw) -> Node:
    return Node(
        name, draw(quantity), quantity.unit, low=quantity.low, high=quantity.high, source=quantity.source
    )


def _share(value: float, total: float) -> float | None:
    return value / total if total else None
