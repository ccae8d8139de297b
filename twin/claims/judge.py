"""From the numbers of a test to a verdict on a claim: pure functions, by the rule written in the ledger."""

from dataclasses import dataclass
from typing import Literal

from twin.claims.ledger import ClaimTest, Entry
from twin.stats import Interval

Stand = Literal["holds", "open", "fails"]
Verdict = Literal["reproduced", "partly", "contradicted", "not testable"]
VERDICTS: tuple[Verdict, ...] = ("reproduced", "partly", "contradicted", "not testable")


@dataclass(frozen=True)
class Found:
    """What a test gave: mean and luck interval over replications, middle 90 % of the draws."""

    test: ClaimTest
    luck: Interval
    knowledge: tuple[float, float] | None
    unit: str

    @property
    def stand(self) -> Stand:
        """Whether the claim's threshold is met."""
        return self._stand(self.test.threshold)

    @property
    def direction(self) -> Stand:
        """Whether the claim's direction is right, where it also has a figure; else as `stand`."""
        return self.stand if self.test.partly is None else self._stand(self.test.partly)

    @property
    def right_side(self) -> bool:
        """Whether the mean lies on the claimed side of the direction."""
        return self._beyond(
            self.luck.mean, self.test.threshold if self.test.partly is None else self.test.partly
        )

    def _beyond(self, value: float, threshold: float) -> bool:
        return value < threshold if self.test.at_most is not None else value > threshold

    def _stand(self, threshold: float) -> Stand:
        values = (*self.luck, *(self.knowledge or ()))
        sides = [self._beyond(value, threshold) for value in values]
        return "holds" if all(sides) else "open" if any(sides) else "fails"

    def describe(self) -> str:
        """The numbers in one line."""
        luck = f"luck {self.luck.low:.4g} to {self.luck.high:.4g}"
        known = f"; knowledge {self.knowledge[0]:.4g} to {self.knowledge[1]:.4g}" if self.knowledge else ""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.test.describe()}: {self.luck.mean:.4g}{unit} ({luck}{known}): {self._words()}"

    def _words(self) -> str:
        if self.stand == "holds" or self.test.partly is None:
            return self.stand
        figure = "the figure fails" if self.stand == "fails" else "the figure is open"
        return f"{figure}, the direction {self.direction if self.direction != 'open' else 'is open'}"


def verdict(entry: Entry, found: tuple[Found, ...]) -> Verdict:
    """Reproduced, partly, contradicted or not testable; a claim that goes in is never reproduced."""
    if not entry.testable or entry.enters != "emerges" or not found:
        return "not testable"
    if all(item.stand == "holds" for item in found):
        return "reproduced"
    nothing_holds = all("holds" not in (item.stand, item.direction) for item in found)
    if nothing_holds and not any(item.right_side for item in found):
        return "contradicted"
    return "partly"
