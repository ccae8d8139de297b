"""A network of three sites and six zones in which much happens, with its mechanisms to choose."""

from twin.spec import (
    BillItem,
    Crew,
    Demand,
    Failures,
    Lane,
    Material,
    Mode,
    Network,
    Place,
    Policy,
    Product,
    Site,
    Station,
    Stock,
    Supplier,
    Variable,
    Variants,
    Zone,
    given,
)


def random_time(days: float) -> Variable:
    """An exponential time."""
    return Variable(mean=given(days, "day"), shape="exponential")


def place(name: str, number: int) -> Place:
    """Points along a meridian."""
    return Place(name=name, country="GB", lat=50.0 + number / 2, lon=0.0)


def busy(
    policy: Policy | None = None,
    setup: bool = False,
    steel: bool = False,
    work: str = "resume",
    patience: bool = False,
    machine_failures: bool = False,
    two_products: bool = False,
    to_stock: bool = False,
) -> Network:
    """Cut and press at three sites, outages every ten days or so, ten orders a day."""
    failures = (
        Failures(mtbf=random_time(4), mttr=random_time(0.5), crew="fitters") if machine_failures else None
    )
    stations = (
        Station(
            name="cut",
            servers=2,
            process_time=random_time(0.3),
            setup_time=Variable(mean=given(0.02, "day")) if setup else None,
            failures=failures,
        ),
        Station(name="press", servers=2, process_time=random_time(0.35)),
    )
    stock: tuple[Stock, ...] = ()
    if steel:
        stock += (Stock(item="steel", policy="s_S", reorder_point=20, order_up_to=60),)
    if to_stock:
        stock += (Stock(item="p", policy="base_stock", order_up_to=8),)
    products = [
        Product(
            name="p",
            mass=given(10, "kg"),
            price=given(100, "EUR"),
            route=("cut", "press"),
            variants=Variants(count=5),
            bill=(BillItem(material="steel", amount=given(2.5, "kg")),),
            fulfilment="make_to_stock" if to_stock else "make_to_order",
        )
    ]
    demand = [
        Demand(product="p", per_day=given(10, "1/day"), patience=random_time(1) if patience else None),
    ]
    if two_products:
        products.append(Product(name="q", mass=given(1, "kg"), price=given(9, "EUR"), route=("press",)))
        demand.append(Demand(product="q", per_day=given(2, "1/day")))
    return Network(
        name="busy",
        products=tuple(products),
        materials=(Material(name="steel", price=given(1, "EUR/kg"), suppliers=("mill",)),),
        suppliers=(Supplier(name="mill", place=place("mill", 5), lead_time=random_time(1)),),
        sites=tuple(
            Site(
                name=name,
                kind="micro_factory",
                place=place(name, 2 * number),
                stations=stations,
                stock=stock,
                crews=(Crew(name="fitters", size=1),),
                outages=Failures(mtbf=random_time(10), mttr=random_time(1), work=work),
            )
            for number, name in enumerate(("a", "b", "c"))
        ),
        zones=tuple(Zone(name=f"z{n}", place=place(f"z{n}", n), population=1000 + n) for n in range(6)),
        demand=tuple(demand),
        modes=(
            Mode(
                name="van",
                speed=given(50, "km/h"),
                cost=given(0.3, "EUR/t.km"),
                carbon=given(0.2, "kg CO2e/t.km"),
            ),
        ),
        lanes=(Lane(name="out", origin="*", destination="*", mode="van"),),
        policy=policy or Policy(),
    )
