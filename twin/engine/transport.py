"""Lanes as numbers: how long goods are under way, and the rules of loads, vehicles and closures."""

import numpy as np
from numpy.typing import NDArray

from twin.engine.plan import GRAIN, LanePlan
from twin.knowledge import Draw
from twin.laws import law, ticks
from twin.records import TICKS_PER_DAY
from twin.routes import Routes
from twin.spec.events import LaneOutage
from twin.spec.network import Network


def transit_ticks(network: Network, pairs: Routes, draw: Draw) -> NDArray[np.int64]:
    """Mean time under way for each pair of places, 0 where no lane leads."""
    modes = {mode.name: mode for mode in network.modes}
    result = np.zeros(pairs.lane.shape, dtype=np.int64)
    for index, lane in enumerate(network.lanes):
        on_lane = pairs.lane == index
        if not on_lane.any():
            continue
        mode = modes[lane.mode]
        if lane.transit is not None:
            days = np.full(pairs.km.shape, draw(lane.transit.mean))
        else:
            days = pairs.km / (draw(mode.speed) * mode.hours_per_day) + draw(mode.handling)
        result = np.where(on_lane, np.floor(days * TICKS_PER_DAY + 0.5).astype(np.int64), result)
    return result


def lane_plans(network: Network, draw: Draw, warm_up: int) -> list[LanePlan]:
    """The rules of every lane; a transit law only where transit is given and random."""
    plans: list[LanePlan] = []
    for index, lane in enumerate(network.lanes):
        given = None if lane.transit is None else law(lane.transit, draw)
        load = lane.consolidation
        closed = [
            (warm_up + ticks(draw(event.start)), warm_up + ticks(draw(event.start) + draw(event.length)))
            for event in network.disruptions
            if isinstance(event, LaneOutage) and event.lane == lane.name
        ]
        plans.append(
            LanePlan(
                index=index,
                transit=None if given is None or given.fixed else given,
                load=0 if load is None else max(1, round(draw(load.load) * GRAIN)),
                wait=0 if load is None else ticks(draw(load.wait)),
                vehicles=lane.vehicles or 0,
                outages=sorted(closed),
            )
        )
    return plans
