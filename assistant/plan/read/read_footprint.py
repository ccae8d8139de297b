"""Sites that a clause adds, removes, moves or resizes."""

from collections.abc import Iterator

from assistant.plan.names.link import Piece
from assistant.plan.read.clause_reader import ClauseReader
from assistant.plan.read.drafts import PLACE_SORTS, Draft
from assistant.plan.text.words import fold

_MORE = frozenset(
    {
        "more",
        "additional",
        "extra",
        "fewer",
        "less",
        "de plus",
        "de moins",
        "supplementaire",
        "further",
        "moins",
        "plus",
    }
)


def remove_for_good(reader: ClauseReader) -> Iterator[Draft]:
    """'shut Lyon down permanently': for good, so no outage."""
    final = [p for p in reader.acts("remove") if {"permanent", "permanently", "good", "ever", "forever", "definitivement"}
             & {reader.key(at) for at in range(p.first, p.last)}]  # fmt: skip
    if final and not reader.amounts("days"):
        reader.mark(*final, *reader.acts("outage"))
        yield from _removal(reader, final[0])


def move(reader: ClauseReader) -> Iterator[Draft]:
    acts = [] if reader.clause.asking else reader.acts("move")
    places = reader.free(*PLACE_SORTS)
    acts = acts or _elsewhere(reader, places)
    if not acts or not places:
        return
    draft = reader.draft("move_site")
    reader.mark(*acts)
    reader.scope(draft, designs=True)
    if len(draft.places) == 2:
        first, second = draft.places
        if reader.key(first.first - 1) in ("to", "a", "vers", "into") and reader.key(second.first - 1) in (
            "from",
            "de",
            "d",
        ):
            draft.places = [second, first]
    yield draft


def _elsewhere(reader: ClauseReader, places: list[Piece]) -> list[Piece]:
    """'the workshop in Nice were in Grenoble instead': a site, then a town that has none, and 'instead'."""
    moved = reader.things("instead", "not_this")
    if not moved or len(places) != 2 or reader.amounts("count", "percent", "factor", "days"):
        return []
    return moved if places[0].has("site") != places[1].has("site") else []


def resize(reader: ClauseReader) -> Iterator[Draft]:
    acts = reader.acts("resize")
    sizes = reader.amounts("percent", "factor")
    places = reader.free("site", "city", "zone")
    sized = any(p.get("dir") in ("up", "down", "factor_base") for p in reader.free("dir")) or any(
        p.amount and p.amount.kind == "factor" for p in sizes
    )
    if not sizes or not (
        acts or ((places or reader.things("everywhere") or reader.free("design")) and sized)
    ):
        return
    if not acts and (reader.free("kpi") or reader.amounts("days") or reader.clause.asking):
        return
    draft = reader.draft("resize_site", param="capacity")
    near = reader.free("dir")
    draft.direction = next(
        (p.get("dir") or "" for p in near if p.get("dir") in ("up", "down")), "up" if acts else ""
    )
    reader.mark(*acts, *near)
    reader.sizes(draft)
    reader.scope(draft)
    yield draft


def one_more(reader: ClauseReader) -> Iterator[Draft]:
    """'with a workshop in Grenoble': a site in a city that has none."""
    if reader.acts("outage", "send", "move", "remove") or reader.things("mobile"):
        return
    cities = [p for p in reader.free("city", "zone") if not p.has("site")]
    for place in cities:
        before = [reader.key(at) for at in range(max(0, place.first - 5), place.first)]
        noun = {
            "workshop",
            "site",
            "factory",
            "one",
            "shop",
            "atelier",
            "usine",
            "unit",
            "plant",
            "microfactory",
            "container",
            "cell",
        } & set(before)
        if (
            noun
            and before
            and before[-1] in ("in", "at", "a", "en")
            and {"a", "an", "another", "un", "une", "one"} & set(before)
        ):
            draft = reader.draft("add_site")
            draft.places = [place]
            reader.mark(
                place,
                *[p for p in reader.free("design") if place.first - p.last <= 2],
                *reader.acts("add", "count"),
            )
            yield draft


def add(reader: ClauseReader) -> Iterator[Draft]:
    acts = [] if reader.clause.asking and not reader.free("city", "zone") else reader.acts("add")
    places = reader.free("site", "city", "zone", "unknown")
    counted = bool(reader.amounts("count")) and bool(reader.acts("count") or reader.free("design"))
    more = [
        p
        for p in reader.free("dir")
        if p.get("dir") in ("up", "down") and fold(reader.text.between(p.first, p.last)) in _MORE
    ]
    if not acts and not (more and counted):
        return
    if not acts and reader.amounts("percent"):
        return
    if (
        not places
        and not counted
        and not any(
            "site" in reader.said(a) or "factory" in reader.said(a) or "another" in reader.said(a)
            for a in acts
        )
    ):
        return
    draft = reader.draft("add_site")
    draft.direction = "down" if not acts and more and more[0].get("dir") == "down" else "up"
    counts = reader.amounts("count")
    if counts and counts[0].amount:
        draft.count = counts[0].amount
        reader.mark(counts[0])
    reader.mark(*acts, *more, *reader.acts("count"), *reader.free("design"))
    reader.scope(draft)
    yield draft


def remove(reader: ClauseReader) -> Iterator[Draft]:
    acts = reader.acts("remove")
    words = [reader.key(at) for at in range(reader.clause.first, reader.clause.last)]
    if (
        not acts
        and words[:1]
        and words[0] in ("take", "leave", "cut", "drop")
        and "out" in words
        and reader.free("site")
    ):
        yield from _removal(reader, reader.free("site")[0])
        return
    if acts and not reader.things("mobile") and not reader.clause.asking:
        yield from _removal(reader, acts[0])


def _removal(reader: ClauseReader, act: Piece) -> Iterator[Draft]:
    places = reader.free(*PLACE_SORTS)
    counts = [p for p in reader.amounts("count") if p.amount and not p.amount.weak]
    if not places and not counts:
        return
    draft = reader.draft("remove_site")
    if counts and not places:
        draft.count, draft.op, draft.direction = counts[0].amount, "add_site", "down"
        reader.mark(counts[0])
    reader.mark(*([] if act in places else [act]), *reader.acts("remove", "count"), *reader.free("design"))
    reader.scope(draft)
    yield draft
