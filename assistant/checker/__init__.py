"""The number checker: every number of an answer traces to a passage, a run, a parameter, an edit or the question.

A number beside a result must be that result's: its KPI, its scenarios, its unit, its sign, and its place in the
interval where one is named. A number beside a parameter must be that parameter's, with its source; a number in a
line that cites a passage must stand in that passage. Any other number must stand beside the same words in the plan
or the question. Nothing is taken from the form in which the tools write: a language model's text passes the same way.
"""

import re

from assistant.checker.lines import line_faults
from assistant.checker.sources import Sources, sources
from assistant.checker.tables import row_faults

__all__ = ["Sources", "faults", "sources"]

_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|$~])")


def faults(answer: str, known: Sources) -> list[str]:
    """What does not trace, one line each: the number and where it stands. An empty list is a clean answer."""
    found: list[str] = []
    header: list[str] = []
    for line in answer.splitlines():
        if line.lstrip().startswith("|"):
            cells = [_plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if not header:
                header = cells
            elif any(cell.strip("-: ") for cell in cells):
                found += row_faults(cells, header, known)
        else:
            header = []
            found += line_faults(_plain(line), known)
    return found


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()
