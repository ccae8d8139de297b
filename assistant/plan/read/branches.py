"""The edits of a question made to its designs: one scenario for each branch that the words open."""

from dataclasses import replace

from assistant.plan.read.answers import finish_with
from assistant.plan.read.drafts import Draft
from assistant.plan.read.finish import Ask, Setting, finish, where_it_fits
from assistant.plan.read.forks import forks
from assistant.plan.read.reading import Reading, is_comparing
from assistant.plan.schema import MAX_SCENARIOS, ScenarioPlan, edit_from
from twin.edits import AnyEdit


def branched(result: Reading, bases: list[ScenarioPlan], setting: Setting) -> tuple[ScenarioPlan, ...]:
    shared = _shared(result, setting)
    bases = [base.edited(*shared) if shared else base for base in bases]
    branches = forks(result)
    branches = [b for b in branches if not all(d.negated for d in b)] or branches
    if not branches:
        return tuple(bases)
    if len(bases) > 1:
        if len(branches) * len(bases) > MAX_SCENARIOS:
            raise Ask(
                f"That makes {len(branches) * len(bases)} scenarios; I compare up to {MAX_SCENARIOS}. Which matter most?"
            )
        return tuple(plan for branch in branches for plan in _each_edited(bases, branch, setting))
    base = bases[0]
    grown: list[ScenarioPlan] = []
    for branch in branches:
        responding = grown and all(d.op in ("send_mobile", "overtime") for d in branch)
        before = grown[-1] if responding else base
        whole = _edited(before, branch, setting)
        alone = _unanswered(before, whole)
        grown += [alone, whole] if alone is not None else [whole]
    if is_comparing(result.text, result.pieces) and len(grown) > 1 and not result.says("base"):
        return tuple(grown)
    return (base, *grown)


def _each_edited(bases: list[ScenarioPlan], branch: list[Draft], setting: Setting) -> list[ScenarioPlan]:
    """A branch for every design compared; an edit of a site that a design has not is left out there, and said."""
    if any(d.only for d in branch):
        return [
            _edited(base, [d for d in branch if not d.only or base.design in (d.only, "hybrid")], setting)
            for base in bases
        ]
    done = [_edited(base, branch, setting) for base in bases]
    new = [p.edits[len(base.edits) :] for base, p in zip(bases, done, strict=True)]
    if any(edits != new[0] for edits in new):
        return done
    fitting = where_it_fits(bases, new[0], setting)
    return [base.edited(*own) if own else base for base, own in zip(bases, fitting, strict=True)]


def _homes_of_the_plant(result: Reading, setting: Setting) -> set[str]:
    """Where the plant stands, when the question names it: 'the plant in Mexico' moves nothing."""
    if not setting.case or all(call.design != "plant" for call in result.designs):
        return set()
    return set(setting.world.names(setting.case, "plant", None).homes)


def _shared(result: Reading, setting: Setting) -> list[AnyEdit]:
    """Edits of every scenario alike: country, horizon, replications, seed."""
    edits: list[AnyEdit] = []
    for country in result.countries:
        name, code = country.split("|")
        if code != setting.names.country and code not in _homes_of_the_plant(result, setting):
            edits.append(edit_from({"kind": "set_country", "country": name}))
    if len(edits) > 1:
        raise Ask(
            "I place a network in one country at a time. Which one?",
            tuple(c.split("|")[0] for c in result.countries),
        )
    for draft in [d for d in result.drafts if d.op == "run"]:
        edits += finish(draft, setting)
        result.drafts.remove(draft)
    for edit in edits:
        horizon = getattr(edit, "horizon", None)
        setting.horizon = float(horizon) if horizon else setting.horizon
    return edits


def _edited(base: ScenarioPlan, branch: list[Draft], setting: Setting) -> ScenarioPlan:
    names = setting.world.names(base.case, base.design, base.sites)
    local = replace(setting, names=names, assumed=setting.assumed, earlier=list(base.edits))
    plan = base
    for draft in branch:
        if draft.negated and any(not other.negated for other in branch):
            what = draft.op.replace("_", " ")
            setting.assumed.append(f"there is no {what} by itself, so there was nothing to leave out")
            continue
        if draft.negated:
            raise Ask(
                f"Nothing like that happens here by itself, so there is nothing to leave out ({draft.op.replace('_', ' ')}). What should I run?"
            )
        edits = finish_with(draft, local)
        local.earlier.extend(edits)
        plan = plan.edited(*edits)
    return plan


def _unanswered(before: ScenarioPlan, whole: ScenarioPlan) -> ScenarioPlan | None:
    """The event without the answer to it, when a branch holds both: what the factory in a box is to be measured by."""
    new = whole.edits[len(before.edits) :]
    events = tuple(e for e in new if e.kind not in ("send_mobile", "overtime"))
    return before.edited(*events) if events and len(events) < len(new) else None
