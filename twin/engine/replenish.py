"""How a stock is filled: a supplier delivers, another site ships, or a lot is made.

A supplier works on an order for its lead time and ships when that is over, or when it is back if it stands
still then. Journeys follow the lane from the source to the site.
"""

from twin.engine.plan import GRAIN
from twin.engine.stock import FOR_STOCK, Stores
from twin.engine.wiring import Wiring
from twin.records import MoveKind

FROM_SITE, FROM_SUPPLIER, FROM_ZONE = 0, 1, 2


def connect(wiring: Wiring, stores: Stores) -> None:
    """Offers `replenish`, `send_replenishment`, `lot_made`; handles 'supplied', 'receipt' and suppliers' stops."""
    plan, state, kernel = wiring.plan, wiring.state, wiring.kernel

    def replenish(number: int, amount: int) -> None:
        kind, source = plan.stocks[number].source
        ident = len(state.replenished)
        state.replenished.append(number)
        state.replenished_amount.append(amount)
        if kind == "supplier":
            supplier = plan.suppliers[source]
            label = f"lead/{supplier.luck}/{plan.sites[plan.stocks[number].site].luck}/{plan.item(plan.stocks[number].item)}"
            lead = supplier.lead.tick(0.5 if supplier.lead.fixed else wiring.luck(label))
            kernel.after(lead, "supplied", ident)
        elif kind == "make":
            make_lot(ident, plan.stocks[number].site)
        else:
            ask_site(ident, source)

    def ask_site(ident: int, source: int) -> None:
        """Another site's shelf, or a lot made there when it keeps none."""
        item = plan.stocks[state.replenished[ident]].item
        amount = state.replenished_amount[ident]
        shelf = plan.stock_of.get((source, item))
        if shelf is None:
            make_lot(ident, source)
        elif stores.can_issue(shelf, amount) and not state.stopped[source]:
            stores.move(plan.stocks[shelf], -amount, MoveKind.SHIPPED)
            send_replenishment(ident)
            stores.review(shelf)
        else:
            stores.wait(shelf, FOR_STOCK, ident, amount)

    def make_lot(ident: int, site: int) -> None:
        number = state.replenished[ident]
        product = plan.stocks[number].item
        units = -(-state.replenished_amount[ident] // GRAIN)
        job = wiring.book.count + len(state.stock_job)
        state.stock_job.append(number)
        state.lot_for.append(ident)
        state.lot_number.append(state.lots[number])
        state.lots[number] += 1
        state.lot_units.append(units)
        state.lot_product.append(product)
        state.lot_site.append(site)
        state.step.append(0)
        state.begun.append(0)
        wiring.add_lot(product, units)
        wiring.prepare(job, site, kernel.env.now)

    def lot_made(job: int) -> None:
        lot = job - wiring.book.count
        ident, site = state.lot_for[lot], state.lot_site[lot]
        number = state.replenished[ident]
        if plan.stocks[number].site == site:
            stores.add(number, state.replenished_amount[ident], MoveKind.MADE, ordered=True)
        else:
            send_replenishment(ident)

    def send_replenishment(ident: int) -> None:
        stock = plan.stocks[state.replenished[ident]]
        kind, source = stock.source
        origin = FROM_SUPPLIER if kind == "supplier" else FROM_SITE
        wiring.send((origin, source, 0, stock.site), 1, ident)

    def supplied(ident: int, _b: int) -> None:
        source = plan.stocks[state.replenished[ident]].source[1]
        if state.supplier_stops[source]:
            state.supplier_wait[source].append(ident)
        else:
            send_replenishment(ident)

    def receipt(ident: int, _b: int) -> None:
        stores.add(state.replenished[ident], state.replenished_amount[ident], MoveKind.RECEIPT, ordered=True)

    wiring.replenish, wiring.send_replenishment, wiring.lot_made = replenish, send_replenishment, lot_made
    kernel.handlers |= {"supplied": supplied, "receipt": receipt}
    _supplier_stops(wiring)


def _supplier_stops(wiring: Wiring) -> None:
    plan, state, kernel = wiring.plan, wiring.state, wiring.kernel

    def stop(supplier: int, _b: int = 0) -> None:
        state.supplier_stops[supplier] += 1

    def go(supplier: int, _b: int = 0) -> None:
        state.supplier_stops[supplier] -= 1
        while state.supplier_wait[supplier] and not state.supplier_stops[supplier]:
            wiring.send_replenishment(state.supplier_wait[supplier].popleft())

    def fails(supplier: int, _b: int) -> None:
        stop(supplier)
        outages = plan.suppliers[supplier].outages
        if outages is not None:
            kernel.after(
                outages.mttr.tick(wiring.luck(f"supplier repairs/{plan.suppliers[supplier].luck}")),
                "supplier_back",
                supplier,
            )

    def back(supplier: int, _b: int) -> None:
        file_next(supplier)
        go(supplier)

    def file_next(supplier: int) -> None:
        outages = plan.suppliers[supplier].outages
        if outages is not None:
            kernel.after(
                outages.mtbf.tick(wiring.luck(f"supplier failures/{plan.suppliers[supplier].luck}")),
                "supplier_fails",
                supplier,
            )

    kernel.handlers |= {
        "supplier_stops": stop,
        "supplier_goes": go,
        "supplier_fails": fails,
        "supplier_back": back,
    }
    wiring.file_supplier = file_next


def open_tapes(wiring: Wiring) -> None:
    """Opens the streams of lead times and of suppliers' stops."""
    plan = wiring.plan
    for stock in plan.stocks:
        if stock.source[0] == "supplier" and not plan.suppliers[stock.source[1]].lead.fixed:
            wiring.tape(
                "lead",
                plan.suppliers[stock.source[1]].luck,
                plan.sites[stock.site].luck,
                plan.item(stock.item),
            )
    for supplier in plan.suppliers:
        if supplier.outages is not None:
            wiring.tape("supplier failures", supplier.luck)
            wiring.tape("supplier repairs", supplier.luck)


def start(wiring: Wiring) -> None:
    """Files suppliers' stops and the rounds of collection."""
    plan, kernel = wiring.plan, wiring.kernel
    for supplier in sorted(plan.suppliers, key=lambda s: s.luck):
        for begin, end in supplier.windows:
            kernel.at(begin, "supplier_stops", supplier.index)
            kernel.at(end, "supplier_goes", supplier.index)
        wiring.file_supplier(supplier.index)
    for index, collection in enumerate(plan.collections):
        kernel.after(collection.interval, "collected", index)
