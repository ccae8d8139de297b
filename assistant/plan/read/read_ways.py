"""Ways of working that a clause names: policies, shifts, means of transport."""

from collections.abc import Iterator

from assistant.plan.names.link import Piece
from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.drafts import Draft
from assistant.plan.text.lexicon import load


def policies(reader: ClauseReader) -> Iterator[Draft]:
    for piece in reader.free("policy"):
        if _left_aside(reader, piece):
            reader.mark(piece)
            continue
        if reader.clause.asking and piece.last - piece.first == 1 and not reader.things("whatif"):
            continue
        number = piece.get("policy")
        edit = dict(load("policies")[int(number or 0)]["edit"])
        if edit.get("reroute") == "true" and reader.things("without"):
            edit["reroute"] = "false"
            reader.mark(*reader.things("without"))
        reader.mark(piece)
        draft = reader.draft(edit.pop("kind"), fixed=edit)
        if draft.op == "shifts":
            reader.scope(draft)
        yield draft


def _left_aside(reader: ClauseReader, piece: Piece) -> bool:
    """'instead of the closest': named only to say what it was."""
    return any(p.first < piece.first and piece.first - p.last <= 2 for p in reader.things("not_this"))


def shifts(reader: ClauseReader) -> Iterator[Draft]:
    hours, days, acts = (
        reader.amounts("hours_per_day"),
        reader.amounts("days_per_week"),
        reader.acts("shifts"),
    )
    counts = [p for p in reader.amounts("count") if any(0 <= act.first - p.last <= 2 for act in acts)]
    hours = hours or [p for p in reader.amounts("days") if p.amount and p.amount.unit == "h" and acts]
    alldays = reader.things("alldays")
    if not (hours or days or counts or alldays):
        return
    draft = reader.draft("shifts")
    if alldays:
        draft.fixed["days_per_week"] = 7
        reader.mark(*alldays)
    if hours and hours[0].amount:
        one = hours[0].amount
        told = one.value if one.kind == "hours_per_day" else round(one.value * 24, 6)
        shifts = counts[0].amount.value if counts and counts[0].amount and told <= 12 else 1
        draft.fixed["hours_per_day"] = told * shifts
    if days and days[0].amount:
        draft.fixed["days_per_week"] = days[0].amount.value
    if counts and counts[0].amount and not hours:
        draft.fixed["hours_per_day"] = 8.0 * counts[0].amount.value
    reader.mark(*hours, *days, *counts, *acts)
    reader.scope(draft)
    yield draft


def transport(reader: ClauseReader) -> Iterator[Draft]:
    for act in reader.acts("mode")[:1]:
        words = [reader.key(at) for at in range(act.first, act.last)]
        if any(p.get("param") == "freight" for p in reader.pieces) and reader.amounts("percent", "factor"):
            reader.mark(act)
            continue
        if (reader.clause.asking and not reader.things("instead")) or _left_aside(reader, act):
            reader.mark(*([act] if _left_aside(reader, act) else []))
            continue
        if act.last - act.first == 1 and not (
            reader.free("lane") or reader.things("instead", "whatif") or reader.key(act.first) == "fly"
        ):
            continue
        draft = reader.draft("transport_mode", fixed={"words": words})
        lanes = reader.free("lane")
        if lanes:
            draft.fixed["lane"] = lanes[0].get("lane")
        reader.mark(act, *lanes, *reader.acts("mode"))
        yield draft
