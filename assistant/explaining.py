"""Where a result comes from: its accounts, the entries under them, and the facts under those, in words.

    landed cost --> accounts --> entries (amount x price) --> facts with value, range and source

A result that no account makes up (a lead time, a fill rate) is explained by the facts that move it over the draws.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.phrases import parameter, shown, title
from twin.experiment.explain import Node
from twin.experiment.values import Assumption, Influence, Result
from twin.scenario import Scenario
from twin.told import in_unit

ENTRIES = 3  # under each account
LEAST = 0.01  # an entry below this share of the result is not told
FACTS = 15


@dataclass(frozen=True)
class Explained:
    """One result of one scenario: its tree, and the facts with the share of the result that each enters or moves."""

    scenario: str
    kpi: str
    root: Node
    replications: int
    facts: tuple[tuple[Assumption, float], ...]

    @property
    def summed(self) -> bool:
        """Whether accounts make it up."""
        return bool(self.root.children)


def explained(scenario: Scenario, kpi: str, result: Result | None) -> Explained:
    """A result of a scenario walked down to its facts; `result` is asked for what moves it where no account does."""
    from twin.experiment.explain import explain
    from twin.experiment.influence import assumptions

    root = explain(scenario, kpi)
    listed = {row.fact: row for row in assumptions((scenario.network,))}
    weights = _entered(root) if root.children else _moved(kpi, result.influences if result else ())
    facts = [(listed[fact], weight) for fact, weight in weights if fact in listed]
    ranked = tuple(sorted(facts, key=lambda pair: (-pair[1], pair[0].fact))[:FACTS])
    return Explained(scenario.name, kpi, root, scenario.run_settings.replications, ranked)


def _entered(root: Node) -> Iterable[tuple[str, float]]:
    """Facts under the entries, with the share of the result that passes through each."""
    found: dict[str, float] = {}
    for node in _nodes(root):
        for fact in {child.source.partition(":")[2] for child in node.children if child.source}:
            found[fact] = found.get(fact, 0.0) + abs(node.share or 0.0)
    return found.items()


def _moved(kpi: str, influences: Iterable[Influence]) -> Iterable[tuple[str, float]]:
    return [(item.source.partition(":")[2], item.share) for item in influences if item.kpi == kpi]


def _nodes(root: Node) -> Iterator[Node]:
    yield root
    for child in root.children:
        yield from _nodes(child)


# ---- in words


def finding(items: Sequence[Explained]) -> str:
    """What each result is in the run that is walked down, and how it is counted."""
    return "\n\n".join(_finding(item) for item in items)


def _finding(item: Explained) -> str:
    root = item.root
    way = in_unit(root.unit, root.value)
    counted = root.formula.partition(" (")[0]
    size = shown(root.value, root.unit, way)
    return f"{title(item.kpi)} of **{item.scenario}**: {size} in the first of {item.replications} runs, which is {counted}."


def table(items: Sequence[Explained]) -> str:
    """For each scenario the parts of the result and the facts that enter it."""
    return "\n\n".join(part for item in items for part in (_parts(item), _facts(item)) if part)


def _parts(item: Explained) -> str:
    if not item.summed:
        return ""
    head = [f"| {_cell(item.scenario)} | {item.root.unit} | share | how |", "|---|---:|---:|---|"]
    rows = [row for account in item.root.children if account.share for row in _account(account)]
    return "\n".join([*head, *rows])


def _account(account: Node) -> Iterator[str]:
    yield _row(account, f"**{_cell(account.title)}**")
    entries = sorted(account.children, key=lambda node: -abs(node.value))
    told = [entry for entry in entries if abs(entry.share or 0.0) >= LEAST][:ENTRIES]
    if all(
        entry.source for entry in account.children
    ):  # its children are facts, which have a table of their own
        return
    for entry in told:
        yield _row(entry, f"\u00b7 {_cell(entry.title)}")


def _row(node: Node, name: str) -> str:
    share = in_unit("fraction", 0.0).bare(node.share or 0.0)
    return (
        f"| {name} | {in_unit(node.unit, node.value).bare(node.value)} | {share} % | {_cell(node.formula)} |"
    )


def _facts(item: Explained) -> str:
    if not item.facts:
        return ""
    part = "share" if item.summed else "weight"
    lines = [
        f"| facts of {_cell(item.scenario)} | value | range | unit | source | {part} |",
        "|---|---:|---:|---|---|---:|",
    ]
    for row, weight in item.facts:
        way = in_unit(row.unit, row.value, row.low, row.high)
        share = in_unit("fraction", 0.0).bare(weight)
        lines.append(
            f"| {_cell(parameter(row.fact))} | {way.bare(row.value)} | {way.span(row.low, row.high)} | {way.many} "
            f"| {_cell(row.source)} | {share} % |"
        )
    return "\n".join(lines)


def note(items: Sequence[Explained]) -> str:
    """How to read the last column of the facts."""
    if any(item.summed for item in items):
        return "A fact's share is the part of the result that it enters; facts multiply, so shares add up to more than the whole."
    if any(item.facts for item in items):
        return "A fact's weight is its part in what moves the result over the draws of all that is not known."
    return "No account makes this result up, and none of the uncertain facts moves it beyond chance: it follows from what happens in the runs."


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
