"""The part of a network that its runs can see: what stands unused in the file is no reason for doubt."""

from twin.knowledge import Uncertain, uncertainties
from twin.spec.events import SendMobile
from twin.spec.network import Network


def in_use(network: Network) -> Network:
    """The network without templates that no factory in a box is sent from, idle modes, and countries without sites.

    Sites carry their own numbers, so a template matters only for what is still to be opened.
    """
    sent = [response for response in network.responses if isinstance(response, SendMobile)]
    boxes = {response.template for response in sent}
    modes = {lane.mode for lane in network.lanes}
    countries = {place.country for place in (*(s.place for s in network.sites), *(r.place for r in sent))}
    return network.model_copy(
        update={
            "templates": tuple(template for template in network.templates if template.name in boxes),
            "modes": tuple(mode for mode in network.modes if mode.name in modes),
            "economies": tuple(economy for economy in network.economies if economy.country in countries),
            "move": network.move if sent else None,
        }
    )


def relevant(network: Network) -> tuple[Uncertain, ...]:
    """The uncertain sources that the network's runs can see."""
    return uncertainties(in_use(network))
