"""Things that happen in the run: outages, shocks, factories in a box, overtime."""

from typing import Literal, Self

from pydantic import Field, model_validator

from twin import places
from twin.edits.base import Edit, changed, number, pick, times
from twin.spec.amount import Days, Factor, Fraction, PositiveDays
from twin.spec.events import (
    CommonMode,
    DemandShock,
    LaneOutage,
    Overtime,
    PriceShock,
    SendMobile,
    SiteOutage,
    SupplierOutage,
)
from twin.spec.network import Network
from twin.spec.place import Place
from twin.spec.product import Name
from twin.spec.quantity import Variable, given
from twin.told import days


class SiteOutageEdit(Edit):
    """A site stops, or loses a share of its capacity, for some days."""

    kind: Literal["site_outage"] = "site_outage"
    site: Name
    start: Days
    days: PositiveDays
    share: Fraction = Field(default=1.0, gt=0)

    def apply(self, network: Network) -> Network:
        site = pick(network.sites, self.site, "site")
        event = SiteOutage(
            site=site.name,
            start=given(self.start, "day"),
            length=given(self.days, "day"),
            share=given(self.share, "fraction"),
        )
        return changed(network, disruptions=(*network.disruptions, event))

    def describe(self) -> str:
        loss = "is down" if self.share == 1 else f"loses {number(self.share * 100)} % of its capacity"
        return f"{self.site} {loss} from day {number(self.start)} for {days(self.days)}"


class SupplierOutageEdit(Edit):
    """A supplier ships nothing for some days."""

    kind: Literal["supplier_outage"] = "supplier_outage"
    supplier: Name
    start: Days
    days: PositiveDays

    def apply(self, network: Network) -> Network:
        supplier = pick(network.suppliers, self.supplier, "supplier")
        event = SupplierOutage(
            supplier=supplier.name, start=given(self.start, "day"), length=given(self.days, "day")
        )
        return changed(network, disruptions=(*network.disruptions, event))

    def describe(self) -> str:
        return f"supplier {self.supplier} ships nothing from day {number(self.start)} for {days(self.days)}"


class LaneOutageEdit(Edit):
    """A lane is closed for some days."""

    kind: Literal["lane_outage"] = "lane_outage"
    lane: Name
    start: Days
    days: PositiveDays

    def apply(self, network: Network) -> Network:
        lane = pick(network.lanes, self.lane, "lane")
        event = LaneOutage(lane=lane.name, start=given(self.start, "day"), length=given(self.days, "day"))
        return changed(network, disruptions=(*network.disruptions, event))

    def describe(self) -> str:
        return f"lane {self.lane} is closed from day {number(self.start)} for {days(self.days)}"


class CommonModeEdit(Edit):
    """A shared cause stops all sites, or all of a kind, at random: mean days between and of a stop."""

    kind: Literal["common_mode"] = "common_mode"
    every: PositiveDays
    days: PositiveDays
    site_kind: Literal["central_plant", "micro_factory", "mobile_factory", "warehouse"] | None = None

    def apply(self, network: Network) -> Network:
        event = CommonMode(
            mtbf=Variable(mean=given(self.every, "day"), shape="exponential"),
            mttr=Variable(mean=given(self.days, "day"), shape="exponential"),
            site_kind=self.site_kind,
        )
        return changed(network, disruptions=(*network.disruptions, event))

    def describe(self) -> str:
        what = f"every {self.site_kind.replace('_', ' ')}" if self.site_kind else "every site"
        return f"a common cause stops {what} about every {days(self.every)} for {days(self.days)}"


class DemandShockEdit(Edit):
    """Demand is multiplied for some days, in one zone or everywhere."""

    kind: Literal["demand_shock"] = "demand_shock"
    start: Days
    days: PositiveDays
    factor: float = Field(ge=0, le=1000, allow_inf_nan=False)
    zone: Name | None = None
    product: Name | None = None

    def apply(self, network: Network) -> Network:
        zone = pick(network.zones, self.zone, "zone").name if self.zone else None
        product = pick(network.products, self.product, "product").name if self.product else None
        event = DemandShock(
            start=given(self.start, "day"),
            length=given(self.days, "day"),
            factor=given(self.factor, "1"),
            zone=zone,
            product=product,
        )
        return changed(network, disruptions=(*network.disruptions, event))

    def describe(self) -> str:
        where = f" in {self.zone}" if self.zone else ""
        return f"demand{where} {times(self.factor)} from day {number(self.start)} for {days(self.days)}"


class PriceShockEdit(Edit):
    """A price is multiplied for some days."""

    kind: Literal["price_shock"] = "price_shock"
    item: Literal["electricity", "freight", "material", "wage"]
    start: Days
    days: PositiveDays
    factor: Factor

    def apply(self, network: Network) -> Network:
        event = PriceShock(
            item=self.item,
            start=given(self.start, "day"),
            length=given(self.days, "day"),
            factor=given(self.factor, "fraction"),
        )
        return changed(network, disruptions=(*network.disruptions, event))

    def describe(self) -> str:
        return f"{self.item} price {times(self.factor)} from day {number(self.start)} for {days(self.days)}"


class SendMobileEdit(Edit):
    """A factory in a box is sent to a place (a site of the network or any city).

    With `arrives` it is ready for set-up on that day; otherwise it travels from its home from `start`.
    """

    kind: Literal["send_mobile"] = "send_mobile"
    to: Name
    start: Days = 0.0
    arrives: Days | None = None
    leaves: Days | None = None
    count: int = Field(default=1, ge=1, le=100)

    @model_validator(mode="after")
    def _comes_before_it_leaves(self) -> Self:
        comes = self.start if self.arrives is None else self.arrives
        if self.leaves is not None and self.leaves <= comes:
            raise ValueError(
                f"a factory in a box cannot leave on day {number(self.leaves)}: it comes on day {number(comes)}; "
                "let it leave later, or come before"
            )
        return self

    def apply(self, network: Network) -> Network:
        templates = [t for t in network.templates if t.kind == "mobile_factory"]
        if not templates:
            pick((), "mobile factory", "template of kind mobile_factory")
        place, beside = self._place(network)
        event = SendMobile(
            template=templates[0].name,
            place=place,
            start=given(self.start, "day"),
            arrives=None if self.arrives is None else given(self.arrives, "day"),
            leaves=None if self.leaves is None else given(self.leaves, "day"),
            count=self.count,
            beside=beside,
        )
        return changed(network, responses=(*network.responses, event))

    def _place(self, network: Network) -> tuple[Place, str | None]:
        for site in network.sites:
            if self.to.casefold() in (site.name.casefold(), site.place.name.casefold()):
                return site.place, site.name
        countries = sorted({site.place.country for site in network.sites})
        city = places.find(self.to, countries[0] if len(countries) == 1 else None)
        return Place(name=city.name, country=city.country, lat=city.lat, lon=city.lon), None

    def describe(self) -> str:
        what = "a factory in a box" if self.count == 1 else f"{self.count} factories in a box"
        when = (
            f"is sent on day {number(self.start)}"
            if self.arrives is None
            else f"arrives on day {number(self.arrives)}"
        )
        until = f" and leaves on day {number(self.leaves)}" if self.leaves is not None else ""
        return f"{what} {when} at {self.to}{until}"


class OvertimeEdit(Edit):
    """One site, or all, work faster for some days at a wage premium."""

    kind: Literal["overtime"] = "overtime"
    site: Name | None = None
    start: Days
    days: PositiveDays
    factor: float = Field(gt=1, le=4, allow_inf_nan=False)

    def apply(self, network: Network) -> Network:
        site = pick(network.sites, self.site, "site").name if self.site else None
        event = Overtime(
            site=site,
            start=given(self.start, "day"),
            length=given(self.days, "day"),
            factor=given(self.factor, "1"),
        )
        return changed(network, responses=(*network.responses, event))

    def describe(self) -> str:
        who = self.site or "every site"
        return (
            f"{who} works overtime ({times(self.factor)}) from day {number(self.start)} for {days(self.days)}"
        )
