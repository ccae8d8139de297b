"""A page taken apart into what a reader sees, so that a difference can be named."""

import re
from collections.abc import Iterator

from twin.quoted import quoted

_PARTS = (
    ("data", re.compile(r'<script type="application/json" id="payload">.*?</script>', re.DOTALL)),
    ("figures", re.compile(r'<script type="application/json" class="figure-data">.*?</script>', re.DOTALL)),
    ("scripts", re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)),
    ("styles", re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)),
    ("tables", re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE)),
)
NAMES = ("text", *(name for name, _ in reversed(_PARTS)))


def regions(page: str) -> dict[str, str]:
    """Every byte of a page in exactly one part: tables, styles, scripts, figures, data, text around them."""
    found: dict[str, str] = {}
    rest = page
    for name, pattern in _PARTS:
        found[name] = "\n".join(pattern.findall(rest))
        rest = pattern.sub(f"[{name}]", rest)
    return {"text": rest, **found}


def first_difference(found: str, expected: str, around: int = 60) -> str:
    """Where two texts part, in words."""
    at = next((i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), None)
    if at is None:
        at = min(len(found), len(expected))
    start = max(0, at - around // 2)
    here, there = found[start : at + around // 2], expected[start : at + around // 2]
    return f"found '{quoted(here, 80)}', expected '{quoted(there, 80)}'"


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf of nested data with its path."""
    if isinstance(value, dict):
        for key in sorted(value):
            yield from leaves(value[key], f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value
