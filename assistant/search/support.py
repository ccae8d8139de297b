"""Is the answer in the material at all? A measured rule over what the search found.

Similar passages are not an answer: the material knows AFYREN and knows prices, and says nothing on AFYREN's share
price. So the rule looks at what the question asks for: how many of its content words the best passages hold,
whether a proper name or country of the question is missing from them, and whether a known attribute (share
price, patents, a phone number; corpus/words/attributes.txt) is asked and not spoken of.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.countries import countries
from assistant.search.aspects import OTHER, Stated, aspects
from assistant.search.encoders import Vectors
from assistant.search.features import lacking
from assistant.search.lexical import stem, stems, words
from assistant.search.memory import SIGNS
from assistant.search.passages import Passage, carried
from assistant.search.ranking import Ranking
from assistant.search.store import Index
from assistant.search.weights import family
from assistant.search.wording import UNTRANSLATED, synonyms, table_rows

FILE = Path(__file__).with_name("support.json")

LOOKED_AT = 5
"""Best passages in which support is looked for."""


@dataclass(frozen=True)
class Signs:
    """The signs that the rule weighs, each about 0 to 1."""

    meaning: float
    """Highest cosine among the passages looked at."""
    called: float
    """Highest cosine with what people call the subject of a page."""
    coverage: float
    """Share, by rarity, of the question's content words that one passage holds; names of sources left out."""
    page: float
    """The same for the best whole page."""
    known: float
    """Share of the content words that the material holds anywhere."""
    strange: float
    """Share of the content words that are French and in no table."""
    told: float
    """How many content words there are, 1 for eight or more: a long question says what it is about."""
    named: float
    """1 when the question names a source."""
    lacking: float
    """Share of what is asked for (a place, a date, a person) that none of the three best passages holds."""
    missing_name: float
    """1 when a proper name or a country of the question is in none of these passages (or not in the fact found)."""
    missing_attribute: float
    """1 when a listed attribute is asked for and in none of these passages."""
    timely: float
    """1 when the question asks for a day that the material cannot know: tomorrow, next month, this week."""
    answered: float
    """Cosine of the nearest question asked before that the material answers."""
    vain: float
    """Cosine of the nearest question asked before in vain."""
    often_answered: float
    """`answered` for several questions together."""
    often_vain: float
    """`vain` for several questions together."""
    nameless_answered: float = 0.0
    """`answered` when the names are left out of both questions."""
    nameless_vain: float = 0.0
    """`vain` without the names."""
    nameless_often_answered: float = 0.0
    """`often_answered` without the names."""
    nameless_often_vain: float = 0.0
    """`often_vain` without the names."""
    page_answered: float = 0.0
    """`answered`, and the seven after it, of the remembered questions about the page of the best passage alone."""
    page_vain: float = 0.0
    page_often_answered: float = 0.0
    page_often_vain: float = 0.0
    page_nameless_answered: float = 0.0
    page_nameless_vain: float = 0.0
    page_nameless_often_answered: float = 0.0
    page_nameless_often_vain: float = 0.0
    states: float = 0.0
    """How likely the best passage states what is asked for (`aspects.py`)."""
    states_near: float = 0.0
    """The same of the passages looked at."""
    states_page: float = 0.0
    """The same of the whole page of the best passage."""
    states_any: float = 0.0
    """The same of the passage of all material that fits best."""
    aside: float = 0.0
    """The chance that it asks for what no page speaks of."""
    plainly: float = 0.0
    """The chance of the aspect that it most likely asks for."""


def signs(ranking: Ranking, index: Index, stated: Stated) -> Signs:
    """The signs for one question, ranked in this index whose passages state what `stated` says."""
    rows = _looked_at(ranking, index.content.passages)
    best = [index.content.passages[row] for row in rows]
    page = best_page(ranking, index.content.passages)
    held = [frozenset(stems(carried(passage))) for passage in best]
    asked = [(term, index.words.rarity(term)) for term, weight in ranking.asked if weight >= 0.5]
    strange = sum(1 for _, weight in ranking.asked if weight == UNTRANSLATED)
    union = (
        frozenset().union(*(held[:1] if best and best[0].kind == "fact" else held)) if held else frozenset()
    )
    return Signs(
        meaning=max(ranking.cosines[:LOOKED_AT], default=0.0),
        called=float((index.content.called @ ranking.vector).max(initial=0.0)),
        coverage=max((_share(asked, part) for part in held), default=0.0),
        page=float(index.pages.held(ranking.asked).max(initial=0.0)),
        known=_share(asked, frozenset(index.words.vocabulary)),
        strange=strange / max(1, len(ranking.asked)),
        told=min(8, len(asked)) / 8,
        named=float(bool(ranking.mentions)),
        lacking=lacking(ranking.question, best[:3]),
        missing_name=float(any(not (names & union) for names in _proper_names(ranking))),
        missing_attribute=float(_attribute_missing(ranking.question, best)),
        timely=float(bool(_TIMELY.search(" ".join(words(ranking.question))))),
        **ranking.recall.signs(page),
        **_of_aspects(ranking, rows, page, stated),
    )


def _of_aspects(ranking: Ranking, rows: Sequence[int], page: str, stated: Stated) -> dict[str, float]:
    if not ranking.rows:
        return {}
    fits = stated.fits(np.arange(len(stated.known)), ranking.wanted)
    return {
        "states": float(fits[ranking.rows[0]]),
        "states_near": float(fits[rows].max()),
        "states_page": stated.of_page(page, ranking.wanted),
        "states_any": float(fits.max()),
        "aside": float(ranking.wanted[aspects().index(OTHER)]),
        "plainly": float(ranking.wanted.max()),
    }


def best_page(ranking: Ranking, passages: Sequence[Passage]) -> str:
    """The page of the best passage; empty when nothing was found."""
    return passages[ranking.rows[0]].source if ranking.rows else ""


_TIMELY = re.compile(
    r"\b(?:today|tomorrow|yesterday|tonight|currently|right now|next (?:day|week|month|year|summer|winter|spring|season)"
    r"|this (?:day|week|month|year|morning)|last (?:week|month|year)|aujourd hui|demain|hier|actuellement|en ce moment"
    r"|(?:semaine|annee|mois|saison) (?:prochaine?|derniere?)|(?:prochaine?|dernier|derniere) (?:semaine|annee|mois)"
    r"|cette (?:semaine|annee)|ce mois|20(?:2[7-9]|[3-9]\d))\b"
)


def _looked_at(ranking: Ranking, passages: Sequence[Passage]) -> list[int]:
    """Rows of the best passages; when the question names sources, only theirs."""
    named = {mention.name.source for mention in ranking.mentions}
    rows = [row for row in ranking.rows if not named or passages[row].source in named]
    return [*(rows or ranking.rows)[:LOOKED_AT]]


Weighed = tuple[Mapping[str, float], float]
"""A term with its alternatives, and its rarity."""


def _share(asked: Sequence[Weighed], held: frozenset[str]) -> float:
    total = sum(rarity for _, rarity in asked)
    found = sum(
        rarity * max((share for word, share in term.items() if word in held), default=0.0)
        for term, rarity in asked
    )
    return found / total if total else 1.0


def _proper_names(ranking: Ranking) -> list[frozenset[str]]:
    """Names in the question beyond those of the sources: stems of which a passage must hold one."""
    line = words(ranking.question)
    inside = {at for mention in ranking.mentions for at in range(mention.start, mention.end)}
    taken = {line[at] for at in inside}
    capital = re.findall(r"(?<=[\w,;:])\s+[\"'(]*([A-ZÀ-Þ][\w’-]*[a-zà-ÿ][\w’-]*)", ranking.question)
    names = {part for word in capital for part in words(word) if len(part) > 2 and not part.isdigit()}
    names = {name for name in names if stem(name) not in synonyms()}  # 'French' says where, it names nobody
    found = [frozenset({stem(name), *_country_stems(name)}) for name in sorted(names - taken)]
    return found + [
        _country_stems(word) for word in line if word not in taken | names and _country_stems(word)
    ]


@lru_cache(maxsize=1)
def _country_table() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for country in countries():
        named = frozenset(stem(word) for word in words(country.name) if len(word) > 3)
        for called in (country.name, country.french):
            parts = words(called)
            if len(parts) == 1:
                found[parts[0]] = named
    return found


def _country_stems(word: str) -> frozenset[str]:
    return _country_table().get(word, frozenset())


def _attribute_missing(question: str, best: Sequence[Passage]) -> bool:
    asked = " ".join(words(question))
    text = " ".join(word for passage in best for word in words(carried(passage)))
    return any(wanted.search(asked) and not answer.search(text) for wanted, answer in _attributes())


@lru_cache(maxsize=1)
def _attributes() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    rows = (line.partition("=>") for line in table_rows("attributes.txt"))
    return tuple((_any_of(asked), _any_of(answer)) for asked, _, answer in rows if answer.strip())


def _any_of(phrases: str) -> re.Pattern[str]:
    parts = [
        " ".join(words(phrase)) + (r"\w*" if phrase.strip().endswith("*") else "")
        for phrase in phrases.split(";")
        if phrase.strip()
    ]
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b")


OF_ASPECTS = ("states", "states_near", "states_page", "states_any", "aside", "plainly")
"""Signs of what is asked for and stated; no document was marked."""

_OF_OWN_MATERIAL = tuple(field.name in (*SIGNS, *OF_ASPECTS) for field in fields(Signs))


@dataclass(frozen=True, eq=False)
class Rule:
    """A linear rule over the signs, the vector of the question without its names, and what it asks for.

    Supported when the sum reaches the threshold. `topic` is a direction in the encoder's space: towards what the material
    answers, away from what it was asked in vain; `wanted` has a weight for each aspect. The question sets know nothing of
    the user's own documents, so for a question whose best passage stands in one of them `at_home`, the mean of the
    answerable questions, takes the place of its topic, its aspects and of what is remembered.
    """

    weights: tuple[float, ...]
    threshold: float
    topic: Vectors | None = None
    at_home: float = 0.0
    wanted: Vectors | None = None

    def score(self, found: Signs, ranking: Ranking, passages: Sequence[Passage]) -> float:
        """Sum above the threshold; 0 is the border."""
        signs_ = [weight * value for weight, value in zip(self.weights, values(found), strict=True)]
        if ranking.rows and passages[ranking.rows[0]].kind == "document":
            return (
                math.fsum(
                    (*(v for v, own in zip(signs_, _OF_OWN_MATERIAL, strict=True) if not own), self.at_home)
                )
                - self.threshold
            )
        topic = 0.0 if self.topic is None else float(self.topic @ ranking.nameless)
        wanted = 0.0 if self.wanted is None else float(self.wanted @ ranking.wanted)
        return math.fsum((*signs_, topic, wanted)) - self.threshold


@lru_cache(maxsize=4)
def rule_for(encoder: str) -> Rule:
    """The rule fitted for an encoder's cosines; an encoder never measured is judged without its cosines."""
    row = json.loads(FILE.read_text("utf-8"))["rules"][family(encoder)]
    topic = np.asarray(row["topic"], np.float32) if row["topic"] else None
    weights = tuple(float(row["weights"].get(field.name, 0.0)) for field in fields(Signs))
    by_aspect = row.get("wanted", {})
    wanted = np.asarray([by_aspect.get(name, 0.0) for name in aspects()], np.float32)
    return Rule(weights, float(row["threshold"]), topic, float(row["at_home"]), wanted)


def values(found: Signs) -> tuple[float, ...]:
    """The signs as numbers, in the order of the fields."""
    return tuple(float(value) for value in astuple(found))
