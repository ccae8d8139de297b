"""A bare number in a follow-up: more boxes, other sites, or the number before it in its own unit."""

from assistant.plan.changing import Plans, giving, mapped
from assistant.plan.follow.resizing import whole_number
from assistant.plan.follow.spoken import in_its_unit
from assistant.plan.read.finish import Ask
from assistant.plan.read.reading import Reading
from assistant.plan.standing import focus, newest, sites_said_last
from assistant.plan.text.amounts import Amount
from assistant.plan.thread import Thread

_OF_THEM = frozenset(
    {
        "them",
        "en",
        "boxes",
        "box",
        "boites",
        "boite",
        "units",
        "mobile",
        "send",
        "envoie",
        "envoyer",
        "mets",
        "envoyons",
    }
)
_SITES = frozenset(
    {
        "sites",
        "shops",
        "workshops",
        "factories",
        "plants",
        "ateliers",
        "usines",
        "cells",
        "containers",
        "hubs",
        "units",
        "places",
    }
)


def with_count(amount: Amount, reading: Reading, plans: Plans, thread: Thread) -> Plans | Amount | None:
    """The scenarios with another number, or the number as the quantity that the last change was told in."""
    words = {word.key for word in reading.text.words}
    edits = newest(thread)
    if not (words & _SITES) and not sites_said_last(thread):
        for edit in edits:
            if edit.kind == "send_mobile":
                if edit.count == 1 and edit.arrives is not None and not words & _OF_THEM and _bare(reading):
                    told = in_its_unit(amount.value, edit, thread, amount)
                    if told is None or told.kind != "count":
                        number = whole_number(amount, "boxes")
                        raise Ask(
                            f"{number} boxes, or {number} days?", (f"{number} boxes", f"after {number} days")
                        )
                return mapped(plans, giving("send_mobile", count=whole_number(amount, "boxes")))
            if edit.kind == "variants":
                return mapped(plans, giving("variants", count=whole_number(amount, "variants")))
            if edit.kind == "shifts":
                return _shifts(amount, plans, words)
            if edit.kind == "policy" and edit.queue_cap:
                return mapped(
                    plans, giving("policy", "queue_cap", queue_cap=whole_number(amount, "waiting orders"))
                )
            told = in_its_unit(amount.value, edit, thread, amount)
            if told is not None and told.kind == "count":
                value = _as_value(edit, amount.value)
                return mapped(plans, giving(edit.kind, "value", getattr(edit, "item", None), value=value))
            if told is not None:
                return told
            if edit.kind in ("site_outage", "supplier_outage", "demand_shock", "price_shock", "common_mode"):
                raise Ask(
                    f"What does {amount.value:g} stand for: days, weeks, sites?",
                    tuple(f"{amount.value:g} {unit}" for unit in ("days", "weeks", "sites")),
                )
            if getattr(edit, "value", None) is not None:
                return mapped(
                    plans,
                    giving(
                        edit.kind, "value", getattr(edit, "item", None), value=_as_value(edit, amount.value)
                    ),
                )
            if getattr(edit, "factor", None) is not None:
                return Amount("percent", amount.value, amount.first, amount.last, unit="%", lead=amount.lead)
    return _sites(amount, plans)


def _bare(reading: Reading) -> bool:
    return not reading.drafts


def _as_value(edit: object, number: float) -> float:
    fraction = getattr(edit, "item", "") in ("duty", "wacc", "learning", "intermediary")
    return number / 100 if fraction and number > 1 else float(number)


def _shifts(amount: Amount, plans: Plans, words: set[str]) -> Plans:
    days = bool(words & {"days", "day", "jours", "jour"}) and amount.value <= 7
    fields = {"days_per_week": int(amount.value)} if days else {"hours_per_day": amount.value}
    return mapped(plans, giving("shifts", **fields))


def _sites(amount: Amount, plans: Plans) -> Plans | None:
    number = whole_number(amount, "sites")
    counts = [p for p in focus(plans) if p.design != "plant"]
    if not counts:
        return None
    if len({p.sites for p in counts}) > 1:
        return tuple(
            p if p is not counts[-1] else p.model_copy(update={"sites": number, "name": ""}) for p in plans
        )
    return tuple(
        p if p.design == "plant" else p.model_copy(update={"sites": number, "name": ""}) for p in plans
    )
