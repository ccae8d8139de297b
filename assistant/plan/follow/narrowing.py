"""'Only': one of the designs, one of the places, or a change that holds in one of them alone."""

from assistant.plan.changing import Plans, changed, place_of, unique
from assistant.plan.names.link import Piece
from assistant.plan.read.pointing import points, take
from assistant.plan.read.reading import Reading
from assistant.plan.schema import ScenarioPlan
from assistant.plan.standing import focus, newest, shown, stages
from assistant.plan.thread import Thread
from twin.edits import AnyEdit

_SCOPED = ("shifts", "station", "resize_site", "capex", "overtime", "inventory")
_FOR = frozenset({"for", "in", "pour", "dans", "en", "chez"})


def narrowed(reading: Reading, plans: Plans, thread: Thread) -> Plans:
    """'just the plant', 'only for the network', 'only Lyon', 'only in Marseille', 'if only Lyon and Paris did'."""
    only = points(reading, "only")
    if not only or reading.drafts:
        return plans
    designs = {call.design for call in reading.designs}
    if len(designs) == 1:
        return _one_design(reading, plans, thread, next(iter(designs)))
    names = [p.get("site") or p.get("supplier") or p.get("zone") or "" for p in _named(reading)]
    if not names:
        return plans
    kept = _kept_places(plans, names)
    if kept is None:
        kept = _scoped(plans, names, thread)
    if kept is None:
        return plans
    take(reading, only)
    reading.use(*_named(reading))
    return kept


def _named(reading: Reading) -> list[Piece]:
    return reading.free("site", "supplier", "zone")


def _one_design(reading: Reading, plans: Plans, thread: Thread, design: str) -> Plans:
    kept = tuple(p for p in focus(plans) if p.design == design)
    if not kept or len({p.design for p in focus(plans)}) < 2:
        return plans
    call = reading.designs[0]
    piece = next((p for p in reading.pieces if p.get("design") == design), None)
    lead = reading.text.words[piece.first - 1].key if piece is not None and piece.first else ""
    before = reading.text.words[piece.first - 2].key if piece is not None and piece.first > 1 else ""
    reading.designs.remove(call)
    take(reading, points(reading, "only"))
    line = stages(thread)
    if (lead in _FOR or before in _FOR) and len(line) > 1:
        former = {p.design: p for p in line[-2]}
        if len(former) == len(line[-2]) and set(former) >= {p.design for p in plans}:
            return unique(tuple(p if p.design == design else former[p.design] for p in focus(plans)))
    return shown(kept, (*kept, *kept)) if kept[0].edits and len(kept) == 1 else kept


def _kept_places(plans: Plans, names: list[str]) -> Plans | None:
    """The edits of these places alone, when there are others of their kind."""
    edits = [e for plan in plans for e in plan.edits]
    kinds = {e.kind for e in edits if place_of(e) in names}
    if not kinds or all(place_of(e) in names for e in edits if e.kind in kinds):
        return None
    return unique(
        tuple(_with(p, [e for e in p.edits if not place_of(e) or place_of(e) in names]) for p in plans)
    )


def _scoped(plans: Plans, names: list[str], thread: Thread) -> Plans | None:
    """The last change that could hold at one site alone, held there alone."""
    last = next((e for e in newest(thread) if e.kind in _SCOPED), None)
    if last is None:
        return None
    copies = [changed(last, site=name) for name in names]
    return tuple(_with(p, [x for e in p.edits for x in (copies if e == last else [e])]) for p in plans)


def _with(plan: ScenarioPlan, edits: list[AnyEdit]) -> ScenarioPlan:
    return plan.model_copy(update={"edits": tuple(edits), "name": ""})
