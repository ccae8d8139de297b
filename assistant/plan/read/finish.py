"""From drafts to typed edits: defaults said aloud, open slots asked for, impossible values refused."""

from collections.abc import Callable
from typing import Any

from assistant.plan.read import events, footprint, levers
from assistant.plan.read.drafts import Draft
from assistant.plan.read.setting import Ask, Setting, where_it_fits
from assistant.plan.schema import edit_from
from assistant.plan.text.amounts import Amount
from twin.edits import AnyEdit
from twin.errors import InputError

__all__ = ["Ask", "Setting", "finish", "where_it_fits"]


def finish(draft: Draft, setting: Setting) -> list[AnyEdit]:
    """The edits of a draft; raises Ask when a slot is open and InputError when a value cannot be."""
    if any(amount.vague for amount in (*draft.days, *draft.size)):
        raise Ask("How many exactly? I need a number there.")
    _nothing_over(draft)
    if any(amount.value < 0 for amount in (*draft.days, *draft.points, *draft.size)):
        raise InputError("A time or an amount below zero cannot be. Give a positive number.")
    build = _BUILDERS.get(draft.op, levers.plain)
    return [edit_from(fields) for fields in build(draft, setting)]


def _nothing_over(draft: Draft) -> None:
    """Asks when a draft holds more numbers than its edit has slots for: one of them would be left unsaid."""
    room = {"send_mobile": 2, "common_mode": 2}.get(draft.op, 1)
    told = [d for d in draft.days if d.lead not in _AFTER]
    points = [p for p in draft.points if p.kind == "day"]
    over = (
        _apart(told) > room
        or _apart(points) > 2
        or (_apart(draft.size) > 1 and draft.op not in ("policy", "run"))
    )
    if over:
        numbers = ", ".join(f"{a.value:g}" for a in (*draft.days, *draft.points, *draft.size))
        raise Ask(
            f"I read several numbers there ({numbers}) and cannot tell what each of them is for. Can you say it in two sentences?"
        )


_AFTER = frozenset({"after", "in", "apres", "dans", "later"})


def _apart(amounts: list[Amount]) -> int:
    return len({round(amount.value, 6) for amount in amounts})


_BUILDERS: dict[str, Callable[[Draft, Setting], list[dict[str, Any]]]] = {
    "site_outage": events.site_outage,
    "supplier_outage": events.supplier_outage,
    "lane_outage": events.supplier_outage,
    "common_mode": events.common_mode,
    "send_mobile": events.send_mobile,
    "overtime": events.overtime,
    "shifts": levers.shifts,
    "transport_mode": levers.transport_mode,
    "demand": events.demand,
    "price": levers.price,
    "station": levers.station,
    "capex": levers.capex,
    "resize_site": footprint.resize_site,
    "inventory": levers.inventory,
    "variants": levers.variants,
    "run": levers.run,
    "add_site": footprint.add_site,
    "remove_site": footprint.remove_site,
    "move_site": footprint.move_site,
}
