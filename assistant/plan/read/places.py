"""The sites, cities and customer cities that the pieces of a draft name."""

from assistant.plan.names.link import Piece
from assistant.plan.read.drafts import Draft
from assistant.plan.read.setting import Ask, Setting
from assistant.plan.text.words import fold


def site_of(piece: Piece, setting: Setting, what: str = "is a site") -> str:
    """The site that a piece names; Ask with the sites there are."""
    site = piece.get("site")
    if site:
        return site
    name = piece.get("zone") or (piece.get("city") or "").split("|")[0] or piece.get("unknown") or "that"
    wanted = fold(name)
    for known in setting.names.sites:
        if fold(known) == wanted:
            return known
    sites = setting.names.makers or setting.names.sites
    raise Ask(f"There is no site in {name} in this network. Which site do you mean?", tuple(sites[:12]))


def city_of(piece: Piece, setting: Setting) -> dict[str, str]:
    """City and country of a piece; Ask when nobody knows the place."""
    city = piece.get("city")
    if city:
        name, code = city.split("|")
        return {"city": name} if code == setting.names.country else {"city": name, "country": code}
    known = piece.get("zone") or piece.get("site")
    if known:
        return {"city": known}
    raise Ask(
        f"I do not know a place called {piece.get('unknown')}. Which city do you mean?",
        setting.names.zones[:5],
    )


def sites_of(draft: Draft, setting: Setting, verb: str) -> list[str | None]:
    """The sites of a draft; None stands for every site."""
    if draft.places:
        return [site_of(piece, setting) for piece in draft.places]
    if draft.fixed.pop("the_plant", False) or (len(setting.names.makers) == 1 and not draft.everywhere):
        return [setting.names.makers[0]]
    if draft.everywhere:
        return [None]
    if draft.any_site and draft.op == "site_outage":
        setting.assumed.append(f"it is {setting.names.makers[0]}, since you said one of the sites")
        return [setting.names.makers[0]]
    raise Ask(f"Which site {verb}?", setting.names.makers[:12])


def zone_of(piece: Piece, setting: Setting) -> str:
    zone = piece.get("zone")
    if zone:
        return zone
    name = (
        piece.get("site") or (piece.get("city") or "").split("|")[0] or piece.get("unknown") or "that place"
    )
    match = next((z for z in setting.names.zones if fold(z) == fold(name)), None)
    if match:
        return match
    raise Ask(
        f"{name} is not one of the customer cities of this network. Which one do you mean?",
        setting.names.zones[:10],
    )
