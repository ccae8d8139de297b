"""The ledger: what was written down about each claim of the seed article before anything was run."""

from functools import lru_cache
from typing import Literal, Self

from pydantic import Field, model_validator

from twin.corpus import Claim, load_pages
from twin.edits import AnyEdit
from twin.errors import InputError
from twin.paths import corpus_root
from twin.safe_yaml import read_text
from twin.spec.load import read
from twin.spec.quantity import Frozen

Enters = Literal["input", "emerges", "outside"]
FILE = "claims_tests.yaml"


class Side(Frozen):
    """One of the two worlds of a test: a design of the case, with edits if any."""

    design: str
    edits: tuple[AnyEdit, ...] = ()


class ClaimTest(Frozen):
    """One statistic of a claim and its threshold.

    `as` is `ratio` (of / against) or `difference` (of - against). `partly` is the threshold for the direction
    alone, where the claim has a figure.
    """

    of: Side
    against: Side
    kpi: str
    statistic: Literal["ratio", "difference"] = Field(alias="as")
    at_most: float | None = None
    at_least: float | None = None
    partly: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_sides(cls, raw: object) -> object:
        """A side without edits may be written as the name of its design."""
        if not isinstance(raw, dict):
            return raw
        return {
            key: {"design": value} if key in ("of", "against") and isinstance(value, str) else value
            for key, value in raw.items()
        }

    @model_validator(mode="after")
    def _one_threshold(self) -> Self:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("give either at_most or at_least")
        return self

    @property
    def threshold(self) -> float:
        """The figure to be met."""
        return float(self.at_most if self.at_most is not None else self.at_least or 0.0)

    def describe(self) -> str:
        """The test in one line."""
        word = "at most" if self.at_most is not None else "at least"
        return f"{self.statistic} of {self.kpi}, {word} {self.threshold:g}"


class Entry(Frozen):
    """A claim's row: whether the twin can test it and why, how it enters, the facts it goes in by, its tests."""

    id: str
    testable: bool
    enters: Enters
    why: str
    facts: tuple[str, ...] = ()
    case: str | None = None
    tests: tuple[ClaimTest, ...] = ()

    @model_validator(mode="after")
    def _tests_fit(self) -> Self:
        if self.testable and (self.case is None or not self.tests):
            raise ValueError(f"{self.id} is testable and needs a case and tests")
        if self.testable and self.enters != "emerges":
            raise ValueError(f"{self.id} enters as {self.enters!r}: only what emerges can be tested")
        return self


class Ledger(Frozen):
    """Every claim once."""

    claims: tuple[Entry, ...]

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = [entry.id for entry in self.claims]
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            raise ValueError(f"claims given twice: {', '.join(doubles)}")
        return self


@lru_cache(maxsize=1)
def load_ledger() -> Ledger:
    """The ledger of the library; InputError when it does not have a row for every claim of the seed cases."""
    path = corpus_root() / "facts" / FILE
    ledger = read(Ledger, read_text(path, path.name), path.name)
    claims, rows = set(seed_claims()), {entry.id for entry in ledger.claims}
    if claims != rows:
        missing, unknown = sorted(claims - rows), sorted(rows - claims)
        raise InputError(f"{FILE}: without a row: {missing or 'none'}; not a claim: {unknown or 'none'}.")
    return ledger


def seed_claims() -> dict[str, Claim]:
    """The claims of the seed cases by id, in the order of the pages."""
    return {claim.id: claim for page in load_pages() if page.kind == "seed_case" for claim in page.claims}
