"""What a clause says of stations: how long they take, how often they fail."""

from collections.abc import Iterator

from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.drafts import Draft


def failing_often(reader: ClauseReader) -> Iterator[Draft]:
    """'the printers break down twice as often': the time between failures of a station, and no stop of a site."""
    often = [p for p in reader.free("dir") if p.get("dir") in ("often_up", "often_down")]
    sizes = reader.amounts("percent", "factor")
    halves = [
        p for p in sizes if reader.key(p.last) in ("often", "souvent") or reader.key(p.last - 1) == "as"
    ]
    fails = reader.acts("outage")
    if not fails or not sizes or not (often or (halves and _says_often(reader))) or reader.amounts("days"):
        return
    draft = reader.draft("station", fixed={"item": "mtbf"}, param="mtbf")
    draft.direction = often[0].get("dir") or "" if often else "often_up"
    draft.size = [p.amount for p in sizes if p.amount]
    reader.mark(*often, *fails, *sizes)
    reader.scope(draft)
    yield draft


def _says_often(reader: ClauseReader) -> bool:
    return bool(
        {reader.key(at) for at in range(reader.clause.first, reader.clause.last)} & {"often", "souvent"}
    )


def station_time(reader: ClauseReader) -> Iterator[Draft]:
    """'testing takes 30 % longer': the process time of a station."""
    stations, sizes = reader.free("station"), reader.amounts("percent", "factor")
    if not stations or not sizes or reader.clause.asking:
        return
    draft = reader.draft("station", fixed={"item": "process_time"}, param="process_time")
    near = [p for p in reader.free("dir") if p.get("dir") not in ("set",)]
    left = any(p.amount and (p.amount.of or p.amount.kind == "factor") for p in sizes)
    draft.direction = near[0].get("dir") or "up" if near else "" if left else "up"
    draft.size = [p.amount for p in sizes if p.amount]
    reader.mark(*sizes, *near)
    reader.scope(draft)
    yield draft
