"""Events that a clause tells: something stops, or help is sent."""

from collections.abc import Iterator

from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.drafts import EVERY, Draft


def mobile(reader: ClauseReader) -> Iterator[Draft]:
    if none := reader.things("no_mobile"):
        reader.mark(*none)
        yield reader.draft("send_mobile", negated=True)
    mobiles = reader.things("mobile")
    if not mobiles:
        return
    draft = reader.draft("send_mobile", negated=reader.negated(mobiles[0]))
    draft.arriving = bool(reader.acts("arrive")) or not reader.acts("send")
    draft.leaving = bool(reader.acts("leave"))
    before = [p for p in reader.amounts("count") if _counts(reader, p.last, mobiles[0].first)]
    if before and before[-1].amount:
        draft.count = before[-1].amount
        reader.mark(before[-1])
    reader.mark(*mobiles, *reader.acts("send", "arrive", "leave"))
    _offset(reader, draft)
    if not reader.acts("outage"):
        reader.times(draft)
    reader.scope(draft)
    yield draft


_BETWEEN = frozenset({"of", "those", "these", "the", "our", "such", "more", "de", "ces", "des", "'s"})


def _counts(reader: ClauseReader, last: int, first: int) -> bool:
    """Whether a number that ends at `last` counts what begins at `first`: 'two of those boxes'."""
    gap = [reader.key(at) for at in range(last, first)]
    return last <= first and (len(gap) <= 1 or (len(gap) <= 3 and set(gap) <= _BETWEEN))


def _offset(reader: ClauseReader, draft: Draft) -> None:
    """'8 days after it fails', 'three weeks later': when the box comes, counted from the event."""
    for piece in reader.amounts("days"):
        if (
            reader.key(piece.last) in ("after", "later", "apres", "into", "d")
            and reader.key(piece.last) != "d"
        ):
            draft.offset = piece.amount
            draft.arriving = draft.arriving or not reader.acts("send")
            reader.mark(piece)
            return


def overtime(reader: ClauseReader) -> Iterator[Draft]:
    acts = reader.acts("overtime")
    if not acts:
        return
    draft = reader.draft("overtime", negated=reader.negated(acts[0]))
    reader.mark(*acts)
    reader.times(draft)
    reader.sizes(draft)
    reader.scope(draft)
    yield draft


def common_mode(reader: ClauseReader) -> Iterator[Draft]:
    acts = reader.acts("common_mode")
    if not acts or not reader.repeating:
        return
    draft = reader.draft("common_mode")
    reader.mark(*acts, *reader.acts("outage"))
    reader.times(draft)
    reader.scope(draft)
    yield draft


def capacity_outage(reader: ClauseReader) -> Iterator[Draft]:
    """'Lyon loses half of its capacity for two weeks'."""
    capacity = [p for p in reader.free("param") if p.get("param") == "capacity"]
    if not capacity or not reader.amounts("days") or not reader.amounts("percent", "factor"):
        return
    if not (reader.free("dir") or reader.acts("outage")):
        return
    draft = reader.draft("site_outage", fixed={"share_of_capacity": True})
    reader.mark(*capacity, *reader.acts("outage"))
    reader.sizes(draft)
    reader.mark(*reader.free("dir"))
    reader.times(draft)
    reader.scope(draft)
    yield draft


def _of_a_quantity(reader: ClauseReader) -> bool:
    """'orders fall off a cliff': what falls is a quantity and no site."""
    named = reader.free("site", "zone", "city", "unknown") or reader.things("everywhere")
    quantity = [p for p in reader.pieces if p.has("param") and not p.has("kpi", "design", "dir")]
    return bool(quantity) and not named and not any(p.get("design") == "plant" for p in reader.pieces)


def supply_outage(reader: ClauseReader) -> Iterator[Draft]:
    named = reader.free("supplier", "lane")
    acts = reader.acts("outage", "remove")
    if not acts and named and reader.amounts("days"):
        acts = [p for p in reader.free("dir") if p.get("dir") == "down"]
    things = reader.things("supplier", "lane")
    if not acts or not (named or things):
        return
    sort = "supplier" if any(p.has("supplier") or p.thing("supplier") for p in (*named, *things)) else "lane"
    draft = reader.draft(f"{sort}_outage")
    if named:
        draft.fixed[sort] = named[0].get(sort)
    reader.mark(*acts, *named, *things, *(reader.free("city", "zone", "site", "design") if named else []))
    reader.times(draft)
    yield draft


def outage(reader: ClauseReader) -> Iterator[Draft]:
    single = () if reader.repeating else ("common_mode",)
    acts = [
        a
        for a in reader.acts("outage", *single)
        if reader.lasting or not any(s == "act" and v == "remove" for s, v in a.means)
    ]
    if not acts:
        closing = reader.acts("remove")
        if not (closing and reader.amounts("days")):
            return
        acts = closing
    if reader.clause.asking and not (reader.amounts("days") and reader.free("site", "design")):
        return
    if _of_a_quantity(reader):
        return
    draft = reader.draft("site_outage", negated=reader.negated(acts[0]))
    reader.mark(*acts, *reader.acts("outage"))
    reader.times(draft)
    reader.sizes(draft)
    reader.scope(draft, designs=True)
    if any(d.lead in EVERY for d in draft.days) and not draft.places:
        draft.op = "common_mode"
    yield draft
