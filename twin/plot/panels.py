"""Which KPIs the comparison shows, in which order, and how the parts of a stacked bar look."""

from collections.abc import Mapping
from dataclasses import dataclass

from twin.plot.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION, YELLOW, Look


@dataclass(frozen=True)
class Dots:
    """One KPI as a mark with its intervals."""

    kpi: str
    title: str
    from_zero: bool = False


@dataclass(frozen=True)
class Stack:
    """One KPI as the sum of parts; each part with its name and look."""

    kpi: str
    title: str
    parts: Mapping[str, tuple[str, Look]]
    from_zero: bool = True


Panel = Dots | Stack

UNIT_WORDS = {
    "EUR/unit": "EUR per delivered unit",
    "kg CO2e/unit": "kg CO2e per delivered unit",
    "fraction": "share",
    "day": "days",
    "job": "jobs",
}
COST_PARTS = {
    "cost.material": ("material", Look(BLUE)),
    "cost.labour": ("labour", Look(ORANGE)),
    "cost.capex": ("capex, per year", Look(GREEN)),
    "cost.development": ("development", Look(GREEN, "/")),
    "cost.fixed": ("fixed", Look(PURPLE)),
    "cost.energy": ("energy", Look(YELLOW)),
    "cost.setup": ("set-ups", Look(GREY)),
    "cost.inbound": ("inbound freight", Look(SKY)),
    "cost.outbound": ("outbound freight", Look(SKY, "/")),
    "cost.duty": ("customs duty", Look(VERMILION)),
    "cost.holding": ("holding", Look(VERMILION, "/")),
    "cost.intermediary": ("intermediaries", Look(PURPLE, "/")),
    "cost.scrap": ("scrap", Look(GREY, "x")),
    "cost.lost_sales": ("lost sales", Look(ORANGE, "x")),
    "cost.mobile": ("mobile factories", Look(GREEN, "x")),
    "cost.carbon": ("carbon price", Look(GREY, "/")),
}
FOOTPRINT_PARTS = {
    "footprint.material": ("material", Look(BLUE)),
    "footprint.energy": ("energy", Look(YELLOW)),
    "footprint.inbound": ("inbound freight", Look(SKY)),
    "footprint.outbound": ("outbound freight", Look(SKY, "/")),
    "footprint.embodied": ("buildings, machines", Look(GREEN)),
}
PANELS: tuple[Panel, ...] = (
    Dots("touched.service.lead_time_mean", "Lead time through the event, zones touched"),
    Dots("window.service.lead_time_mean", "Lead time through the event, all zones"),
    Stack("cost.landed", "Landed cost by account", COST_PARTS),
    Stack("footprint.total", "Greenhouse gases by stage", FOOTPRINT_PARTS),
    Dots("service.lead_time_mean", "Lead time, mean over the horizon"),
    Dots("service.fill_rate", "Fill rate"),
    Dots("capital.total", "Capital"),
    Dots("community.jobs", "Jobs"),
)
