"""The KPIs: name, unit, which way is better, formula in words, and where the formula comes from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Better = Literal["lower", "higher"]
_SIGNED = ("money.margin", "money.npv", "resilience.lost_service")


@dataclass(frozen=True)
class Kpi:
    """One measure of a run: `key` is `group.name`; `better` is None where neither direction is good."""

    key: str
    title: str
    unit: str
    better: Better | None
    formula: str
    reference: str = "own definition"

    @property
    def group(self) -> str:
        """The part of the key before the first dot."""
        return self.key.split(".", 1)[0]

    @property
    def bounds(self) -> tuple[float, float]:
        """What the measure can be at all: a fraction 0 to 1, most others 0 or more."""
        if self.key in _SIGNED:
            return -math.inf, math.inf
        return 0.0, 1.0 if self.unit == "fraction" else math.inf


_EUR, _KG, _YEAR = "EUR/unit", "kg CO2e/unit", "EUR/year"
_ACCOUNTING = "activity-based costing: amount x price, summed by account"
_ANNUITY = "capital recovery factor w(1+w)^n / ((1+w)^n - 1) (engineering economics)"
_ISO = "ISO 14083:2023: tonne-km x well-to-wheel factor of the mode"
_ORDERS = "over the orders placed from day 0 to the horizon"

_COST = (
    Kpi(
        "cost.landed", "Landed cost", _EUR, "lower", "sum of all cost accounts / units delivered", _ACCOUNTING
    ),
    Kpi(
        "cost.capex",
        "Capital of sites",
        _EUR,
        "lower",
        "capital x recovery factor x years open / units delivered",
        _ANNUITY,
    ),
    Kpi(
        "cost.development",
        "Development of the network",
        _EUR,
        "lower",
        "cost x recovery factor x years / units delivered",
        _ANNUITY,
    ),
    Kpi(
        "cost.fixed",
        "Fixed cost of sites",
        _EUR,
        "lower",
        "fixed cost a year x years open / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.labour",
        "Labour",
        _EUR,
        "lower",
        "(operators x hours of work + paid staff hours) x wage / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.setup",
        "Set-up labour",
        _EUR,
        "lower",
        "operators x hours of set-up x wage / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.energy",
        "Electricity",
        _EUR,
        "lower",
        "units worked x kWh a unit x price / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.material",
        "Material",
        _EUR,
        "lower",
        "good units x bill of materials x price / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.scrap",
        "Scrap",
        _EUR,
        "lower",
        "scrapped units x bill of materials x price / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.inbound",
        "Inbound freight",
        _EUR,
        "lower",
        "(t.km x rate + shipments x fee) of materials / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.outbound",
        "Outbound freight",
        _EUR,
        "lower",
        "(t.km x rate + shipments x fee) of products / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.duty",
        "Customs duty",
        _EUR,
        "lower",
        "duty x value of goods on lanes with duty / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.intermediary",
        "Intermediaries",
        _EUR,
        "lower",
        "margin x price x units on lanes with one / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.holding",
        "Holding stock",
        _EUR,
        "lower",
        "unit-days of stock x value x holding rate / units delivered; products at making cost",
        "inventory theory: h = rate x value",
    ),
    Kpi(
        "cost.mobile",
        "Moving mobile factories",
        _EUR,
        "lower",
        "moves x cost of a move / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.carbon",
        "Carbon price",
        _EUR,
        "lower",
        "footprint in tonnes x carbon price / units delivered",
        _ACCOUNTING,
    ),
    Kpi(
        "cost.lost_sales",
        "Lost sales",
        _EUR,
        "lower",
        "units lost x (price - variable cost), never below 0 / units delivered",
        "opportunity cost: contribution not earned",
    ),
)
_MONEY = (
    Kpi("money.revenue", "Revenue", _YEAR, "higher", "units delivered x price, a year"),
    Kpi("money.margin", "Margin", _YEAR, "higher", "revenue - all cost accounts but lost sales, a year"),
    Kpi(
        "money.npv",
        "Net present value",
        "EUR",
        "higher",
        "yearly cash margin x annuity factor - capital, over the capital's mean life at its mean WACC",
        "net present value of a level cash flow",
    ),
    Kpi(
        "money.payback",
        "Payback",
        "year",
        "lower",
        "capital / yearly cash margin; undefined while there is none",
        "simple payback",
    ),
    Kpi(
        "money.break_even",
        "Break-even volume",
        "unit/year",
        "lower",
        "fixed cost a year / (price - variable cost of a unit)",
        "cost-volume-profit analysis",
    ),
    Kpi(
        "capital.total",
        "Capital in total",
        "EUR",
        "lower",
        "capital of all sites + development",
        "power law of plant cost; learning curve (Wright)",
    ),
    Kpi(
        "capital.before_first_sale",
        "Capital before the first sale",
        "EUR",
        "lower",
        "development + capital of sites begun before the first site opens",
    ),
)
_SERVICE = (
    Kpi("service.lead_time_mean", "Mean lead time", "day", "lower", f"mean of delivered - placed, {_ORDERS}"),
    Kpi(
        "service.lead_time_p50",
        "Median lead time",
        "day",
        "lower",
        f"half of the orders are faster, {_ORDERS}",
        "quantile, linear interpolation (Hyndman-Fan type 7)",
    ),
    Kpi(
        "service.lead_time_p95",
        "95 % lead time",
        "day",
        "lower",
        f"95 % of the orders are faster, {_ORDERS}",
        "quantile, linear interpolation (Hyndman-Fan type 7)",
    ),
    Kpi(
        "service.fill_rate",
        "Fill rate",
        "fraction",
        "higher",
        "share of units on time: within the promise; without one, "
        "from stock at once (make to stock) or not lost (make to order)",
        "fill rate (type 2 service, inventory theory)",
    ),
    Kpi(
        "service.otif",
        "On time in full",
        "fraction",
        "higher",
        "share of orders delivered complete and on time, by the test of the fill rate",
    ),
    Kpi("service.lost", "Lost orders", "order", "lower", f"orders lost, {_ORDERS}"),
    Kpi(
        "service.backlog",
        "Backlog at the end",
        "order",
        "lower",
        "orders placed and neither delivered nor lost when the run ends",
    ),
    Kpi(
        "service.utilisation", "Utilisation", "fraction", None, "hours of work and set-up / server hours open"
    ),
    Kpi(
        "service.wip",
        "Orders in work",
        "order",
        "lower",
        "time average of orders released and not completed",
        "area under the number in system (Little 1961)",
    ),
)
_FOOTPRINT = (
    Kpi(
        "footprint.total",
        "Carbon footprint",
        _KG,
        "lower",
        "sum of the stages / units delivered",
        "life-cycle stages summed once each",
    ),
    Kpi(
        "footprint.material",
        "Carbon of materials",
        _KG,
        "lower",
        "kg of material worked, scrap included, x factor / units delivered",
    ),
    Kpi("footprint.energy", "Carbon of electricity", _KG, "lower", "kWh x grid intensity / units delivered"),
    Kpi(
        "footprint.inbound",
        "Carbon of inbound freight",
        _KG,
        "lower",
        "t.km of materials x factor / units delivered",
        _ISO,
    ),
    Kpi(
        "footprint.outbound",
        "Carbon of outbound freight",
        _KG,
        "lower",
        "t.km of products x factor / units delivered",
        _ISO,
    ),
    Kpi(
        "footprint.embodied",
        "Carbon of buildings and machines",
        _KG,
        "lower",
        "embodied carbon / life x years open / units delivered",
    ),
    Kpi(
        "footprint.tkm",
        "Transport work",
        "t.km/unit",
        "lower",
        "mass x distance of all shipments / units delivered",
        _ISO,
    ),
    Kpi(
        "footprint.kwh",
        "Electricity used",
        "kWh/unit",
        "lower",
        "units worked x kWh a unit / units delivered",
    ),
    Kpi("footprint.water", "Water", "L/unit", "lower", "units worked x litres a unit / units delivered"),
    Kpi(
        "footprint.plastic",
        "Plastic",
        "kg/unit",
        "lower",
        "kg of material worked x its plastic share / units delivered",
    ),
    Kpi(
        "footprint.waste",
        "Material waste",
        "kg/unit",
        "lower",
        "bill x waste share of good units + bill of scrapped units / units delivered",
    ),
)
_COMMUNITY = (
    Kpi("community.jobs", "Jobs", "job", "higher", "paid hours a year / hours of a full-time job"),
    Kpi("community.jobs_net", "Jobs, net of displacement", "job", "higher", "jobs x (1 - displacement)"),
    Kpi(
        "community.local_spend",
        "Local share of purchases",
        "fraction",
        "higher",
        "purchases from suppliers within the sourcing radius / all purchases of material",
    ),
    Kpi(
        "community.local_income",
        "Income kept in the places",
        _YEAR,
        "higher",
        "(wages + local purchases) x share kept x multiplier, a year",
        "local multiplier",
    ),
)
_RESILIENCE = (
    Kpi(
        "resilience.time_to_survive",
        "Time to survive",
        "day",
        "higher",
        "first event to the first week of worse service than the undisturbed run; "
        "the rest of the horizon when there is none",
        "time to survive (Simchi-Levi)",
    ),
    Kpi(
        "resilience.time_to_recover",
        "Time to recover",
        "day",
        "lower",
        "first event to the first of two weeks in a row with service as good as undisturbed",
        "time to recover (Simchi-Levi)",
    ),
    Kpi(
        "resilience.lost_service",
        "Lost service",
        "order.day",
        "lower",
        "days by which the orders of the window were later than undisturbed, summed",
        "resilience triangle (Bruneau)",
    ),
)
_WINDOWED = ("lead_time_mean", "lead_time_p50", "lead_time_p95", "fill_rate", "otif", "lost")
_SCOPES = {
    "window": ("in the window", "orders placed in the event window"),
    "touched": ("in the zones touched", "orders placed in the event window by the zones touched"),
}


def _windowed(kpi: Kpi, scope: str) -> Kpi:
    words, orders = _SCOPES[scope]
    return Kpi(
        f"{scope}.{kpi.key}",
        f"{kpi.title} {words}",
        kpi.unit,
        kpi.better,
        f"{kpi.formula.split(',')[0]}, over the {orders}",
        kpi.reference,
    )


RUN_KPIS = (*_COST, *_MONEY, *_SERVICE, *_FOOTPRINT, *_COMMUNITY)
WINDOW_KPIS = tuple(
    _windowed(kpi, scope)
    for scope in _SCOPES
    for kpi in _SERVICE
    if kpi.key.removeprefix("service.") in _WINDOWED
)
RESILIENCE_KPIS = _RESILIENCE

KPIS: Mapping[str, Kpi] = MappingProxyType(
    {kpi.key: kpi for kpi in (*RUN_KPIS, *RESILIENCE_KPIS, *WINDOW_KPIS)}
)

COST_ACCOUNTS = tuple(kpi.key.removeprefix("cost.") for kpi in _COST if kpi.key != "cost.landed")
FOOTPRINT_STAGES = ("material", "energy", "inbound", "outbound", "embodied")
