"""Reading a report that anyone may have written: bounded, as data, nothing in it is executed."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from twin.errors import InputError
from twin.quoted import quoted
from twin.report.content import FORMAT, Inputs, Maker
from twin.scenario import Scenario

LARGEST_FILE = 6_000_000
DEEPEST = 60
_PAYLOAD = re.compile(r'<script type="application/json" id="payload">(.*?)</script>', re.DOTALL)
_SEAL = re.compile(r"(.*\n)<!-- sha256 of all before this line: ([0-9a-f]{64}) -->\n", re.DOTALL)


@dataclass(frozen=True)
class Limits:
    """What is re-run without asking; a report may come from anybody."""

    replications: int = 200
    draws: int = 1_000
    horizon: float = 3_660.0
    orders: float = 20_000_000.0

    def check(self, scenarios: Iterable[Scenario]) -> None:
        """Raises `InputError` when scenarios that a report asks to run are larger than this."""
        for scenario in scenarios:
            settings = scenario.run_settings
            days = settings.horizon + settings.warm_up
            per_day = sum(demand.per_day.value for demand in scenario.network.demand)
            _bound(scenario.name, "replications", settings.replications, self.replications)
            _bound(scenario.name, "draws", settings.draws, self.draws)
            _bound(scenario.name, "days of horizon", settings.horizon, self.horizon)
            orders = per_day * days * (settings.replications + settings.draws)
            _bound(scenario.name, "orders in all runs", orders, self.orders)


def _bound(name: str, what: str, found: float, allowed: float) -> None:
    if found > allowed:
        raise InputError(
            f"Scenario '{quoted(name)}' has {found:,.0f} {what}; a report is re-run up to {allowed:,.0f}. "
            "Check the file by eye, then allow more with --limit."
        )


@dataclass(frozen=True)
class ReadReport:
    """A report as found in a file: the page, the data in it, and the checksum it states."""

    page: str
    inputs: Inputs
    maker: Maker
    results: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    stated: str = ""


def read_report(path: Path) -> ReadReport:
    """The page and its data; `InputError` when the file is no report of ours or larger than 6 MB."""
    page = _text(path)
    seal = _SEAL.fullmatch(page)
    found = _PAYLOAD.findall(page)
    if len(found) != 1:
        raise InputError(
            f"{path.name} holds {len(found)} blocks of report data instead of one; it is no report."
        )
    raw = _json(found[0], path.name)
    if raw.get("format") != FORMAT:
        raise InputError(
            f"{path.name} has format {quoted(raw.get('format'))}; this version reads format {FORMAT}."
        )
    try:
        inputs, maker = Inputs.model_validate(raw.get("inputs")), Maker.model_validate(raw.get("maker"))
    except (ValidationError, InputError) as error:
        raise InputError(f"{path.name}: the data of the report are not valid: {quoted(error, 300)}") from None
    results = raw.get("results")
    if not isinstance(results, dict):
        raise InputError(f"{path.name}: the data of the report hold no results.")
    body, stated = (seal[1], seal[2]) if seal else (page, "")
    return ReadReport(page, inputs, maker, results, body, stated)


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file.")
    if path.stat().st_size > LARGEST_FILE:
        raise InputError(f"{path.name} is larger than {LARGEST_FILE / 1e6:.0f} MB; no report of ours is.")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8 text; it is no report.") from None


def _json(text: str, name: str) -> dict[str, Any]:
    """JSON without NaN, repeated keys or endless nesting."""
    depth = deepest = 0
    for mark in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        depth += (mark in "[{") - (mark in "]}") if len(mark) == 1 else 0
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise InputError(f"{name}: the data of the report are nested deeper than {DEEPEST}.")
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twice)
    except ValueError as error:
        raise InputError(f"{name}: the data of the report are not JSON: {quoted(error, 120)}") from None
    if not isinstance(value, dict):
        raise InputError(f"{name}: the data of the report are not an object.")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
