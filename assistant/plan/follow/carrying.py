"""The same question put to another case: 'same for the ice people', 'and for AFYREN?', 'Re-Fresh with the same life'."""

from assistant.plan.changing import Plans, changed, unique
from assistant.plan.follow.leaving_out import mention
from assistant.plan.names.world import World
from assistant.plan.read.finish import Ask
from assistant.plan.read.ground import case_names
from assistant.plan.read.reading import Reading
from assistant.plan.scenarios import canonical, scenario_of
from assistant.plan.schema import ScenarioPlan
from assistant.plan.standing import focus, shown
from assistant.plan.thread import Thread
from twin.errors import InputError


def carries(reading: Reading, thread: Thread, case: str) -> bool:
    """Whether a question only puts what stands to another case."""
    if not thread.last or thread.last[0].case == case or reading.drafts or reading.countries:
        return False
    words = [w.key for w in reading.text.words if w.letters]
    leaning = reading.says("same") or bool({"same", "meme", "pareil"} & set(words))
    return leaning or (len(words) <= 7 and not reading.kpis and not any(c.counts for c in reading.designs))


def carried(reading: Reading, thread: Thread, case: str, world: World, assumed: list[str]) -> Plans:
    """The scenarios that stand, in another case; Ask when one of their edits does not fit there."""
    known = case_names(world, case)
    kept = _kept(reading, focus(thread.last))
    wanted = [call.design for call in reading.designs if call.design in known.designs]
    found: list[ScenarioPlan] = []
    for plan in kept:
        for design in wanted or [plan.design]:
            if design not in known.designs:
                raise Ask(f"The case {case} has no {design} design. Which one do you mean?", known.designs)
            there = _at_home(plan, world.names(case, design, None).makers)
            found.append(
                there.model_copy(
                    update={
                        "case": case,
                        "design": design,
                        "name": "",
                        "sites": plan.sites if design == plan.design else None,
                    }
                )
            )
    for plan in found:
        try:
            scenario_of(canonical(plan))
        except InputError as error:
            makers = world.names(case, plan.design, None).makers
            raise Ask(
                f"That does not fit {case} as it is: {error} Say it with a place there.", makers[:8]
            ) from None
    if any(p.edits for p in found):
        assumed.append(f"the changes before hold in {case} too")
    return shown(unique(tuple(found)), thread.last if len(thread.last) > 1 else ())


def _at_home(plan: ScenarioPlan, makers: tuple[str, ...]) -> ScenarioPlan:
    """What happened at a plant that is the only one happens at the only one of the other case."""
    if plan.design != "plant" or len(makers) != 1:
        return plan
    edits = tuple(changed(e, site=makers[0]) if getattr(e, "site", None) else e for e in plan.edits)
    return plan.model_copy(update={"edits": edits})


def _kept(reading: Reading, plans: Plans) -> Plans:
    """With 'the same life' only what is named goes along."""
    named = [gone for piece in reading.pieces if piece.has("param") and (gone := mention(piece)) is not None]
    if not named:
        return plans
    return tuple(
        p.model_copy(update={"edits": tuple(e for e in p.edits if any(m(e) for m in named)), "name": ""})
        for p in plans
    )
