"""How long each piece of work takes: an order's luck at a step, turned into ticks by the station's law.

The same order has the same luck at a step wherever it is worked on. All of it is computed before the run,
one column for each step and law; a piece worked on again (after scrap or rework) draws anew from the luck of
the order and the number of its tries.
"""

import numpy as np

from twin.engine.plan import StationPlan
from twin.engine.wiring import Wiring
from twin.laws import Law
from twin.streams import key, uniform

_SETUP_STEP = 1 << 16  # tells the luck of a set-up from the luck of the work
_GOOD_STEP = 1 << 17


class Worktime:
    """Columns of work in ticks, by step and law, one row per job."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._columns: dict[tuple[int, Law], list[int]] = {}
        users: dict[tuple[int, Law], set[int]] = {}
        for product, row in enumerate(wiring.plan.routes):
            for path in row:
                for step, q in enumerate(path):
                    users.setdefault((step, wiring.plan.stations[q].process[product]), set()).add(product)
        for (step, law), products in users.items():
            self._columns[step, law] = self._column(step, law, products)

    def _column(self, step: int, law: Law, products: set[int]) -> list[int]:
        book = self._wiring.book
        if law.fixed and not self._wiring.plan.demand_units:
            return [law.tick(0.5)] * book.count
        mine = np.isin(book.product, sorted(products))
        drawn = np.zeros(book.count, dtype=np.int64)
        drawn[mine] = law.ticks(book.steps_luck(step)[mine], book.units[mine])
        column: list[int] = drawn.tolist()
        return column

    def column(self, station: StationPlan, product: int, step: int) -> list[int]:
        """The column of a product's step at a station; row = job."""
        return self._columns[step, station.process[product]]

    def add_lot(self, job: int) -> None:
        """Adds the row of a lot made for stock to every column."""
        product, units = self._wiring.product[job], self._wiring.units[job]
        laws = {
            (step, self._wiring.plan.stations[q].process[product])
            for path in self._wiring.plan.routes[product]
            for step, q in enumerate(path)
        }
        for (step, law), column in self._columns.items():
            column.append(law.tick(self.luck(job, step, 0), units) if (step, law) in laws else 0)

    def ticks(self, job: int, step: int, station: StationPlan) -> int:
        """Work of a job at a step of its route; drawn anew after scrap or rework."""
        law = station.process[self._wiring.product[job]]
        tries = self._wiring.state.tries.get(job, 0)
        if tries:
            return law.tick(self.luck(job, step, tries), self._wiring.units[job])
        return self._columns[step, law][job]

    def alone(self, job: int, step: int, station: StationPlan) -> int:
        """Work at a step for one unit, by the luck of the job: a batch takes no longer than its first."""
        law = station.process[self._wiring.product[job]]
        tries = self._wiring.state.tries.get(job, 0)
        if law.fixed or tries or job >= self._wiring.book.count:
            return law.tick(0.5 if law.fixed else self.luck(job, step, tries))
        return law.tick(float(self._wiring.book.step_luck(job, step)))

    def setup(self, job: int, station: StationPlan) -> int:
        """Work of a changeover for a job."""
        law = station.setup
        if law is None or law.fixed:
            return 0 if law is None else law.tick(0.5)
        return law.tick(self.luck(job, _SETUP_STEP + self._wiring.state.step[job], 0))

    def passes(self, job: int, step: int, good: float) -> bool:
        """Whether a piece is good: the order's luck at this step and try."""
        return self.luck(job, _GOOD_STEP + step, self._wiring.state.tries.get(job, 0)) < good

    def luck(self, job: int, *numbers: int) -> float:
        """A uniform number of an order or of a lot made for stock."""
        wiring = self._wiring
        if job < wiring.book.count:
            return wiring.order_luck(job, *numbers)
        lot = job - wiring.book.count
        stock = wiring.plan.stocks[wiring.state.stock_job[lot]]
        stream = key(wiring.seed, wiring.replication, "lot", wiring.plan.sites[stock.site].luck, wiring.plan.item(stock.item))
        return uniform(stream, wiring.state.lot_number[lot], *numbers)
