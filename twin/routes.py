"""Which lane leads from one place to another, how far it is and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.knowledge import NOMINAL, Draw
from twin.laws import Law, law
from twin.places import great_circle_matrix
from twin.records import TICKS_PER_DAY
from twin.spec.flow import Lane, Mode, Supplier, Zone
from twin.spec.network import Network
from twin.spec.place import Place
from twin.spec.site import Site

NO_LANE = -1
_METRES = 3  # distances are kept to the metre, so that they are the same digits on every machine

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
End = Site | Supplier | Zone


@dataclass(frozen=True, eq=False)
class Routes:
    """For every origin (row) and destination (column): lane index (-1: none) and distance in km."""

    lane: Ints
    km: Floats


def routes(
    network: Network, origins: Sequence[End], destinations: Sequence[End], draw: Draw = NOMINAL
) -> Routes:
    """The first lane of the network that fits each pair, and its distance: given, or great circle x circuity."""
    lane = np.full((len(origins), len(destinations)), NO_LANE, dtype=np.int64)
    crow = _crow(origins, destinations)
    km = np.zeros_like(crow)
    modes = {mode.name: mode for mode in network.modes}
    for index, rule in enumerate(network.lanes):
        rows = [i for i, end in enumerate(origins) if leaves_from(rule, end)]
        columns = [j for j, end in enumerate(destinations) if leads_to(rule, end)]
        if not rows or not columns:
            continue
        block = np.ix_(rows, columns)
        fresh = lane[block] == NO_LANE
        distance = (
            crow[block] * draw(modes[rule.mode].circuity) if rule.distance is None else draw(rule.distance)
        )
        km[block] = np.where(fresh, distance, km[block])
        lane[block] = np.where(fresh, index, lane[block])
    return Routes(lane, np.round(km, _METRES))


def _crow(origins: Sequence[End], destinations: Sequence[End]) -> Floats:
    return great_circle_matrix(
        *_coordinates([o.place for o in origins]), *_coordinates([d.place for d in destinations])
    )


def _coordinates(places: Sequence[Place]) -> tuple[Floats, Floats]:
    return np.array([place.lat for place in places]), np.array([place.lon for place in places])


def leaves_from(lane: Lane, origin: End) -> bool:
    """Whether a lane starts at this site or supplier."""
    if lane.origin in ("*", origin.name):
        return True
    return lane.origin == (f"kind:{origin.kind}" if isinstance(origin, Site) else "suppliers")


def leads_to(lane: Lane, destination: End) -> bool:
    """Whether a lane ends at this zone or site."""
    if lane.destination in ("*", destination.name):
        return True
    return lane.destination == (f"kind:{destination.kind}" if isinstance(destination, Site) else "zones")


def transit(lane: Lane, mode: Mode, km: float, draw: Draw = NOMINAL) -> Law:
    """Time on a lane: given, or distance / (speed x hours a day on the move) + handling."""
    if lane.transit is not None:
        return law(lane.transit, draw)
    days = km / (draw(mode.speed) * mode.hours_per_day) + draw(mode.handling)
    return Law("fixed", 0.0, days * TICKS_PER_DAY)
