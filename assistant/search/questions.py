"""The question sets that measure retrieval; corpus/questions/README.md tells the format."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.search.passages import Passage
from assistant.search.wording import looks_french
from twin.errors import InputError
from twin.paths import corpus_root

ASKED = "asked"
"""Name of the set of what one may ask of each page."""

MORE = "asked_more"
"""Name of the set of more of it, which is remembered and teaches no weights."""

WHETHER = "asked_whether"
"""Name of the set of still more of it: it says whether a question can be answered, and finds no passages."""

_RECORD = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")

TYPES = ("plain", "figure", "named", "vague", "misspelt", "compare", "near_miss", "unanswerable")


@dataclass(frozen=True)
class Answer:
    """Passages that answer: of this source, and, where given, with one of these records or sections."""

    source: str
    records: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    def fits(self, passage: Passage) -> bool:
        """True when the passage answers."""
        if passage.source != self.source:
            return False
        if not self.records and not self.sections:
            return True
        return bool(set(self.records) & set(passage.records)) or passage.section in self.sections


@dataclass(frozen=True)
class Question:
    """One question with what answers it; no answers means that the material cannot answer it."""

    set: str
    id: str
    question: str
    lang: str
    type: str
    answers: tuple[Answer, ...]
    about: tuple[str, ...] = ()
    """Pages that a question without an answer is about, where they are known."""

    @property
    def answerable(self) -> bool:
        """False when the right answer is 'not in the material'."""
        return bool(self.answers)


def load_questions(paths: Iterable[Path] | None = None) -> tuple[Question, ...]:
    """Every question of the files, by default of corpus/questions/retrieval_*.jsonl.

    Raises InputError naming file and line of a row that does not follow the format.
    """
    files = sorted((corpus_root() / "questions").glob("retrieval_*.jsonl")) if paths is None else paths
    return tuple(question for path in files for question in _read(path))


def load_remembered() -> tuple[Question, ...]:
    """Every question that an index remembers: the sets, and what one may ask of each page."""
    asked = (question for name in (ASKED, MORE, WHETHER) for question in load_asked(asked_file(name)))
    return (*load_questions(), *asked)


def asked_file(name: str) -> Path:
    """The file of one set of what one may ask of each page."""
    return corpus_root() / "questions" / f"{name}.tsv"


def load_asked(path: Path | None = None) -> tuple[Question, ...]:
    """What one may ask of each page (corpus/questions/asked.tsv): page, records, facts or sections, question.

    Without a place, `-`, the material does not hold the answer. Raises InputError naming a row that does not fit.
    """
    file = path or asked_file(ASKED)
    lines = enumerate(file.read_text("utf-8").splitlines(), 1) if file.is_file() else ()
    return tuple(
        _asked(line, f"{file.name}:{at}") for at, line in lines if line.strip() and not line.startswith("#")
    )


def _asked(line: str, where: str) -> Question:
    parts = line.split("\t")
    if len(parts) != 3 or not all(parts):
        raise InputError(
            f"{where}: three columns are wanted, page, places and question, with a tab between them."
        )
    page, places, question = parts
    named = [] if places == "-" else places.split(";")
    records = tuple(place for place in named if _RECORD.fullmatch(place))
    sections = tuple(place for place in named if not place.startswith("fact:") and place not in records)
    own = (Answer(page, records, sections),) if records or sections else ()
    answers = (*own, *(Answer(place) for place in named if place.startswith("fact:")))
    lang = "fr" if looks_french(question) else "en"
    return Question(
        where.partition(".")[0], where, question, lang, "plain" if answers else "near_miss", answers, (page,)
    )


def _read(path: Path) -> list[Question]:
    rows = path.read_text("utf-8").splitlines()
    name = path.stem.removeprefix("retrieval_")
    return [
        _question(name, row, f"{path.name}:{number}") for number, row in enumerate(rows, 1) if row.strip()
    ]


def _question(name: str, row: str, where: str) -> Question:
    try:
        raw = json.loads(row)
        answers = tuple(_answer(answer) for answer in raw["answers"])
        found = Question(
            name, str(raw["id"]), str(raw["question"]), str(raw["lang"]), str(raw["type"]), answers
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{where}: not a question as corpus/questions/README.md describes it ({error})."
        ) from None
    if found.type not in TYPES or found.lang not in ("en", "fr"):
        raise InputError(f"{where}: type must be one of {', '.join(TYPES)} and lang en or fr.")
    if bool(raw["answerable"]) != found.answerable:
        raise InputError(f"{where}: 'answerable' must be true exactly when there are answers.")
    return found


def _answer(raw: dict[str, Any]) -> Answer:
    unknown = set(raw) - {"source", "records", "sections"}
    if unknown:
        raise ValueError(f"unknown key {min(unknown)}")
    return Answer(
        str(raw["source"]), tuple(map(str, raw.get("records", ()))), tuple(map(str, raw.get("sections", ())))
    )
