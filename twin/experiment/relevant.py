"""The part of a network that its runs can see: what stands unused in the file is no reason for doubt."""

from collections.abc import Sequence

from twin.knowledge import Uncertain, uncertainties
from twin.mobiles import all_sites
from twin.routes import End, leads_to, leaves_from
from twin.spec.events import SendMobile
from twin.spec.flow import Lane
from twin.spec.network import Network, Policy
from twin.spec.quantity import Quantity
from twin.spec.site import Move, Site


def in_use(network: Network) -> Network:
    """The network without what its runs never ask for.

    That is: templates that no factory in a box is sent from, lanes that join nothing and modes without a lane,
    countries without sites, the road of boxes whose day of arrival is given, building times of sites that stand
    from the start, and the rate of holding stock where there is none. Sites carry their own numbers, so a template
    matters only for what is still to be opened.
    """
    sent = [response for response in network.responses if isinstance(response, SendMobile)]
    boxes = {response.template for response in sent}
    templates = tuple(template for template in network.templates if template.name in boxes)
    countries = {place.country for place in (*(s.place for s in network.sites), *(r.place for r in sent))}
    lanes = _joining(network)
    modes = {lane.mode for lane in lanes}
    return network.model_copy(
        update={
            "templates": templates,
            "lanes": lanes,
            "modes": tuple(mode for mode in network.modes if mode.name in modes),
            "economies": tuple(economy for economy in network.economies if economy.country in countries),
            "move": _moved(network.move, sent),
            "sites": tuple(_standing(site) for site in network.sites),
            "policy": _held(network),
        }
    )


def _joining(network: Network) -> tuple[Lane, ...]:
    """The lanes that lead from a place of the network, or of a box that is sent, to another."""
    sites = all_sites(network)
    origins: tuple[End, ...] = (*sites, *network.suppliers)
    destinations: tuple[End, ...] = (*network.zones, *sites)
    return tuple(
        lane
        for lane in network.lanes
        if any(leaves_from(lane, end) for end in origins) and any(leads_to(lane, end) for end in destinations)
    )


def _moved(move: Move | None, sent: Sequence[SendMobile]) -> Move | None:
    """What it takes to bring boxes in: none when none is sent, no loading and road when all arrivals are given."""
    if move is None or not sent:
        return None
    if any(response.arrives is None for response in sent):
        return move
    return move.model_copy(update={"loading": _certain(move.loading), "speed": _certain(move.speed)})


def _standing(site: Site) -> Site:
    """A site that stands from the start was built before anything is counted."""
    if site.opens is not None:
        return site
    return site.model_copy(update={"build_time": _certain(site.build_time)})


def _held(network: Network) -> Policy:
    """The policies; the rate of holding stock only where some site keeps any."""
    policy = network.policy
    if any(site.stock for site in all_sites(network)):
        return policy
    return policy.model_copy(update={"holding_rate": _certain(policy.holding_rate)})


def _certain(quantity: Quantity) -> Quantity:
    return quantity.model_copy(update={"low": None, "high": None})


def relevant(network: Network) -> tuple[Uncertain, ...]:
    """The uncertain sources that the network's runs can see."""
    return uncertainties(in_use(network))
