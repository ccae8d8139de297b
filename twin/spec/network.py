"""The network: everything that is simulated and priced, as one frozen value."""

from collections.abc import Iterable, Iterator
from typing import Literal, Self, TypeVar

from pydantic import Field, model_validator

from twin.errors import InputError
from twin.spec.events import Disruption, Response
from twin.spec.flow import Demand, Lane, Mode, Supplier, Zone
from twin.spec.product import Material, Name, Product
from twin.spec.quantity import (
    CarbonPerKwh,
    Distance,
    Frozen,
    Money,
    MoneyPerHour,
    MoneyPerKwh,
    PerYear,
    Ratio,
    Share,
    Years,
    given,
)
from twin.spec.site import Move, Site, StockRule, Template


class Economy(Frozen):
    """Prices and carbon of one country: electricity, manufacturing labour, grid."""

    country: str = Field(min_length=2, max_length=2, pattern="^[A-Z]{2}$")
    electricity: MoneyPerKwh
    labour: MoneyPerHour
    grid: CarbonPerKwh


class Development(Frozen):
    """What the whole network costs once, whatever its number of sites: product and process development."""

    cost: Money
    life: Years
    wacc: PerYear


class Community(Frozen):
    """How local benefit is counted: paid hours in a job-year, displacement, spending kept, multiplier."""

    hours_per_job: Ratio = Field(description="paid hours in one full-time job-year")
    displacement: Share
    local_spend: Share
    multiplier: Ratio


class Policy(Frozen):
    """The levers: which site takes an order, when it is passed on, and in which order work is done."""

    dispatch: Literal["nearest", "cheapest", "greenest", "fastest", "least_loaded"] = "nearest"
    queue_cap: int | None = Field(
        default=None, ge=1, description="waiting orders at which a site takes no more"
    )
    reroute: bool = Field(default=True, description="orders waiting at a stopped site go to the next one")
    sequencing: Literal["fifo", "same_variant_first"] = "fifo"
    sourcing_radius: Distance | None = Field(default=None, description="suppliers within it count as local")
    holding_rate: PerYear = Field(
        default=given(0.0, "1/year"), description="cost of stock per year of its value"
    )


class Sizing(Frozen):
    """The one written rule: servers so that no station is busier than `utilisation` at mean demand.

    Sites are placed one after the other where they cut the population-weighted distance most.
    """

    utilisation: float = Field(default=0.8, gt=0, lt=1)
    stock: tuple[StockRule, ...] = Field(
        default=(), description="base stock by the rule; a change of sites sets it anew"
    )


class Network(Frozen):
    """Sites, suppliers, customer zones, lanes, products and policies of one design.

    Names are unique within their kind; every reference is checked on construction, all problems at once.
    """

    name: Name
    title: str = ""
    case: str = Field(default="", description="key of the case it comes from")
    design: str = Field(default="", description="plant, network or hybrid")
    products: tuple[Product, ...] = Field(min_length=1, max_length=200)
    materials: tuple[Material, ...] = Field(default=(), max_length=1000)
    suppliers: tuple[Supplier, ...] = Field(default=(), max_length=2000)
    sites: tuple[Site, ...] = Field(min_length=1, max_length=2000)
    zones: tuple[Zone, ...] = Field(min_length=1, max_length=20_000)
    demand: tuple[Demand, ...] = Field(min_length=1, max_length=1000)
    modes: tuple[Mode, ...] = Field(min_length=1, max_length=50)
    lanes: tuple[Lane, ...] = Field(min_length=1, max_length=5000)
    economies: tuple[Economy, ...] = ()
    policy: Policy = Policy()
    disruptions: tuple[Disruption, ...] = Field(default=(), max_length=1000)
    responses: tuple[Response, ...] = Field(default=(), max_length=1000)
    move: Move | None = None
    development: Development | None = None
    community: Community | None = None
    carbon_price: Money = Field(default=given(0.0, "EUR"), description="EUR per tonne CO2e")
    sizing: Sizing = Sizing()
    templates: tuple[Template, ...] = Field(
        default=(), description="kinds of site that can be opened elsewhere"
    )

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        problems = list(_problems(self))
        if problems:
            raise ValueError(
                "; ".join(problems[:12]) + (f"; and {len(problems) - 12} more" if len(problems) > 12 else "")
            )
        return self

    def site(self, name: str) -> Site:
        """The site of that name; InputError names the known ones."""
        return _named(self.sites, name, "site")

    def template(self, name: str) -> Template:
        """The template of that name; InputError names the known ones."""
        return _named(self.templates, name, "template")

    def product(self, name: str) -> Product:
        """The product of that name; InputError names the known ones."""
        return _named(self.products, name, "product")

    def economy(self, country: str) -> Economy:
        """Prices and carbon of a country; InputError when the network has none."""
        for economy in self.economies:
            if economy.country == country:
                return economy
        known = ", ".join(e.country for e in self.economies) or "none"
        raise InputError(f"No economy for country {country!r}. Known: {known}. Add it to 'economies'.")

    def makers(self, product: Product) -> tuple[Site, ...]:
        """Sites whose stations cover the product's route, in the network's order."""
        return tuple(site for site in self.sites if can_make(site, product))


def can_make(site: Site, product: Product) -> bool:
    """Whether a site has every station of the product's route and is allowed to make it."""
    allowed = site.products is None or product.name in site.products
    return allowed and set(product.route) <= {station.name for station in site.stations}


Named = TypeVar("Named", Site, Template, Product)


def _named(items: Iterable[Named], name: str, what: str) -> Named:
    known = {item.name: item for item in items}
    if name not in known:
        raise InputError(f"No {what} named {name!r}. Known: {', '.join(known) or 'none'}.")
    return known[name]


def _problems(network: Network) -> Iterator[str]:
    yield from _doubles(network)
    yield from _product_problems(network)
    yield from _site_problems(network)
    yield from _lane_problems(network)
    yield from _demand_problems(network)
    yield from _event_problems(network)


def _doubles(network: Network) -> Iterator[str]:
    groups = {
        "product": network.products,
        "material": network.materials,
        "site": network.sites,
        "zone": network.zones,
        "supplier": network.suppliers,
        "mode": network.modes,
        "lane": network.lanes,
        "template": network.templates,
    }
    for what, items in groups.items():
        names = [str(getattr(item, "name", "")) for item in items]
        yield from (
            f"two {what}s are named {name!r}: rename one"
            for name in sorted({n for n in names if names.count(n) > 1})
        )


def _unknown(what: str, name: str, known: Iterable[str], where: str) -> str:
    return f"{where} names unknown {what} {name!r}. Known: {', '.join(sorted(set(known))[:12]) or 'none'}"


def _product_problems(network: Network) -> Iterator[str]:
    materials = {m.name for m in network.materials}
    products = {p.name for p in network.products}
    suppliers = {s.name for s in network.suppliers}
    stations = {s.name for site in (*network.sites, *network.templates) for s in site.stations}
    for product in network.products:
        where = f"product {product.name!r}"
        yield from (
            _unknown("station", step, stations, f"route of {where}")
            for step in product.route
            if step not in stations
        )
        yield from (
            _unknown("material", item.material, materials, f"bill of {where}")
            for item in product.bill
            if item.material not in materials
        )
        yield from (
            _unknown("product", co.product, products, f"co-products of {where}")
            for co in product.co_products
            if co.product not in products
        )
    for material in network.materials:
        yield from (
            _unknown("supplier", name, suppliers, f"material {material.name!r}")
            for name in material.suppliers
            if name not in suppliers
        )


def _site_problems(network: Network) -> Iterator[str]:
    items = {m.name for m in network.materials} | {p.name for p in network.products}
    sources = {s.name for s in network.suppliers} | {s.name for s in network.sites}
    for site in (*network.sites, *network.templates):
        where = f"site {site.name!r}"
        yield from (
            _unknown("item", s.item, items, f"stock of {where}") for s in site.stock if s.item not in items
        )
        yield from (
            _unknown("source", s.source, sources, f"stock of {where}")
            for s in site.stock
            if s.source is not None and s.source not in sources
        )
        crews = {crew.name for crew in site.crews}
        yield from (
            _unknown("crew", station.failures.crew, crews, f"station {station.name!r} of {where}")
            for station in site.stations
            if station.failures and station.failures.crew and station.failures.crew not in crews
        )


def _lane_problems(network: Network) -> Iterator[str]:
    modes = {m.name for m in network.modes}
    kinds = {f"kind:{kind}" for kind in ("central_plant", "micro_factory", "mobile_factory", "warehouse")}
    sites = {s.name for s in network.sites}
    starts = sites | {s.name for s in network.suppliers} | kinds | {"*", "suppliers"}
    ends = sites | {z.name for z in network.zones} | kinds | {"*", "zones"}
    for lane in network.lanes:
        where = f"lane {lane.name!r}"
        if lane.mode not in modes:
            yield _unknown("mode", lane.mode, modes, where)
        if lane.origin not in starts:
            yield _unknown("origin", lane.origin, starts, where)
        if lane.destination not in ends:
            yield f"{where} leads to nowhere: " + _unknown("destination", lane.destination, ends, "it")


def _demand_problems(network: Network) -> Iterator[str]:
    products = {p.name for p in network.products}
    zones = {z.name for z in network.zones}
    if not any(zone.share > 0 for zone in network.zones):
        yield "no zone has a population or a weight: demand cannot be split"
    for demand in network.demand:
        if demand.product not in products:
            yield _unknown("product", demand.product, products, "demand")
        elif not network.makers(network.product(demand.product)):
            yield f"no site can make {demand.product!r}: none has every station of its route"
        yield from (_unknown("zone", z, zones, "demand") for z in demand.zones or () if z not in zones)


def _event_problems(network: Network) -> Iterator[str]:
    known: dict[str, set[str]] = {
        "site": {s.name for s in network.sites},
        "supplier": {s.name for s in network.suppliers},
        "lane": {lane.name for lane in network.lanes},
        "zone": {z.name for z in network.zones},
        "product": {p.name for p in network.products},
        "template": {t.name for t in network.templates},
    }
    for event in (*network.disruptions, *network.responses):
        for what, names in known.items():
            name = getattr(event, what, None)
            if name is not None and name not in names:
                yield _unknown(what, name, names, event.kind.replace("_", " "))
        beside = getattr(event, "beside", None)
        if beside is not None and beside not in known["site"]:
            yield _unknown("site", beside, known["site"], "mobile factory")
