"""What a follow-up takes away: "without the box", "drop the wages", "leave Nantes out of it", "reopen Paris", "forget the hybrid"."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from assistant.plan.changing import Plans, dropping, unique
from assistant.plan.names.link import Piece
from assistant.plan.read.clauses import Clause
from assistant.plan.read.finish import Ask
from assistant.plan.read.pointing import pointers
from assistant.plan.read.reading import Reading
from assistant.plan.standing import focus
from assistant.plan.text.lexicon import Lexicon, load
from twin.edits import AnyEdit

Gone = Callable[[AnyEdit], bool]

_AWAY = frozenset(
    {"without", "drop", "forget", "oublie", "oublions", "sans", "lose", "remove", "leave", "skip", "enleve", "enlevez", "supprime", "minus", "undo", "cancel",
     "no", "scrap", "ditch", "take", "annule", "retire", "kill", "normal", "omit", "exclude", "excluding", "ignore", "laisse", "abandonne", "abandon", "not",
     "revert", "throw", "strip", "plus de", "normale", "normaux", "moins", "pas", "nix", "bin", "chuck"}
)  # fmt: skip
_KEEPING = frozenset({"keep", "garde", "gardez", "gardons", "help", "aider"})


def without(reading: Reading, plans: Plans) -> Plans:
    """The scenarios without what the question takes away; Ask when there is no such thing in them."""
    for draft in [d for d in reading.drafts if d.negated]:
        reading.drafts.remove(draft)
        kept = tuple(dropping(plan, lambda e, op=draft.op: e.kind == op) for plan in plans)  # type: ignore[misc]
        if kept == plans:
            raise Ask(
                f"There is no {draft.op.replace('_', ' ')} in this conversation to leave out. What should change?"
            )
        plans = unique(kept)
    for index, clause in enumerate(reading.clauses):
        words = {word.key for word in reading.text.words[clause.first : clause.last]}
        again = [
            m
            for m in pointers(reading.text)
            if m.get("point") == "back" and clause.first <= m.first < clause.last
        ]
        if not (words & _AWAY or again) or words & _KEEPING or _says_more(reading, clause, index):
            continue
        plans = _mentioned_away(reading, clause, index, plans)
        if again and reading.touched:
            reading.used.update(i for m in again for i in range(m.first, m.last))
    return plans


def _says_more(reading: Reading, clause: Clause, index: int) -> bool:
    """Whether a clause says an operation of its own, with a size, a time or another place."""
    sized = any(
        p.amount and not p.amount.weak and p.first not in reading.used and p.amount.kind != "count"
        for p in clause.pieces
    )
    own = [d for d in reading.drafts if d.clause == index and d.op not in ("remove_site", "add_site")]
    return sized or any(d.size or d.days or (d.places and d.op != "site_outage") for d in own)


def _mentioned_away(reading: Reading, clause: Clause, index: int, plans: Plans) -> Plans:
    """Takes away what a clause mentions, when the conversation has it."""
    fewer = _scenarios_away(reading, clause, index, plans)
    if fewer != plans:
        return fewer
    gone_before = {i for i in reading.used if not any(d.clause == index for d in reading.drafts)}
    pieces = [p for p in clause.pieces if mention(p) is not None and p.first not in gone_before]
    if not pieces and reading.says("without"):
        pieces = [p for p in reading.pieces if p.thing("mobile") and clause.joint in ("and", "stop")]
    named = [p for p in pieces if not p.has("act")] or pieces
    for words, gone in _together(named, plans) or _by_event(reading, clause, plans):
        plans = unique(tuple(dropping(plan, gone) for plan in plans))
        reading.use(*words, *[p for p in clause.pieces if p.has("act", "thing", "kind", "dir")])
        said = [i for i, c in enumerate(reading.clauses) if any(c.first <= p.first < c.last for p in words)]
        reading.drafts[:] = [d for d in reading.drafts if d.clause not in (index, *said)]
        reading.kpis[:] = [k for k in reading.kpis if not any(p.get("kpi") == k for p in words)]
        reading.touched = True
    return plans


def _together(pieces: list[Piece], plans: Plans) -> list[tuple[list[Piece], Gone]]:
    """What the pieces speak of: all of them at once when an edit is all of that, else each by itself."""
    edits = [edit for plan in plans for edit in plan.edits]
    tests = [(p, test) for p in pieces if (test := mention(p)) is not None and any(test(e) for e in edits)]
    if len(tests) > 1 and any(all(test(e) for _, test in tests) for e in edits):
        return [([p for p, _ in tests], lambda e: all(test(e) for _, test in tests))]
    return [([p], test) for p, test in tests]


def _by_event(reading: Reading, clause: Clause, plans: Plans) -> Iterator[tuple[list[Piece], Gone]]:
    """An event by its everyday name, when the conversation has one of that kind."""
    for mark in _events().marks(reading.text):
        if not clause.first <= mark.first < clause.last:
            continue
        kinds = {value for _, value in mark.means}
        present = [e.kind for p in plans for e in p.edits if e.kind in kinds]
        if present:
            yield [Piece(mark.first, mark.last)], lambda e, kind=present[-1]: e.kind == kind  # type: ignore[misc]
            return


@lru_cache(maxsize=1)
def _events() -> Lexicon:
    return Lexicon((phrase, "kind", kind) for kind, phrases in load("mentions").items() for phrase in phrases)


def _scenarios_away(reading: Reading, clause: Clause, index: int, plans: Plans) -> Plans:
    """'forget the hybrid', 'lose the 10': one of the scenarios that stand side by side."""
    now = focus(plans)
    if len(now) < 2:
        return plans
    for piece in clause.pieces:
        design = piece.get("design")
        if design and len({p.design for p in now}) > 1 and any(p.design == design for p in now):
            plans = tuple(p for p in plans if p.design != design)
            reading.use(piece)
            reading.designs[:] = [c for c in reading.designs if c.clause != index]
            reading.touched = True
    counts = {
        int(p.amount.value)
        for p in clause.pieces
        if p.amount and p.amount.kind == "count" and p.first not in reading.used
    }
    counts |= {n for call in reading.designs if call.clause == index for n in call.counts}
    rest = tuple(p for p in now if (p.sites or _number_of_sites(p)) not in counts)
    if counts and rest and len(rest) < len(now):
        reading.use(*clause.pieces)
        reading.drafts[:] = [d for d in reading.drafts if d.clause != index]
        reading.designs[:] = [c for c in reading.designs if c.clause != index]
        reading.touched = True
        return rest
    return plans


def _number_of_sites(plan: Any) -> int:
    from assistant.plan.scenarios import base_network

    return sum(bool(site.stations) for site in base_network(plan.case, plan.design, None).sites)


def mention(piece: Piece) -> Gone | None:
    """Which edits a piece of a question speaks of, or None."""
    place = piece.get("site") or piece.get("zone") or (piece.get("city") or "").split("|")[0]
    if place:
        return lambda e: place in [getattr(e, name, None) for name in ("site", "city", "to", "zone")]
    if piece.thing("mobile"):
        return lambda e: e.kind == "send_mobile"
    supplier = piece.get("supplier")
    if supplier:
        return lambda e: getattr(e, "supplier", None) == supplier
    if piece.has("country"):
        return lambda e: e.kind == "set_country"
    param = next((v for s, v in piece.means if s.startswith("param")), None)
    if param:
        spec = load("params")[param]["edit"]
        return lambda e: _speaks_of(e, spec)
    acts = {v for s, v in piece.means if s == "act"}
    kinds = {
        "outage": ("site_outage", "supplier_outage", "lane_outage"),
        "overtime": ("overtime",),
        "shifts": ("shifts",),
        "mode": ("transport_mode",),
        "resize": ("resize_site",),
        "common_mode": ("common_mode",),
    }
    wanted = tuple(kind for act in acts for kind in kinds.get(act, ()))
    return (lambda e: e.kind in wanted) if wanted else None


def _speaks_of(edit: AnyEdit, spec: dict[str, Any]) -> bool:
    if spec["kind"] == "demand":
        return edit.kind in ("demand", "demand_shock", "demand_growth")
    if spec["kind"] == "price" and edit.kind == "price_shock":
        return bool(edit.item == spec["item"])
    item = getattr(edit, "item", None)
    return bool(edit.kind == spec["kind"] and item == spec.get("item", item))
