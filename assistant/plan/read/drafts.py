"""An edit in the making, before its slots are checked and converted."""

from dataclasses import dataclass, field
from typing import Any

from assistant.plan.names.link import Piece
from assistant.plan.text.amounts import Amount

PLACE_SORTS = ("site", "zone", "city", "unknown")


@dataclass
class Draft:
    """An edit in the making. `op` is the kind of edit; slots hold pieces until they are checked and converted.
    `anchor` tells its time by another event (`anchors.Anchor`);
    `only` names the one design of those compared that it is made to."""

    op: str
    clause: int
    joint: str
    fixed: dict[str, Any] = field(default_factory=dict)
    param: str = ""
    inverse: bool = False
    direction: str = ""
    places: list[Piece] = field(default_factory=list)
    days: list[Amount] = field(default_factory=list)
    points: list[Amount] = field(default_factory=list)
    size: list[Amount] = field(default_factory=list)
    count: Amount | None = None
    offset: Amount | None = None
    arriving: bool = False
    leaving: bool = False
    negated: bool = False
    country: Piece | None = None
    product: Piece | None = None
    station: Piece | None = None
    guessed: bool = False
    everywhere: bool = False
    any_site: bool = False
    anchor: Any = None
    only: str = ""

    @property
    def timed(self) -> bool:
        """Whether the operation happens at a time."""
        return self.op in TIMED


TIMED = frozenset(
    {
        "site_outage",
        "supplier_outage",
        "lane_outage",
        "demand_shock",
        "price_shock",
        "send_mobile",
        "overtime",
        "common_mode",
    }
)


LONG = 60.0
"""Days from which 'over ...' beside a price or the demand is the length of the run."""


REPEATED = frozenset({"every", "each", "tous", "toutes", "les", "once", "per", "evry"})
"""Words before a length of time that make it the time between two events."""
EVERY = frozenset({"every", "each", "tous", "toutes", "les", "once", "evry"})
