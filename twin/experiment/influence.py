"""Which of the things that are not known matter most for a result.

Over the draws, each uncertain source is ranked against the result (Spearman's rank correlation, which asks
only for a monotone effect). Its share is the squared correlation over the sum of all of them. What n draws
cannot tell from chance counts as nothing: below 3 / sqrt(n), or 2 / sqrt(n) for the few sources that change
events, where n is the number of event sets. Prices cannot move what happens in a run, so they are not asked
for service and resilience.
"""

import math
from collections.abc import Sequence

from twin.experiment.relevant import relevant
from twin.experiment.replicate import EVENT_DRAWS, Sample
from twin.experiment.values import Assumption, Influence
from twin.facts import load_facts
from twin.knowledge import Uncertain
from twin.spec.network import Network
from twin.stats import rank_correlation

LISTED = 8  # influences kept per result


def unsourced(source: str) -> bool:
    """Whether a number rests on no page that was seen: an assumption, or a fact marked UNVERIFIED."""
    if source.startswith("fact:"):
        facts = load_facts()
        key = source.removeprefix("fact:")
        return key not in facts or not facts[key].verified
    return source.startswith("assumed:")


def all_uncertain(networks: Sequence[Network]) -> dict[str, Uncertain]:
    """Every uncertain source of several networks, with all the places that use it."""
    found: dict[str, Uncertain] = {}
    for network in networks:
        for item in relevant(network):
            known = found.get(item.source)
            paths = tuple(dict.fromkeys((*(known.paths if known else ()), *item.paths)))
            found[item.source] = Uncertain(
                item.source, item.quantity, paths, item.events or bool(known and known.events)
            )
    return dict(sorted(found.items()))


def assumptions(networks: Sequence[Network]) -> tuple[Assumption, ...]:
    """Every uncertain parameter of the networks, unsourced ones first."""
    rows = [
        Assumption(
            fact=item.source.partition(":")[2] or item.source,
            value=item.quantity.value,
            low=float(item.quantity.low or 0.0),
            high=float(item.quantity.high or 0.0),
            unit=item.quantity.unit,
            source=_parent(item.source),
            unsourced=unsourced(item.source),
        )
        for item in all_uncertain(networks).values()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.unsourced, row.fact)))


def _parent(source: str) -> str:
    if not source.startswith("fact:"):
        return "assumed" if source.startswith("assumed:") else source
    facts, key = load_facts(), source.removeprefix("fact:")
    return facts[key].source if key in facts else "unknown fact"


def levels_by_source(samples: Sequence[Sample]) -> dict[str, list[float]]:
    """The level of every source in every draw, from whichever scenario has it."""
    found: dict[str, list[float]] = {}
    for sample in samples:
        for source in sample.worlds[0].draw.levels if sample.worlds else ():
            found.setdefault(source, [world.draw.levels[source] for world in sample.worlds])
    return found


def influences(kpi: str, values: Sequence[float], samples: Sequence[Sample]) -> tuple[Influence, ...]:
    """The sources that move a result over the draws, the strongest first."""
    known = all_uncertain([sample.scenario.network for sample in samples])
    found: list[tuple[float, Uncertain]] = []
    for source, levels in levels_by_source(samples).items():
        item = known[source]
        if (_of_events(kpi) and not item.events) or not _reaches(item, kpi):
            continue
        strength = rank_correlation(levels, values)
        if abs(strength) > _chance(item.events, len(values)):
            found.append((strength, item))
    total = math.fsum(strength * strength for strength, _ in found)
    ordered = sorted(found, key=lambda pair: (-abs(pair[0]), pair[1].source))
    return tuple(
        _influence(kpi, strength, strength * strength / total, item) for strength, item in ordered[:LISTED]
    )


def _reaches(item: Uncertain, kpi: str) -> bool:
    """Whether a source can move a result: what counts as local moves the results of the places alone."""
    return kpi.split(".")[-2] == "community" or any(path != "policy.sourcing_radius" for path in item.paths)


def _of_events(kpi: str) -> bool:
    """Whether a KPI depends on what happens alone, and not on prices."""
    return kpi.split(".")[-2] in ("service", "resilience")


def _chance(events: bool, draws: int) -> float:
    """Correlation that so many draws may show where there is none."""
    return 2.0 / math.sqrt(min(EVENT_DRAWS, draws)) if events else 3.0 / math.sqrt(draws)


def _influence(kpi: str, strength: float, share: float, item: Uncertain) -> Influence:
    return Influence(
        kpi=kpi,
        source=item.source,
        share=share,
        correlation=strength,
        unsourced=unsourced(item.source),
        value=item.quantity.value,
        low=float(item.quantity.low or 0.0),
        high=float(item.quantity.high or 0.0),
        unit=item.quantity.unit,
        paths=item.paths,
    )
