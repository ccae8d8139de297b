"""KPIs of a run: a tally priced under a draw.

`pricing(tally, network)` writes the ledger once and gives a function that prices it; two hundred draws over
one run take milliseconds. `measure` does both for a single draw.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from twin.knowledge import NOMINAL, Draw
from twin.kpi import capital, community, cost, footprint, service
from twin.kpi.ledger import Ledger, Totals
from twin.kpi.physical import available_hours, busy_hours
from twin.kpi.registry import COST_ACCOUNTS, FOOTPRINT_STAGES
from twin.kpi.tally import Tally
from twin.spec.network import Network

OPPORTUNITY = ("lost_sales",)
CAPITAL_ACCOUNTS = ("capex", "development")
_SOURCES = (*cost.ACCOUNTS, cost.revenue, *footprint.STAGES, *footprint.USES, *community.COUNTS)


def ledger(tally: Tally, network: Network) -> Ledger:
    """Every entry of a run: cost accounts, `co2.` stages, uses, hours, purchases, revenue."""
    return Ledger(tuple(entry for source in _SOURCES for entry in source(tally, network)))


@dataclass(frozen=True)
class Pricing:
    """A tally ready to be priced under any draw."""

    tally: Tally
    network: Network
    ledger: Ledger
    commitment: capital.Commitment

    def __call__(self, draw: Draw = NOMINAL) -> dict[str, float]:
        """Every KPI of the run that is defined; an undefined one (a cost per unit of nothing) is left out."""
        totals = self.ledger(draw)
        accounts = self.accounts(totals, draw)
        return {
            **self._per_unit(totals, accounts),
            **self._money(totals, accounts, draw),
            **service_kpis(self.tally),
            **self._community(totals, draw),
        }

    def accounts(self, totals: Totals, draw: Draw) -> dict[str, float]:
        """The cost accounts, EUR from day 0 to the horizon."""
        found = {account: totals[account] for account in COST_ACCOUNTS}
        lines = cost.derived(self.tally, self.network, totals, draw)
        for account in sorted({line.account for line in lines}):
            found[account] = math.fsum(line.amount * line.price for line in lines if line.account == account)
        return found

    def _per_unit(self, totals: Totals, accounts: Mapping[str, float]) -> dict[str, float]:
        units = self.tally.delivered
        if not units:
            return {}
        stages = {f"footprint.{stage}": totals[f"co2.{stage}"] / units for stage in FOOTPRINT_STAGES}
        uses = {
            f"footprint.{use}": totals[use] / units for use in ("tkm", "kwh", "water", "plastic", "waste")
        }
        return {
            "cost.landed": math.fsum(accounts.values()) / units,
            **{f"cost.{account}": amount / units for account, amount in accounts.items()},
            "footprint.total": totals.of(f"co2.{stage}" for stage in FOOTPRINT_STAGES) / units,
            **stages,
            **uses,
        }

    def _money(self, totals: Totals, accounts: Mapping[str, float], draw: Draw) -> dict[str, float]:
        years, committed = self.tally.years, self.commitment.total(draw)
        spent = math.fsum(amount for account, amount in accounts.items() if account not in OPPORTUNITY)
        on_capital = math.fsum(accounts[account] for account in CAPITAL_ACCOUNTS)
        cash = (totals["revenue"] - spent + on_capital) / years
        found = {
            "money.revenue": totals["revenue"] / years,
            "money.margin": (totals["revenue"] - spent) / years,
            "capital.total": committed,
            "capital.before_first_sale": self.commitment.before_first_sale(draw),
        }
        terms = self.commitment.life_and_wacc(draw)
        if terms is not None:
            found["money.npv"] = cash / capital.recovery_factor(terms[1], terms[0]) - committed
            if cash > 0:
                found["money.payback"] = committed / cash
        return {**found, **self._break_even(totals, accounts, spent)}

    def _break_even(self, totals: Totals, accounts: Mapping[str, float], spent: float) -> dict[str, float]:
        """Units a year at which contribution pays what does not grow with them."""
        units = self.tally.delivered
        if not units:
            return {}
        variable = cost.variable(totals, accounts["carbon"])
        contribution = (totals["revenue"] - variable) / units
        return (
            {"money.break_even": (spent - variable) / self.tally.years / contribution}
            if contribution > 0
            else {}
        )

    def _community(self, totals: Totals, draw: Draw) -> dict[str, float]:
        terms = self.network.community
        found: dict[str, float] = {}
        if totals["purchases"] > 0 and self.network.policy.sourcing_radius is not None:
            found["community.local_spend"] = totals["local"] / totals["purchases"]
        if terms is None:
            return found
        jobs = totals["hours"] / self.tally.years / draw(terms.hours_per_job)
        income = math.fsum((totals["labour"], totals["setup"], totals["local"])) / self.tally.years
        return {
            **found,
            "community.jobs": jobs,
            "community.jobs_net": jobs * (1.0 - draw(terms.displacement)),
            "community.local_income": income * draw(terms.local_spend) * draw(terms.multiplier),
        }


def service_kpis(tally: Tally) -> dict[str, float]:
    """The `service.` KPIs over the whole counted time, and `window.` ones when a window was asked for."""
    open_hours = available_hours(tally)
    found = {f"service.{name}": value for name, value in service.window_kpis(tally.orders).items()}
    found["service.backlog"] = service.backlog(tally.orders)
    found["service.wip"] = tally.wip
    if open_hours > 0:
        found["service.utilisation"] = busy_hours(tally) / open_hours
    if tally.window is not None:
        found |= {
            f"window.service.{name}": value for name, value in service.window_kpis(tally.window).items()
        }
    return found


def pricing(tally: Tally, network: Network) -> Pricing:
    """Writes the ledger of a tally; call the result with a draw."""
    return Pricing(tally, network, ledger(tally, network), capital.commitment(tally, network))


def measure(tally: Tally, network: Network, draw: Draw = NOMINAL) -> dict[str, float]:
    """Every KPI of a run by name, priced under a draw; undefined KPIs are left out."""
    return pricing(tally, network)(draw)


def by_site(tally: Tally, network: Network, draw: Draw = NOMINAL) -> dict[str, dict[str, float]]:
    """Cost accounts (EUR), `co2.` stages (kg) and `hours` by site, from day 0 to the horizon.

    What concerns no single site (development, carbon price, lost sales) stands under the empty name, so that
    the columns add up to the totals of the network.
    """
    whole = pricing(tally, network)
    totals = whole.ledger(draw)
    kept = {*COST_ACCOUNTS, *(f"co2.{stage}" for stage in FOOTPRINT_STAGES), "hours"}
    lines: list[tuple[str, str, float]] = [
        (entry.site, entry.account, entry.total(draw))
        for entry in whole.ledger.entries
        if entry.account in kept
    ]
    lines += [
        (line.site, line.account, line.amount * line.price)
        for line in cost.derived(tally, network, totals, draw)
    ]
    table: dict[str, dict[str, list[float]]] = {site.name: {} for site in tally.places}
    for site, account, amount in lines:
        table.setdefault(site, {}).setdefault(account, []).append(amount)
    return {
        site: {account: math.fsum(parts) for account, parts in row.items()} for site, row in table.items()
    }


Measure = Callable[[Draw], dict[str, float]]
