"""Means of transport for a network of one's own: speeds, costs and emissions from the facts table."""

from typing import Any

_ROAD: dict[str, Any] = {
    "speed": {"fact": "truck_average_speed"},
    "hours_per_day": 9,
    "handling": {"assumed": "0.5 days", "low": "0.25 days", "high": "1 day"},
    "circuity": {"fact": "road_circuity_default"},
}
MODES: dict[str, dict[str, Any]] = {
    "van": {
        **_ROAD,
        "speed": {"assumed": "50 km/h", "low": "25 km/h", "high": "70 km/h"},
        "handling": {"assumed": "0.2 days", "low": "0.1 days", "high": "0.5 days"},
        "cost": {
            "assumed": "1.5 EUR/t.km",
            "low": "0.8 EUR/t.km",
            "high": "3 EUR/t.km",
            "note": "about 0.6 EUR/km over 0.4 t",
        },
        "carbon": {"fact": "ef_van_diesel"},
        "load": "900 kg",
    },
    "lorry": {
        **_ROAD,
        "cost": {"assumed": "0.25 EUR/t.km", "low": "0.12 EUR/t.km", "high": "0.5 EUR/t.km"},
        "carbon": {"fact": "ef_rigid_truck"},
        "load": "8 t",
    },
    "artic": {
        **_ROAD,
        "cost": {"fact": "truck_cost_per_tkm_eu"},
        "carbon": {"fact": "ef_artic_truck"},
        "load": "15 t",
    },
    "rail": {
        "speed": {"fact": "rail_average_speed_freight"},
        "handling": {"assumed": "2 days", "low": "1 day", "high": "5 days"},
        "cost": {"fact": "rail_revenue_per_tkm_us"},
        "carbon": {"fact": "ef_rail_freight"},
        "circuity": {"fact": "road_circuity_default"},
    },
    "ship": {
        "speed": {"fact": "ship_speed_container"},
        "handling": {"assumed": "8 days", "low": "4 days", "high": "15 days"},
        "cost": {"fact": "sea_container_cost_per_tkm"},
        "carbon": {"fact": "ef_sea_container"},
        "circuity": {"assumed": 1.6, "low": 1.15, "high": 2.2},
    },
    "air": {
        "speed": "600 km/h",
        "hours_per_day": 20,
        "handling": {"assumed": "1.5 days", "low": "0.7 days", "high": "4 days"},
        "cost": {"fact": "air_freight_revenue_per_tkm_us"},
        "carbon": {"fact": "ef_air_longhaul_with_rf"},
        "circuity": {"assumed": 1.1, "low": 1.05, "high": 1.2},
    },
}
