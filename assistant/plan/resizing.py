"""Another size or another number of the last change that had one."""

from assistant.plan.amounts import Amount
from assistant.plan.changing import Plans, changed, giving, in_order, mapped
from assistant.plan.finish import Ask
from assistant.plan.reading import Reading
from twin.edits import SiteOutageEdit


def with_size(amount: Amount, reading: Reading, plans: Plans) -> Plans | None:
    """Another size of the last change that had one, in the same direction."""
    last = next(
        (
            e
            for e in reversed(in_order(plans))
            if getattr(e, "value", None) is not None or getattr(e, "factor", None) is not None
        ),
        None,
    )
    if last is not None and getattr(last, "value", None) is not None and amount.kind == "percent":
        key = (last.kind, getattr(last, "item", None))
        return mapped(
            plans,
            lambda e, p: (
                changed(e, value=round(amount.value / 100, 9))
                if (e.kind, getattr(e, "item", None)) == key
                else e
            ),
        )
    growth = next((e for e in reversed(in_order(plans)) if e.kind == "demand_growth"), None)
    if growth is not None and last is None:
        rate = amount.value / 100 if amount.kind == "percent" else growth.per_year * amount.value
        return mapped(
            plans, lambda e, p: changed(e, per_year=round(rate, 9)) if e.kind == "demand_growth" else e
        )
    for kind in [e.kind for p in reversed(plans) for e in reversed(p.edits)]:
        edits = [e for p in plans for e in p.edits if e.kind == kind]
        if isinstance(edits[0], SiteOutageEdit):
            if edits[0].share < 1 or "capacity" in reading.piece_values("param"):
                share = amount.value / 100 if amount.kind == "percent" else 1 - amount.value
                return mapped(plans, giving("site_outage", share=share))
            continue
        old = getattr(edits[-1], "factor", None)
        if old is None:
            continue
        factor = new_factor(amount, reading, float(old))
        return mapped(plans, giving(kind, "factor", factor=factor))
    return None


def new_factor(amount: Amount, reading: Reading, old: float) -> float:
    if amount.kind == "factor":
        return amount.value
    if amount.signed:
        return round(1 + amount.signed * amount.value / 100, 9)
    said = reading.piece_values("dir")
    up = "up" in said or "price_up" in said or (old >= 1 and not {"down", "price_down"} & set(said))
    return round(1 + amount.value / 100 if up else 1 - amount.value / 100, 9)


def with_count(amount: Amount, reading: Reading, plans: Plans) -> Plans | None:
    if amount.value != int(amount.value) or amount.value < 1:
        raise Ask(f"{amount.value:g} is not a number of sites. How many do you mean?")
    number = int(amount.value)
    for edit in reversed(in_order(plans)):
        if edit.kind in ("send_mobile", "variants"):
            return mapped(plans, giving(edit.kind, count=number))
        if edit.kind == "policy" and edit.queue_cap:
            return mapped(
                plans, lambda e, p: changed(e, queue_cap=number) if e.kind == "policy" and e.queue_cap else e
            )
        if edit.kind in ("site_outage", "demand_shock", "common_mode", "price_shock", "supplier_outage"):
            raise Ask(
                f"What does {number} stand for: days, weeks, sites?",
                (f"{number} days", f"{number} weeks", f"{number} sites"),
            )
        if getattr(edit, "factor", None) is not None:
            percent = Amount("percent", float(number), amount.first, amount.last, unit="%", lead=amount.lead)
            return with_size(percent, reading, plans)
        if getattr(edit, "value", None) is not None:
            fraction = getattr(edit, "item", "") in ("duty", "wacc", "learning", "intermediary")
            value = number / 100 if fraction and number > 1 else float(number)
            return mapped(plans, giving(edit.kind, "value", getattr(edit, "item", None), value=value))
        if edit.kind in ("set_country", "add_site", "remove_site", "move_site", "run", "shifts"):
            break
    counts = [p for p in plans if p.design != "plant"]
    if not counts:
        return None
    if len({p.sites for p in counts}) > 1:
        return tuple(
            p if p is not counts[-1] else p.model_copy(update={"sites": number, "name": ""}) for p in plans
        )
    return tuple(
        p if p.design == "plant" else p.model_copy(update={"sites": int(amount.value), "name": ""})
        for p in plans
    )
