"""Where things are: the sites and customers of scenarios as maps."""

import json
from collections.abc import Sequence

from twin.plot import SiteRow, ZoneRow, load_outlines, map_figure
from twin.report.content import Block, Figure, Heading, Table
from twin.scenario import Scenario
from twin.spec import Network

MOST_MAPS = 3
_SAME = 4  # decimals of a degree that tell two places apart, some ten metres


def map_blocks(scenarios: Sequence[Scenario]) -> list[Block]:
    """One map for each layout of sites that differs, with the same as a table; at most three."""
    layouts: dict[object, list[str]] = {}
    networks: dict[object, Network] = {}
    for scenario in scenarios:
        network = scenario.network
        key = _layout(network)
        layouts.setdefault(key, []).append(scenario.name)
        networks.setdefault(key, network)
    blocks: list[Block] = [Heading(text="Where")]
    for key, names in list(layouts.items())[:MOST_MAPS]:
        blocks += _map("; ".join(names), networks[key])
    return blocks


def _layout(network: Network) -> object:
    return tuple(
        (site.kind, round(site.place.lat, _SAME), round(site.place.lon, _SAME)) for site in network.sites
    )


def _map(title: str, network: Network) -> list[Block]:
    sites = [
        SiteRow(site.name, site.kind, site.place.lat, site.place.lon, note=_note(servers))
        for site in network.sites
        for servers in [sum(station.servers for station in site.stations)]
    ]
    weights = [zone.population if zone.weight is None else zone.weight for zone in network.zones]
    total = sum(weights) or 1.0
    zones = [
        ZoneRow(zone.name, zone.place.lat, zone.place.lon, weight / total)
        for zone, weight in zip(network.zones, weights, strict=True)
    ]
    figure = json.loads(map_figure(sites, zones, outlines=load_outlines(), title=f"Sites: {title}").to_json())
    rows = tuple((site.name, site.kind.replace("_", " "), site.note) for site in sites)
    caption = f"Sites and customers: {title}"
    return [
        Figure(caption=caption, alt=figure["layout"]["meta"]["alt"], figure=figure),
        Table(caption=caption, columns=("site", "kind", "size"), rows=rows, folded=True),
    ]


def _note(servers: int) -> str:
    return f"{servers} servers at its stations" if servers else "keeps stock"
