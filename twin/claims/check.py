"""Runs what the ledger says is testable and hands back a row for every claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from twin.cases import load_case
from twin.claims.judge import Found, Verdict, verdict
from twin.claims.ledger import ClaimTest, Entry, Side, load_ledger, seed_claims
from twin.corpus import Claim, Evidence, load_pages
from twin.errors import RunError
from twin.experiment.driver import Progress
from twin.experiment.replicate import Sample, measure
from twin.experiment.store import Store
from twin.kpi.registry import KPIS
from twin.scenario import Scenario
from twin.stats import knowledge, luck


@dataclass(frozen=True)
class Checked:
    """A claim with what the twin gives for it."""

    entry: Entry
    claim: Claim
    found: tuple[Found, ...]

    @property
    def verdict(self) -> Verdict:
        """By the rule of the ledger."""
        return verdict(self.entry, self.found)

    @property
    def figure(self) -> str:
        """The claim's figure with its unit, or 'none'."""
        quantity = self.claim.quantity
        if quantity is None:
            return "none"
        numbers = " and ".join(f"{x:g}" for x in (quantity if isinstance(quantity, tuple) else (quantity,)))
        return f"{numbers} {self.claim.unit or ''}".strip()

    @property
    def later(self) -> tuple[Evidence, ...]:
        """What was found later about the claim, in the page's order."""
        return tuple(
            item
            for page in load_pages()
            for item in page.evidence
            if page.kind == "seed_case" and self.entry.id in item.about
        )

    @property
    def result(self) -> str:
        """What the twin gives, in words."""
        return "; ".join(item.describe() for item in self.found) or self.entry.why


def check(
    names: Sequence[str] = (),
    *,
    replications: int | None = None,
    draws: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Store | None = None,
) -> tuple[Checked, ...]:
    """A row for every claim, or for those named; only testable ones are run, case by case."""
    claims = seed_claims()
    entries = [entry for entry in load_ledger().claims if not names or entry.id in names]
    samples: dict[tuple[str, Side], Sample] = {}
    for case, sides in _groups(entries):
        scenarios = [_scenario(case, side, index, replications, draws) for index, side in enumerate(sides)]
        found = measure(scenarios, workers=workers, progress=progress, store=store)
        samples |= {(case, side): sample for side, sample in zip(sides, found.samples, strict=True)}
    return tuple(
        Checked(
            entry,
            claims[entry.id],
            tuple(
                judged(test, samples[entry.case or "", test.of], samples[entry.case or "", test.against])
                for test in entry.tests
            ),
        )
        for entry in entries
    )


def _groups(entries: Sequence[Entry]) -> list[tuple[str, list[Side]]]:
    """Sides that share their luck and draws: by case, those with events apart from those without."""
    groups: dict[tuple[str, bool], dict[Side, None]] = {}
    for entry in entries:
        for test in entry.tests:
            events = any(edit.kind == "site_outage" for edit in (*test.of.edits, *test.against.edits))
            group = groups.setdefault((entry.case or "", events), {})
            group |= {test.of: None, test.against: None}
    return [(case, list(sides)) for (case, _), sides in groups.items()]


def _scenario(case: str, side: Side, index: int, replications: int | None, draws: int | None) -> Scenario:
    world = load_case(case)
    given = {"replications": replications, "draws": draws}
    settings = world.settings.model_copy(
        update={key: value for key, value in given.items() if value is not None}
    )
    return Scenario(
        name=f"{side.design} {index}", base=world.network(side.design), edits=side.edits, settings=settings
    )


def judged(test: ClaimTest, of: Sample, against: Sample) -> Found:
    """The statistic in every replication and in every draw; RunError where the KPI is undefined."""
    stated = _values(test, of.luck(test.kpi), against.luck(test.kpi))
    if stated is None:
        raise RunError(f"{test.kpi} is undefined in a replication of {of.name} or {against.name}.")
    drawn = _values(test, of.knowledge(test.kpi), against.knowledge(test.kpi))
    unit = "" if test.statistic == "ratio" else KPIS[test.kpi].unit
    return Found(test, luck(stated), None if drawn is None else knowledge(drawn), unit)


def _values(test: ClaimTest, of: list[float] | None, against: list[float] | None) -> list[float] | None:
    if of is None or against is None:
        return None
    if test.statistic == "difference":
        return [a - b for a, b in zip(of, against, strict=True)]
    if any(value == 0 for value in against):
        raise RunError(f"The ratio of {test.kpi} cannot be taken: it is 0 on the other side.")
    return [a / b for a, b in zip(of, against, strict=True)]
