"""Planned events as windows in ticks: outages, overtime, common causes, missions of mobile factories."""

from twin.engine.plan import NEVER, CommonModePlan, MissionPlan, Window
from twin.errors import InputError
from twin.knowledge import Draw
from twin.laws import law, ticks
from twin.mobiles import sent
from twin.places import great_circle
from twin.spec.events import CommonMode, Overtime, SendMobile, SiteOutage
from twin.spec.network import Network
from twin.spec.site import RampUp, Site

_ROAD = 1.3  # km of road per km of great circle, where no mode of transport says so
_SAME_PLACE = 1.0  # km


def window(event: SiteOutage | Overtime, draw: Draw, warm_up: int, target: int, size: float) -> Window:
    """Start and end of an event in ticks of the run."""
    start = warm_up + ticks(draw(event.start))
    return Window(target, start, start + ticks(draw(event.length)), size)


def outages(network: Network, draw: Draw, warm_up: int) -> list[Window]:
    """Planned outages of sites; the size is the share of capacity that is lost."""
    index = {site.name: number for number, site in enumerate(network.sites)}
    return [
        window(event, draw, warm_up, index[event.site], draw(event.share))
        for event in network.disruptions
        if isinstance(event, SiteOutage)
    ]


def overtime(network: Network, draw: Draw, warm_up: int) -> list[Window]:
    """Overtime of one site, or of all (one window each)."""
    found: list[Window] = []
    for event in network.responses:
        if isinstance(event, Overtime):
            targets = [n for n, site in enumerate(network.sites) if event.site in (None, site.name)]
            found += [window(event, draw, warm_up, target, draw(event.factor)) for target in targets]
    return found


def common_modes(network: Network, sites: tuple[Site, ...], draw: Draw) -> list[CommonModePlan]:
    """Causes that stop several sites at once."""
    found: list[CommonModePlan] = []
    for event in network.disruptions:
        if isinstance(event, CommonMode):
            hit = [n for n, site in enumerate(sites) if event.site_kind in (None, site.kind)]
            struck = tuple(sorted(hit, key=lambda n: sites[n].luck))
            luck = f"{event.name}/{sum(1 for other in found if other.luck.startswith(event.name + '/'))}"
            found.append(CommonModePlan(luck, law(event.mtbf, draw), law(event.mttr, draw), struck))
    return found


def missions(network: Network, draw: Draw, warm_up: int) -> list[MissionPlan]:
    """When each mobile factory is sent, arrives, is ready and leaves.

    Travel: `arrives` when given, else loading, then road km from the template's home (else no road) at the
    network's km a day; set-up comes after arrival.
    """
    known = {site.name: number for number, site in enumerate(network.sites)}
    found: list[MissionPlan] = []
    for number, mission in enumerate(sent(network), start=len(network.sites)):
        event = mission.response
        km = road_km(network, event)
        start = warm_up + ticks(draw(event.start))
        arrived, ready, ramp = _timeline(network, event, draw, start, km, warm_up)
        left = NEVER if event.leaves is None else warm_up + ticks(draw(event.leaves))
        beside = -1 if event.beside is None else known[event.beside]
        found.append(MissionPlan(number, start, arrived, ready, left, ramp, km, beside))
    return found


def road_km(network: Network, event: SendMobile) -> float:
    """Road distance of a mission: from the home of mobile factories, else from the nearest other site."""
    home = None if network.move is None else network.move.home
    if home is not None:
        return round(_ROAD * great_circle(home, event.place), 3)
    away = (great_circle(site.place, event.place) for site in network.sites if site.name != event.beside)
    return round(_ROAD * min((km for km in away if km > _SAME_PLACE), default=0.0), 3)


def _timeline(
    network: Network, event: SendMobile, draw: Draw, start: int, km: float, warm_up: int
) -> tuple[int, int, tuple[int, float] | None]:
    move = network.move
    if event.arrives is not None:
        arrived = max(start, warm_up + ticks(draw(event.arrives)))
    elif move is None:
        raise InputError(
            "A mobile factory is sent and the network has no 'move': give it one, or say when it arrives."
        )
    else:
        arrived = start + ticks(draw(move.loading)) + (ticks(km / draw(move.speed)) if km else 0)
    setup = 0 if move is None else ticks(draw(move.setup))
    ramp_up = _ramp_up(network, event)
    ramp = None if ramp_up is None else (ticks(draw(ramp_up.length)), draw(ramp_up.start))
    return arrived, arrived + setup, ramp


def _ramp_up(network: Network, event: SendMobile) -> RampUp | None:
    if network.move is not None and network.move.ramp_up is not None:
        return network.move.ramp_up
    return network.template(event.template).ramp_up
