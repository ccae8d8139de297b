"""Typed edits of the sites: added, removed, moved, resized."""

from typing import Any

from assistant.plan.read.drafts import Draft
from assistant.plan.read.places import city_of, site_of, sites_of
from assistant.plan.read.setting import Ask, Setting
from assistant.plan.read.sizes import factor_of
from twin.errors import InputError


def resize_site(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    factor = factor_of(draft, "capacity")
    sites: list[str | None] = [site_of(p, setting) for p in draft.places] or [None]
    return [{"kind": "resize_site", "factor": factor, "site": site} for site in sites]


def add_site(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    if draft.places:
        return [{"kind": "add_site", **city_of(piece, setting)} for piece in draft.places]
    if draft.count is None or draft.count.weak:
        raise Ask("In which city should the site be added?", setting.names.zones[:5])
    step = int(draft.count.value) * (-1 if draft.direction == "down" else 1)
    count = len(setting.names.makers) + step
    if count < 1:
        raise InputError(
            f"The network has {len(setting.names.makers)} making sites; {-step} fewer would leave none."
        )
    return [{"kind": "set_site_count", "count": count}]


def remove_site(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    return [{"kind": "remove_site", "site": site} for site in sites_of(draft, setting, "is removed") if site]


def move_site(draft: Draft, setting: Setting) -> list[dict[str, Any]]:
    the_plant = bool(draft.fixed.pop("the_plant", False))
    source = not the_plant and bool(draft.places) and draft.places[0].has("site")
    if len(draft.places) == 1 and not source and (the_plant or len(setting.names.makers) == 1):
        return [{"kind": "move_site", "site": setting.names.makers[0], **city_of(draft.places[0], setting)}]
    if len(draft.places) < 2 or draft.places[0].get("site") == draft.places[-1].get("site") is not None:
        raise Ask("Which site moves, and to which city?", setting.names.makers[:8])
    *sources, target = draft.places
    if len(sources) > 1:
        raise Ask(
            "Several sites cannot move to one city. Which one moves?",
            tuple(site_of(p, setting) for p in sources),
        )
    return [{"kind": "move_site", "site": site_of(sources[0], setting), **city_of(target, setting)}]
