"""Plans in plain words: a short name for each scenario and the line that says what will be run."""

from assistant.plan.schema import Plan, ScenarioPlan
from twin.edits import AnyEdit, RunEdit, SendMobileEdit, SetCountry, SiteOutageEdit
from twin.edits.base import number
from twin.told import days

_DESIGNS = {"plant": "one plant", "network": "the network", "hybrid": "the hybrid"}


def short(edit: AnyEdit) -> str:
    """An edit in a few words, for the name of a scenario."""
    if isinstance(edit, SiteOutageEdit):
        share = "" if edit.share == 1 else f" by {number(edit.share * 100)} %"
        return f"{edit.site} down{share} {days(edit.days)}"
    if isinstance(edit, SendMobileEdit):
        return (
            "factory in a box" if edit.count == 1 else f"{edit.count} factories in a box"
        ) + f" at {edit.to}"
    if isinstance(edit, SetCountry):
        return f"in {edit.country}"
    return edit.describe()


def place_words(plan: ScenarioPlan) -> str:
    """The base of a scenario in words: 'one plant', '10 micro-factories', 'the network'."""
    if plan.sites is not None:
        return (
            f"{plan.sites} micro-factories"
            if plan.design == "network"
            else f"{plan.design} with {plan.sites} sites"
        )
    return _DESIGNS.get(plan.design, plan.design)


def named(plans: tuple[ScenarioPlan, ...]) -> tuple[ScenarioPlan, ...]:
    """The scenarios with short names, each once."""
    bases = {(p.case, p.design, p.sites) for p in plans}
    taken: set[str] = set()
    result = []
    for plan in plans:
        name = plan.name or _name(plan, plans, len(bases) > 1)
        base, again = _cut(name), 2
        name = base
        while name in taken:
            name, again = f"{base} ({again})", again + 1
        taken.add(name)
        result.append(plan.model_copy(update={"name": name}))
    return tuple(result)


LONGEST_NAME = 74
"""Characters of a scenario's name."""


def _cut(name: str) -> str:
    """A name that is not too long, in whole words."""
    if len(name) <= LONGEST_NAME:
        return name.strip()
    return name[: LONGEST_NAME + 1].rsplit(" ", 1)[0].rstrip(" ,;:")


def _name(plan: ScenarioPlan, plans: tuple[ScenarioPlan, ...], several: bool) -> str:
    shared = [edit for edit in plan.edits if all(edit in other.edits for other in plans)]
    own = [short(edit) for edit in plan.edits if edit not in shared and not isinstance(edit, RunEdit)]
    words = ([place_words(plan)] if several or not own else []) + own
    cases = {p.case for p in plans}
    return (f"{plan.case}: " if len(cases) > 1 else "") + ", ".join(words)


def product_words(plan: ScenarioPlan) -> str:
    """What a scenario is about, for a statement: 'the Ulive in France'."""
    from assistant.plan.scenarios import base_network
    from twin import places

    network = base_network(plan.case, plan.design, None)
    codes = list(dict.fromkeys(zone.place.country for zone in network.zones))
    where = (
        " and ".join(places.country(code).name for code in codes)
        if len(codes) <= 2
        else f"{len(codes)} countries"
    )
    product = network.products[0].name
    return f"{_article(product)}{product} in {where}"


def _article(product: str) -> str:
    return "the " if product[:1].isupper() else ""


def statement(plan: Plan) -> str:
    """What will be run, in one line, before it is run."""
    first = plan.scenarios[0]
    from twin.cases import load_case

    settings = load_case(first.case).settings
    for edit in first.edits:
        settings = edit.apply_settings(settings)
    scope = f"over {days(settings.horizon)}, {settings.replications} replications"
    shared = [
        e.describe()
        for e in first.edits
        if not isinstance(e, RunEdit) and all(e in p.edits for p in plan.scenarios)
    ]
    given = f", with {'; '.join(shared)}" if shared and len(plan.scenarios) > 1 else ""
    about = product_words(first)
    if len(plan.scenarios) == 1:
        edits = [e.describe() for e in first.edits if not isinstance(e, RunEdit)]
        return (
            f"I run {place_words(first)} for {about}{', with ' + '; '.join(edits) if edits else ''}, {scope}."
        )
    if len({(p.case, p.design, p.sites) for p in plan.scenarios}) > 1:
        names = [_own(p, shared) for p in plan.scenarios]
        return f"I compare {' with '.join([names[0], _listed(names[1:])])} for {about}{given}, {scope}."
    changes = [_own(p, shared, base=False) for p in plan.scenarios[1:]]
    start = _own(plan.scenarios[0], shared)
    return f"I compare {start} for {about} with: {'; and '.join(f'({i + 1}) {c}' for i, c in enumerate(changes))}{given}, {scope}."


def _own(plan: ScenarioPlan, shared: list[str], base: bool = True) -> str:
    edits = [e.describe() for e in plan.edits if not isinstance(e, RunEdit)]
    edits = [e for e in edits if e not in shared]
    words = "; ".join(edits)
    if not base:
        return words or "as it stands"
    return f"{place_words(plan)} ({words})" if words else place_words(plan)


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def changes(before: tuple[ScenarioPlan, ...], after: tuple[ScenarioPlan, ...]) -> str:
    """What a follow-up changed, in one line."""
    old = {edit for plan in before for edit in plan.edits}
    new = {edit for plan in after for edit in plan.edits}
    parts = [f"now {e.describe()}" for e in _ordered(after) if e not in old]
    gone = [e for e in _ordered(before) if e not in new and not any(o.kind == e.kind for o in new - old)]
    parts += [f"no longer {e.describe()}" for e in gone]
    bases = {p.base for p in after} - {p.base for p in before}
    parts += [f"now {place_words(p)}" for p in after if p.base in bases]
    return "; ".join(dict.fromkeys(parts))


def _ordered(plans: tuple[ScenarioPlan, ...]) -> list[AnyEdit]:
    return list(dict.fromkeys(edit for plan in plans for edit in plan.edits))
