"""Capital: what sites cost to build, by the power law or by numbering up, and what that is a year.

    scaled    capex = cost x (capacity / reference capacity) ^ exponent      (six-tenths rule: exponent 0.6)
    modular   capex = sum over its modules of cost x (1 - learning) ^ log2(n), n counted over the network
    annuity   capex x w (1 + w)^L / ((1 + w)^L - 1), WACC w, life L in years; capex / L when w is 0

Capacity and the number of modules are those of the run: they follow the draw that it was made with.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twin.capacity import capacity_of_mix
from twin.knowledge import NOMINAL, Draw
from twin.kpi.ledger import WHOLE_NETWORK, Entry, Part, Rates, nothing
from twin.kpi.tally import Tally
from twin.spec.network import Network, can_make
from twin.spec.quantity import Quantity
from twin.spec.site import Capex, Site

_TINY = 1e-9


def recovery_factor(wacc: float, years: float) -> float:
    """Capital recovery factor: the yearly payment that repays 1 over a life at a rate.

    >>> round(1e6 * recovery_factor(0.08, 10), 2)
    149029.49
    """
    if wacc == 0.0:
        return 1.0 / years
    return wacc / (1.0 - float((1.0 + wacc) ** -years))


@dataclass(frozen=True)
class Investment:
    """Capital of one site under a draw, EUR. `first` and `modules` number its modules in the network."""

    capex: Capex
    size: float  # capacity over reference capacity
    first: int = 1
    modules: int = 0

    def __call__(self, draw: Draw) -> float:
        return draw(self.capex.cost) * self.scale(draw)

    def scale(self, draw: Draw) -> float:
        """Capital in reference plants or first modules."""
        if self.capex.rule == "modular":
            return learned(draw(self.capex.learning), self.first, self.modules)
        return float(self.size ** draw(self.capex.exponent))

    @property
    def formula(self) -> str:
        """The rule in words."""
        if self.capex.rule == "modular":
            return (
                f"cost x sum of (1 - learning)^log2(n), n = {self.first} to {self.first + self.modules - 1}"
            )
        return f"cost x (capacity / reference capacity = {self.size:.4g})^exponent"

    @property
    def parts(self) -> tuple[Part, ...]:
        """Quantities that the capital rests on."""
        if self.capex.rule == "modular":
            return (("cost", self.capex.cost), ("learning", self.capex.learning))
        return (
            ("cost", self.capex.cost),
            ("reference capacity", self.capex.reference_capacity),
            ("exponent", self.capex.exponent),
        )


def learned(learning: float, first: int, modules: int) -> float:
    """Sum of (1 - learning)^log2(n) over the modules first, first + 1, ...; the first of all costs 1."""
    if learning == 0.0:
        return float(modules)
    return math.fsum((1.0 - learning) ** math.log2(n) for n in range(first, first + modules))


@dataclass(frozen=True)
class Annuity:
    """Yearly payment for an amount of capital, EUR a year."""

    capital: Investment | Rates
    wacc: Quantity
    life: Quantity

    def __call__(self, draw: Draw) -> float:
        return self.capital(draw) * recovery_factor(draw(self.wacc), draw(self.life))

    @property
    def formula(self) -> str:
        """The rule in words."""
        return f"{self.capital.formula} x recovery factor(WACC, life)"

    @property
    def parts(self) -> tuple[Part, ...]:
        """Quantities that the annuity rests on."""
        return (*self.capital.parts, ("WACC", self.wacc), ("life", self.life))


@dataclass(frozen=True)
class EmbodiedPerYear:
    """Carbon of building a site, spread over its life, kg CO2e a year; scales like its capital."""

    capital: Investment

    def __call__(self, draw: Draw) -> float:
        capex = self.capital.capex
        return draw(capex.carbon) * self.capital.scale(draw) / draw(capex.life)

    @property
    def formula(self) -> str:
        """The rule in words."""
        return f"embodied carbon x scale of the capital / life ({self.capital.formula})"

    @property
    def parts(self) -> tuple[Part, ...]:
        """Quantities that it rests on."""
        return (
            ("embodied carbon", self.capital.capex.carbon),
            *self.capital.parts[1:],
            ("life", self.capital.capex.life),
        )


def capacity(site: Site, network: Network, draw: Draw = NOMINAL) -> float:
    """Units a year of a site for the network's mix of what it makes; infinite when it makes nothing."""
    asked: dict[str, float] = {}
    for row in network.demand:
        asked[row.product] = asked.get(row.product, 0.0) + row.per_day.value * row.units
    made = {product: asked.get(product.name, 0.0) for product in network.products if can_make(site, product)}
    return capacity_of_mix(site, made, draw) if made else math.inf


def investments(tally: Tally, network: Network) -> Mapping[int, Investment]:
    """Capital of every site with a capex, by its position. Modules are numbered in the order of opening."""
    places, draw = tally.places, tally.draw
    taken: dict[Capex, int] = {}
    found: dict[int, Investment] = {}
    for index in sorted(range(len(places)), key=lambda i: (_opening(places[i], draw), i)):
        capex = places[index].capex
        if capex is None:
            continue
        units, reference = capacity(places[index], network, draw), draw(capex.reference_capacity)
        size = units / reference if math.isfinite(units) and reference > 0 else 1.0
        modules = max(1, math.ceil(size - _TINY))
        first = taken.get(capex, 0) + 1
        taken[capex] = first - 1 + modules
        found[index] = Investment(capex, size, first, modules)
    return dict(sorted(found.items()))


def _opening(site: Site, draw: Draw) -> float:
    return draw(site.opens) if site.opens else 0.0


def annuities(tally: Tally, network: Network) -> Iterator[Entry]:
    """Account `capex`: yearly payment x years open of each site (a mobile one from when it is sent)."""
    capital = investments(tally, network)
    for row in tally.opened:
        if row.site in capital and not nothing(capital[row.site].capex.cost):
            investment = capital[row.site]
            price = Annuity(investment, investment.capex.wacc, investment.capex.life)
            yield Entry(
                "capex",
                tally.places[row.site].name,
                "years open",
                row.days / 365.0,
                "year",
                price,
                fixed=True,
            )


def development(tally: Tally, network: Network) -> Iterator[Entry]:
    """Account `development`: yearly payment for what the network costs once, whatever its size."""
    plan = network.development
    if plan is not None and not nothing(plan.cost):
        price = Annuity(Rates((("development cost", plan.cost),)), plan.wacc, plan.life)
        yield Entry("development", WHOLE_NETWORK, "years", tally.years, "year", price, fixed=True)


def embodied(tally: Tally, network: Network) -> Iterator[Entry]:
    """Stage `embodied`: carbon of building the sites, spread over their lives."""
    capital = investments(tally, network)
    for row in tally.opened:
        if row.site in capital and not nothing(capital[row.site].capex.carbon):
            price = EmbodiedPerYear(capital[row.site])
            yield Entry(
                "co2.embodied",
                tally.places[row.site].name,
                "years open",
                row.days / 365.0,
                "year",
                price,
                fixed=True,
            )


@dataclass(frozen=True)
class Commitment:
    """The capital of a network and the order in which it is committed."""

    sites: tuple[tuple[Investment, Quantity | None, Quantity], ...]  # capital, opening day, build time
    names: tuple[str, ...]  # of the sites
    development: Quantity | None

    def total(self, draw: Draw) -> float:
        """Capital of all sites and of development, EUR."""
        return math.fsum([*(capital(draw) for capital, _, _ in self.sites), self._development(draw)])

    def before_first_sale(self, draw: Draw) -> float:
        """Development and the sites whose building begins before the first site opens, EUR."""
        first = min((_day(opens, draw) for _, opens, _ in self.sites), default=0.0)
        begun = (capital(draw) for capital, opens, build in self.sites if _begun(opens, build, first, draw))
        return math.fsum([*begun, self._development(draw)])

    def _development(self, draw: Draw) -> float:
        return 0.0 if self.development is None else draw(self.development)

    def life_and_wacc(self, draw: Draw) -> tuple[float, float] | None:
        """Mean life (years) and WACC of the sites, weighted by their capital; None without capital."""
        weights = [(capital(draw), capital.capex) for capital, _, _ in self.sites]
        total = math.fsum(weight for weight, _ in weights)
        if total <= 0:
            return None
        life = math.fsum(weight * draw(capex.life) for weight, capex in weights) / total
        return life, math.fsum(weight * draw(capex.wacc) for weight, capex in weights) / total


def _day(opens: Quantity | None, draw: Draw) -> float:
    return -math.inf if opens is None else draw(opens)


def _begun(opens: Quantity | None, build: Quantity, first: float, draw: Draw) -> bool:
    return opens is None or draw(opens) - draw(build) <= first


def commitment(tally: Tally, network: Network) -> Commitment:
    """The capital of a run's sites; mobile factories that were sent belong to it."""
    rows = tuple(
        (capital, tally.places[index].opens, tally.places[index].build_time)
        for index, capital in investments(tally, network).items()
    )
    names = tuple(tally.places[index].name for index in investments(tally, network))
    return Commitment(rows, names, network.development.cost if network.development else None)
