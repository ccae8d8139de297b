"""A stretch of a question and what it may mean."""

from dataclasses import dataclass

from assistant.plan.text.amounts import Amount
from assistant.plan.text.lexicon import is_filler, plain_vocabulary
from assistant.plan.text.words import Word, stem


@dataclass(frozen=True)
class Piece:
    """A stretch of the question and what it may mean: sorts and values, or a quantity."""

    first: int
    last: int
    means: tuple[tuple[str, str], ...] = ()
    amount: Amount | None = None
    guess: str = ""

    def get(self, what: str) -> str | None:
        """The meaning of one sort, or None."""
        return next((value for sort, value in self.means if sort == what), None)

    def has(self, *sorts: str) -> bool:
        """Whether it may mean one of these sorts."""
        return any(sort in sorts for sort, _ in self.means)

    def thing(self, *names: str) -> bool:
        """Whether it may be one of these things."""
        return any(sort == "thing" and value in names for sort, value in self.means)


NAME_SORTS = ("site", "zone", "supplier", "lane", "product", "station", "case", "city", "country", "unknown")


def common(word: Word) -> bool:
    """Whether a one-word name is an everyday word here: not written with a capital."""
    return not word.capital and is_filler(word.key)


def in_vocabulary(word: Word) -> bool:
    return stem(word.key) in plain_vocabulary().words()
