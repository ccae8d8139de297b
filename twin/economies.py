"""Prices and carbon of a country, from the rows of the facts table."""

from twin.errors import InputError
from twin.facts import load_facts
from twin.spec.network import Economy

_ROWS = {"electricity": "elec_price_industry_{}", "labour": "labour_cost_mfg_{}", "grid": "grid_carbon_{}"}


def economy(code: str) -> Economy:
    """Electricity price, labour cost and grid carbon of a country (ISO code).

    Raises InputError naming the countries that have all three rows.
    """
    facts = load_facts()
    rows = {name: pattern.format(code) for name, pattern in _ROWS.items()}
    missing = [row for row in rows.values() if row not in facts]
    if missing:
        raise InputError(
            f"No facts for country {code}: {', '.join(missing)}. Countries with all: {', '.join(known())}."
        )
    return Economy.model_validate({"country": code, **{name: {"fact": row} for name, row in rows.items()}})


def known() -> tuple[str, ...]:
    """Countries for which every row exists."""
    facts = load_facts()
    prefix = _ROWS["grid"].format("")
    codes = [row.removeprefix(prefix) for row in facts if row.startswith(prefix)]
    return tuple(
        sorted(c for c in codes if len(c) == 2 and all(p.format(c) in facts for p in _ROWS.values()))
    )
