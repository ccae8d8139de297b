"""Another design, another number of sites, another country for what stands."""

from assistant.plan.changing import Plans, has
from assistant.plan.finish import Setting
from assistant.plan.reading import Reading
from assistant.plan.schema import ScenarioPlan, edit_from


def other_designs(reading: Reading, plans: Plans) -> Plans:
    if not reading.designs:
        return plans
    instead = reading.says("instead")
    for call in reading.designs:
        like = next((p for p in plans if p.design == call.design), None)
        counts: list[int | None] = [*call.counts] or [None]
        if like is not None and call.counts:
            mapped = [p for p in plans if p.design != call.design or p.edits]
            if all(p.design != call.design for p in mapped) or not mapped:
                plans = tuple(
                    x
                    for p in plans
                    for x in (
                        [p.model_copy(update={"sites": c, "name": ""}) for c in counts]
                        if p.design == call.design
                        else [p]
                    )
                )
            else:
                plans = tuple(
                    p.model_copy(update={"sites": counts[0], "name": ""}) if p.design == call.design else p
                    for p in plans
                )
            continue
        if like is not None:
            continue
        one_world = len({(p.design, p.sites) for p in plans}) == 1 and len(plans) > 1
        sites = counts[0]
        if instead or one_world:
            plans = tuple(
                p.model_copy(update={"design": call.design, "sites": sites, "name": ""}) for p in plans
            )
        else:
            edits = plans[-1].edits
            plans = (
                *plans,
                *(
                    ScenarioPlan(case=plans[-1].case, design=call.design, sites=c, edits=edits)
                    for c in counts
                ),
            )
    return plans


def other_countries(reading: Reading, plans: Plans, setting: Setting) -> Plans:
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
