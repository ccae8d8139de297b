"""Two reports beside each other: which scenarios, results and words differ."""

import difflib
import json
import re
from collections.abc import Iterator
from html import unescape

from twin.quoted import quoted
from twin.report.read import ReadReport
from twin.report.regions import leaves, regions

_SHOWN = 20
_LONGEST = 2_000  # lines of text that are compared


def diff(first: ReadReport, second: ReadReport) -> Iterator[str]:
    """One line per difference; nothing when both say the same."""
    yield from _scenarios(first, second)
    yield from _leaves("input", _inputs(first), _inputs(second))
    yield from _leaves("result", first.results, second.results)
    yield from _words(first, second)


def _scenarios(first: ReadReport, second: ReadReport) -> Iterator[str]:
    left = {scenario.name: scenario for scenario in first.inputs.scenarios}
    right = {scenario.name: scenario for scenario in second.inputs.scenarios}
    for name in sorted(left.keys() | right.keys()):
        if name not in right or name not in left:
            yield f"scenario '{quoted(name)}': only in the {'first' if name in left else 'second'} report"
        elif left[name].digest != right[name].digest:
            yield (
                f"scenario '{quoted(name)}': {quoted(left[name].describe(), 200)} | "
                f"{quoted(right[name].describe(), 200)}"
            )


def _inputs(report: ReadReport) -> object:
    return json.loads(report.inputs.model_dump_json(exclude={"scenarios"}))


def _leaves(what: str, first: object, second: object) -> Iterator[str]:
    left, right = dict(leaves(first)), dict(leaves(second))
    differ = [path for path in {**left, **right} if left.get(path) != right.get(path)]
    for path in differ[:_SHOWN]:
        one, other = (quoted(side.get(path, "missing"), 60) for side in (left, right))
        yield f"{what} {quoted(path, 80)}: {one} | {other}"
    if len(differ) > _SHOWN:
        yield f"{what}s: and {len(differ) - _SHOWN} more"


def _words(first: ReadReport, second: ReadReport) -> Iterator[str]:
    left, right = (_visible(report.page)[:_LONGEST] for report in (first, second))
    changed = [line for line in difflib.unified_diff(left, right, n=0) if line[:1] in "+-"][2:]
    for line in changed[:_SHOWN]:
        yield f"text {'first ' if line[0] == '-' else 'second'}: {quoted(line[1:], 200)}"
    if len(changed) > _SHOWN:
        yield f"text: and {len(changed) - _SHOWN} more lines"


def _visible(page: str) -> list[str]:
    """The words of a page, line by line, tables included."""
    parts = regions(page)
    text = unescape(re.sub(r"<[^>]*>", " ", f"{parts['text']}\n{parts['tables']}"))
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
