"""Which operations a clause names: every reader is asked, the more particular first."""

from assistant.plan.read import read_events, read_footprint, read_levers, read_stations, read_ways
from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.drafts import Draft

_READERS = (
    read_ways.policies,
    read_stations.failing_often,
    read_events.mobile,
    read_events.overtime,
    read_events.common_mode,
    read_ways.shifts,
    read_ways.transport,
    read_events.capacity_outage,
    read_levers.site_cost,
    read_levers.params,
    read_levers.implied_price,
    read_stations.station_time,
    read_events.supply_outage,
    read_footprint.remove_for_good,
    read_events.outage,
    read_footprint.move,
    read_footprint.resize,
    read_footprint.one_more,
    read_footprint.add,
    read_footprint.remove,
)


def drafts_of(reader: ClauseReader) -> list[Draft]:
    """Every draft that a clause gives."""
    return [draft for read in _READERS for draft in read(reader)]
