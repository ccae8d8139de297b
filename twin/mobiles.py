"""The factories in a box that a network's responses send: each becomes a site at the end of the list."""

from dataclasses import dataclass

from twin.spec.events import SendMobile
from twin.spec.network import Network
from twin.spec.site import Site


@dataclass(frozen=True)
class Sent:
    """One mobile factory on its mission."""

    site: Site
    response: SendMobile


def sent(network: Network) -> tuple[Sent, ...]:
    """Every mobile factory that is sent, in the order of the responses; names do not repeat a site's name."""
    taken = {site.name for site in network.sites}
    missions: list[Sent] = []
    for response in network.responses:
        if not isinstance(response, SendMobile):
            continue
        template = network.template(response.template)
        for _ in range(response.count):
            name = _free_name(f"{template.name} at {response.place.name}"[:72], taken)
            taken.add(name)
            missions.append(Sent(template.at(name, response.place), response))
    return tuple(missions)


def _free_name(wish: str, taken: set[str]) -> str:
    number, name = 1, wish
    while name in taken:
        number += 1
        name = f"{wish} {number}"
    return name


def all_sites(network: Network) -> tuple[Site, ...]:
    """The network's sites and then the mobile ones, as they are numbered in a run's records."""
    return (*network.sites, *(mission.site for mission in sent(network)))
