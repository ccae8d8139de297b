"""How sites work and goods move: process and set-up times, reliability, shifts, modes, policies, stocks."""

from typing import Literal

from pydantic import Field

from twin.edits.base import Edit, changed, mapped, number, pick, times
from twin.errors import InputError
from twin.spec.amount import Factor, Kilometres
from twin.spec.flow import Lane
from twin.spec.network import Network
from twin.spec.product import Name
from twin.spec.quantity import Variable, given
from twin.spec.site import Shift, Site, Station, Stock
from twin.told import days

StationItem = Literal["process_time", "setup_time", "mtbf", "mttr", "energy"]
_STATION_WORDS = {
    "process_time": "process times",
    "setup_time": "set-up times",
    "mtbf": "time between failures",
    "mttr": "repair times",
    "energy": "electricity per unit",
}


class StationEdit(Edit):
    """Process time, set-up time, mtbf, mttr or energy of stations times a factor."""

    kind: Literal["station"] = "station"
    item: StationItem
    factor: Factor
    site: Name | None = None
    station: Name | None = None

    def apply(self, network: Network) -> Network:
        name = pick(network.sites, self.site, "site").name if self.site else None
        if self.station and not any(s.name == self.station for site in network.sites for s in site.stations):
            pick([s for site in network.sites for s in site.stations], self.station, "station")
        return changed(network, sites=mapped(network.sites, self._site, lambda s: name in (None, s.name)))

    def _site(self, site: Site) -> Site:
        chosen = self.station
        stations = tuple(self._station(s) if chosen in (None, s.name) else s for s in site.stations)
        return site.model_copy(update={"stations": stations})

    def _station(self, station: Station) -> Station:
        if self.item == "energy":
            return station.model_copy(update={"energy": station.energy.scaled(self.factor)})
        if self.item in ("mtbf", "mttr"):
            if station.failures is None:
                return station
            time = _scaled(getattr(station.failures, self.item), self.factor)
            return station.model_copy(
                update={"failures": station.failures.model_copy(update={self.item: time})}
            )
        parts: dict[str, object] = {}
        if self.item == "process_time":
            parts["process_times"] = tuple(
                p.model_copy(update={"time": _scaled(p.time, self.factor)}) for p in station.process_times
            )
        time = getattr(station, self.item)
        return station.model_copy(
            update={**parts, self.item: None if time is None else _scaled(time, self.factor)}
        )

    def describe(self) -> str:
        where = f" at {self.site}" if self.site else ""
        station = f" of {self.station}" if self.station else ""
        return f"{_STATION_WORDS[self.item]}{station}{where} {times(self.factor)}"


def _scaled(time: Variable, factor: float) -> Variable:
    return time.model_copy(update={"mean": time.mean.scaled(factor)})


class ShiftsEdit(Edit):
    """Working hours a day and days a week of one site, or all."""

    kind: Literal["shifts"] = "shifts"
    hours_per_day: float = Field(gt=0, le=24, allow_inf_nan=False)
    days_per_week: int = Field(default=5, ge=1, le=7)
    site: Name | None = None

    def apply(self, network: Network) -> Network:
        name = pick(network.sites, self.site, "site").name if self.site else None
        start = 0.0 if self.hours_per_day > 16 else 6.0
        shift = Shift(
            days=tuple(range(self.days_per_week)), start=start, end=min(24.0, start + self.hours_per_day)
        )
        around_the_clock = self.hours_per_day == 24 and self.days_per_week == 7
        shifts = () if around_the_clock else (shift,)

        def change(site: Site) -> Site:
            return site.model_copy(update={"shifts": shifts})

        return changed(network, sites=mapped(network.sites, change, lambda s: name in (None, s.name)))

    def describe(self) -> str:
        return f"{self.site or 'every site'} works {number(self.hours_per_day)} hours a day, {days(self.days_per_week)} a week"


class TransportMode(Edit):
    """Lanes use another mode."""

    kind: Literal["transport_mode"] = "transport_mode"
    mode: Name
    lane: Name | None = None

    def apply(self, network: Network) -> Network:
        mode = pick(network.modes, self.mode, "mode")
        name = pick(network.lanes, self.lane, "lane").name if self.lane else None

        def change(lane: Lane) -> Lane:
            return lane.model_copy(update={"mode": mode.name})

        return changed(network, lanes=mapped(network.lanes, change, lambda x: name in (None, x.name)))

    def describe(self) -> str:
        return f"{'lane ' + self.lane if self.lane else 'every lane'} goes by {self.mode}"


class PolicyEdit(Edit):
    """A lever: dispatch, rerouting, queue cap, sequencing, or sourcing radius."""

    kind: Literal["policy"] = "policy"
    dispatch: Literal["nearest", "cheapest", "greenest", "fastest", "least_loaded"] | None = None
    reroute: bool | None = None
    queue_cap: int | None = Field(default=None, ge=1)
    sequencing: Literal["fifo", "same_variant_first"] | None = None
    sourcing_radius: Kilometres | None = None

    def apply(self, network: Network) -> Network:
        levers = {
            k: v for k, v in self.model_dump(exclude={"kind", "sourcing_radius"}).items() if v is not None
        }
        if self.sourcing_radius is not None:
            levers["sourcing_radius"] = given(self.sourcing_radius, "km")
        if not levers:
            raise InputError(
                "The policy edit changes nothing. Name dispatch, reroute, queue_cap, sequencing or sourcing_radius."
            )
        return changed(network, policy=network.policy.model_copy(update=levers))

    def describe(self) -> str:
        words = []
        if self.dispatch:
            words.append(f"orders go to the {self.dispatch.replace('_', ' ')} site")
        if self.reroute is not None:
            words.append("waiting orders are rerouted" if self.reroute else "waiting orders are not rerouted")
        if self.queue_cap:
            words.append(f"a site takes no order beyond {self.queue_cap} waiting")
        if self.sequencing:
            words.append(f"work is done {self.sequencing.replace('_', ' ')}")
        if self.sourcing_radius is not None:
            words.append(f"suppliers within {number(self.sourcing_radius)} km count as local")
        return ", ".join(words)


class InventoryEdit(Edit):
    """The stock policy of an item at one site, or wherever it is kept."""

    kind: Literal["inventory"] = "inventory"
    item: Name | None = None
    policy: Literal["base_stock", "s_S", "r_Q"] | None = None
    factor: Factor | None = None
    site: Name | None = None

    def apply(self, network: Network) -> Network:
        if self.policy is None and self.factor is None:
            raise InputError("The inventory edit changes nothing. Give a policy or a factor for its levels.")
        name = pick(network.sites, self.site, "site").name if self.site else None
        if not any(site.stock for site in network.sites if name in (None, site.name)):
            raise InputError("No stock is kept there. Networks that make to order keep none.")
        return changed(network, sites=mapped(network.sites, self._site, lambda s: name in (None, s.name)))

    def _site(self, site: Site) -> Site:
        stock = tuple(self._stock(s) if self.item in (None, s.item) else s for s in site.stock)
        return site.model_copy(update={"stock": stock})

    def _stock(self, stock: Stock) -> Stock:
        factor = self.factor or 1.0
        levels = {k: getattr(stock, k) * factor for k in ("reorder_point", "order_up_to", "order_quantity")}
        return stock.model_copy(update={**levels, "policy": self.policy or stock.policy})

    def describe(self) -> str:
        what = f"stock of {self.item or 'every item'} at {self.site or 'every site'}"
        parts = [f"by {self.policy}"] if self.policy else []
        parts += [f"levels {times(self.factor)}"] if self.factor else []
        return f"{what}: {', '.join(parts)}"
