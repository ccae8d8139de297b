"""How long each piece of work takes: an order's luck at a step, turned into ticks by the station's law.

The same order has the same luck at a step wherever it is worked on. All of it is computed before the run:
one column, with a row for each job, for every kind of station (which products it works on, at which step of
their routes, by which law); stations of one kind share their column. A piece worked on again (after scrap or
rework) draws anew from the luck of the order and the number of its tries.
"""

import numpy as np

from twin.engine.orders import STEP
from twin.engine.plan import StationPlan
from twin.engine.wiring import Wiring
from twin.laws import Law
from twin.streams import key, uniform

_SETUP_STEP = 1 << 16  # tells the luck of a set-up from the luck of the work
_GOOD_STEP = 1 << 17
Kind = tuple[tuple[int, int, Law], ...]  # product, step, law


class Worktime:
    """Columns of work in ticks, one row per job."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._columns: dict[Kind, list[int]] = {}
        self._of_product: dict[int, list[tuple[list[int], Law | None, int]]] = {}
        self._lot_keys: dict[int, int] = {}  # by stock
        visits: list[set[tuple[int, int, Law]]] = [set() for _ in wiring.plan.stations]
        for product, row in enumerate(wiring.plan.routes):
            for path in row:
                for step, q in enumerate(path):
                    visits[q].add((product, step, wiring.plan.stations[q].process[product]))
        self._kinds: list[Kind] = [tuple(sorted(visit, key=lambda v: v[:2])) for visit in visits]

    def column(self, station: StationPlan) -> list[int] | None:
        """Work at a station by job; None when a product comes here twice, so that the step decides."""
        kind = self._kinds[station.index]
        if len({product for product, _, _ in kind}) < len(kind):
            return None
        if kind not in self._columns:
            self._columns[kind] = self._column(kind)
        return self._columns[kind]

    def _column(self, kind: Kind) -> list[int]:
        book = self._wiring.book
        products = len(self._wiring.plan.products)
        if len(kind) == 1 == products:
            _, step, law = kind[0]
            if law.fixed and not self._wiring.plan.demand_units:
                return [law.tick(0.5)] * book.count
            alone: list[int] = law.ticks(book.luck(STEP + step), book.units).tolist()
            return alone
        drawn = np.zeros(book.count, dtype=np.int64)
        for product, step, law in kind:
            mine = np.nonzero(book.product == product)[0]
            drawn[mine] = law.ticks(book.drawn[book.place[mine], STEP + step], book.units[mine])
        column: list[int] = drawn.tolist()
        return column

    def add_lot(self, job: int) -> None:
        """Adds the row of a lot made for stock to every column."""
        product, units = self._wiring.product[job], self._wiring.units[job]
        for column, law, step in self._parts(product):
            column.append(
                0 if law is None else law.tick(0.5 if law.fixed else self.luck(job, step, 0), units)
            )

    def _parts(self, product: int) -> list[tuple[list[int], Law | None, int]]:
        """Every column with the law and step at which it holds work on a product (no law: it does not)."""
        if len(self._of_product.get(product, ())) != len(self._columns):
            parts: list[tuple[list[int], Law | None, int]] = []
            for kind, column in self._columns.items():
                law, step = next(
                    ((law, step) for worked_on, step, law in kind if worked_on == product), (None, 0)
                )
                parts.append((column, law, step))
            self._of_product[product] = parts
        return self._of_product[product]

    def draw_again(self, job: int) -> None:
        """A job is worked on once more: new luck from here on."""
        tries = self._wiring.state.tries
        tries[job] = tries.get(job, 0) + 1
        self.restore(job)

    def restore(self, job: int) -> None:
        """Rewrites the rows of a job by the number of its tries."""
        wiring = self._wiring
        product, units, tries = wiring.product[job], wiring.units[job], wiring.state.tries[job]
        for kind, column in self._columns.items():
            for worked_on, step, law in kind:
                if worked_on == product:
                    column[job] = law.tick(0.5 if law.fixed else self.luck(job, step, tries), units)

    def ticks(self, job: int, step: int, station: StationPlan) -> int:
        """Work of a job at a step of its route; drawn anew after scrap or rework."""
        wiring = self._wiring
        law = station.process[wiring.product[job]]
        tries = wiring.state.tries.get(job, 0)
        if law.fixed:
            luck = 0.5
        elif tries or job >= wiring.book.count:
            luck = self.luck(job, step, tries)
        else:
            luck = wiring.book.step_luck(job, step)
        return law.tick(luck, wiring.units[job])

    def alone(self, job: int, step: int, station: StationPlan) -> int:
        """Work at a step for one unit, by the luck of the job: a batch takes no longer than its first."""
        wiring = self._wiring
        law = station.process[wiring.product[job]]
        tries = wiring.state.tries.get(job, 0)
        if law.fixed or tries or job >= wiring.book.count:
            return law.tick(0.5 if law.fixed else self.luck(job, step, tries))
        return law.tick(wiring.book.step_luck(job, step))

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
        number = wiring.state.stock_job[lot]
        return self._lot_luck(number, wiring.state.lot_number[lot], *numbers)

    def _lot_luck(self, stock: int, lot: int, *numbers: int) -> float:
        """A uniform number of the n-th lot for a stock."""
        if stock not in self._lot_keys:
            plan = self._wiring.plan
            names = ("lot", plan.sites[plan.stocks[stock].site].luck, plan.item(plan.stocks[stock].item))
            self._lot_keys[stock] = key(self._wiring.seed, self._wiring.replication, *names)
        return uniform(self._lot_keys[stock], lot, *numbers)
