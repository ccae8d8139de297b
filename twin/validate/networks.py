"""Random networks that use every mechanism of the engine, for checks that must hold in all of them.

They are built from choices that somebody else makes (`Chooser`): a seeded generator in `validate --full`,
Hypothesis in the tests, which can then shrink a failing network.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

from twin.spec import (
    BillItem,
    CommonMode,
    Consolidation,
    CoProduct,
    Crew,
    Demand,
    DemandShock,
    Disruption,
    Failures,
    Lane,
    LaneOutage,
    Material,
    Mode,
    Move,
    Network,
    Overtime,
    Place,
    Policy,
    Product,
    RampUp,
    Response,
    SendMobile,
    Shift,
    Site,
    SiteOutage,
    Station,
    Stock,
    Supplier,
    SupplierOutage,
    SupplierOutages,
    Template,
    Variable,
    Variants,
    Zone,
    given,
)

T = TypeVar("T")
DAYS = 20.0


class Chooser(Protocol):
    """Who decides what a random network looks like."""

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high."""

    def pick(self, options: Sequence[T]) -> T:
        """One of several things."""


class Seeded:
    """Choices of a seeded generator."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.Generator(np.random.Philox(seed))

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return int(self._generator.integers(low, high + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of several things."""
        return options[self.integer(0, len(options) - 1)]


def random_network(choose: Chooser) -> Network:
    """A network of up to four sites, four zones and two products, with any of the mechanisms."""
    return _Builder(choose).network()


class _Builder:
    def __init__(self, choose: Chooser) -> None:
        self._choose = choose

    def flag(self, one_in: int = 2) -> bool:
        return self._choose.integer(1, one_in) == one_in

    def time(self, days: float) -> Variable:
        shape: Any = self._choose.pick(("fixed", "exponential", "gamma", "lognormal", "uniform", "weibull"))
        mean = given(days * self._choose.integer(5, 15) / 10, "day")
        return Variable(mean=mean, shape=shape, cv=0.0 if shape in ("fixed", "exponential") else 0.5)

    def days(self, most: float) -> Any:
        return given(self._choose.integer(0, 100) / 100 * most, "day")

    def place(self, name: str) -> Place:
        lat, lon = self._choose.integer(0, 60) / 10, self._choose.integer(0, 60) / 10
        return Place(name=name, country="GB", lat=50 + lat, lon=lon)

    def network(self) -> Network:
        products = tuple(self.product(name) for name in ("p", "q")[: self._choose.integer(1, 2)])
        kept = [p.name for p in products if p.fulfilment == "make_to_stock"]
        sites = tuple(self.site(f"s{n}", kept) for n in range(self._choose.integer(1, 4)))
        zones = tuple(
            Zone(name=f"z{n}", place=self.place(f"z{n}"), population=100 * self._choose.integer(1, 9))
            for n in range(self._choose.integer(1, 4))
        )
        return Network(
            name="random",
            products=products,
            materials=(Material(name="steel", price=given(1, "EUR/kg"), suppliers=("mill",)),),
            suppliers=(self.supplier(),),
            sites=sites,
            zones=zones,
            demand=tuple(self.demand(p.name) for p in products),
            modes=(
                Mode(
                    name="van",
                    speed=given(50, "km/h"),
                    cost=given(0.3, "EUR/t.km"),
                    carbon=given(0.2, "kg CO2e/t.km"),
                ),
            ),
            lanes=self.lanes(),
            policy=Policy(
                dispatch=self._choose.pick(("nearest", "cheapest", "greenest", "fastest", "least_loaded")),
                queue_cap=self._choose.pick((None, None, 1, 3, 8)),
                reroute=self.flag(),
                sequencing=self._choose.pick(("fifo", "same_variant_first")),
            ),
            disruptions=tuple(self.disruptions(sites, zones)),
            responses=tuple(self.responses(sites)),
            templates=(self.template(),),
            move=Move(
                home=self.place("home"), loading=self.days(1), speed=given(500, "km"), setup=self.days(1)
            ),
        )

    def product(self, name: str) -> Product:
        return Product(
            name=name,
            mass=given(self._choose.integer(1, 20), "kg"),
            price=given(100, "EUR"),
            route=self._choose.pick((("cut",), ("cut", "press"), ("cut", "press", "cut"), ("press", "cut"))),
            bill=(BillItem(material="steel", amount=given(1.5, "kg"), waste=given(0.1, "fraction")),)
            if self.flag()
            else (),
            variants=Variants(count=self._choose.integer(1, 4)),
            co_products=(CoProduct(product="p", per_unit=given(0.25, "1")),) if self.flag(6) else (),
            fulfilment=self._choose.pick(("make_to_order", "make_to_order", "make_to_stock")),
        )

    def station(self, name: str) -> Station:
        batch = self._choose.pick((1, 1, 1, 3))
        return Station(
            name=name,
            servers=self._choose.integer(1, 3),
            process_time=self.time(0.3),
            setup_time=self.time(0.05) if self.flag(3) else None,
            batch=batch,
            batch_wait=self.days(1) if batch > 1 else None,
            buffer=self._choose.pick((None, None, None, 0, 2)),
            failures=self.failures(crew=True) if self.flag(3) else None,
            good=given(self._choose.pick((1.0, 1.0, 0.8)), "fraction"),
            on_fail=self._choose.pick(("scrap", "rework")),
        )

    def failures(self, crew: bool = False) -> Failures:
        return Failures(
            mtbf=self.time(4),
            mttr=self.time(0.5),
            clock=self._choose.pick(("calendar", "operating")) if crew else "calendar",
            work=self._choose.pick(("resume", "restart", "scrap")),
            crew="fitters" if crew and self.flag() else None,
        )

    def stock(self, item: str) -> Stock:
        policy: Any = self._choose.pick(("base_stock", "s_S", "r_Q"))
        point = self._choose.integer(0, 5)
        return Stock(
            item=item,
            policy=policy,
            reorder_point=point,
            order_up_to=point + self._choose.integer(1, 6),
            order_quantity=self._choose.integer(1, 4),
        )

    def site(self, name: str, kept: list[str]) -> Site:
        # the first site has everything, so that every product can be made and kept somewhere
        whole = name == "s0"
        stations = ("cut", "press") if whole or self.flag() else (self._choose.pick(("cut", "press")),)
        stock = [self.stock(item) for item in kept if whole or self.flag()]
        if self.flag():
            stock.append(self.stock("steel"))
        return Site(
            name=name,
            kind=self._choose.pick(("micro_factory", "central_plant")),
            place=self.place(name),
            stations=tuple(self.station(station) for station in stations),
            stock=tuple(s for s in stock if len(stations) == 2 or s.item == "steel"),
            shifts=(Shift(days=(0, 1, 2, 3, 4), start=8, end=17),) if self.flag(5) else (),
            crews=(Crew(name="fitters", size=1),),
            outages=self.failures() if self.flag() else None,
            opens=None if whole or self.flag() else self.days(5),
            closes=None if whole or not self.flag(6) else given(15, "day"),
            ramp_up=RampUp(length=given(5, "day"), start=given(0.2, "fraction")) if self.flag(3) else None,
        )

    def template(self) -> Template:
        return Template(
            name="box",
            kind="mobile_factory",
            stations=(self.station("cut"), self.station("press")),
            crews=(Crew(name="fitters", size=1),),
        )

    def supplier(self) -> Supplier:
        outages = SupplierOutages(mtbf=self.time(8), mttr=self.time(1)) if self.flag() else None
        return Supplier(name="mill", place=self.place("mill"), lead_time=self.time(1), outages=outages)

    def demand(self, product: str) -> Demand:
        return Demand(
            product=product,
            per_day=given(self._choose.integer(1, 5), "1/day"),
            arrivals=self._choose.pick(("poisson", "poisson", "regular")),
            units=self._choose.pick((1, 1, 2)),
            season=(0.5, 1.5) * 6 if self.flag(4) else (1.0,) * 12,
            patience=self.time(2) if self.flag(3) else None,
            unmet=self._choose.pick(("backorder", "lost")),
        )

    def lanes(self) -> tuple[Lane, ...]:
        load = Consolidation(load=given(40, "kg"), wait=self.days(2)) if self.flag(4) else None
        out = Lane(
            name="out",
            origin="*",
            destination="zones",
            mode="van",
            transit=self.time(0.5) if self.flag() else None,
            consolidation=load,
            vehicles=self._choose.pick((None, None, 2)),
        )
        return out, Lane(
            name="inbound", origin="*", destination="*", mode="van", vehicles=self._choose.pick((None, 1))
        )

    def disruptions(self, sites: tuple[Site, ...], zones: tuple[Zone, ...]) -> list[Disruption]:
        found: list[Disruption] = []
        if self.flag():
            share = given(self._choose.pick((1.0, 0.5)), "fraction")
            site = self._choose.pick(sites).name
            found.append(SiteOutage(site=site, start=self.days(15), length=self.days(6), share=share))
        if self.flag(3):
            factor = given(self._choose.pick((0.3, 2.5)), "1")
            zone = self._choose.pick((None, zones[0].name))
            found.append(DemandShock(start=self.days(15), length=self.days(6), factor=factor, zone=zone))
        if self.flag(3):
            found.append(SupplierOutage(supplier="mill", start=self.days(15), length=self.days(6)))
        if self.flag(3):
            found.append(
                LaneOutage(
                    lane=self._choose.pick(("out", "inbound")), start=self.days(15), length=self.days(3)
                )
            )
        if self.flag(4):
            found.append(CommonMode(mtbf=self.time(9), mttr=self.time(0.5)))
        return found

    def responses(self, sites: tuple[Site, ...]) -> list[Response]:
        found: list[Response] = []
        if self.flag(3):
            beside = self._choose.pick((None, sites[0].name))
            leaves = self._choose.pick((None, given(17, "day")))
            found.append(
                SendMobile(
                    template="box", place=self.place("box"), start=self.days(10), leaves=leaves, beside=beside
                )
            )
        if self.flag(3):
            found.append(Overtime(start=self.days(15), length=self.days(6), factor=given(1.5, "1")))
        return found
