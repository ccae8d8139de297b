"""Which sites there are, where, how large: count, country, add, remove, move, resize."""

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from twin import places
from twin.economies import economy
from twin.edits.base import Edit, changed, mapped, number, pick
from twin.errors import InputError
from twin.places import great_circle
from twin.siting import sized, spread
from twin.spec.amount import Factor
from twin.spec.flow import Zone
from twin.spec.network import Network
from twin.spec.place import Place
from twin.spec.product import Name
from twin.spec.site import Site, Template
from twin.stocking import restocked

MAKERS = ("micro_factory", "central_plant")


class SetSiteCount(Edit):
    """The network gets `count` making sites, placed and sized anew by the written rule."""

    kind: Literal["set_site_count"] = "set_site_count"
    count: int = Field(ge=1, le=500)

    def apply(self, network: Network) -> Network:
        template = _maker_template(network)
        if self.count > len(network.zones):
            raise InputError(
                f"{self.count} sites are more than the {len(network.zones)} customer cities of this network. "
                f"Ask for at most {len(network.zones)}."
            )
        made = tuple(template.at(place.name, place) for place in spread(network.zones, self.count))
        kept = tuple(site for site in network.sites if site.kind not in MAKERS)
        return _resized(network, **_rewired(network, (*made, *kept)))

    def describe(self) -> str:
        return f"{self.count} making site{'s' if self.count > 1 else ''}, placed and sized by the rule"


class SetCountry(Edit):
    """The same design in another country: its cities, prices, wages and grid; total demand stays.

    A country with fewer cities in the table than the network has zones gives all that it has.
    """

    kind: Literal["set_country"] = "set_country"
    country: str = Field(min_length=2, max_length=60)

    def apply(self, network: Network) -> Network:
        country = places.country(self.country)
        economies = _with_economy(network, country.code)
        cities = places.cities(country.code)[: len(network.zones)]
        zones = tuple(_zone(city) for city in places.told_apart(cities))
        count = sum(site.kind in MAKERS for site in network.sites)
        template = _maker_template(network)
        made = tuple(template.at(place.name, place) for place in spread(zones, count))
        stores = _warehouses(network, zones, made)
        return _resized(
            network,
            zones=zones,
            sites=(*made, *stores),
            economies=economies,
            demand=tuple(demand.model_copy(update={"zones": None}) for demand in network.demand),
        )

    def describe(self) -> str:
        return f"everything moved to {self.country} with the same total demand"


def _zone(city: places.City) -> Zone:
    place = Place(name=city.name, country=city.country, lat=city.lat, lon=city.lon)
    return Zone(name=city.name, place=place, population=city.population)


def _warehouses(network: Network, zones: tuple[Zone, ...], made: tuple[Site, ...]) -> tuple[Site, ...]:
    """The warehouses at new places; what a maker filled there is now filled by the first maker here."""
    stores = [site for site in network.sites if site.kind == "warehouse"]
    makers = {site.name for site in network.sites if site.kind in MAKERS}
    return tuple(
        store.model_copy(
            update={
                "name": f"{spot.name} store",
                "identity": "",
                "place": spot,
                "stock": tuple(
                    item.model_copy(update={"source": made[0].name}) if item.source in makers else item
                    for item in store.stock
                ),
            }
        )
        for store, spot in zip(stores, spread(zones, len(stores)), strict=False)
    )


def _with_economy(network: Network, code: str) -> tuple[object, ...]:
    others = tuple(item for item in network.economies if item.country != code)
    return (*others, economy(code))


class AddSite(Edit):
    """One more making site in a city, of the network's own kind; sizes follow the rule anew."""

    kind: Literal["add_site"] = "add_site"
    city: Name
    country: str | None = None

    def apply(self, network: Network) -> Network:
        template = _maker_template(network)
        place = city_place(network, self.city, self.country)
        if any(site.name == place.name for site in network.sites):
            raise InputError(f"{place.name} already has a site. Choose another city, or resize that site.")
        site = template.at(place.name, place)
        needed = (
            network.economies
            if any(e.country == place.country for e in network.economies)
            else _with_economy(network, place.country)
        )
        return _resized(network, sites=(*network.sites, site), economies=needed)

    def describe(self) -> str:
        return f"a site is added in {self.city}"


class RemoveSite(Edit):
    """A site is closed for good; the others are sized anew by the rule."""

    kind: Literal["remove_site"] = "remove_site"
    site: Name

    def apply(self, network: Network) -> Network:
        gone = pick(network.sites, self.site, "site")
        rest = tuple(site for site in network.sites if site.name != gone.name)
        if not any(site.stations for site in rest):
            raise InputError(
                f"{gone.name} is the only site that makes anything; a network needs one. Add another first."
            )
        return _resized(network, **_rewired(network, rest))

    def describe(self) -> str:
        return f"the site {self.site} is removed"


def _resized(network: Network, **parts: object) -> Network:
    """The network with other sites, their machines and stocks by the rule."""
    return restocked(network, sized(changed(network, **parts)))


def _rewired(
    network: Network, sites: tuple[Site, ...], moved: Mapping[str, str] | None = None
) -> dict[str, tuple[object, ...]]:
    """The new sites, with what named a site that is gone: its new name where it moved; otherwise a store is filled
    from the nearest site that makes something, and a lane of its own goes with it."""
    names = {**{site.name: site.name for site in sites}, **(moved or {})}
    gone = {site.name: site.place for site in network.sites if site.name not in names}
    makers = [site for site in sites if site.stations]

    def source(name: str | None) -> str | None:
        if name not in gone:
            return name if name is None else names.get(name, name)
        return min(makers, key=lambda site: great_circle(site.place, gone[name])).name

    refilled = tuple(
        site.model_copy(
            update={"stock": tuple(s.model_copy(update={"source": source(s.source)}) for s in site.stock)}
        )
        for site in sites
    )
    zones = {zone.name for zone in network.zones}
    lanes = tuple(
        lane.model_copy(
            update={
                "origin": names.get(lane.origin, lane.origin),
                "destination": lane.destination
                if lane.destination in zones
                else names.get(lane.destination, lane.destination),
            }
        )
        for lane in network.lanes
        if lane.origin not in gone and (lane.destination not in gone or lane.destination in zones)
    )
    return {"sites": refilled, "lanes": lanes}


class MoveSite(Edit):
    """A site stands in another city; its luck moves with it."""

    kind: Literal["move_site"] = "move_site"
    site: Name
    city: Name
    country: str | None = None

    def apply(self, network: Network) -> Network:
        site = pick(network.sites, self.site, "site")
        place = city_place(network, self.city, self.country)
        if any(other.name == place.name for other in network.sites if other.name != site.name):
            raise InputError(
                f"{place.name} already has a site. Choose another city, or remove one of the two."
            )
        moved = site.model_copy(update={"name": place.name, "identity": site.luck, "place": place})
        sites = mapped(network.sites, lambda _: moved, lambda item: item.name == site.name)
        needed = (
            network.economies
            if any(e.country == place.country for e in network.economies)
            else _with_economy(network, place.country)
        )
        parts = _rewired(network, tuple(sites), {site.name: place.name})
        return _resized(network, economies=needed, **parts)

    def describe(self) -> str:
        return f"the site {self.site} moves to {self.city}"


class ResizeSite(Edit):
    """The servers of a site, or of all, times a factor (rounded up, at least one)."""

    kind: Literal["resize_site"] = "resize_site"
    factor: Factor
    site: Name | None = None

    def apply(self, network: Network) -> Network:
        name = pick(network.sites, self.site, "site").name if self.site else None
        return changed(network, sites=mapped(network.sites, self._resized, lambda s: name in (None, s.name)))

    def _resized(self, site: Site) -> Site:
        stations = tuple(
            station.model_copy(update={"servers": max(1, math.ceil(round(station.servers * self.factor, 9)))})
            for station in site.stations
        )
        return site.model_copy(update={"stations": stations})

    def describe(self) -> str:
        return f"servers at {self.site or 'every site'} times {number(self.factor)}"


def city_place(network: Network, name: str, country: str | None) -> Place:
    """The place of a city, looked for in the network's country first."""
    countries = sorted({zone.place.country for zone in network.zones})
    code = places.country(country).code if country else (countries[0] if len(countries) == 1 else None)
    city = places.find(name, code)
    return Place(name=city.name, country=city.country, lat=city.lat, lon=city.lon)


def _maker_template(network: Network) -> Template:
    """The kind of site that the network is made of: the template of most of its making sites."""
    used = [site.template for site in network.sites if site.kind in MAKERS and site.template]
    if not used:
        raise InputError("This network has no template to open more sites with. Add one under 'templates'.")
    return network.template(max(sorted(set(used)), key=used.count))
