"""What capital costs."""

from typing import Literal, Self

from pydantic import Field, model_validator

from twin.edits.base import Edit, changed, mapped, number, pick, times
from twin.errors import InputError
from twin.spec.network import Network
from twin.spec.product import Name
from twin.spec.quantity import Quantity
from twin.spec.site import Site

CapexItem = Literal["cost", "wacc", "learning", "exponent", "life", "development"]
_WORDS = {
    "cost": "capital cost of a site",
    "wacc": "cost of capital (WACC)",
    "learning": "learning rate",
    "exponent": "scaling exponent",
    "life": "life of the equipment",
    "development": "development cost",
}


class CapexEdit(Edit):
    """Capital cost, WACC, learning rate, exponent, life or development cost: times a factor or set.

    Values: cost and development in EUR, wacc and learning as a fraction, life in years.
    """

    kind: Literal["capex"] = "capex"
    item: CapexItem
    factor: float | None = Field(default=None, gt=0, le=1000, allow_inf_nan=False)
    value: float | None = Field(default=None, ge=0, le=1e13, allow_inf_nan=False)
    site: Name | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.factor is None) == (self.value is None):
            raise ValueError("give either a factor or a value")
        if self.item in ("learning", "wacc") and self.value is not None and self.value > 1:
            raise ValueError(
                f"{_WORDS[self.item]} is a share of 1: 0.1 is 10 %, and more than 100 % cannot be"
            )
        return self

    def apply(self, network: Network) -> Network:
        if self.item == "development":
            if network.development is None:
                raise InputError("This network carries no development cost to change.")
            part = network.development.model_copy(update={"cost": self._new(network.development.cost)})
            return changed(network, development=part)
        name = pick(network.sites, self.site, "site").name if self.site else None
        return changed(network, sites=mapped(network.sites, self._site, lambda s: name in (None, s.name)))

    def _site(self, site: Site) -> Site:
        if site.capex is None:
            return site
        part: dict[str, object] = {self.item: self._new(getattr(site.capex, self.item))}
        return site.model_copy(update={"capex": site.capex.model_copy(update=part)})

    def _new(self, old: Quantity) -> Quantity:
        return old.scaled(self.factor) if self.factor is not None else old.at(self.value or 0.0)

    def describe(self) -> str:
        where = f" at {self.site}" if self.site else ""
        if self.factor is not None:
            return f"{_WORDS[self.item]}{where} {times(self.factor)}"
        value = self.value or 0.0
        shown = f"{number(value * 100)} %" if self.item in ("wacc", "learning") else number(value)
        unit = {"cost": " EUR", "development": " EUR", "life": " years"}.get(self.item, "")
        return f"{_WORDS[self.item]}{where} set to {shown}{unit}"
