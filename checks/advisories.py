"""Known advisories against the locks: floors hold, banned packages are absent, accepted risks have an end."""

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from checks import locks

TABLE = Path("checks/advisories.toml")
_FIELDS = {
    "floor": {"at_least"},
    "absent": {"instead"},
    "accepted": {"versions", "because", "review_by"},
}
_ALWAYS = {"package", "ids", "rule", "what"}


@dataclass(frozen=True)
class Advisory:
    """One row of the table; the fields that its rule does not use are empty."""

    package: str
    ids: tuple[str, ...]
    rule: str
    what: str
    at_least: Version | None = None
    versions: SpecifierSet | None = None
    instead: str = ""
    review_by: datetime.date | None = None


def _row(raw: dict[str, object]) -> Advisory:
    rule = str(raw.get("rule"))
    if rule not in _FIELDS:
        raise ValueError(f"rule {rule!r} of {raw.get('package')} is none of {', '.join(_FIELDS)}")
    fields = _ALWAYS | _FIELDS[rule]
    if set(raw) != fields:
        odd = ", ".join(sorted(set(raw) ^ fields))
        raise ValueError(f"{raw.get('package')}: a row with rule {rule!r} has too much or too little: {odd}")
    empty = sorted(name for name in fields - {"ids"} if not str(raw[name]).strip())
    if empty:
        raise ValueError(f"{raw['package']}: {', '.join(empty)} is empty")
    review = raw.get("review_by")
    if rule == "accepted" and type(review) is not datetime.date:
        raise ValueError(f"{raw['package']}: review_by has to be a day, such as 2027-06-30")
    ids = raw["ids"]
    if not isinstance(ids, list):
        raise ValueError(f"{raw['package']}: ids has to be a list")
    return Advisory(
        package=canonicalize_name(str(raw["package"])),
        ids=tuple(str(name) for name in ids),
        rule=rule,
        what=str(raw["what"]),
        at_least=Version(str(raw["at_least"])) if "at_least" in raw else None,
        versions=SpecifierSet(str(raw["versions"])) if "versions" in raw else None,
        instead=str(raw.get("instead", "")),
        review_by=review if isinstance(review, datetime.date) else None,
    )


def table(path: Path) -> list[Advisory]:
    """The rows of the table. Raises ValueError, naming the row, when a field is missing, unknown or empty."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(raw) != {"advisory"}:
        raise ValueError("the table holds [[advisory]] rows and nothing else")
    try:
        return [_row(row) for row in raw["advisory"]]
    except (InvalidVersion, InvalidSpecifier) as error:
        raise ValueError(f"not a version: {error}") from error


def verdict(advisory: Advisory, pins: dict[str, locks.Pin], lock: str, today: datetime.date) -> str | None:
    """What one advisory says about one lock, or None when it has nothing to say."""
    pin = pins.get(advisory.package)
    if pin is None:
        return None
    about = f"{lock}: {pin.name} {pin.version} ({', '.join(advisory.ids) or 'our own rule'}: {advisory.what})"
    if advisory.at_least is not None and pin.version < advisory.at_least:
        return f"{about}; take {advisory.at_least} or newer"
    if advisory.rule == "absent":
        return f"{about}; use {advisory.instead}"
    if advisory.versions is not None and not advisory.versions.contains(pin.version, prereleases=True):
        return f"{about}; accepted for {advisory.versions} only: look at this version and correct the table"
    if advisory.review_by is not None and today >= advisory.review_by:
        return f"{about}; was accepted until {advisory.review_by}: look for a fix and correct the table"
    return None


def problems(root: Path, today: datetime.date | None = None) -> list[str]:
    """What the table says against the two locks on the day `today` (now, unless told)."""
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    try:
        rows = table(root / TABLE)
        pins = {lock: locks.read(root / lock) for lock in (locks.CORE, locks.FULL)}
    except (OSError, ValueError) as error:
        return [f"{TABLE}: {error}"]
    said = (verdict(row, pins[lock], lock, day) for row in rows for lock in pins)
    return [line for line in said if line is not None]
