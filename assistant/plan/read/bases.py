"""The designs that a question names, each with its number of sites: what its edits are made to."""

from assistant.plan.changing import unique
from assistant.plan.names.world import World
from assistant.plan.read.finish import Ask
from assistant.plan.read.ground import case_names, usual_design
from assistant.plan.read.reading import DesignCall, Reading, is_comparing
from assistant.plan.scenarios import placed_by_rule
from assistant.plan.schema import ScenarioPlan

_COMPARATIVES = frozenset({"price_up", "price_down", "faster", "slower", "cleaner", "dirtier"})


def bases_of(result: Reading, case: str, world: World, assumed: list[str]) -> list[ScenarioPlan]:
    """The designs to run, each with its number of sites."""
    known = case_names(world, case)
    calls = [call for call in result.designs if call.design in known.designs]
    lost = [call.design for call in result.designs if call.design not in known.designs]
    if lost:
        raise Ask(f"The case {case} has no {lost[0]} design. Which one do you mean?", known.designs)
    if result.spread and not calls:
        calls = [DesignCall("network", list(result.spread))]
    numbers: list[tuple[str, int | None]] = [(c.design, n) for c in calls for n in c.counts]
    numbers += [(c.design, None) for c in calls if not c.counts]
    order = [c.design for c in calls]
    numbers.sort(key=lambda pair: order.index(pair[0]))
    bases = [
        ScenarioPlan(case=case, design=name, sites=None if _own(world, case, name, number) else number)
        for name, number in numbers
    ]
    if not bases and result.counts and not result.drafts:
        counts = [
            p for p in result.free("amount") if p.amount and p.amount.kind == "count" and not p.amount.weak
        ]
        raise Ask(
            f"What does {result.text.between(counts[0].first, counts[0].last)} stand for?"
            if counts
            else "What should I compare?"
        )
    edited = [d for d in result.drafts if d.op != "run"]
    plants = set(world.names(case, usual_design(world, case), None).plants)
    if (not bases and any(p.get("site") in plants for d in edited for p in d.places)) or (
        not bases and any(d.fixed.get("the_plant") for d in edited)
    ):
        bases = [ScenarioPlan(case=case, design="plant")] if "plant" in known.designs else []
    if not bases and not edited and not result.countries:
        assumed.append("you mean one plant against the network, since you named no design")
        return [ScenarioPlan(case=case, design=d) for d in ("plant", "network") if d in known.designs]
    if not bases:
        design = usual_design(world, case)
        if len(known.designs) > 1:
            assumed.append(f"the design is the {design}, since you named none")
        return [ScenarioPlan(case=case, design=design)]
    comparing = is_comparing(result.text, result.pieces) or set(result.piece_values("dir")) & _COMPARATIVES
    if (
        len({(b.design, b.sites) for b in bases}) == 1
        and not edited
        and not result.countries
        and comparing
        and known.baseline != bases[0].design
    ):
        assumed.append(f"you compare with the case's {known.baseline}")
        bases.insert(0, ScenarioPlan(case=case, design=known.baseline))
    return list(unique(tuple(bases)))


def _own(world: World, case: str, design: str, sites: int | None) -> bool:
    """Whether a design has that many making sites by itself: 'the eight workshops' are the ones that stand."""
    if sites is None or placed_by_rule(case, design):
        return False
    return len(world.names(case, design, None).makers) == sites
