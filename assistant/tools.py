"""The tools over the twin's front door. Each is one typed function; none executes text from a model.

A tool returns a `ToolResult`: sections of an answer in Markdown, and the typed results behind them, which the
session keeps for the answer's JSON, its report and the number checker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant import answer, explaining
from assistant.explaining import Explained
from assistant.phrases import parameter, weight_by_source, weight_of
from assistant.plan.planner import Planner
from assistant.plan.reply.statement import named
from assistant.plan.reply.statement import statement as stated
from assistant.plan.scenarios import canonical, scenario_of
from assistant.plan.schema import MAX_SCENARIOS, Plan, ScenarioPlan
from assistant.plan.text.lexicon import load
from assistant.plan.thread import Thread
from twin.edits import RunEdit
from twin.errors import InputError
from twin.experiment.values import Comparison, Result
from twin.kpi.registry import KPIS
from twin.scenario import Scenario
from twin.told import days, in_unit
from twin.units import figure

SUMMED = ("cost", "footprint", "capital")  # groups of results that accounts make up
MOST_EXPLAINED = 3
Say = Callable[[str], None]
Progress = Callable[[int, int], None]


def _silent(_text: str) -> None:
    return None


def _unmoved(_done: int, _total: int) -> None:
    return None


@dataclass
class ToolResult:
    """What a tool gave: sections in Markdown by name, and the values behind them."""

    tool: str
    args: dict[str, Any]
    sections: dict[str, str]
    plan: Plan | None = None
    scenarios: tuple[Scenario, ...] = ()
    comparison: Comparison | None = None
    result: Result | None = None
    citations: tuple[answer.Cited, ...] = ()
    passages: tuple[Any, ...] = ()
    supported: bool = True
    report: str | None = None
    explained: tuple[Explained, ...] = ()


@dataclass
class Bench:
    """The workplace of one conversation: what was run, and how to speak while it runs."""

    say: Say = _silent
    progress: Progress = _unmoved
    reading: Progress = _unmoved
    thread: Thread = field(default_factory=Thread)
    question: str = ""
    results: list[ToolResult] = field(default_factory=list)
    last: ToolResult | None = None
    planner: Planner = field(default_factory=Planner)
    plan: Plan | None = None
    retriever: Any = None
    branch_to: str = ""
    write_report: Callable[[], Path] | None = None
    keep: bool = (
        True  # whether runs come from, and go to, the store; verifying a report runs everything again
    )
    brief: RunEdit | None = None  # run settings for all scenarios; an evaluation asks for short runs

    def planned(self, question: str, thread: Thread) -> Plan:
        """The plan of a question in this conversation; planned once a turn."""
        if self.plan is None or self.question != question:
            self.question, self.thread = question, thread
            self.plan = self.planner.plan(question, thread)
        return self.plan

    def begin(self) -> None:
        """Forget the last turn's plan and results; what was run stays."""
        self.plan, self.question, self.results = None, "", []

    def retrieving(self) -> Any:
        """The retriever, opened once a conversation; the first use ever builds the index."""
        if self.retriever is None:
            from assistant.retrieve import retriever

            self.retriever = retriever(progress=self.reading)
        return self.retriever

    def add(self, result: ToolResult) -> ToolResult:
        """Keep a result of this turn."""
        self.results.append(result)
        if result.comparison is not None or result.result is not None:
            self.last = result
        return result


# ---- running


def run_scenarios(bench: Bench, plans: Sequence[ScenarioPlan], plan: Plan | None = None) -> ToolResult:
    """Runs one scenario, or compares several with the first as base; InputError when one cannot be built."""
    if not 1 <= len(plans) <= MAX_SCENARIOS:
        raise InputError(f"{len(plans)} scenarios; give 1 to {MAX_SCENARIOS}.")
    told = named(tuple(canonical(p) for p in plans))
    intent = (plan or Plan(kind="run" if len(told) == 1 else "compare")).model_copy(
        update={"scenarios": told}
    )
    if not intent.statement:
        intent = intent.model_copy(update={"statement": stated(intent)})
    scenarios = _briefly(bench, told)
    args = {"scenarios": [p.model_dump(mode="json", exclude_none=True) for p in told]}
    if len(scenarios) == 1:
        return bench.add(_run_one(bench, intent, scenarios[0], args))
    return bench.add(_compare(bench, intent, scenarios, args))


def _briefly(bench: Bench, plans: Sequence[ScenarioPlan]) -> tuple[Scenario, ...]:
    """The scenarios of plans, built and checked; with short runs where the bench asks for them."""
    scenarios = tuple(scenario_of(p) for p in plans)
    return tuple(s.edited(bench.brief) for s in scenarios) if bench.brief is not None else scenarios


def _store(bench: Bench) -> Any:
    """Where runs are kept; none when everything is to be run again."""
    from twin.experiment import Store

    return Store() if bench.keep else None


def _compare(bench: Bench, plan: Plan, scenarios: tuple[Scenario, ...], args: dict[str, Any]) -> ToolResult:
    from twin.experiment import compare

    comparison = compare(scenarios, progress=bench.progress, store=_store(bench))
    known = list(comparison.results[0].estimates)
    event = comparison.window is not None
    kpis = answer.headline(plan.kpis, known, event)
    rows = answer.table_kpis(plan.kpis, known, event)
    sections = {
        "statement": plan.statement,
        "changed": f"Changed: {plan.changed}." if plan.changed else "",
        "opening": answer.opening(comparison.illustrative, comparison.weakest),
        "finding": answer.comparison_finding(comparison, kpis),
        "table": answer.table(comparison.results, rows),
        "why": answer.why(comparison),
        "assumptions": answer.assumptions_text(plan, comparison.assumptions, comparison.influences),
        "limits": answer.limits_text(plan.scenarios),
    }
    return ToolResult("compare", args, sections, plan, scenarios, comparison)


def _run_one(bench: Bench, plan: Plan, scenario: Scenario, args: dict[str, Any]) -> ToolResult:
    from twin.experiment import run

    result = run(scenario, progress=bench.progress, store=_store(bench))
    event = result.window is not None
    sections = {
        "statement": plan.statement,
        "changed": f"Changed: {plan.changed}." if plan.changed else "",
        "opening": answer.opening(result.illustrative, result.weakest),
        "finding": answer.run_finding(result, answer.headline(plan.kpis, result.estimates, event)),
        "table": answer.table([result], answer.table_kpis(plan.kpis, result.estimates, event)),
        "assumptions": answer.assumptions_text(plan, result.assumptions, result.influences),
        "limits": answer.limits_text(plan.scenarios),
    }
    return ToolResult("run_scenario", args, sections, plan, (scenario,), None, result)


# ---- evidence


def find_evidence(bench: Bench, query: str) -> ToolResult:
    """Sentences of the corpus that answer a question, quoted and cited; says so when there are none."""
    from assistant.evidence import answer_from_evidence

    found = answer_from_evidence(query[:2000], bench.retrieving())
    shown = [f.passage for f in found.findings] or list(found.nearest)
    result = ToolResult(
        "find_evidence",
        {"query": query},
        {"evidence": found.markdown()},
        citations=_cited(shown),
        passages=tuple(shown),
        supported=found.supported,
    )
    return bench.add(result)


def for_and_against(bench: Bench, query: str, case: str = "") -> ToolResult:
    """What the corpus says for and against scaling out in a matter, quoted and cited; of a case first its own page."""
    from assistant.evidence import escaped, evidence_about

    lines, passages = [], []
    about = pages_of(case)
    for stance, head in (("for", "For scaling out"), ("against", "Against it")):
        found = evidence_about(query.split(), bench.retrieving(), stance, k=2, about=about)  # type: ignore[arg-type]
        lines += [f"- *{head}*: {escaped(f.text)} [{escaped(f.passage.citation)}]" for f in found]
        passages += [f.passage for f in found]
    text = "\n".join(lines) or "The corpus holds nothing for or against this."
    args = {"query": query, "stance": "for_and_against", **({"case": case} if case else {})}
    return bench.add(
        ToolResult(
            "find_evidence", args, {"evidence": text}, citations=_cited(passages), passages=tuple(passages)
        )
    )


def pages_of(case: str) -> tuple[str, ...]:
    """Slugs of the case pages that a runnable case rests on; a variant such as avatar-kenya has its parent's."""
    from twin.corpus import load_pages

    return tuple(
        page.slug
        for page in load_pages()
        if case and page.kind != "theme" and page.twin_case and case.startswith(page.twin_case)
    )


def _cited(passages: Sequence[Any]) -> tuple[answer.Cited, ...]:
    unique = {passage.id: passage for passage in passages}
    return tuple(answer.Cited(source=p.source, passage=p.id, text=p.plain) for p in unique.values())


def topic(plan: Plan) -> str:
    """The words under which the corpus speaks of what a plan is about."""
    topics = load("topics")
    kinds = [*plan.kpis, *(edit.kind for p in plan.scenarios for edit in p.edits)]
    if len({(p.design, p.sites) for p in plan.scenarios}) > 1:
        kinds.append("designs")
    words = dict.fromkeys(word for kind in kinds for word in str(topics.get(kind, "")).split())
    return " ".join(words) or str(topics["designs"])


# ---- looking at what there is


def list_cases(bench: Bench) -> ToolResult:
    """The cases that run, each with its question and designs."""
    from twin.cases import keys, load_case

    lines = []
    for key in keys():
        case = load_case(key)
        lines.append(f"- **{key}** ({case.title}): {case.question} Designs: {', '.join(case.designs)}.")
    return bench.add(ToolResult("list_cases", {}, {"finding": "Cases that run:\n\n" + "\n".join(lines)}))


def describe(bench: Bench, plans: Sequence[ScenarioPlan]) -> ToolResult:
    """The networks of scenarios in words: sites, customers, demand, edits."""
    text = "\n\n".join(_described(plan) for plan in named(tuple(canonical(p) for p in plans)))
    args = {"scenarios": [p.model_dump(mode="json", exclude_none=True) for p in plans]}
    plan = Plan(kind="describe", scenarios=tuple(plans))
    return bench.add(ToolResult("describe", args, {"finding": text}, plan))


def _described(plan: ScenarioPlan) -> str:
    scenario = scenario_of(plan)
    network = scenario.network
    sites = [
        f"{site.name} ({site.kind.replace('_', ' ')}, {sum(s.servers for s in site.stations)} servers)"
        if site.stations
        else f"{site.name} ({site.kind})"
        for site in network.sites
    ]
    demand = ", ".join(f"{figure(d.per_day.value)} {d.product} a day" for d in network.demand)
    run = scenario.run_settings
    return (
        f"**{plan.name}** ({network.title or network.name}). {len(network.sites)} sites: {', '.join(sites[:30])}"
        f"{' and more' if len(sites) > 30 else ''}. Customers in {len(network.zones)} cities. Demand: {demand}. "
        f"Changes: {scenario.describe()}. Run: {days(run.horizon)} after {days(run.warm_up)} of warm-up, {run.replications} replications."
    )


# ---- looking closer at the last result


def explain_difference(bench: Bench) -> ToolResult:
    """Which parts of cost, footprint and lead time moved, by how much, in the last comparison."""
    last = _last(bench)
    if last.comparison is None:
        raise InputError(
            "Only one scenario was run, so there is no difference to explain. Compare it with another."
        )
    comparison = last.comparison
    sections = {
        "finding": answer.comparison_finding(comparison, _explained(comparison)),
        "why": answer.why(comparison),
    }
    return bench.add(ToolResult("explain_difference", {}, sections, last.plan, last.scenarios, comparison))


def _explained(comparison: Comparison) -> list[str]:
    wanted = [
        "cost.landed",
        "footprint.total",
        "service.lead_time_mean",
        "service.utilisation",
        "capital.total",
    ]
    return [kpi for kpi in wanted if any(d.kpi == kpi for d in comparison.differences)]


def explain_kpi(bench: Bench, kpi: str, plans: Sequence[ScenarioPlan] = ()) -> ToolResult:
    """Where a result comes from: its parts, formulas, facts with ranges and sources, and their shares.

    Of the scenarios named, else of those that stand. `kpi` is a result by its key or in a word, as 'cost'.
    InputError for one that is unknown, or that is not defined in these runs.
    """
    name = _kpi(kpi)
    wanted = tuple(plans) or bench.thread.last
    if not wanted:
        raise InputError("Of which scenario? Name a case, or run something first.")
    told = named(tuple(canonical(p) for p in wanted))[:MOST_EXPLAINED]
    scenarios = _briefly(bench, told)
    items = tuple(explaining.explained(s, name, _result_of(bench, s, name)) for s in scenarios)
    sections = {
        "finding": explaining.finding(items),
        "table": f"{explaining.table(items)}\n\n{explaining.note(items)}",
    }
    plan = Plan(kind="explain", question=bench.question, scenarios=told, kpis=(kpi,))
    args = {"kpi": kpi, "scenarios": [p.model_dump(mode="json", exclude_none=True) for p in told]}
    return bench.add(ToolResult("explain_kpi", args, sections, plan, scenarios, explained=items))


def _kpi(name: str) -> str:
    """The key of a result that is named by key or in a word; InputError with what there is."""
    if name in KPIS:
        return name
    found = answer.asked((name,))
    if not found:
        raise InputError(
            f"No result is called {name[:60]!r}. Known: {', '.join(load('kpis'))}; or {', '.join(KPIS)}."
        )
    return found[0]


def _result_of(bench: Bench, scenario: Scenario, kpi: str) -> Result | None:
    """The result of a scenario, for the facts that move a KPI; none where accounts make the KPI up."""
    if kpi.partition(".")[0] in SUMMED:
        return None
    from twin.experiment import run

    return run(scenario, progress=bench.progress, store=_store(bench))


def assumptions(bench: Bench) -> ToolResult:
    """Which uncertain parameters entered the last result, their ranges and sources, and how much each weighs."""
    last = _last(bench)
    value = last.comparison or last.result
    if value is None:
        raise InputError("The last result has no assumptions to list. Run something first.")
    weight = weight_by_source(value.influences)
    lines = ["| parameter | value | range | unit | source | weight |", "|---|---:|---:|---|---|---:|"]
    by_weight = sorted(value.assumptions, key=lambda a: (-weight_of(weight, a.fact), a.fact))
    heavy = [a for a in by_weight if weight_of(weight, a.fact) > 0]
    for a in heavy[:15] or by_weight[:5]:
        way = in_unit(a.unit, a.value, a.low, a.high)
        lines.append(
            f"| {parameter(a.fact)} | {way.bare(a.value)} | {way.span(a.low, a.high)} "
            f"| {way.many} | {a.source.replace('|', '/')} | {figure(100 * weight_of(weight, a.fact))} % |"
        )
    head = f"{len(value.assumptions)} uncertain parameters entered; these weigh most (share of what moves the headline results)."
    sections = {
        "opening": answer.opening(value.illustrative, value.weakest),
        "finding": head,
        "table": "\n".join(lines),
    }
    return bench.add(
        ToolResult("assumptions", {}, sections, last.plan, last.scenarios, last.comparison, last.result)
    )


def _last(bench: Bench) -> ToolResult:
    """The last result; when the conversation was resumed, its scenarios are run again (the store has them)."""
    if bench.last is None:
        if not bench.thread.last:
            raise InputError("Nothing has been run in this conversation yet. Ask for a comparison first.")
        run_scenarios(bench, bench.thread.last)
    if bench.last is None:
        raise InputError("Nothing could be run again. Ask for a comparison first.")
    return bench.last


def undo(bench: Bench, steps: int = 1) -> ToolResult:
    """Goes back by so many changes, and shows the scenarios that stood then."""
    if not bench.thread.plans:
        raise InputError("There is nothing to undo: nothing has been run in this conversation.")
    before = bench.thread.plans[:-steps]
    gone = bench.thread.plans[-1]
    bench.thread = Thread(before)
    if not before:
        bench.last = None
        return bench.add(
            ToolResult(
                "undo", {}, {"finding": "Undone. Nothing is left: the conversation stands where it began."}
            )
        )
    shown = run_scenarios(
        bench, before[-1].scenarios, before[-1].model_copy(update={"statement": "", "assumed": ()})
    )
    names = ", ".join(p.name or p.base for p in named(gone.scenarios))
    bench.results.remove(shown)
    sections = {**shown.sections, "notice": f"Undone: {names}. Back to what was before."}
    return bench.add(
        ToolResult("undo", {}, sections, shown.plan, shown.scenarios, shown.comparison, shown.result)
    )


def branch(bench: Bench, name: str) -> ToolResult:
    """Keeps the conversation as it stands under a name; the session copies it when the turn is done."""
    if not name.strip():
        raise InputError("Under which name shall I keep this? Say: branch as 'my plan'.")
    bench.branch_to = name.strip()
    where = "; ".join(p.name or p.base for p in named(bench.thread.last)) or "the beginning"
    return bench.add(
        ToolResult(
            "branch",
            {"name": name},
            {"finding": f"Kept as **{name.strip()}** ({where}). Go on with it: --session '{name.strip()}'."},
        )
    )


def build_report(bench: Bench) -> ToolResult:
    """Writes the last result as one HTML page that opens without a network."""
    last = _last(bench)
    if bench.write_report is None:
        raise InputError("Reports are written by a session. Use: frugal-twin report build QUESTION.")
    result = ToolResult("build_report", {}, {}, last.plan, last.scenarios, last.comparison, last.result)
    bench.add(result)
    result.report = str(bench.write_report())
    result.sections["finding"] = f"Report written: {result.report}"
    return result
