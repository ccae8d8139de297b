"""What is made, of what, and in how many variants."""

from typing import Annotated, Literal

from pydantic import Field

from twin.spec.quantity import CarbonPerKg, Duration, Frozen, Mass, Money, MoneyPerKg, Ratio, Share, given

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f<>]+$")]


class Material(Frozen):
    """Something bought by mass (kg): price, carbon of making it, plastic share, and who sells it."""

    name: Name
    price: MoneyPerKg
    carbon: CarbonPerKg = given(0.0, "kg CO2e/kg")
    plastic: Share = given(0.0, "fraction")
    suppliers: tuple[Name, ...] = ()


class BillItem(Frozen):
    """How much of a material goes into one unit of a product (kg); waste is the share of it lost (1)."""

    material: Name
    amount: Mass
    waste: Share = given(0.0, "fraction")


class CoProduct(Frozen):
    """A product that appears with the main one: units of it per unit made."""

    product: Name
    per_unit: Ratio


class Variants(Frozen):
    """How many variants customers ask for and how evenly: `uniform`, `zipf` (weights 1/rank) or weights."""

    count: int = Field(default=1, ge=1, le=10_000)
    mix: Literal["uniform", "zipf"] | tuple[float, ...] = "uniform"


class Product(Frozen):
    """A product: mass, price, route of operations, bill of materials, variants, order or stock.

    `route` names the stations that a unit visits, in order; a site can make the product when it has them all.
    """

    name: Name
    title: str = ""
    mass: Mass
    price: Money
    route: tuple[Name, ...] = Field(min_length=1, max_length=50)
    bill: tuple[BillItem, ...] = ()
    co_products: tuple[CoProduct, ...] = ()
    variants: Variants = Variants()
    fulfilment: Literal["make_to_order", "make_to_stock"] = "make_to_order"
    design_time: Duration | None = Field(
        default=None, description="from a new design to the first order, days"
    )
