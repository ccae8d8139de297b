"""From drafts to typed edits: defaults said aloud, open slots asked for, impossible values refused."""

from collections.abc import Callable
from typing import Any

from assistant.plan import events, footprint, levers
from assistant.plan.drafts import Draft
from assistant.plan.schema import edit_from
from assistant.plan.setting import Ask, Setting, where_it_fits
from twin.edits import AnyEdit
from twin.errors import InputError

__all__ = ["Ask", "Setting", "finish", "where_it_fits"]


def finish(draft: Draft, setting: Setting) -> list[AnyEdit]:
    """The edits of a draft; raises Ask when a slot is open and InputError when a value cannot be."""
    if any(amount.vague for amount in (*draft.days, *draft.size)):
        raise Ask("How many exactly? I need a number there.")
    if any(amount.value < 0 for amount in (*draft.days, *draft.points, *draft.size)):
        raise InputError("A time or an amount below zero cannot be. Give a positive number.")
    build = _BUILDERS.get(draft.op, levers.plain)
    return [edit_from(fields) for fields in build(draft, setting)]


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
