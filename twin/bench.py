"""Speed: the engine beside SimPy by hand, on a toy network and on a rich one, and as the chat uses it.

CPU seconds of this process, medians of interleaved repeats, so that a busy machine disturbs all alike; what
counts are the ratios.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from twin.records import RunLog
from twin.run import simulate_network
from twin.spec import (
    BillItem,
    Demand,
    Economy,
    Failures,
    Lane,
    Material,
    Mode,
    Network,
    Place,
    Policy,
    Product,
    RunSettings,
    Site,
    Station,
    Stock,
    Supplier,
    Variable,
    Variants,
    Zone,
    given,
)
from twin.streams import generator, key

REPEATS = 5
CUSTOMERS = 100_000
YEAR = RunSettings(horizon=365, warm_up=0)


@dataclass(frozen=True)
class Result:
    """One line of the table: what was measured, what it gave, what was aimed at."""

    name: str
    value: float
    unit: str
    aim: str
    reached: bool | None


def bench(
    repeats: int = REPEATS, large: bool = True, say: Callable[[str], None] = lambda _line: None
) -> list[Result]:
    """The whole table. `large` adds ten times the sites and ten times the orders."""
    say("M/M/3, 100,000 customers")
    results = _queue(repeats)
    say("20 sites and 200 zones, one year")
    toy, log = _network_rate(toy_network(), repeats)
    results.append(_at_least("toy network", toy, "orders / CPU s", 200_000))
    results.append(_at_most("toy network", log.events / log.orders.placed.size, "events / order", 2.05))
    say("the same with three operations, set-ups, material")
    rich, log = _network_rate(rich_network(), repeats)
    results.append(_at_least("rich network", rich, "orders / CPU s", 60_000))
    results.append(_at_most("rich network", log.events / log.orders.placed.size, "events / order", 6))
    results.append(_at_most("rich network", _megabytes(), "MB at most", 300))
    if large:
        results += _growth(say)
    say("a comparison as the chat makes it")
    results += _chat()
    return results


def _at_least(name: str, value: float, unit: str, aim: float) -> Result:
    return Result(name, value, unit, f"at least {aim:g}", value >= aim)


def _at_most(name: str, value: float, unit: str, aim: float) -> Result:
    return Result(name, value, unit, f"at most {aim:g}", value <= aim)


# -- against SimPy by hand


def queue_network() -> Network:
    """M/M/3 at load 0.8: 24 customers a day, 10 served a day by each."""
    serve = Station(name="serve", servers=3, process_time=_exponential(1 / 10))
    return Network(
        name="queue",
        products=(Product(name="p", mass=given(1, "kg"), price=given(1, "EUR"), route=("serve",)),),
        sites=(Site(name="s", kind="central_plant", place=_place("s", 0.0, 0.0), stations=(serve,)),),
        zones=(Zone(name="z", place=_place("z", 0.0, 0.0), population=1),),
        demand=(Demand(product="p", per_day=given(24, "1/day")),),
        modes=(_VAN,),
        lanes=(Lane(name="out", origin="*", destination="*", mode="van"),),
    )


def _queue(repeats: int) -> list[Result]:
    from twin.yardsticks import textbook_queue, tight_queue

    net, settings = queue_network(), RunSettings(horizon=CUSTOMERS / 24, warm_up=0)
    contestants: dict[str, Callable[[int], object]] = {
        "twin": lambda n: simulate_network(net, settings, n),
        "textbook SimPy": lambda n: textbook_queue(CUSTOMERS, 24, 10, 3, n),
        "hand-tight SimPy": lambda n: tight_queue(CUSTOMERS, 24, 10, 3, n),
    }
    peer = _ciw()
    if peer is not None:
        contestants["Ciw"] = peer
    seconds = interleaved(contestants, repeats)
    rate = CUSTOMERS / seconds["twin"]
    results = [
        Result("M/M/3", rate, "customers / CPU s", "", None),
        _at_least("M/M/3, textbook SimPy over the twin", seconds["textbook SimPy"] / seconds["twin"], "x", 3),
        Result(
            "M/M/3, hand-tight SimPy over the twin",
            seconds["hand-tight SimPy"] / seconds["twin"],
            "x",
            "",
            None,
        ),
    ]
    if "Ciw" in seconds:
        results.append(_at_least("M/M/3, Ciw over the twin", seconds["Ciw"] / seconds["twin"], "x", 8))
    return results


def _ciw() -> Callable[[int], object] | None:
    """Ciw's M/M/3, when it is installed; a tenth of the customers, ten times, would be no faster."""
    try:
        import ciw
    except ImportError:
        return None

    def simulate(seed: int) -> object:
        ciw.seed(seed)
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(rate=24)],
            service_distributions=[ciw.dists.Exponential(rate=10)],
            number_of_servers=[3],
        )
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_customers(CUSTOMERS)
        return simulation

    return simulate


def interleaved(contestants: dict[str, Callable[[int], object]], repeats: int) -> dict[str, float]:
    """Median CPU seconds of each, taking turns."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(repeats):
        for name, contestant in contestants.items():
            began = time.process_time()
            contestant(turn)
            seconds[name].append(time.process_time() - began)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


# -- networks

_ECONOMY = Economy(
    country="GB",
    electricity=given(0.2, "EUR/kWh"),
    labour=given(30, "EUR/h"),
    grid=given(0.2, "kg CO2e/kWh"),
)

_VAN = Mode(
    name="van",
    speed=given(50, "km/h"),
    hours_per_day=9,
    cost=given(0.3, "EUR/t.km"),
    carbon=given(0.2, "kg CO2e/t.km"),
    circuity=given(1.3, "1"),
)


def _exponential(days: float) -> Variable:
    return Variable(mean=given(days, "day"), shape="exponential")


def _place(name: str, east: float, north: float) -> Place:
    return Place(name=name, country="GB", lat=50 + 5 * north, lon=-4 + 6 * east)


def toy_network(sites: int = 20, zones: int = 200, orders: float = 200.0, servers: int = 3) -> Network:
    """Site outages, nearest open site with a queue cap, rerouting: two events an order."""
    make = Station(name="make", servers=servers, process_time=_exponential(0.22))
    return _spread(sites, zones, orders, (make,), ("make",), {})


def rich_network(sites: int = 20, zones: int = 200, orders: float = 200.0, servers: int = 3) -> Network:
    """Three operations, 50 variants with set-ups, material under (s, S), energy."""
    stations = (
        Station(
            name="cut",
            servers=servers,
            process_time=_exponential(0.18),
            setup_time=Variable(mean=given(0.02, "day")),
            energy=given(3, "kWh"),
        ),
        Station(name="press", servers=servers, process_time=_exponential(0.2), energy=given(5, "kWh")),
        Station(name="finish", servers=servers, process_time=_exponential(0.2), energy=given(1, "kWh")),
    )
    scale = servers / 3
    steel = Stock(item="steel", policy="s_S", reorder_point=300 * scale, order_up_to=900 * scale)
    network = _spread(sites, zones, orders, stations, ("cut", "press", "finish"), {"stock": (steel,)})
    product = network.products[0].model_copy(
        update={"variants": Variants(count=50), "bill": (BillItem(material="steel", amount=given(12, "kg")),)}
    )
    mill = Supplier(name="mill", place=_place("mill", 0.5, 0.5), lead_time=Variable(mean=given(2, "day")))
    return network.model_copy(
        update={
            "products": (product,),
            "materials": (Material(name="steel", price=given(2, "EUR/kg"), suppliers=("mill",)),),
            "suppliers": (mill,),
        }
    )


def _spread(
    sites: int,
    zones: int,
    orders: float,
    stations: tuple[Station, ...],
    route: tuple[str, ...],
    site: dict[str, object],
) -> Network:
    dice = generator(key(1, 0, "bench"))
    where = dice.random((sites + zones, 2)).tolist()
    outages = Failures(mtbf=_exponential(60), mttr=_exponential(2))
    bare = Network(
        name="bench",
        products=(Product(name="p", mass=given(10, "kg"), price=given(100, "EUR"), route=route),),
        sites=tuple(
            Site(
                name=f"s{n:03}",
                kind="micro_factory",
                place=_place(f"s{n:03}", *where[n]),
                stations=stations,
                outages=outages,
            )
            for n in range(sites)
        ),
        zones=tuple(
            Zone(name=f"z{n:04}", place=_place(f"z{n:04}", *where[sites + n]), population=1000)
            for n in range(zones)
        ),
        demand=(Demand(product="p", per_day=given(orders, "1/day")),),
        modes=(_VAN,),
        lanes=(Lane(name="out", origin="*", destination="*", mode="van"),),
        policy=Policy(queue_cap=10),
        economies=(_ECONOMY,),
    )
    return bare.model_copy(update={"sites": tuple(s.model_copy(update=site) for s in bare.sites)})


def _network_rate(network: Network, repeats: int) -> tuple[float, RunLog]:
    """Orders per CPU second through the front door, and the last log."""
    logs: list[RunLog] = []

    def once(turn: int) -> None:
        logs[:] = [simulate_network(network, YEAR, turn)]

    seconds = interleaved({"run": once}, repeats)["run"]
    return logs[0].orders.placed.size / seconds, logs[0]


def _growth(say: Callable[[str], None]) -> list[Result]:
    """Cost of an order with ten times the orders, and with ten times sites, zones and orders, over the plain one.

    Servers and stocks grow with the orders, so that every server has the same load. The plain network runs five
    times before and five times after the larger one: as many orders in all, on a machine that was as busy.
    """
    results = []
    plain = rich_network()
    for name, network in (
        ("ten times the orders", rich_network(orders=2000, servers=30)),
        ("ten times sites, zones and orders", rich_network(200, 2000, 2000)),
    ):
        say(f"the rich network with {name}")
        before, larger, after = _cost(plain, 5), _cost(network, 1), _cost(plain, 5)
        results.append(
            _at_most(
                f"rich network, {name}: cost of an order", larger / statistics.mean((before, after)), "x", 1.2
            )
        )
    return results


def _cost(network: Network, runs: int) -> float:
    """CPU seconds an order over the first replications of a year."""
    began, orders = time.process_time(), 0
    for replication in range(runs):
        orders += simulate_network(network, YEAR, replication).orders.placed.size
    return (time.process_time() - began) / orders


def _chat() -> list[Result]:
    """Two designs of the rich network at 20 orders a day, 30 replications each, one year, on two processes."""
    from twin.experiment import compare
    from twin.scenario import Scenario

    settings = RunSettings(horizon=365, warm_up=0, replications=30, draws=0)
    ten = rich_network(10, 200, 20.0)
    scenarios = [
        Scenario(name="twenty", base=rich_network(20, 200, 20.0), settings=settings),
        Scenario(name="ten", base=ten, settings=settings),
    ]
    compare(
        [
            scenario.model_copy(update={"settings": settings.model_copy(update={"replications": 2})})
            for scenario in scenarios
        ]
    )
    began = time.perf_counter()
    compare(scenarios)
    seconds = time.perf_counter() - began
    began = time.process_time()
    compare(scenarios, workers=1)
    cpu = time.process_time() - began
    return [
        _at_most("chat-size comparison, 2 x 30 runs, two processes", seconds, "s", 4),
        _at_most("chat-size comparison, 2 x 30 runs, one process", cpu, "CPU s", 8),
    ]


def _megabytes() -> float:
    """Largest memory of a process that runs the rich network once and nothing else.

    On Linux its own high-water mark: the mark of `resource` begins with what the parent held at the fork.
    """
    lines = (
        "import pathlib, resource, sys",
        "from twin.bench import YEAR, rich_network",
        "from twin.run import simulate_network",
        "simulate_network(rich_network(), YEAR)",
        "status = pathlib.Path('/proc/self/status')",
        "mark = [line.split()[1] for line in status.read_text().splitlines() if line.startswith('VmHWM')] if status.exists() else []",
        "most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss",
        "print(int(mark[0]) / 1e3 if mark else most / (1e6 if sys.platform == 'darwin' else 1e3))",
    )
    command = [sys.executable, "-c", "\n".join(lines)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603
