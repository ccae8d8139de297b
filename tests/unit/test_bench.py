"""The yardsticks are right, and the bench's networks are what it says."""

import pytest

from twin.bench import Result, interleaved, queue_network, rich_network, toy_network
from twin.run import simulate_network
from twin.spec import RunSettings
from twin.theory import mmc_wait
from twin.yardsticks import textbook_queue, tight_queue


def test_all_three_queues_wait_as_theory_says():
    expected = mmc_wait(24, 10, 3)
    for waits in (textbook_queue(20_000, 24, 10, 3, 1), tight_queue(20_000, 24, 10, 3, 1)):
        assert len(waits) == 20_000
        assert sum(waits) / len(waits) == pytest.approx(expected, rel=0.35)
    log = simulate_network(queue_network(), RunSettings(horizon=20_000 / 24, warm_up=0))
    assert log.events / log.orders.placed.size == pytest.approx(2, abs=0.01)


def test_the_toy_has_two_events_an_order_and_the_rich_one_fewer_than_six():
    short = RunSettings(horizon=20, warm_up=0)
    toy, rich = simulate_network(toy_network(), short), simulate_network(rich_network(), short)
    assert toy.events / toy.orders.placed.size < 2.05
    assert 3.5 < rich.events / rich.orders.placed.size < 6
    assert (rich.operations.start > rich.operations.setup_start).mean() > 0.2


def test_turns_are_taken():
    turns = []
    seconds = interleaved({"a": lambda n: turns.append(("a", n)), "b": lambda n: turns.append(("b", n))}, 2)
    assert turns == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert set(seconds) == {"a", "b"}
    assert Result("x", 1.0, "s", "", None).reached is None
