"""What is known before a run starts: outages, openings, missions, as moments on the clock."""

from collections.abc import Iterator

from twin.engine.plan import NEVER, Plan

KINDS = frozenset(
    [
        "outage_begins",
        "outage_ends",
        "rate_begins",
        "rate_ends",
        "opens",
        "closes",
        "stands_by",
        "supplier_stops",
        "supplier_goes",
    ]
)


def planned_before(plan: Plan, tick: int) -> Iterator[str]:
    """Every planned event that has begun, in words; equal for two plans with the same past."""
    found = [
        f"outage {plan.sites[w.target].luck} {w.start} {w.end} {w.size!r}"
        for w in plan.outages
        if w.start < tick
    ]
    found += [
        f"overtime {plan.sites[w.target].luck} {w.start} {w.end} {w.size!r}"
        for w in plan.overtime
        if w.start < tick
    ]
    found += [f"opens {s.luck} {s.opens}" for s in plan.sites if 0 < s.opens < tick]
    found += [f"closes {s.luck} {s.closes}" for s in plan.sites if NEVER < s.closes < tick]
    found += [f"mobile {plan.sites[m.site].luck} {m.sent}" for m in plan.missions if m.sent < tick]
    found += [
        f"supplier {s.luck} {begin} {end}" for s in plan.suppliers for begin, end in s.windows if begin < tick
    ]
    found += [f"common cause {cause.luck}" for cause in plan.common]
    return iter(sorted(found))


def planned(plan: Plan) -> Iterator[tuple[int, str, int]]:
    """Every planned event of a plan: tick, kind, what it is about. The order is that of a start from nothing."""
    for site in sorted(plan.sites, key=lambda s: s.luck):
        if site.opens > 0:
            yield site.opens, "opens", site.index
        if site.closes != NEVER:
            yield site.closes, "closes", site.index
    for index, mission in enumerate(plan.missions):
        if mission.left == NEVER or mission.left > mission.ready:
            yield mission.ready, "stands_by", index
            if mission.left != NEVER:
                yield mission.left, "closes", mission.site
    full = [w for w in plan.outages if w.size >= 1 and w.end > w.start]
    for window in sorted(full, key=lambda w: (w.start, plan.sites[w.target].luck, w.end)):
        yield window.start, "outage_begins", window.target
        yield window.end, "outage_ends", window.target
    for index, window in enumerate([*plan.overtime, *(w for w in plan.outages if w.size < 1)]):
        if window.end > window.start:
            yield window.start, "rate_begins", index
            yield window.end, "rate_ends", index
    for supplier in sorted(plan.suppliers, key=lambda s: s.luck) if plan.stocks else ():
        for begin, end in supplier.windows:
            yield begin, "supplier_stops", supplier.index
            yield end, "supplier_goes", supplier.index
