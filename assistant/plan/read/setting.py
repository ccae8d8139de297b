"""What drafts are finished against, and the question back when a slot is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.plan.names.world import Names, World
from assistant.plan.schema import ScenarioPlan
from assistant.plan.text.words import fold
from twin.edits import AnyEdit


class Ask(Exception):
    """A question back: what is missing, and perhaps answers to choose from."""

    def __init__(self, message: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.choices = message, choices


@dataclass
class Setting:
    """What the drafts are finished against: the network's names, the world, the horizon, and what was assumed."""

    world: World
    names: Names
    case: str
    horizon: float = 365.0
    assumed: list[str] = field(default_factory=list)
    earlier: list[AnyEdit] = field(default_factory=list)


def where_it_fits(
    bases: Sequence[ScenarioPlan], edits: Sequence[AnyEdit], setting: Setting
) -> list[tuple[AnyEdit, ...]]:
    """Which of the edits each of several designs takes: a site that a design has not cannot stop there, and that is said."""
    taken: list[tuple[AnyEdit, ...]] = []
    for base in bases:
        known = {fold(site) for site in setting.world.names(base.case, base.design, base.sites).sites}
        own = tuple(
            e for e in edits if not getattr(e, "site", None) or fold(str(getattr(e, "site", ""))) in known
        )
        taken.append(own)
    if not any(len(own) == len(edits) for own in taken):
        return [tuple(edits)] * len(bases)
    for base, own in zip(bases, taken, strict=True):
        gone = [str(getattr(e, "site", "")) for e in edits if e not in own]
        if gone:
            setting.assumed.append(
                f"{gone[0]} has no site in the {base.design} design, which stays as it is there"
            )
    return taken
