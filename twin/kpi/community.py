"""What the places get: jobs, local purchases, income that stays.

jobs          paid hours a year / hours of a full-time job
net           jobs x (1 - displacement): some would have existed elsewhere in the place
local spend   purchases from suppliers within the sourcing radius of the site / all purchases of material
local income  (wages + local purchases) x share kept x multiplier
"""

from collections.abc import Iterator

from twin.kpi.ledger import Entry, Rates, nothing
from twin.kpi.physical import great_circle_km, hauled, hours_worked, shocked, staff_hours, staffed
from twin.kpi.tally import Tally
from twin.spec.network import Network


def hours(tally: Tally, network: Network) -> Iterator[Entry]:
    """`hours`: paid hours, of operators at work or set-up and of staff."""
    for row, what, amount in hours_worked(tally):
        if not nothing(row.station.operators):
            price = Rates((("operators", row.station.operators),))
            yield Entry("hours", row.place.name, f"hours of {what} at {row.station.name}", amount, "h", price)
    for open_row in staffed(tally):
        if not nothing(open_row.place.staff):
            amount, price, what = staff_hours(open_row, network)
            yield Entry("hours", open_row.place.name, f"{what} of staff", amount, "h", price, fixed=True)


def purchases(tally: Tally, network: Network) -> Iterator[Entry]:
    """`purchases` of material, and `local` of them: from within the sourcing radius of the site, EUR."""
    radius = network.policy.sourcing_radius
    for row in hauled(tally, network):
        if row.supplier is None or row.material is None or nothing(row.material.price):
            continue
        price = shocked(Rates((*row.parts[:1], ("price a kg", row.material.price))), row.period, "material")
        what = f"{row.material.name} from {row.supplier.name}"
        yield Entry("purchases", row.place.name, what, row.amount, "unit or kg", price)
        if radius is not None and great_circle_km(row.supplier.place, row.place.place) <= radius.value:
            yield Entry("local", row.place.name, what, row.amount, "unit or kg", price)


COUNTS = (hours, purchases)
