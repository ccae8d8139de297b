"""From the specification to the plan of a run: every number read once, names turned into positions."""

from twin.calendars import Calendar
from twin.engine.demand import demand_plans, variant_shares
from twin.engine.events import common_modes, missions, outages, overtime
from twin.engine.plan import NEVER, CommonModePlan, FailurePlan, Plan, SitePlan, StationPlan, SupplierPlan
from twin.engine.preferences import choices, pace, promises
from twin.engine.supply import bills, co_products, collection_plans, stock_plans, supplier_plans
from twin.engine.transport import lane_plans, transit_ticks
from twin.errors import InputError
from twin.knowledge import Draw
from twin.laws import law, ticks
from twin.mobiles import all_sites, sent
from twin.routes import routes
from twin.spec.network import Network, can_make
from twin.spec.product import Product
from twin.spec.scenario import RunSettings
from twin.spec.site import Failures, RampUp, Site, Station

MAX_SERVERS = 200_000
_MAX_STOPS = 1_000_000


def compiled(network: Network, settings: RunSettings, draw: Draw) -> Plan:
    """The plan of a network under run settings in a draw of its numbers.

    Raises InputError when a zone cannot be reached or a run would be too large.
    """
    sites = all_sites(network)
    warm_up, end = ticks(settings.warm_up), ticks(settings.warm_up + settings.horizon)
    site_plans, stations, crews = _sites(network, sites, draw, warm_up)
    on_foot = {mission.site.name for mission in sent(network)}
    outbound = routes(network, sites, network.zones, draw)
    product_routes = _routes(network, sites, stations)
    demand = demand_plans(network, settings, draw)
    _within_budget(stations, end)
    suppliers, common = supplier_plans(network, draw, warm_up), common_modes(network, sites, draw)
    _stops_are_rare(site_plans, suppliers, common, end)
    transit = transit_ticks(network, outbound, draw)
    preferred = choices(network, sites, outbound, product_routes, demand, draw)
    inbound = routes(network, network.suppliers, sites, draw)
    between = routes(network, sites, sites, draw)
    stocks = stock_plans(network, sites, inbound, between)
    stock_of = {(stock.site, stock.item): stock.index for stock in stocks}
    paces = pace(stations, product_routes)
    plan = Plan(
        warm_up=warm_up,
        end=end,
        sites=site_plans,
        stations=stations,
        servers=sum(station.servers for station in stations),
        crews=crews,
        products=tuple(p.name for p in network.products),
        zones=tuple(z.name for z in network.zones),
        materials=tuple(m.name for m in network.materials),
        lane_names=tuple(lane.name for lane in network.lanes),
        supplier_names=tuple(supplier.name for supplier in network.suppliers),
        mass=[draw(p.mass) for p in network.products],
        variants=[variant_shares(p) for p in network.products],
        routes=product_routes,
        choices=preferred,
        promise=promises(preferred, stations, product_routes, transit),
        pace=paces,
        uniform_choice=[len({frozenset(c) for c in zones if c}) <= 1 for zones in preferred],
        lane=outbound.lane,
        km=outbound.km,
        transit=transit,
        lanes=lane_plans(network, draw, warm_up),
        dispatch=network.policy.dispatch,
        queue_cap=network.policy.queue_cap or 0,
        limited=bool(network.policy.queue_cap) or _first_buffers(stations, product_routes),
        reroute=network.policy.reroute,
        same_variant_first=network.policy.sequencing == "same_variant_first",
        demand=demand,
        steps=max(len(p.route) for p in network.products),
        demand_units=any(d.units > 1 for d in network.demand),
        outages=outages(network, draw, warm_up),
        overtime=overtime(network, draw, warm_up),
        common=common,
        missions=missions(network, draw, warm_up),
        suppliers=suppliers,
        stocks=stocks,
        stock_of=stock_of,
        bill=bills(network, draw),
        co_products=co_products(network, draw),
        to_stock=[p.fulfilment == "make_to_stock" for p in network.products],
        collections=collection_plans(
            network, sites, stock_of, draw, routes(network, network.zones, sites, draw)
        ),
        supplier_lane=inbound.lane,
        supplier_km=inbound.km,
        supplier_transit=transit_ticks(network, inbound, draw),
        site_lane=between.lane,
        site_km=between.km,
        site_transit=transit_ticks(network, between, draw),
    )
    for site in plan.sites:
        if site.name in on_foot:
            site.opens = NEVER
    return plan


def _within_budget(stations: list[StationPlan], end: int) -> None:
    servers = sum(station.servers for station in stations)
    if servers > MAX_SERVERS:
        raise InputError(
            f"{servers:,} servers are more than {MAX_SERVERS:,}. Let one server stand for several machines."
        )
    for station in stations:
        if station.failures is not None:
            _is_rare(f"station {station.name!r}", station.failures, end)


def _stops_are_rare(
    sites: list[SitePlan], suppliers: list[SupplierPlan], common: list[CommonModePlan], end: int
) -> None:
    stops = [(site.luck, site.outages) for site in sites] + [(s.luck, s.outages) for s in suppliers]
    for name, stop in stops:
        if stop is not None:
            _is_rare(f"{name!r}", stop, end)
    for cause in common:
        _is_rare(f"the common cause {cause.luck!r}", FailurePlan(cause.mtbf, cause.mttr), end)


def _is_rare(what: str, failures: FailurePlan, end: int) -> None:
    """A cycle of failure and repair must take some time: a run is no place for a million of them."""
    if failures.mtbf.mean + failures.mttr.mean < end / _MAX_STOPS:
        raise InputError(
            f"{what[0].upper()}{what[1:]} would stop more than {_MAX_STOPS:,} times in one run. Give a longer mtbf."
        )


def _sites(
    network: Network, sites: tuple[Site, ...], draw: Draw, warm_up: int
) -> tuple[list[SitePlan], list[StationPlan], list[int]]:
    plans: list[SitePlan] = []
    stations: list[StationPlan] = []
    crews: list[int] = []
    for index, site in enumerate(sites):
        own = {crew.name: len(crews) + number for number, crew in enumerate(site.crews)}
        crews += [crew.size for crew in site.crews]
        plan = _site(index, site, draw, warm_up)
        plan.crews = list(own.values())
        for station in site.stations:
            built = _station(len(stations), index, station, network, draw, own)
            built.first = sum(s.servers for s in stations[-1:]) + (stations[-1].first if stations else 0)
            plan.stations.append(built.index)
            stations.append(built)
        plans.append(plan)
    return plans, stations, crews


def _site(index: int, site: Site, draw: Draw, warm_up: int) -> SitePlan:
    calendar = Calendar(site.shifts, warm_up) if site.shifts else None
    if calendar is not None and calendar.never_open:
        raise InputError(
            f"Site {site.name!r} has shifts and never opens: give them days and hours, or none at all."
        )
    return SitePlan(
        index=index,
        name=site.name,
        luck=site.luck,
        stations=[],
        outages=failure_plan(site.outages, draw, {}),
        calendar=None if calendar is None or calendar.always_open else calendar,
        opens=0 if site.opens is None else max(0, warm_up + ticks(draw(site.opens))),
        closes=NEVER if site.closes is None else warm_up + ticks(draw(site.closes)),
        ramp=ramp(site.ramp_up, draw),
    )


def ramp(ramp_up: RampUp | None, draw: Draw) -> tuple[int, float] | None:
    """Length in ticks and first share of capacity, or None when full capacity is there at once."""
    if ramp_up is None or draw(ramp_up.length) == 0 or draw(ramp_up.start) >= 1:
        return None
    return ticks(draw(ramp_up.length)), draw(ramp_up.start)


def failure_plan(failures: Failures | None, draw: Draw, crews: dict[str, int]) -> FailurePlan | None:
    """Breakdowns as laws in ticks; None when there are none."""
    if failures is None:
        return None
    return FailurePlan(
        mtbf=law(failures.mtbf, draw),
        mttr=law(failures.mttr, draw),
        operating=failures.clock == "operating",
        work=failures.work,
        crew=crews.get(failures.crew or "", -1),
    )


def _station(
    index: int, site: int, station: Station, network: Network, draw: Draw, crews: dict[str, int]
) -> StationPlan:
    own = {item.product: item.time for item in station.process_times}
    process = {
        number: law(own.get(product.name, station.process_time), draw)
        for number, product in enumerate(network.products)
        if station.name in product.route
    }
    wait = station.batch_wait
    return StationPlan(
        index=index,
        site=site,
        name=station.name,
        first=0,
        servers=station.servers,
        process=process,
        setup=None if station.setup_time is None else law(station.setup_time, draw),
        batch=station.batch,
        batch_wait=None if wait is None else ticks(draw(wait)),
        buffer=station.buffer,
        failures=failure_plan(station.failures, draw, crews),
        good=draw(station.good),
        rework=station.on_fail == "rework",
    )


def _routes(
    network: Network, sites: tuple[Site, ...], stations: list[StationPlan]
) -> list[list[tuple[int, ...]]]:
    at = {(station.site, station.name): station.index for station in stations}
    return [
        [_route(product, index, site, at) for index, site in enumerate(sites)] for product in network.products
    ]


def _route(product: Product, index: int, site: Site, at: dict[tuple[int, str], int]) -> tuple[int, ...]:
    return tuple(at[index, name] for name in product.route) if can_make(site, product) else ()


def _first_buffers(stations: list[StationPlan], routes: list[list[tuple[int, ...]]]) -> bool:
    """Whether the first station of some route has a buffer: a full one turns orders away."""
    return any(path and stations[path[0]].buffer is not None for row in routes for path in row)
