"""What customers ask for, and what things cost."""

from typing import Literal, Self

from pydantic import Field, model_validator

from twin.edits.base import Edit, changed, mapped, number, pick, times
from twin.errors import InputError
from twin.siting import sized
from twin.spec.amount import OrdersPerDay
from twin.spec.flow import Demand, Zone
from twin.spec.network import Economy, Network
from twin.spec.product import Name, Product, Variants
from twin.spec.quantity import Quantity, given

PriceItem = Literal[
    "freight",
    "electricity",
    "wage",
    "material",
    "duty",
    "carbon",
    "grid_carbon",
    "product",
    "intermediary",
    "site_fixed",
]
_PRICE_WORDS = {
    "freight": "freight costs",
    "electricity": "electricity price",
    "wage": "wages",
    "material": "material prices",
    "duty": "customs duty",
    "carbon": "carbon price",
    "grid_carbon": "carbon intensity of the grid",
    "product": "the product's price",
    "intermediary": "intermediaries' margin",
    "site_fixed": "fixed cost of a site",
}
_PRICE_UNITS = {
    "electricity": "EUR/kWh",
    "wage": "EUR/h",
    "duty": "fraction",
    "carbon": "EUR",
    "grid_carbon": "kg CO2e/kWh",
    "product": "EUR",
    "intermediary": "fraction",
    "site_fixed": "EUR/year",
}


class DemandEdit(Edit):
    """Demand times a factor, or set in orders a day, everywhere, in one zone, or for one product.

    Sites keep their size unless `resize` is true (then the written rule sizes them anew).
    """

    kind: Literal["demand"] = "demand"
    factor: float | None = Field(default=None, gt=0, le=1000, allow_inf_nan=False)
    per_day: OrdersPerDay | None = None
    zone: Name | None = None
    product: Name | None = None
    resize: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.factor is None) == (self.per_day is None):
            raise ValueError("give either a factor or orders per day")
        if self.zone and self.per_day is not None:
            raise ValueError("one zone's demand is changed by a factor")
        return self

    def apply(self, network: Network) -> Network:
        edited = self._zone_edit(network) if self.zone else self._network_edit(network)
        return sized(edited) if self.resize else edited

    def _network_edit(self, network: Network) -> Network:
        name = pick(network.products, self.product, "product").name if self.product else None

        def change(demand: Demand) -> Demand:
            rate = (
                demand.per_day.scaled(self.factor) if self.factor else demand.per_day.at(self.per_day or 0.0)
            )
            return demand.model_copy(update={"per_day": rate})

        return changed(network, demand=mapped(network.demand, change, lambda d: name in (None, d.product)))

    def _zone_edit(self, network: Network) -> Network:
        zone = pick(network.zones, str(self.zone), "zone")
        factor = self.factor or 1.0
        total = sum(item.share for item in network.zones)
        grown = total + zone.share * (factor - 1)

        def weigh(item: Zone) -> Zone:
            return item.model_copy(
                update={"weight": item.share * (factor if item.name == zone.name else 1.0)}
            )

        demand = tuple(
            d.model_copy(update={"per_day": d.per_day.scaled(grown / total)}) for d in network.demand
        )
        return changed(network, zones=mapped(network.zones, weigh, lambda _: True), demand=demand)

    def describe(self) -> str:
        where = f" in {self.zone}" if self.zone else ""
        what = f" for {self.product}" if self.product else ""
        change = times(self.factor) if self.factor else f"set to {number(self.per_day or 0)} orders a day"
        return f"demand{what}{where} {change}" + (" (sites resized by the rule)" if self.resize else "")


class DemandGrowth(Edit):
    """Demand grows by a share a year."""

    kind: Literal["demand_growth"] = "demand_growth"
    per_year: float = Field(gt=-1, le=10, allow_inf_nan=False)

    def apply(self, network: Network) -> Network:
        def change(demand: Demand) -> Demand:
            return demand.model_copy(update={"growth": given(self.per_year, "1")})

        return changed(network, demand=mapped(network.demand, change, lambda _: True))

    def describe(self) -> str:
        return f"demand grows by {number(self.per_year * 100)} % a year"


class PriceEdit(Edit):
    """A price, cost rate or carbon intensity times a factor, or set to a value in its base unit."""

    kind: Literal["price"] = "price"
    item: PriceItem
    factor: float | None = Field(default=None, ge=0, le=1000, allow_inf_nan=False)
    value: float | None = Field(default=None, ge=0, le=1e12, allow_inf_nan=False)
    country: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.factor is None) == (self.value is None):
            raise ValueError("give either a factor or a value")
        if self.value is not None and self.item not in _PRICE_UNITS:
            raise ValueError(
                f"{_PRICE_WORDS[self.item]} differ from one to the next; change them by a factor"
            )
        return self

    def apply(self, network: Network) -> Network:
        return getattr(self, f"_apply_{self.item}")(network)  # type: ignore[no-any-return]

    def _new(self, old: Quantity) -> Quantity:
        return old.scaled(self.factor) if self.factor is not None else old.at(self.value or 0.0)

    def _economies(self, network: Network, field: str) -> Network:
        def change(economy: Economy) -> Economy:
            return economy.model_copy(update={field: self._new(getattr(economy, field))})

        if self.country and self.country not in {e.country for e in network.economies}:
            raise InputError(
                f"No site stands in {self.country}. Countries here: {', '.join(e.country for e in network.economies)}."
            )
        return changed(
            network, economies=mapped(network.economies, change, lambda e: self.country in (None, e.country))
        )

    def _apply_electricity(self, network: Network) -> Network:
        return self._economies(network, "electricity")

    def _apply_wage(self, network: Network) -> Network:
        return self._economies(network, "labour")

    def _apply_grid_carbon(self, network: Network) -> Network:
        return self._economies(network, "grid")

    def _apply_freight(self, network: Network) -> Network:
        modes = tuple(
            m.model_copy(
                update={"cost": self._new(m.cost), "cost_per_shipment": self._new(m.cost_per_shipment)}
            )
            for m in network.modes
        )
        return changed(network, modes=modes)

    def _apply_material(self, network: Network) -> Network:
        return changed(
            network,
            materials=tuple(m.model_copy(update={"price": self._new(m.price)}) for m in network.materials),
        )

    def _apply_duty(self, network: Network) -> Network:
        return changed(
            network, lanes=tuple(x.model_copy(update={"duty": self._new(x.duty)}) for x in network.lanes)
        )

    def _apply_intermediary(self, network: Network) -> Network:
        return changed(
            network, lanes=tuple(x.model_copy(update={"margin": self._new(x.margin)}) for x in network.lanes)
        )

    def _apply_carbon(self, network: Network) -> Network:
        return changed(network, carbon_price=self._new(network.carbon_price))

    def _apply_product(self, network: Network) -> Network:
        return changed(
            network,
            products=tuple(p.model_copy(update={"price": self._new(p.price)}) for p in network.products),
        )

    def _apply_site_fixed(self, network: Network) -> Network:
        return changed(
            network,
            sites=tuple(s.model_copy(update={"fixed_cost": self._new(s.fixed_cost)}) for s in network.sites),
        )

    def describe(self) -> str:
        where = f" in {self.country}" if self.country else ""
        if self.factor is not None:
            return f"{_PRICE_WORDS[self.item]}{where} {times(self.factor)}"
        unit = (
            {"EUR": "EUR per tonne CO2e"}.get(_PRICE_UNITS[self.item], "")
            if self.item == "carbon"
            else _PRICE_UNITS[self.item]
        )
        shown = (
            f"{number((self.value or 0) * 100)} %"
            if unit == "fraction"
            else f"{number(self.value or 0)} {unit}"
        )
        return f"{_PRICE_WORDS[self.item]}{where} set to {shown}"


class VariantsEdit(Edit):
    """How many variants customers ask for."""

    kind: Literal["variants"] = "variants"
    count: int = Field(ge=1, le=10_000)
    product: Name | None = None
    mix: Literal["uniform", "zipf"] = "uniform"

    def apply(self, network: Network) -> Network:
        name = pick(network.products, self.product, "product").name if self.product else None

        def change(product: Product) -> Product:
            return product.model_copy(update={"variants": Variants(count=self.count, mix=self.mix)})

        return changed(network, products=mapped(network.products, change, lambda p: name in (None, p.name)))

    def describe(self) -> str:
        return f"{self.count} variants of {self.product or 'every product'}"
