"""What the engine's speed is measured against: the same queue written for SimPy by hand, as in its guide
(a process per customer and a Resource) and as tightly as its public interface allows (callbacks and a deque).

They count waits and nothing else, where the engine writes the whole record of every order.
"""

from collections import deque
from typing import Any

import numpy as np
import simpy

Waits = list[float]


def textbook_queue(customers: int, arrivals: float, service: float, servers: int, seed: int) -> Waits:
    """M/M/c as the guide writes it; waits of all customers, in the unit of time of the rates."""
    dice = np.random.Generator(np.random.Philox(seed))
    env = simpy.Environment()
    counter = simpy.Resource(env, capacity=servers)
    waits: Waits = []

    def customer() -> Any:
        came = env.now
        with counter.request() as turn:
            yield turn
            waits.append(env.now - came)
            yield env.timeout(dice.exponential(1.0 / service))

    def source() -> Any:
        for _ in range(customers):
            yield env.timeout(dice.exponential(1.0 / arrivals))
            env.process(customer())

    env.process(source())
    env.run()
    return waits


def tight_queue(customers: int, arrivals: float, service: float, servers: int, seed: int) -> Waits:
    """M/M/c with one callback for each thing that happens."""
    dice = np.random.Generator(np.random.Philox(seed))
    gaps = dice.exponential(1.0 / arrivals, customers).tolist()
    work = dice.exponential(1.0 / service, customers).tolist()
    env = simpy.Environment()
    timeout = env.timeout
    came = [0.0] * customers
    waits = [0.0] * customers
    queue: deque[int] = deque()
    free = [servers]

    def done(_event: Any) -> None:
        if queue:
            customer = queue.popleft()
            waits[customer] = env.now - came[customer]
            timeout(work[customer]).callbacks.append(done)
        else:
            free[0] += 1

    def arrive(event: Any) -> None:
        customer = event.value
        came[customer] = env.now
        if free[0]:
            free[0] -= 1
            timeout(work[customer]).callbacks.append(done)
        else:
            queue.append(customer)
        if customer + 1 < customers:
            timeout(gaps[customer + 1], customer + 1).callbacks.append(arrive)

    timeout(gaps[0], 0).callbacks.append(arrive)
    env.run()
    return waits
