"""Journeys that the run has to watch: deliveries to stock, and lanes with loads, few vehicles or closures.

A parcel is a customer's order (0) or a replenishment (1). On a lane with consolidation parcels to the same
place gather until the load is full or the first has waited long enough. A load leaves when the lane is open
and a vehicle is free; the vehicle is back after twice the journey. Parcels of one load arrive together.
"""

import numpy as np

from twin.engine.orders import TRANSIT
from twin.engine.plan import GRAIN
from twin.engine.wiring import Wiring
from twin.records import Outcome

Pair = tuple[int, int, int, int]  # origin kind, origin, target kind (0 site, 1 zone), target
ORDER, REPLENISHMENT = 0, 1


class Transport:
    """Loads, vehicles and journeys of a run."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._plan, self._state, self._kernel = wiring.plan, wiring.state, wiring.kernel
        self._zone = wiring.zone
        self._known: dict[Pair, tuple[int, float]] = {}  # ticks and km of plain journeys
        self._lanes: dict[Pair, int] = {}

    def ship(self, job: int) -> None:
        """A made order leaves for its customer; on a plain lane the log fills in the journey."""
        pair = (0, self._state.site[job], 1, self._zone[job])
        if not self._plan.lanes[self._lane(pair)].plain:
            self.send(pair, ORDER, job)

    def send(self, pair: Pair, kind: int, ident: int) -> None:
        """A parcel is ready at its origin."""
        state = self._state
        lane = self._plan.lanes[self._lane(pair)]
        if lane.plain and lane.transit is None:
            self._send_at_once(pair, lane.index, kind, ident)
            return
        number = state.open_loads.get(pair, -1)
        if number < 0:
            number = len(state.load_pair)
            state.load_pair.append(pair)
            state.load_parcels.append([])
            state.load_grains.append(0)
            if lane.load:
                state.open_loads[pair] = number
                self._kernel.after(lane.wait, "load_waited", number)
        state.load_parcels[number].append((kind, ident))
        state.load_grains[number] += self._grains(kind, ident)
        if state.load_grains[number] >= lane.load:
            self.close(number)

    def _send_at_once(self, pair: Pair, lane: int, kind: int, ident: int) -> None:
        """A delivery to stock on a lane where nothing holds it up."""
        if pair not in self._known:
            self._known[pair] = self._ticks(pair, lane, (kind, ident)), self._km(pair)
        ticks, km = self._known[pair]
        now, (item, amount), products = (
            self._kernel.env.now,
            self._item(kind, ident),
            len(self._plan.products),
        )
        arrived = now + ticks
        product, material = (item, -1) if item < products else (-1, item - products)
        kg = int(amount * self._plan.mass[item] + 0.5) if item < products else amount
        self._state.shipments.extend(
            (lane, *pair, product, material, now, arrived if arrived < self._plan.end else -1)
        )
        self._state.shipment_amounts.extend((amount / GRAIN, kg / GRAIN, km))
        self._kernel.after(ticks, "receipt", ident)

    def close(self, number: int) -> None:
        """A load takes nothing more and leaves as soon as it can."""
        state = self._state
        state.open_loads.pop(state.load_pair[number], None)
        lane = self._plan.lanes[self._lane(state.load_pair[number])]
        state.lane_wait[lane.index].append(number)
        self.depart(lane.index)

    def waited(self, number: int, _b: int) -> None:
        """The first parcel of a load has waited long enough."""
        if self._state.open_loads.get(self._state.load_pair[number], -1) == number:
            self.close(number)

    def depart(self, index: int, _b: int = 0) -> None:
        """Loads leave while the lane is open and vehicles are free."""
        state, lane, now = self._state, self._plan.lanes[index], self._kernel.env.now
        waiting = state.lane_wait[index]
        opens = _opening(lane.outages, now)
        if waiting and opens > now:
            self._kernel.at(opens, "lane_opens", index)
            return
        while waiting and (not lane.vehicles or state.vehicles_out[index] < lane.vehicles):
            number = waiting.popleft()
            ticks = self._journey(number, lane.index)
            if lane.vehicles:
                state.vehicles_out[index] += 1
                self._kernel.after(2 * ticks, "vehicle_back", index)

    def vehicle_back(self, index: int, _b: int) -> None:
        """A vehicle can take the next load."""
        self._state.vehicles_out[index] -= 1
        self.depart(index)

    def _journey(self, number: int, lane: int) -> int:
        """A load leaves; returns its time under way."""
        state, now = self._state, self._kernel.env.now
        parcels, pair = state.load_parcels[number], state.load_pair[number]
        ticks = self._ticks(pair, lane, parcels[0])
        arrived = now + ticks
        self._write(pair, lane, parcels, now, arrived if arrived < self._plan.end else -1)
        row = len(state.shipments) // 9 - 1
        for kind, ident in parcels:
            if kind == REPLENISHMENT:
                self._kernel.after(ticks, "receipt", ident)
                continue
            state.shipped[ident], state.shipment[ident] = now, row
            if arrived < self._plan.end:
                state.delivered[ident], state.outcome[ident] = arrived, Outcome.DELIVERED
        state.load_parcels[number] = []
        return ticks

    def _write(
        self, pair: Pair, lane: int, parcels: list[tuple[int, int]], departed: int, arrived: int
    ) -> None:
        items = [self._item(kind, ident) for kind, ident in parcels]
        amount = sum(grains for _, grains in items)
        kg = sum(self._grains(kind, ident) for kind, ident in parcels)
        item, products = items[0][0], len(self._plan.products)
        product, material = (item, -1) if item < products else (-1, item - products)
        origin_kind, origin, target_kind, target = pair
        self._state.shipments.extend(
            (lane, origin_kind, origin, target_kind, target, product, material, departed, arrived)
        )
        self._state.shipment_amounts.extend((amount / GRAIN, kg / GRAIN, self._km(pair)))

    def _item(self, kind: int, ident: int) -> tuple[int, int]:
        """Item and grains of a parcel."""
        if kind == ORDER:
            return self._wiring.product[ident], self._wiring.units[ident] * GRAIN
        stock = self._plan.stocks[self._state.replenished[ident]]
        return stock.item, self._state.replenished_amount[ident]

    def _grains(self, kind: int, ident: int) -> int:
        """Millionths of a kg of a parcel."""
        item, amount = self._item(kind, ident)
        return int(amount * self._plan.mass[item] + 0.5) if item < len(self._plan.products) else amount

    def _lane(self, pair: Pair) -> int:
        if pair not in self._lanes:
            self._lanes[pair] = self._lane_between(pair)
        return self._lanes[pair]

    def _lane_between(self, pair: Pair) -> int:
        origin_kind, origin, target_kind, target = pair
        if target_kind == 1:
            return int(self._plan.lane[origin, target])
        return int((self._plan.supplier_lane if origin_kind == 1 else self._plan.site_lane)[origin, target])

    def _km(self, pair: Pair) -> float:
        origin_kind, origin, target_kind, target = pair
        if target_kind == 1:
            return float(self._plan.km[origin, target])
        return float((self._plan.supplier_km if origin_kind == 1 else self._plan.site_km)[origin, target])

    def _ticks(self, pair: Pair, lane: int, first: tuple[int, int]) -> int:
        """Time under way: the lane's mean, or by the luck of the load's first parcel."""
        origin_kind, origin, target_kind, target = pair
        law = self._plan.lanes[lane].transit
        if law is not None:
            kind, ident = first
            luck = (
                float(self._wiring.book.drawn[self._wiring.book.place[ident], TRANSIT])
                if kind == ORDER
                else self._wiring.parcel_luck(ident)
            )
            return law.tick(luck)
        if target_kind == 1:
            return int(self._plan.transit[origin, target])
        return int(
            (self._plan.supplier_transit if origin_kind == 1 else self._plan.site_transit)[origin, target]
        )


def _opening(closures: list[tuple[int, int]], now: int) -> int:
    """Now, or the end of the closures that hold now (sorted by start)."""
    for start, end in closures:
        if start <= now < end:
            now = end
    return now


def connect(wiring: Wiring) -> None:
    """Offers `ship` and `send`; handles loads, vehicles and lanes that open."""
    transport = Transport(wiring)
    plan = wiring.plan
    outbound = {int(lane) for lane in np.unique(plan.lane) if lane >= 0}
    watched = any(not plan.lanes[lane].plain for lane in outbound)
    wiring.ship = transport.ship if watched else lambda job: None
    wiring.send = transport.send
    wiring.kernel.handlers |= {
        "load_waited": transport.waited,
        "lane_opens": transport.depart,
        "vehicle_back": transport.vehicle_back,
    }
