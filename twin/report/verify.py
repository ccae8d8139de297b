"""Verifying a report: run its inputs again, write the page again, compare all that a reader sees."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from twin.errors import FrugalTwinError, InputError
from twin.quoted import quoted
from twin.report.content import Inputs, Maker, ReportContent
from twin.report.page import render, unsealed
from twin.report.read import Limits, ReadReport, read_report
from twin.report.regions import NAMES, first_difference, leaves, regions
from twin.told import days

Recipe = Callable[[Inputs], ReportContent]
_SHOWN = 3


@dataclass(frozen=True)
class Check:
    """One line of a verification; a `note` neither passes nor fails."""

    name: str
    verdict: str
    detail: str

    @property
    def failed(self) -> bool:
        """Whether the report does not hold here."""
        return self.verdict == "fail"

    def __str__(self) -> str:
        return f"{self.verdict:<4}  {self.name}: {self.detail}"


def verify(
    path: Path, recipes: Mapping[str, Recipe], here: Maker, limits: Limits | None = None
) -> Iterator[Check]:
    """The checks, one after the other, as they are done; stops when the inputs cannot be run.

    `recipes` make the content from the inputs, by the name that the report states; `here` is what would make
    one on this machine. Raises `InputError` when the file is no report or larger than the limits.
    """
    report = read_report(path)
    yield _checksum(report)
    recipe = recipes.get(report.inputs.recipe)
    if recipe is None:
        raise InputError(
            f"{path.name} was made by '{quoted(report.inputs.recipe)}', which this version does not know. "
            f"Known: {', '.join(sorted(recipes))}."
        )
    (limits or Limits()).check(report.inputs.scenarios)
    yield Check("inputs", "pass", _described(report.inputs))
    yield from _makers(report.maker, here)
    try:
        content = recipe(report.inputs)
    except FrugalTwinError as error:
        yield Check("run", "fail", f"the inputs cannot be run again: {quoted(error, 300)}")
        return
    yield from _compare(report, content)


def _checksum(report: ReadReport) -> Check:
    computed = hashlib.sha256(report.body.encode()).hexdigest()
    if report.stated == computed:
        return Check(
            "checksum", "pass", f"sha256 {computed[:12]}, no byte changed since the page was written"
        )
    stated = report.stated[:12] or "none"
    return Check(
        "checksum", "fail", f"the page states {stated}, its bytes give {computed[:12]}: it was changed"
    )


def _described(inputs: Inputs) -> str:
    runs = "; ".join(
        f"{scenario.name}: {days(scenario.run_settings.horizon)} x {scenario.run_settings.replications}"
        for scenario in inputs.scenarios
    )
    counts = f"{len(inputs.questions)} questions, {len(inputs.scenarios)} scenarios"
    return quoted(f"{counts} ({runs or 'no run'})", 300)


def _makers(stated: Maker, here: Maker) -> Iterator[Check]:
    """What made the page and what checks it: told, and decided by the digits alone."""
    for name in Maker.model_fields:
        then, now = getattr(stated, name), getattr(here, name)
        if then and then != now:
            yield Check(
                name, "note", f"made with {quoted(then[:12])}, here {quoted(now[:12])}; the digits decide"
            )


def _compare(report: ReadReport, content: ReportContent) -> Iterator[Check]:
    page = render(content, report.maker)
    yield _inputs_again(report, content)
    yield _results(report, content)
    found, expected = regions(report.body), regions(unsealed(page))
    for name in NAMES:
        yield _region(name, found[name], expected[name])
    same = report.page == page
    size = f"{len(page.encode()) / 1000:,.0f} kB"
    yield Check(
        "page",
        "pass" if same else "fail",
        f"written again, all {size} the same"
        if same
        else f"written again ({size}), not the same to the byte",
    )


def _inputs_again(report: ReadReport, content: ReportContent) -> Check:
    """A recipe plans the questions again where it can; what it runs must be what the page says was run."""
    found = json.loads(report.inputs.model_dump_json())
    expected = json.loads(content.inputs.model_dump_json())
    if found == expected:
        return Check("plan", "pass", "the questions lead to the same plan and the same scenarios")
    return Check("plan", "fail", _first_leaf(found, expected))


def _results(report: ReadReport, content: ReportContent) -> Check:
    found, expected = report.results, json.loads(json.dumps(content.results))
    numbers = sum(isinstance(value, float | int) for _, value in leaves(expected))
    if found == expected:
        return Check("results", "pass", f"{numbers:,} numbers, every digit the same after running again")
    return Check("results", "fail", _first_leaf(found, expected))


def _first_leaf(found: object, expected: object) -> str:
    left, right = dict(leaves(found)), dict(leaves(expected))
    differ = [path for path in {**right, **left} if left.get(path) != right.get(path)]
    said = "; ".join(
        f"{quoted(path, 60)} is {quoted(left.get(path))}, should be {quoted(right.get(path))}"
        for path in differ[:_SHOWN]
    )
    return f"{len(differ)} differ: {said}"


def _region(name: str, found: str, expected: str) -> Check:
    if found == expected:
        return Check(name, "pass", f"{len(expected):,} characters the same")
    return Check(name, "fail", first_difference(found, expected))
