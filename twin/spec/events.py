"""What goes wrong in a run, and what is done about it. Days count from the end of the warm-up."""

from typing import Annotated, Literal

from pydantic import Field

from twin.spec.place import Place
from twin.spec.product import Name
from twin.spec.quantity import Duration, EventRatio, EventShare, Frozen, Rate, Time, given


class SiteOutage(Frozen):
    """A site loses `share` of its capacity (1: it stops) from day `start` for `length` days."""

    kind: Literal["site_outage"] = "site_outage"
    site: Name
    start: Time
    length: Time
    share: EventShare = given(1.0, "fraction")


class SupplierOutage(Frozen):
    """A supplier ships nothing from day `start` for `length` days."""

    kind: Literal["supplier_outage"] = "supplier_outage"
    supplier: Name
    start: Time
    length: Time


class LaneOutage(Frozen):
    """Nothing leaves on a lane from day `start` for `length` days."""

    kind: Literal["lane_outage"] = "lane_outage"
    lane: Name
    start: Time
    length: Time


class DemandShock(Frozen):
    """Orders times `factor` from day `start` for `length` days, in one zone or all, for one product or all."""

    kind: Literal["demand_shock"] = "demand_shock"
    start: Time
    length: Time
    factor: EventRatio
    zone: Name | None = None
    product: Name | None = None


class PriceShock(Frozen):
    """A price times `factor` from day `start` for `length` days; it changes costs, not events."""

    kind: Literal["price_shock"] = "price_shock"
    item: Literal["electricity", "freight", "material", "wage"]
    start: Time
    length: Time
    factor: Rate


class CommonMode(Frozen):
    """A cause that stops every site of a kind (or all) at once, at random."""

    kind: Literal["common_mode"] = "common_mode"
    name: Name = "common mode"
    mtbf: Duration
    mttr: Duration
    site_kind: str | None = None


Disruption = Annotated[
    SiteOutage | SupplierOutage | LaneOutage | DemandShock | PriceShock | CommonMode,
    Field(discriminator="kind"),
]


class SendMobile(Frozen):
    """A factory in a box is sent on day `start` and works at `place` until day `leaves`.

    The mobile site is made from `template`; it travels from the home of the network's `move` (else from the
    nearest other site), unless `arrives` gives the day on which it stands at the place. It helps the site
    named `beside`, if any: it takes a share of the orders waiting there when it is ready, and of the new ones.
    """

    kind: Literal["send_mobile"] = "send_mobile"
    template: Name
    place: Place
    start: Time
    arrives: Time | None = None
    leaves: Time | None = None
    count: int = Field(default=1, ge=1, le=100)
    beside: Name | None = None


class Overtime(Frozen):
    """A site works `factor` times as fast from day `start` for `length` days, at a wage premium."""

    kind: Literal["overtime"] = "overtime"
    site: Name | None = None
    start: Time
    length: Time
    factor: EventRatio
    premium: Rate = given(0.5, "fraction")


Response = Annotated[SendMobile | Overtime, Field(discriminator="kind")]
