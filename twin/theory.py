"""Textbook results that the twin is compared with: symbols, equation, where it stands, a number to check.

Rates and times are in one unit of time throughout. Nothing here knows the twin.
"""

import math
from collections.abc import Mapping

# -- queues


def erlang_b(load: float, servers: int) -> float:
    """Share of customers that M/G/c/c turns away: B(c) = a B(c-1) / (c + a B(c-1)), offered load a (Erlang 1917).

    >>> round(erlang_b(2, 3), 6)
    0.210526
    """
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Probability of waiting in M/M/c: C = B / (1 - rho (1 - B)), rho = a / c (Erlang 1917).

    >>> round(erlang_c(2, 3), 6)
    0.444444
    """
    blocked = erlang_b(load, servers)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def mmc_wait(arrivals: float, service: float, servers: int) -> float:
    """Mean wait in the queue of M/M/c: Wq = C / (c mu - lambda).

    >>> round(mmc_wait(0.2, 0.1, 3), 6), round(mmc_wait(0.2, 0.1, 4), 6)
    (4.444444, 0.869565)
    """
    return erlang_c(arrivals / service, servers) / (servers * service - arrivals)


def mg1_wait(arrivals: float, mean: float, second: float) -> float:
    """Mean wait in M/G/1 (Pollaczek 1930, Khinchine 1932): Wq = lambda E[S^2] / (2 (1 - lambda E[S])).

    >>> [round(mg1_wait(0.8, 1, 1 + cv * cv), 9) for cv in (0, 0.5, 1, 2)]
    [2.0, 2.5, 4.0, 10.0]
    """
    return arrivals * second / (2.0 * (1.0 - arrivals * mean))


def geometric_moments(mean: float, second: float, again: float) -> tuple[float, float]:
    """First two moments of work that is repeated with a fresh time until it passes; `again` is the share that fails.

    E[T] = m / (1 - f), E[T^2] = (E[S^2] + 2 f m E[T]) / (1 - f).

    >>> geometric_moments(1, 2, 0.5)
    (2.0, 8.0)
    """
    first = mean / (1.0 - again)
    return first, (second + 2.0 * again * mean * first) / (1.0 - again)


def mm1k_lost(rho: float, places: int) -> float:
    """Share lost by M/M/1/K: (1 - rho) rho^K / (1 - rho^(K+1)).

    >>> round(mm1k_lost(0.5, 1), 6)
    0.333333
    """
    return (1.0 - rho) * rho**places / (1.0 - rho ** (places + 1))


def erlang_a_lost(arrivals: float, service: float, servers: int, leaving: float) -> float:
    """Share that leaves M/M/c+M (Palm 1957): birth and death, n customers leave at (n - c)+ theta.

    >>> round(erlang_a_lost(1, 1, 1, 1e6), 4)  # nobody waits: Erlang B
    0.5
    """
    weights, gone = [1.0], [0.0]
    for n in range(1, 5000):
        gone.append(max(0, n - servers) * leaving)
        weights.append(weights[-1] * arrivals / (min(n, servers) * service + gone[-1]))
        if weights[-1] < 1e-18 * max(weights):
            break
    return math.fsum(w * g for w, g in zip(weights, gone, strict=True)) / math.fsum(weights) / arrivals


def jackson_number(*loads: float) -> float:
    """Mean number in a product-form network of single servers (Jackson 1957, Kelly 1975): sum of rho / (1 - rho).

    >>> round(jackson_number(0.75, 0.8), 9)  # Ross, Introduction to Probability Models: L = 7
    7.0
    """
    return math.fsum(rho / (1.0 - rho) for rho in loads)


def two_machine_line(buffer: int) -> float:
    """Throughput of two equal exponential machines, the first never short of work: (B + 2) / (B + 3).

    The first keeps its piece while the buffer of B places is full (blocking after service; Hunt 1956).

    >>> [round(two_machine_line(b), 6) for b in (0, 2, 5)]
    [0.666667, 0.8, 0.875]
    """
    return (buffer + 2) / (buffer + 3)


# -- breakdowns


def machines_down(machines: int, failure: float, repair: float, crews: int = 1) -> float:
    """Mean number of machines down in machine repair M/M/r//N (birth and death).

    >>> round(machines_down(5, 0.4, 2.5), 4)
    1.1094
    """
    weights = [1.0]
    for n in range(1, machines + 1):
        weights.append(weights[-1] * (machines - n + 1) * failure / (min(n, crews) * repair))
    return math.fsum(n * w for n, w in enumerate(weights)) / math.fsum(weights)


def broken_mm1_number(arrivals: float, service: float, failure: float, repair: float) -> float:
    """Mean number in M/M/1 whose server fails by the calendar; work goes on after repair (White and Christie 1958).

    L = lambda (1 + mu xi / (xi + eta)^2) / (mu eta / (xi + eta) - lambda).

    >>> round(broken_mm1_number(0.5, 1, 1e-12, 1), 6)  # hardly a failure: M/M/1
    1.0
    """
    both = failure + repair
    return arrivals * (1.0 + service * failure / both**2) / (service * repair / both - arrivals)


def completion_moments(mean: float, second: float, failure: float, repair: float) -> tuple[float, float]:
    """First two moments of a service whose machine fails while it works and goes on afterwards (Gaver 1962).

    C = S + sum of N repairs, N Poisson with mean xi S, repairs exponential with rate eta:
    E[C] = m (1 + xi / eta), E[C^2] = E[S^2] (1 + xi / eta)^2 + 2 m xi / eta^2.

    >>> completion_moments(1, 2, 1, 1)
    (2.0, 10.0)
    """
    stretch = 1.0 + failure / repair
    return mean * stretch, second * stretch**2 + 2.0 * mean * failure / repair**2


def restarted(work: float, failure: float, repair: float) -> float:
    """Mean completion time of fixed work that begins again after each failure: (e^(xi s) - 1) (1 / xi + 1 / eta).

    Gaver (1962), preemptive repeat.

    >>> round(restarted(1, 1e-9, 1), 6)
    1.0
    """
    return math.expm1(failure * work) * (1.0 / failure + 1.0 / repair)


# -- stocks


def poisson(k: int, mean: float) -> float:
    """P(N = k) of a Poisson number.

    >>> round(poisson(2, 1.0), 6)
    0.18394
    """
    return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) if mean > 0 else float(k == 0)


def fill_rate(stock: int, demand: float) -> float:
    """Share met from the shelf under base stock S: P(N < S), N Poisson demand over the lead time (Palm 1938).

    >>> round(fill_rate(8, 6), 6), round(fill_rate(10, 6), 6)
    (0.74398, 0.916076)
    """
    return math.fsum(poisson(k, demand) for k in range(stock))


def on_hand(stock: int, demand: float) -> float:
    """Mean stock on hand under base stock: E[(S - N)+].

    >>> round(on_hand(1, 1.0), 6)
    0.367879
    """
    return math.fsum((stock - k) * poisson(k, demand) for k in range(stock))


def backorders(stock: int, demand: float) -> float:
    """Mean backorders under base stock: E[(N - S)+] = demand - S + on hand (METRIC, Sherbrooke 1968).

    >>> round(backorders(8, 6), 6), round(backorders(10, 6), 6)
    (0.314021, 0.077335)
    """
    return demand - stock + on_hand(stock, demand)


def made_to_stock_fill(stock: int, rho: float) -> float:
    """Share met from the shelf when one exponential machine refills a base stock one for one: 1 - rho^S.

    Buzacott and Shanthikumar (1993), section 4.3.

    >>> made_to_stock_fill(2, 0.5)
    0.75
    """
    return float(1.0 - rho**stock)


def made_to_stock_backorders(stock: int, rho: float) -> float:
    """Mean backorders of the same: rho^(S+1) / (1 - rho).

    >>> made_to_stock_backorders(1, 0.5)
    0.5
    """
    return float(rho ** (stock + 1) / (1.0 - rho))


def reorder_levels(point: int, quantity: int, demand: float) -> tuple[float, float]:
    """Mean stock on hand and mean backorders under (r, Q), unit demands, fixed lead time.

    The inventory position is uniform on r + 1 ... r + Q (Hadley and Whitin 1963). (s, S) is r = s, Q = S - s.

    >>> [round(x, 6) for x in reorder_levels(7, 1, 6)] == [round(on_hand(8, 6), 6), round(backorders(8, 6), 6)]
    True
    """
    levels = range(point + 1, point + quantity + 1)
    shelf = math.fsum(on_hand(y, demand) for y in levels) / quantity
    owed = math.fsum(backorders(y, demand) for y in levels) / quantity
    return shelf, owed


def reorder_fill(point: int, quantity: int, demand: float) -> float:
    """Share met from the shelf under (r, Q): mean of P(N < y) over y = r + 1 ... r + Q.

    >>> reorder_fill(7, 1, 6) == fill_rate(8, 6)
    True
    """
    return math.fsum(fill_rate(y, demand) for y in range(point + 1, point + quantity + 1)) / quantity


def bulk_reorder(span: int, mix: Mapping[int, float]) -> tuple[float, float]:
    """(s, S) with bulk demands: mean number of demands between two orders, mean shortfall of the position from S.

    `span` is S - s, `mix` gives the share of demands by size k. Renewal equation for the expected visits v(j) of the
    position S - j: v(0) = 1, v(j) = sum p_k v(j - k); demands per order = sum of v(j), j < S - s (Zipkin 2000, 6.5).

    >>> bulk_reorder(6, {1: 1.0})
    (6.0, 2.5)
    """
    visits: list[float] = []
    for j in range(span):
        visits.append(1.0 if j == 0 else math.fsum(p * visits[j - k] for k, p in mix.items() if k <= j))
    total = math.fsum(visits)
    return total, math.fsum(j * v for j, v in enumerate(visits)) / total


def newsvendor_sales(stock: int, demand: float) -> float:
    """Expected sales E[min(D, S)] of one period with Poisson demand (Edgeworth 1888, Arrow et al. 1951).

    >>> round(newsvendor_sales(1000, 6), 9)
    6.0
    """
    return stock - on_hand(stock, demand)


def newsvendor_stock(demand: float, ratio: float) -> int:
    """Smallest S with P(D <= S) at or above the critical ratio.

    >>> newsvendor_stock(6, 0.8)
    8
    """
    stock = 0
    while fill_rate(stock + 1, demand) < ratio:
        stock += 1
    return stock


def eoq(rate: float, order: float, holding: float) -> float:
    """Economic order quantity sqrt(2 K d / h) (Harris 1913).

    >>> round(eoq(1300, 8, 0.225), 3)
    304.047
    """
    return math.sqrt(2.0 * order * rate / holding)


def disrupted_eoq_cost(
    quantity: float, rate: float, order: float, holding: float, lost: float, failure: float, repair: float
) -> float:
    """Cost per time of ordering Q at empty shelves from a supplier that fails (Parlar and Berkin 1991).

    (K + h Q^2 / (2 d) + p d b / mu) / (Q / d + b / mu), b = lambda / (lambda + mu) (1 - e^-((lambda + mu) Q / d)).
    Snyder and Shen, Fundamentals of Supply Chain Theory, example 9.1:

    >>> round(disrupted_eoq_cost(772.811, 1300, 8, 0.225, 5, 1.5, 14), 2)
    173.95
    """
    down = failure / (failure + repair) * (1.0 - math.exp(-(failure + repair) * quantity / rate))
    cycle = quantity / rate + down / repair
    return (order + holding * quantity**2 / (2.0 * rate) + lost * rate * down / repair) / cycle


def disrupted_eoq(
    rate: float, order: float, holding: float, lost: float, failure: float, repair: float
) -> float:
    """The quantity of least cost of `disrupted_eoq_cost`, by golden section between 1 and 100 times the EOQ.

    >>> round(disrupted_eoq(1300, 8, 0.225, 5, 1.5, 14), 2)
    772.81
    """
    low, high = 1.0, 100.0 * eoq(rate, order, holding)
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    for _ in range(200):
        left, right = high - golden * (high - low), low + golden * (high - low)
        costs = (disrupted_eoq_cost(q, rate, order, holding, lost, failure, repair) for q in (left, right))
        low, high = (low, right) if next(costs) < next(costs) else (left, high)
    return (low + high) / 2.0


def disrupted_cycle(quantity: int, rate: float, failure: float, repair: float) -> tuple[float, float, float]:
    """The same with customers who come singly, every 1/d: length, unit-time on the shelf, customers lost of a cycle.

    A cycle goes from the sale of the last unit to the next such sale. With probability b the supplier is away for
    X ~ Exp(mu); then e = 1 / (exp(mu / d) - 1) customers are turned away on average, and the full shelf waits
    (1 + e) / d - 1 / mu for its first customer instead of 1 / d; that wait F makes the next cycle shorter, which
    `rest` = E[e^-(lambda + mu) F] counts. Own derivation; tends to Parlar and Berkin's cost.

    >>> length, area, lost = disrupted_cycle(773, 1300, 1.5, 14)
    >>> round((8 + 0.225 * area + 5 * lost) / length, 1)
    173.7
    """
    share, both = failure / (failure + repair), failure + repair
    each = 1.0 / math.expm1(repair / rate)
    rest = (
        math.exp(-both / rate) * repair / -math.expm1(-repair / rate) * math.expm1(failure / rate) / failure
    )
    after_up = share * (1.0 - math.exp(-both * quantity / rate))
    after_down = share * (1.0 - math.exp(-both * (quantity - 1) / rate) * rest)
    down = after_up / (1.0 - after_down + after_up)
    full = (1.0 - down) / rate + down * ((1.0 + each) / rate - 1.0 / repair)
    area = quantity * full + quantity * (quantity - 1) / (2.0 * rate)
    return (quantity + down * each) / rate, area, down * each


# -- space


def nearest_in_plane(density: float, available: float = 1.0) -> float:
    """Mean distance to the nearest of points scattered at random: 1 / (2 sqrt(q n)), n points per unit of area.

    Snyder and Daskin (2005) discuss q, the share of sites that are open.

    >>> round(nearest_in_plane(20), 6), round(nearest_in_plane(20, 0.9), 6)
    (0.111803, 0.117851)
    """
    return 0.5 / math.sqrt(available * density)


def nearest_on_sphere(sites: int, radius: float, available: float = 1.0) -> float:
    """Mean great-circle distance to the nearest of N random sites, each open with probability q (at least one is).

    P(D > d) = (1 - q (1 - cos(d / R)) / 2)^N, integrated over the half circle by Simpson's rule.

    >>> round(nearest_on_sphere(1, 2.0) / math.pi, 9)  # a quarter of the way around
    1.0
    """
    steps = 20_000
    none = (1.0 - available) ** sites

    def further(angle: float) -> float:
        return float(((1.0 - available * (1.0 - math.cos(angle)) / 2.0) ** sites - none) / (1.0 - none))

    width = math.pi / steps
    weights = (1.0 if i in (0, steps) else 4.0 if i % 2 else 2.0 for i in range(steps + 1))
    return radius * width / 3.0 * math.fsum(w * further(i * width) for i, w in enumerate(weights))


# -- risk and money


def served_variance(sites: int, down: float) -> float:
    """Variance of the share of demand that N independent sites, each down with probability u, leave unserved.

    u (1 - u) / N: risk diversification (Schmitt, Sun, Snyder and Shen 2015).

    >>> round(served_variance(1, 0.5) / served_variance(10, 0.5), 9)
    10.0
    """
    return down * (1.0 - down) / sites


def annuity(cost: float, rate: float, years: float) -> float:
    """Yearly payment that pays a cost back: cost r / (1 - (1 + r)^-n).

    >>> round(annuity(1e6, 0.08, 10), 2), round(annuity(200_000, 0.075 / 12, 12 * 15), 10)
    (149029.49, 1854.0247200055)
    """
    return cost * rate / (1.0 - float((1.0 + rate) ** -years))


def many_small(sites: int, exponent: float) -> float:
    """Capital of N small plants over that of one of N times the size: N^(1 - exponent) (six-tenths rule: 0.6).

    >>> round(many_small(20, 0.6), 4)
    3.3145
    """
    return float(sites ** (1.0 - exponent))
