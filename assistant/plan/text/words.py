"""A question as words that remember where they stood, so that everything read from it can be traced back.

>>> [word.key for word in read("What's up with Lyon's micro-factories?").words]
['what', "'s", 'up', 'with', 'lyon', "'s", 'micro', 'factories', '?']
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST_QUESTION = 10_000
"""Bytes of a question; more is refused before anything is read."""

_WORD = re.compile(
    r"\d{1,3}(?:[,\u202f\u00a0' ]\d{3})+(?!\d)(?:\.\d+)?"  # 15 000, 1,200.5
    r"|\d+(?:[.,]\d+)?"
    r"|[^\W\d_]+"
    r"|['\u2019][^\W\d_]+"
    r"|[%€$£×+\-−–—/?!.,;:()=<>\n]"
)
_ELISIONS = frozenset({"l", "d", "qu", "n", "s", "j", "m", "t", "c", "jusqu", "lorsqu", "puisqu"})
_ENGLISH_TAILS = frozenset({"s", "d", "m", "t", "re", "ve", "ll"})
_DASHES = frozenset("-−–—")


@dataclass(frozen=True)
class Word:
    """One word or sign: as typed, folded for matching, and where it stands in the question."""

    text: str
    key: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()

    @property
    def number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[:1].isdigit()

    @property
    def letters(self) -> bool:
        """Whether it is a word rather than a sign or a number."""
        return self.key[:1].isalpha()


@dataclass(frozen=True)
class Text:
    """A question and its words."""

    raw: str
    words: tuple[Word, ...]

    def between(self, first: int, last: int) -> str:
        """The words from index `first` up to and without `last`, as typed."""
        if first >= last:
            return ""
        return self.raw[self.words[first].start : self.words[last - 1].end]


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without accents: 'Orléans' and 'orleans' are one."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("œ", "oe").replace("ß", "ss"))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower()


def cleaned(question: str) -> str:
    """The question without control characters, in composed form, its runs of spaces as one."""
    composed = unicodedata.normalize("NFC", question)
    kept = "".join(
        " " if char in "\t\r\n\v\f" or unicodedata.category(char) in ("Zs", "Zl", "Zp") else char
        for char in composed
        if char in "\t\r\n\v\f" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return re.sub(r" {2,}", " ", kept).strip()


def read(question: str) -> Text:
    """The words of a question. Hyphens inside words part them; a minus before a number stays."""
    words: list[Word] = []
    for match in _WORD.finditer(question):
        words.extend(_words_of(match, question, words))
    return Text(question, tuple(words))


def _words_of(match: re.Match[str], question: str, before: list[Word]) -> list[Word]:
    text, start, end = match[0], match.start(), match.end()
    key = fold(text)
    if text in _DASHES:
        return _dash(text, start, end, question)
    if text[0] in "'\u2019":
        tail = key[1:]
        joined = bool(before) and before[-1].end == start
        if joined and before[-1].key in _ELISIONS:
            return [Word(text[1:], tail, start + 1, end)]
        if joined and tail in _ENGLISH_TAILS:
            return [_tail(text, tail, start, end, before)]
        return [Word(text[1:], tail, start + 1, end)]
    return [Word(text, key, start, end)]


def _tail(text: str, tail: str, start: int, end: int, before: list[Word]) -> Word:
    if tail == "t" and before[-1].key.endswith("n"):
        return Word(text, "not", start, end)
    return Word(text, f"'{tail}", start, end)


def _dash(text: str, start: int, end: int, question: str) -> list[Word]:
    """A dash before a digit is a minus or a range; between letters it only joins words; alone it is a pause."""
    digit_after = question[end : end + 1].isdigit()
    left = question[start - 1 : start]
    if digit_after and (left.isdigit() or left in ("%", " ", "", "(")):
        return [Word(text, "-", start, end)]
    if not left.strip() or text in ("–", "—"):
        return [Word(text, ",", start, end)]
    return []


_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("oes", "o"), ("aux", "al"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(key: str) -> str:
    """A word without its plural, for matching: 'factories' and 'factory', 'usines' and 'usine'."""
    if len(key) <= 3 or not key.isalpha():
        return key
    for ending, instead in _ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + 2:
            return key[: -len(ending)] + instead
    return key[:-1] if key.endswith("s") and not key.endswith(("ss", "us", "is")) else key
