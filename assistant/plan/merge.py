"""Follow-ups: what a question changes in the scenarios that the conversation already has.

A bare number, time, place, design or country takes the slot of its kind; an operation is added, or with "instead"
replaces the one of its kind; "without ..." takes an operation away. Anything that fits nowhere is asked about.
"""

from collections.abc import Callable
from typing import Any

from assistant.plan.amounts import Amount
from assistant.plan.clauses import Clause
from assistant.plan.drafts import PLACE_SORTS, Draft
from assistant.plan.finish import Ask, Setting, finish, where_it_fits
from assistant.plan.lexicon import load
from assistant.plan.link import Piece
from assistant.plan.reading import Reading
from assistant.plan.schema import ScenarioPlan, edit_from
from twin.edits import AnyEdit, RunEdit, SendMobileEdit, SiteOutageEdit

Plans = tuple[ScenarioPlan, ...]


def unique(plans: Plans) -> Plans:
    """The scenarios without doubles, in order."""
    kept: list[ScenarioPlan] = []
    for plan in plans:
        if not any(plan.same_world(other) for other in kept):
            kept.append(plan)
    return tuple(kept)


def follow(reading: Reading, last: Plans, setting: Setting) -> Plans | None:
    """The scenarios after a follow-up, or None when the question changes nothing in them."""
    plans = _other_policy(reading, last)
    plans = _only(reading, plans)
    plans = _without(reading, plans)
    plans = _slots(reading, plans, setting)
    plans = _designs(reading, plans)
    plans = _countries(reading, plans, setting)
    plans = _operations(reading, plans, setting)
    return unique(plans) if plans != last else None


_SUPERLATIVES = {
    "cheapest": "cheapest", "greenest": "greenest", "cleanest": "greenest", "fastest": "fastest", "quickest": "fastest", "nearest": "nearest", "closest": "nearest",
}  # fmt: skip


def _other_policy(reading: Reading, plans: Plans) -> Plans:
    """'the greenest?' after a question about dispatch."""
    if reading.drafts or not any(e.kind == "policy" and e.dispatch for p in plans for e in p.edits):
        return plans
    for index, word in enumerate(reading.text.words):
        rule = _SUPERLATIVES.get(word.key)
        if rule:
            reading.used.add(index)
            return _mapped(plans, _giving("policy", dispatch=rule))
    return plans


def _only(reading: Reading, plans: Plans) -> Plans:
    """'just the plant', 'only for the network': one design of those that stand side by side."""
    words = {word.key for word in reading.text.words}
    designs = {call.design for call in reading.designs}
    if not words & {"only", "just", "seulement", "uniquement", "rien"} or len(designs) != 1 or reading.drafts:
        return plans
    design = next(iter(designs))
    kept = tuple(p for p in plans if p.design == design)
    if not kept:
        return plans
    reading.designs.clear()
    base = kept[0].model_copy(update={"edits": (), "name": ""})
    return unique((base, *kept)) if kept[0].edits and len(kept) == 1 else kept


# ---- taking away

_AWAY = frozenset(
    {"without", "drop", "forget", "oublie", "oublions", "sans", "lose", "remove", "leave", "skip", "enleve", "supprime", "minus", "undo", "cancel",
     "no", "scrap", "ditch", "take", "annule", "retire", "kill", "normal"}
)  # fmt: skip


def _without(reading: Reading, plans: Plans) -> Plans:
    """'without the factory in a box', 'drop the wage bit', 'leave Nantes out of it', 'forget the hybrid'."""
    for draft in [d for d in reading.drafts if d.negated]:
        reading.drafts.remove(draft)
        kept = tuple(_dropping(plan, lambda e, op=draft.op: e.kind == op) for plan in plans)  # type: ignore[misc]
        if kept == plans:
            raise Ask(
                f"There is no {draft.op.replace('_', ' ')} in this conversation to leave out. What should change?"
            )
        plans = unique(kept)
    for index, clause in enumerate(reading.clauses):
        words = {word.key for word in reading.text.words[clause.first : clause.last]}
        sized = any(p.amount and not p.amount.weak and p.first not in reading.used for p in clause.pieces)
        if (
            not words & _AWAY
            or sized
            or any(
                d.clause == index and (d.size or d.days or d.places)
                for d in reading.drafts
                if d.op != "remove_site"
            )
        ):
            continue
        plans = _mentioned_away(reading, clause, index, plans)
    return plans


def _mentioned_away(reading: Reading, clause: Clause, index: int, plans: Plans) -> Plans:
    """Takes away what a clause mentions, when the conversation has it: names first, then operations by their verbs."""
    pieces = [p for p in clause.pieces if _mention(p) is not None]
    names = [p for p in pieces if not p.has("act")] or pieces
    if not names and reading.says("without"):
        names = [p for p in reading.pieces if p.thing("mobile") and clause.joint in ("and", "stop")]
    for piece in names:
        gone = _mention(piece)
        if gone is not None and any(gone(edit) for plan in plans for edit in plan.edits):
            plans = unique(tuple(_dropping(plan, gone) for plan in plans))
            reading.use(piece, *[p for p in clause.pieces if p.has("act", "thing", "kind")])
            said = next((i for i, c in enumerate(reading.clauses) if c.first <= piece.first < c.last), index)
            reading.drafts[:] = [d for d in reading.drafts if d.clause not in (index, said)]
            reading.touched = True
    for piece in clause.pieces:
        design = piece.get("design")
        if design and len({p.design for p in plans}) > 1 and any(p.design == design for p in plans):
            plans = tuple(p for p in plans if p.design != design)
            reading.use(piece)
            reading.designs[:] = [c for c in reading.designs if c.clause != index]
            reading.touched = True
    return plans


def _mention(piece: Piece) -> Callable[[AnyEdit], bool] | None:
    """Which edits a piece of a question speaks of."""
    place = piece.get("site") or piece.get("zone") or (piece.get("city") or "").split("|")[0]
    if place:
        return lambda e: (
            place
            in (
                getattr(e, "site", None),
                getattr(e, "city", None),
                getattr(e, "to", None),
                getattr(e, "zone", None),
            )
        )
    if piece.thing("mobile"):
        return lambda e: e.kind == "send_mobile"
    supplier = piece.get("supplier")
    if supplier:
        return lambda e: getattr(e, "supplier", None) == supplier
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


def _dropping(plan: ScenarioPlan, gone: Callable[[AnyEdit], bool]) -> ScenarioPlan:
    return plan.model_copy(update={"edits": tuple(edit for edit in plan.edits if not gone(edit)), "name": ""})


# ---- slots


def _slots(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    for piece in reading.free("amount"):
        if piece.amount and not piece.amount.weak:
            changed = _with_amount(reading, piece, plans)
            if changed is not None:
                plans = changed
                reading.use(piece)
    if not reading.drafts:
        plans = _with_places(reading, plans, setting)
    return plans


def _with_amount(reading: Reading, piece: Piece, plans: Plans) -> Plans | None:
    amount = piece.amount
    if amount is None:
        return None
    if reading.drafts and amount.kind != "count":
        return None
    if amount.kind == "days":
        return _with_days(amount, plans)
    if (
        amount.kind == "day"
        and amount.lead in ("until", "till", "au", "a", "to", "jusqu")
        and any(getattr(e, "days", None) for p in plans for e in p.edits)
    ):
        return _mapped(
            plans,
            lambda e, p: (
                _changed(e, days=amount.value - e.start)
                if getattr(e, "days", None) and getattr(e, "start", None) is not None
                else e
            ),
        )
    if amount.kind == "day":
        return _moved(plans, amount.value, arrival=amount.lead in ("arrives", "arrive", "arriving"))
    if amount.kind == "factor" and _lasting(reading, plans):
        return _mapped(
            plans,
            lambda e, p: _changed(e, days=round(e.days * amount.value, 9)) if getattr(e, "days", None) else e,
        )
    if amount.kind in ("percent", "factor"):
        return _with_size(amount, reading, plans)
    if amount.kind == "money" and not reading.drafts:
        return _with_money(amount, plans)
    if amount.kind == "count" and not reading.drafts:
        return _with_count(amount, reading, plans)
    return None


_AFTER = ("after", "within", "in", "apres", "dans")


def _with_days(amount: Amount, plans: Plans) -> Plans | None:
    if amount.lead in _AFTER and _has(plans, "send_mobile"):
        return _mapped(plans, lambda e, p: _arriving(e, p, amount.value))
    kinds = (
        "site_outage",
        "supplier_outage",
        "lane_outage",
        "demand_shock",
        "price_shock",
        "overtime",
        "common_mode",
    )
    present = [kind for kind in kinds if _has(plans, kind)]
    if present:
        return _mapped(plans, lambda e, p: _changed(e, days=amount.value) if e.kind == present[0] else e)
    if _has(plans, "send_mobile"):
        return _mapped(plans, lambda e, p: _arriving(e, p, amount.value))
    if amount.lead in ("over", "sur", "during"):
        return tuple(p.edited(RunEdit(horizon=amount.value)) for p in plans)
    return None


def _arriving(edit: AnyEdit, plan: ScenarioPlan, days: float) -> AnyEdit:
    if not isinstance(edit, SendMobileEdit):
        return edit
    start = next((float(e.start) for e in plan.edits if isinstance(e, SiteOutageEdit)), edit.start)
    return _changed(edit, arrives=start + days)


def _moved(plans: Plans, day: float, arrival: bool) -> Plans | None:
    """Another first day: what follows the event keeps its distance from it."""
    starts = [
        float(began) for p in plans for e in p.edits if (began := getattr(e, "start", None)) is not None
    ]
    if not starts:
        return None
    if arrival and _has(plans, "send_mobile"):
        return _mapped(plans, lambda e, p: _changed(e, arrives=day) if e.kind == "send_mobile" else e)
    shift = day - min(starts)

    def later(edit: AnyEdit, _plan: ScenarioPlan) -> AnyEdit:
        moves = {
            k: getattr(edit, k) + shift
            for k in ("start", "arrives", "leaves")
            if getattr(edit, k, None) is not None
        }
        return _changed(edit, **moves) if moves else edit

    return _mapped(plans, later)


def _lasting(reading: Reading, plans: Plans) -> bool:
    """'if it lasts twice as long': a factor of the length of an event."""
    words = {word.key for word in reading.text.words}
    return bool(words & {"long", "longer", "lasts", "longtemps", "last"}) and any(
        getattr(e, "days", None) for p in plans for e in p.edits
    )


def _with_money(amount: Amount, plans: Plans) -> Plans | None:
    edit = next((e for e in reversed(_edits_in_order(plans)) if getattr(e, "value", None) is not None), None)
    if edit is None or amount.unit != "EUR":
        return None
    key = (edit.kind, getattr(edit, "item", None))
    return _mapped(
        plans,
        lambda e, p: _changed(e, value=amount.value) if (e.kind, getattr(e, "item", None)) == key else e,
    )


def _with_size(amount: Amount, reading: Reading, plans: Plans) -> Plans | None:
    """Another size of the last change that had one, in the same direction."""
    last = next(
        (
            e
            for e in reversed(_edits_in_order(plans))
            if getattr(e, "value", None) is not None or getattr(e, "factor", None) is not None
        ),
        None,
    )
    if last is not None and getattr(last, "value", None) is not None and amount.kind == "percent":
        key = (last.kind, getattr(last, "item", None))
        return _mapped(
            plans,
            lambda e, p: (
                _changed(e, value=round(amount.value / 100, 9))
                if (e.kind, getattr(e, "item", None)) == key
                else e
            ),
        )
    growth = next((e for e in reversed(_edits_in_order(plans)) if e.kind == "demand_growth"), None)
    if growth is not None and last is None:
        rate = amount.value / 100 if amount.kind == "percent" else growth.per_year * amount.value
        return _mapped(
            plans, lambda e, p: _changed(e, per_year=round(rate, 9)) if e.kind == "demand_growth" else e
        )
    for kind in [e.kind for p in reversed(plans) for e in reversed(p.edits)]:
        edits = [e for p in plans for e in p.edits if e.kind == kind]
        if isinstance(edits[0], SiteOutageEdit):
            if edits[0].share < 1 or "capacity" in reading.piece_values("param"):
                share = amount.value / 100 if amount.kind == "percent" else 1 - amount.value
                return _mapped(plans, _giving("site_outage", share=share))
            continue
        old = getattr(edits[-1], "factor", None)
        if old is None:
            continue
        factor = _factor(amount, reading, float(old))
        return _mapped(plans, _giving(kind, "factor", factor=factor))
    return None


def _factor(amount: Amount, reading: Reading, old: float) -> float:
    if amount.kind == "factor":
        return amount.value
    if amount.signed:
        return round(1 + amount.signed * amount.value / 100, 9)
    said = reading.piece_values("dir")
    up = "up" in said or "price_up" in said or (old >= 1 and not {"down", "price_down"} & set(said))
    return round(1 + amount.value / 100 if up else 1 - amount.value / 100, 9)


def _with_count(amount: Amount, reading: Reading, plans: Plans) -> Plans | None:
    if amount.value != int(amount.value) or amount.value < 1:
        raise Ask(f"{amount.value:g} is not a number of sites. How many do you mean?")
    number = int(amount.value)
    for edit in reversed(_edits_in_order(plans)):
        if edit.kind in ("send_mobile", "variants"):
            return _mapped(plans, _giving(edit.kind, count=number))
        if edit.kind == "policy" and edit.queue_cap:
            return _mapped(
                plans, lambda e, p: _changed(e, queue_cap=number) if e.kind == "policy" and e.queue_cap else e
            )
        if edit.kind in ("site_outage", "demand_shock", "common_mode", "price_shock", "supplier_outage"):
            raise Ask(
                f"What does {number} stand for: days, weeks, sites?",
                (f"{number} days", f"{number} weeks", f"{number} sites"),
            )
        if getattr(edit, "factor", None) is not None:
            percent = Amount("percent", float(number), amount.first, amount.last, unit="%", lead=amount.lead)
            return _with_size(percent, reading, plans)
        if getattr(edit, "value", None) is not None:
            fraction = getattr(edit, "item", "") in ("duty", "wacc", "learning", "intermediary")
            value = number / 100 if fraction and number > 1 else float(number)
            return _mapped(plans, _giving(edit.kind, "value", getattr(edit, "item", None), value=value))
        if edit.kind in ("set_country", "add_site", "remove_site", "move_site", "run", "shifts"):
            break
    counts = [p for p in plans if p.design != "plant"]
    if not counts:
        return None
    if len({p.sites for p in counts}) > 1:
        return tuple(
            p if p is not counts[-1] else p.model_copy(update={"sites": number, "name": ""}) for p in plans
        )
    return tuple(
        p if p.design == "plant" else p.model_copy(update={"sites": int(amount.value), "name": ""})
        for p in plans
    )


def _with_supplier(reading: Reading, plans: Plans) -> Plans:
    """'the same for the parts maker'."""
    for piece in reading.free("supplier"):
        if any(e.kind == "supplier_outage" for p in plans for e in p.edits):
            plans = _mapped(plans, _giving("supplier_outage", supplier=piece.get("supplier")))
            reading.use(piece)
    return plans


def _with_places(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    plans = _with_supplier(reading, plans)
    places = reading.free(*PLACE_SORTS)
    if not places:
        return plans
    if len(places) > 1:
        raise Ask(
            "I understood the places but not what should happen there. Say it with a verb, such as 'is down'."
        )
    piece = places[0]
    name = piece.get("site") or piece.get("zone") or (piece.get("city") or "").split("|")[0]
    if not name:
        raise Ask(
            f"I do not know a place called {piece.get('unknown')}. Which city do you mean?",
            setting.names.makers[:8],
        )

    def there(edit: AnyEdit, _plan: ScenarioPlan) -> AnyEdit:
        fields = [f for f in ("site", "zone", "to", "city") if getattr(edit, f, None)]
        if not fields and edit.kind in ("station", "shifts", "capex", "resize_site", "overtime", "inventory"):
            fields = ["site"]
        if not fields and edit.kind in ("demand", "demand_shock"):
            fields = ["zone"]
        if "site" in fields and name not in setting.names.sites and edit.kind != "move_site":
            raise Ask(
                f"There is no site in {name} in this network. Which site do you mean?",
                setting.names.makers[:12],
            )
        if edit.kind == "move_site":
            fields = ["city"]
        return _changed(edit, **dict.fromkeys(fields, name)) if fields else edit

    changed = _mapped(plans, there)
    if changed != plans:
        reading.use(piece)
    return changed


# ---- designs and countries


def _designs(reading: Reading, plans: Plans) -> Plans:
    if not reading.designs:
        return plans
    instead = reading.says("instead")
    for call in reading.designs:
        like = next((p for p in plans if p.design == call.design), None)
        counts: list[int | None] = [*call.counts] or [None]
        if like is not None and call.counts:
            mapped = [p for p in plans if p.design != call.design or p.edits]
            if all(p.design != call.design for p in mapped) or not mapped:
                plans = tuple(
                    x
                    for p in plans
                    for x in (
                        [p.model_copy(update={"sites": c, "name": ""}) for c in counts]
                        if p.design == call.design
                        else [p]
                    )
                )
            else:
                plans = tuple(
                    p.model_copy(update={"sites": counts[0], "name": ""}) if p.design == call.design else p
                    for p in plans
                )
            continue
        if like is not None:
            continue
        one_world = len({(p.design, p.sites) for p in plans}) == 1 and len(plans) > 1
        sites = counts[0]
        if instead or one_world:
            plans = tuple(
                p.model_copy(update={"design": call.design, "sites": sites, "name": ""}) for p in plans
            )
        else:
            edits = plans[-1].edits
            plans = (
                *plans,
                *(
                    ScenarioPlan(case=plans[-1].case, design=call.design, sites=c, edits=edits)
                    for c in counts
                ),
            )
    return plans


def _countries(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    for country in reading.countries:
        name, code = country.split("|")
        if code == setting.names.country and not _has(plans, "set_country"):
            continue
        plans = tuple(_in_country(p, name, code == setting.names.country) for p in plans)
    return plans


def _in_country(plan: ScenarioPlan, name: str, home: bool) -> ScenarioPlan:
    rest = tuple(e for e in plan.edits if e.kind != "set_country")
    first = () if home else (edit_from({"kind": "set_country", "country": name}),)
    return plan.model_copy(update={"edits": (*first, *rest), "name": ""})


# ---- operations


def _operations(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    drafts = [d for d in reading.drafts if not d.negated and not (_bare(d) and _has(plans, d.op))]
    if not drafts:
        return plans
    if not plans:
        return plans
    if len(drafts) == 1 and (moved := _later(drafts[0], reading, plans)) is not None:
        return moved
    chain = plans[-1]
    setting.earlier = list(chain.edits)
    if any(d.fixed.get("the_plant") for d in drafts) and any(p.design == "plant" for p in plans):
        setting.names = setting.world.names(plans[0].case, "plant", None)
    edits: list[AnyEdit] = []
    for draft in drafts:
        new = _completed(draft, plans, setting)
        edits.extend(new)
        setting.earlier.extend(new)
    if all(isinstance(e, RunEdit) for e in edits):
        return tuple(_replacing(p, edits) for p in plans)
    if _replaces(reading, edits, plans):
        return tuple(_replacing(p, edits) if _has((p,), *{e.kind for e in edits}) else p for p in plans)
    responding = all(e.kind in ("send_mobile", "overtime") for e in edits)
    if _designs_compared(plans):
        fitting = where_it_fits(plans, edits, setting)
        return tuple(p.edited(*own) if own else p for p, own in zip(plans, fitting, strict=True))
    if _fresh_start(reading):
        start = chain.model_copy(
            update={"edits": tuple(e for e in chain.edits if e.kind in ("set_country", "run")), "name": ""}
        )
        return (start, start.edited(*edits))
    base = plans if responding and len(plans) <= 3 else (plans[0], chain)
    return (*base, chain.edited(*edits))


def _fresh_start(reading: Reading) -> bool:
    """Whether a question in a conversation begins anew from the base: it says so."""
    return reading.says("base") and not reading.says("also")


def _bare(draft: Draft) -> bool:
    """Whether a draft only mentions an operation: it has no slot filled."""
    return draft.op in ("send_mobile", "overtime", "site_outage") and not (
        draft.places or draft.days or draft.points or draft.size or draft.count or draft.offset or draft.fixed
    )


def _later(draft: Draft, reading: Reading, plans: Plans) -> Plans | None:
    """'a week later than that': the arrival that stands, moved."""
    words = {word.key for word in reading.text.words}
    if (
        draft.op != "send_mobile"
        or draft.offset is None
        or not words & {"later", "earlier"}
        or "after" in words
    ):
        return None
    shift = draft.offset.value * (-1 if "earlier" in words else 1)
    if not any(getattr(e, "arrives", None) is not None for p in plans for e in p.edits):
        return None
    return _mapped(
        plans,
        lambda e, p: _changed(e, arrives=e.arrives + shift) if getattr(e, "arrives", None) is not None else e,
    )


def _completed(draft: Draft, plans: Plans, setting: Setting) -> list[AnyEdit]:
    """The edits of a draft; open slots come from the edit of the same kind that is already there."""
    same = next((e for p in reversed(plans) for e in reversed(p.edits) if e.kind == draft.op), None)
    if same is not None and draft.op == "site_outage":
        if (
            not draft.places
            and not draft.everywhere
            and len(setting.names.makers) > 1
            and not draft.fixed.get("the_plant")
        ):
            draft.places.append(Piece(0, 0, (("site", str(same.site)),)))  # type: ignore[union-attr]
        if not draft.days and len(draft.points) < 2:
            draft.days.append(Amount("days", float(same.days), 0, 0))  # type: ignore[union-attr]
        if not draft.points:
            draft.points.append(Amount("day", float(same.start), 0, 0))  # type: ignore[union-attr]
    return finish(draft, setting)


def _replaces(reading: Reading, edits: list[AnyEdit], plans: Plans) -> bool:
    kinds = {(e.kind, getattr(e, "item", None)) for e in edits}
    there = {(e.kind, getattr(e, "item", None)) for p in plans for e in p.edits}
    if not kinds <= there:
        return False
    return reading.says("instead") or not reading.says("also")


def _replacing(plan: ScenarioPlan, edits: list[AnyEdit]) -> ScenarioPlan:
    kept: list[AnyEdit] = []
    left = list(edits)
    for old in plan.edits:
        new = next(
            (e for e in left if (e.kind, getattr(e, "item", None)) == (old.kind, getattr(old, "item", None))),
            None,
        )
        if new is not None:
            left.remove(new)
            if isinstance(old, RunEdit) and isinstance(new, RunEdit):
                new = old.model_copy(
                    update={k: v for k, v in new.model_dump(exclude={"kind"}).items() if v is not None}
                )
        kept.append(new if new is not None else old)
    return plan.model_copy(update={"edits": (*kept, *left), "name": ""})


def _designs_compared(plans: Plans) -> bool:
    return len({(p.case, p.design, p.sites) for p in plans}) > 1


# ---- small tools


def _giving(
    kind: str, has: str = "", item: object = None, **fields: Any
) -> Callable[[Any, ScenarioPlan], AnyEdit]:
    """A change of every edit of a kind (that has some field, and is about some item)."""

    def change(edit: Any, _plan: ScenarioPlan) -> AnyEdit:
        alike = edit.kind == kind and (item is None or getattr(edit, "item", None) == item)
        return (
            _changed(edit, **fields) if alike and (not has or getattr(edit, has, None) is not None) else edit
        )

    return change


def _edits_in_order(plans: Plans) -> list[AnyEdit]:
    """The edits of the conversation's scenarios, each once, the last said last."""
    return list(dict.fromkeys(edit for plan in plans for edit in plan.edits))


def _has(plans: Plans, *kinds: str) -> bool:
    return any(edit.kind in kinds for plan in plans for edit in plan.edits)


def _mapped(plans: Plans, change: Any) -> Plans:
    """The plans with every edit changed; an arrival keeps its distance from the outage it answers."""
    return tuple(
        p.model_copy(update={"edits": tuple(change(e, p) for e in p.edits), "name": ""}) for p in plans
    )


def _changed(edit: AnyEdit, **fields: Any) -> AnyEdit:
    return edit_from({**edit.model_dump(), **fields})
