"""From planned scenarios to the twin's scenarios, checked before anything runs."""

from functools import lru_cache

from assistant.plan.schema import ScenarioPlan
from twin.edits import AnyEdit, SetSiteCount
from twin.errors import InputError
from twin.scenario import Scenario
from twin.spec.network import Network


@lru_cache(maxsize=64)
def base_network(case: str, design: str, sites: int | None) -> Network:
    """The unedited network of a design, with the number of making sites asked for."""
    from twin.cases import load_case

    found = load_case(case)
    if sites is None:
        return found.network(design)
    if placed_by_rule(case, design):
        return found.network(design, sites=sites)
    return SetSiteCount(count=sites).apply(found.network(design))


def placed_by_rule(case: str, design: str) -> bool:
    """Whether a design's small sites stand where a rule puts them, so that their number can be asked for."""
    from twin.cases import load_case

    found = load_case(case)
    if design not in found.designs:
        raise InputError(f"Case {case!r} has no design {design!r}. Known: {', '.join(found.designs)}.")
    small = {template.name for template in found.templates if template.kind == "micro_factory"}
    return any(part.count is not None and part.template in small for part in found.designs[design].sites)


def canonical(plan: ScenarioPlan) -> ScenarioPlan:
    """The same world told one way: a number of sites set first thing becomes the number asked for at the start."""
    edits: tuple[AnyEdit, ...] = plan.edits
    sites = plan.sites
    while edits and isinstance(edits[0], SetSiteCount) and plan.design != "hybrid":
        sites, edits = edits[0].count, edits[1:]
    return plan.model_copy(update={"sites": sites, "edits": edits})


def scenario_of(plan: ScenarioPlan) -> Scenario:
    """The scenario of a plan, built and checked; InputError says in one line why it cannot be."""
    from twin.cases import load_case

    told = canonical(plan)
    base = base_network(told.case, told.design, told.sites)
    scenario = Scenario(
        name=plan.name or told.base, base=base, edits=told.edits, settings=load_case(told.case).settings
    )
    _ = scenario.network  # builds the network and checks every edit; a wrong one raises here, before any run
    return scenario
