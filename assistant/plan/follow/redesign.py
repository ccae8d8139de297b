"""Another design, another number of sites, another country for what stands."""

from assistant.plan.changing import Plans, changed, has, unique
from assistant.plan.read.finish import Setting
from assistant.plan.read.pointing import points
from assistant.plan.read.reading import DesignCall, Reading, is_comparing
from assistant.plan.schema import ScenarioPlan, edit_from
from assistant.plan.standing import focus, shown
from twin.edits import AnyEdit

_JOINING = frozenset(
    {
        "add",
        "throw",
        "include",
        "ajoute",
        "ajoutez",
        "rajoute",
        "plus",
        "vs",
        "versus",
        "against",
        "beside",
        "alongside",
        "contre",
    }
)


def other_designs(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    """A design that is named takes the place of the one that stands; beside several, or with 'too', it joins them."""
    standing = {e.count for p in plans for e in p.edits if e.kind == "variants"}
    for call in reading.designs:
        if len(call.counts) == 1 and call.counts[0] in standing:
            call.counts = []  # 'containers with 6' after a plant with six variants
        now = focus(plans)
        counts: list[int | None] = [*call.counts] or [None]
        if any(p.design == call.design for p in now):
            plans = _other_number(call, plans, _joins(reading)) if call.counts else plans
            continue
        new = tuple(_in_design(p, call, n, setting) for p in now[-1:] for n in counts)
        several = len({p.design for p in now}) > 1
        if (several or _joins(reading)) and not reading.says("instead"):
            plans = unique((*now, *new))
        else:
            mapped = tuple(_in_design(p, call, counts[0], setting) for p in plans)
            plans = unique(mapped) if len(plans) > 1 else shown(new, plans)
    return plans


def _joins(reading: Reading) -> bool:
    words = {word.key for word in reading.text.words}
    return (
        reading.says("also")
        or bool(words & _JOINING)
        or bool(points(reading, "beside"))
        or is_comparing(reading.text, reading.pieces)
    )


def _other_number(call: DesignCall, plans: Plans, joins: bool) -> Plans:
    like = [p for p in focus(plans) if p.design == call.design]
    if joins and len(like) == 1:
        return unique((*plans, *(like[0].model_copy(update={"sites": n, "name": ""}) for n in call.counts)))
    if len(call.counts) == 1:
        return unique(
            tuple(
                p.model_copy(update={"sites": call.counts[0], "name": ""})
                if p.design == call.design and (p in like or p.edits)
                else p
                for p in plans
            )
        )
    others = tuple(p for p in focus(plans) if p.design != call.design)
    return unique((*others, *(like[0].model_copy(update={"sites": n, "name": ""}) for n in call.counts)))


def _in_design(plan: ScenarioPlan, call: DesignCall, sites: int | None, setting: Setting) -> ScenarioPlan:
    names = setting.world.names(plan.case, call.design, sites)
    edits: list[AnyEdit] = []
    for edit in plan.edits:
        site = getattr(edit, "site", None)
        if site and site not in names.sites and len(names.makers) == 1:
            setting.assumed.append(
                f"what happened in {site} happens in {names.makers[0]}, the only site of that design"
            )
            edit = changed(edit, site=names.makers[0])
        edits.append(edit)
    return plan.model_copy(update={"design": call.design, "sites": sites, "edits": tuple(edits), "name": ""})


def other_countries(reading: Reading, plans: Plans, setting: Setting) -> Plans:
    """The scenarios in another country, or at home again."""
    for country in reading.countries:
        name, code = country.split("|")
        if code == setting.names.country and not has(plans, "set_country"):
            continue
        plans = tuple(_in_country(p, name, code == setting.names.country) for p in plans)
    return plans


def _in_country(plan: ScenarioPlan, name: str, home: bool) -> ScenarioPlan:
    rest = tuple(e for e in plan.edits if e.kind != "set_country")
    first = () if home else (edit_from({"kind": "set_country", "country": name}),)
    return plan.model_copy(update={"edits": (*first, *rest), "name": ""})
