"""A case: one world, a few kinds of site, and three designs of a network built from them by one rule."""

from typing import Literal, Self

from pydantic import Field, model_validator

from twin import places
from twin.economies import economy
from twin.errors import InputError
from twin.siting import sized, spread
from twin.spec.flow import Demand, Lane, Mode, Supplier, SupplierOutages, Zone
from twin.spec.network import Community, Development, Network, Policy, Sizing
from twin.spec.place import Place
from twin.spec.product import Material, Name, Product
from twin.spec.quantity import Duration, Frozen
from twin.spec.scenario import RunSettings
from twin.spec.site import Move, Site, StockRule, Template
from twin.stocking import stocked

_COUNTRY = "country:"


class ZonePlan(Frozen):
    """Customer zones: the `cities` largest of a country, or named cities ("Columbus, GA").

    `share` is their share of all demand, split between them by population; without one, population alone counts.
    """

    country: str = Field(min_length=2, max_length=2)
    cities: int | tuple[str, ...]
    share: float | None = Field(default=None, gt=0, le=1)


class SupplierPlan(Frozen):
    """A supplier in a named city."""

    name: Name
    city: str
    country: str
    lead_time: Duration
    outages: SupplierOutages | None = None


class SitePlan(Frozen):
    """Sites of one template: `count` of them placed by the rule, or in the named cities `at`."""

    template: Name
    count: int | None = Field(default=None, ge=1, le=500)
    at: tuple[str, ...] = ()
    country: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.count is None) == (not self.at):
            raise ValueError("give either a count (placed by the rule) or cities (at)")
        return self


class Design(Frozen):
    """One way to serve the world: sites and how orders are fulfilled; what it does not say, the case says."""

    title: str
    sites: tuple[SitePlan, ...] = Field(min_length=1)
    fulfilment: Literal["make_to_order", "make_to_stock"] | None = None
    stock: tuple[StockRule, ...] = ()
    development: Development | None = None
    policy: Policy | None = None


class Case(Frozen):
    """A case of the library. Every number is a fact or an assumption with a range."""

    key: Name
    title: str
    page: str = Field(description="slug of its page in the corpus")
    aliases: tuple[str, ...] = ()
    question: str
    shows: str = Field(description="what the twin must show")
    products: tuple[Product, ...]
    materials: tuple[Material, ...] = ()
    suppliers: tuple[SupplierPlan, ...] = ()
    zones: ZonePlan | tuple[ZonePlan, ...]
    demand: tuple[Demand, ...]
    modes: tuple[Mode, ...]
    lanes: tuple[Lane, ...]
    policy: Policy = Policy()
    move: Move | None = None
    community: Community | None = None
    development: Development | None = Field(
        default=None, description="the same in every design, unless a design gives its own"
    )
    sizing: Sizing = Sizing()
    templates: tuple[Template, ...]
    designs: dict[str, Design]
    baseline: str = Field(description="the design that the others are compared with")
    settings: RunSettings = RunSettings()
    countries: tuple[str, ...] = Field(description="countries whose prices, wages and grid the networks need")
    limits: tuple[str, ...] = Field(default=(), description="what the model of this case cannot say")

    def network(self, design: str, sites: int | None = None) -> Network:
        """The network of a design; `sites` changes the number of making sites placed by the rule.

        Raises InputError for an unknown design or a number of sites that cannot be placed.
        """
        if design not in self.designs:
            raise InputError(f"Case {self.key!r} has no design {design!r}. Known: {', '.join(self.designs)}.")
        plan = self.designs[design]
        zones = _zones(self.zones)
        placed = self._sites(plan, zones, sites)
        network = Network(
            name=f"{self.key}-{design}",
            title=plan.title,
            case=self.key,
            design=design,
            products=tuple(_fulfilled(product, plan) for product in self.products),
            materials=self.materials,
            suppliers=tuple(_supplier(item) for item in self.suppliers),
            sites=placed,
            zones=zones,
            demand=self.demand,
            modes=self.modes,
            lanes=tuple(lane for rule in self.lanes for lane in _by_country(rule, (*zones, *placed))),
            economies=tuple(economy(code) for code in self.countries),
            policy=plan.policy or self.policy,
            move=self.move,
            development=plan.development or self.development,
            community=self.community,
            sizing=self.sizing.model_copy(update={"stock": plan.stock}),
            templates=self.templates,
        )
        return stocked(sized(network))

    def _sites(self, plan: Design, zones: tuple[Zone, ...], count: int | None) -> tuple[Site, ...]:
        taken: list[Site] = []
        for part in plan.sites:
            template = next((t for t in self.templates if t.name == part.template), None)
            if template is None:
                raise InputError(f"Case {self.key!r} has no template {part.template!r}.")
            for place in _spots(part, template, zones, count):
                taken.append(template.at(_site_name(template, place, taken), place))
        return tuple(taken)


def _spots(
    part: SitePlan, template: Template, zones: tuple[Zone, ...], count: int | None
) -> tuple[Place, ...]:
    if part.at:
        return tuple(_place(city, part.country or zones[0].place.country) for city in part.at)
    wanted = count if count and template.kind == "micro_factory" else part.count or 1
    if wanted > len(zones):
        raise InputError(
            f"{wanted} sites are more than the {len(zones)} customer cities. Ask for at most {len(zones)}."
        )
    return spread(zones, wanted)


def _site_name(template: Template, place: Place, taken: list[Site]) -> str:
    if template.kind == "warehouse":
        return f"{place.name} store"
    return place.name if all(site.name != place.name for site in taken) else f"{place.name} {template.name}"


def _place(city: str, country: str) -> Place:
    found = _city(city, country)
    return Place(name=found.name, country=found.country, lat=found.lat, lon=found.lon)


def _city(name: str, country: str) -> places.City:
    """A city of a country; "Columbus, GA" says which of several."""
    return places.find(name) if "," in name else places.find(name, country)


def _zones(plans: ZonePlan | tuple[ZonePlan, ...]) -> tuple[Zone, ...]:
    return tuple(
        zone for plan in (plans if isinstance(plans, tuple) else (plans,)) for zone in _zones_of(plan)
    )


def _zones_of(plan: ZonePlan) -> tuple[Zone, ...]:
    if isinstance(plan.cities, int):
        cities = places.cities(plan.country, plan.cities)
    else:
        cities = tuple(_city(name, plan.country) for name in plan.cities)
    people = sum(city.population for city in cities)
    return tuple(
        Zone(
            name=city.name,
            place=Place(name=city.name, country=city.country, lat=city.lat, lon=city.lon),
            population=city.population,
            weight=None if plan.share is None else plan.share * city.population / people,
        )
        for city in cities
    )


def _by_country(lane: Lane, ends: tuple[Zone | Site, ...]) -> tuple[Lane, ...]:
    """A lane to `country:XX` as one lane to each zone and site there; any other lane as it is."""
    if not lane.destination.startswith(_COUNTRY):
        return (lane,)
    code = lane.destination.removeprefix(_COUNTRY)
    names = dict.fromkeys(end.name for end in ends if end.place.country == code)
    return tuple(
        lane.model_copy(update={"name": f"{lane.name} {name}", "destination": name}) for name in names
    )


def _supplier(plan: SupplierPlan) -> Supplier:
    return Supplier(
        name=plan.name, place=_place(plan.city, plan.country), lead_time=plan.lead_time, outages=plan.outages
    )


def _fulfilled(product: Product, design: Design) -> Product:
    return (
        product if design.fulfilment is None else product.model_copy(update={"fulfilment": design.fulfilment})
    )
