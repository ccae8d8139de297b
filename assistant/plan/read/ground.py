"""What a question is read against: the case and the design that it means, and their names."""

from typing import NamedTuple

from assistant.plan.names.world import CaseNames, Names, World
from assistant.plan.schema import ScenarioPlan
from assistant.plan.text.lexicon import load
from assistant.plan.text.words import Text, fold


class Ground(NamedTuple):
    """Case (None when nothing says which), design, and the names that the question is read with."""

    case: str | None
    design: str
    names: Names


def ground(text: Text, named_cases: list[str], last: tuple[ScenarioPlan, ...], world: World) -> Ground:
    """Case and design whose names the question is read with; no case when nothing says which."""
    if last and (not named_cases or last[0].case in named_cases):
        ground = next((p for p in reversed(last) if p.design != "plant"), last[-1])
        return Ground(ground.case, ground.design, world.names(ground.case, ground.design, ground.sites))
    if named_cases:
        design = usual_design(world, named_cases[0])
        return Ground(named_cases[0], design, world.names(named_cases[0], design, None))
    return _by_site(text, world)


def usual_design(world: World, case: str) -> str:
    """The design that a case is read with when none is named: its network."""
    designs = case_names(world, case).designs
    return "network" if "network" in designs else designs[0]


def case_names(world: World, key: str) -> CaseNames:
    """What is known of a case."""
    return next(item for item in world.cases() if item.key == key)


def _by_site(text: Text, world: World) -> Ground:
    """No case is named: the first case in which a named place is a site, else none."""
    keys = {case.key for case in world.cases()}
    words = {word.key for word in text.words}
    order = [key for key in load("worlds")["order"] if key in keys]
    for key in order:
        design = usual_design(world, key)
        names = world.names(key, design, None)
        if any(
            set(fold(site).replace("-", " ").split()) <= words
            for site in (*names.sites, *names.places, *names.plants)
        ):
            return Ground(key, design, names)
    if not order:
        return Ground(None, "network", Names())
    return Ground(None, "network", world.names(order[0], usual_design(world, order[0]), None))
