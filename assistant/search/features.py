"""What ranking weighs: how well a passage fits a question, as named numbers.

`Shelf` knows what can be said of a passage before any question (its kind, its section, whether it holds an amount
of money or a date), `asks` what a question wants (a place, a date, a reason), and `columns` joins both with the
scores of the search into one row a passage. `ranking.json` holds a weight for each column.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.search.lexical import words
from assistant.search.passages import ARGUMENT_SECTION, Passage

Values = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

SECTIONS = {
    "Overview": "overview",
    "What it is": "what_it_is",
    "What the article claims": "claims",
    ARGUMENT_SECTION: "argument",
    "What later evidence says": "later",
    "Evidence for": "for",
    "Evidence against": "against",
    "When the big plant wins": "big",
    "Contradictions": "contradictions",
    "Where it failed or may fail": "failed",
    "What is not known": "unknown",
    "What the twin takes from it": "twin",
    "Open questions": "open",
}
"""Headings of the kit's own pages, and the short name of each."""

_MONEY = re.compile(r"\b(?:euros?|eur|dollars?|usd|pounds?|gbp|yen|turnover|price|cost)\b|[€$£]", re.I)
_DATE = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
    re.I,
)
_SPAN = re.compile(r"\b(?:hours?|days?|weeks?|months?|years?|decades?)\b", re.I)
_SHARE = re.compile(r"\bpercent\b|%|\b(?:half|third|quarter|times|twice|factor)\b", re.I)
_PEOPLE = re.compile(
    r"\b(?:jobs?|people|employees|staff|workers|operators|persons|members|firms|companies|users)\b", re.I
)
_PLACE = re.compile(r"\b(?:in|at|near|from|to) (?:the )?[A-Z][a-zà-ÿ]")
_PARTY = re.compile(
    r"\b(?:founded|founders?|owned|owner|investors?|partners?|bought|acquired|sold to|led by|joint|council|groups?|with)\b",
    re.I,
)
_FAILURE = re.compile(
    r"\b(?:fail\w*|clos\w+|bankrupt\w*|insolven\w*|liquidat\w*|administration|paused|suspended|stopped|lost|loss\w*|"
    r"dismissed|withdr\w+|ended|delay\w*|late|trouble|problem\w*|weak)\b",
    re.I,
)
_REASON = re.compile(
    r"\b(?:because|since|reason|cause\w*|due to|so that|therefore|means that|led to|for lack|cited)\b", re.I
)
_MAKES = re.compile(
    r"\b(?:makes?|made|making|produces?|produced|turns|sells|sold|products?|grew|grows|process)\b", re.I
)
_START = re.compile(
    r"\b(?:founded|opened|launched|begun|began|started|start|announced|created|unveiled|from)\b", re.I
)

HOLDS = {
    "money": _MONEY,
    "date": _DATE,
    "span": _SPAN,
    "share": _SHARE,
    "people": _PEOPLE,
    "place": _PLACE,
    "party": _PARTY,
    "failure": _FAILURE,
    "reason": _REASON,
    "makes": _MAKES,
    "start": _START,
    "digit": re.compile(r"\d"),
}
"""What a passage's text may hold."""

_ASKS = {
    "money": r"\b(?:price|cost|costs|costing|cheap\w*|expensive|invest\w*|fund\w*|rais\w+|revenue|sales|turnover|profit\w*|"
    r"margins?|paid|pay|euros?|dollars?|capital|capex|budget|prix|cout\w*|coute\w*|cher|chere|moins cher|investi\w*|financ\w*|"
    r"leve\w*|chiffre d affaires|benefice\w*|marges?|argent|subvention\w*|money|grants?|worth|valu\w+|depens\w+|spen\w+)\b",
    "date": r"\b(?:when|what year|which year|quand|quelle annee|en quelle|what date|since when|depuis quand|quelle date)\b",
    "span": r"\b(?:how long|how soon|how fast|how quick\w*|how slow\w*|how many (?:months|weeks|days|years|hours)|combien de "
    r"(?:temps|mois|semaines|jours|ans|annees|heures)|time|duree|delai\w*|duration|quick\w*|fast\w*|rapid\w*|vite)\b",
    "share": r"\b(?:what share|share of|percent\w*|proportion|fraction|part de|part des|pourcentage|how much (?:less|more|"
    r"lower|smaller|bigger|faster|cheaper|better|higher)|combien de fois|factor|taux|rate|reduc\w*|redui\w*|sav\w+|"
    r"economis\w*|gain\w*|moins)\b",
    "people": r"\b(?:how many (?:jobs|people|workers|employees|staff|firms|companies|users|members|volunteers)|jobs?|emplois?|"
    r"salaries?|employes?|personnes|staff|workers|workforce|effectifs?|headcount|combien d (?:emplois|entreprises))\b",
    "place": r"\b(?:where|which (?:city|country|town|region|place|site|countries|cities)|what (?:city|country|town|place)|"
    r"in what|ou|dans quel\w*|quel(?:le)? (?:ville|pays|region|site|lieu)|situe\w*|located|location|based|base|implante\w*)\b",
    "party": r"\b(?:who|whom|whose|qui|avec qui|partners?|partenaires?|owner|owns?|bought|acquire\w*|backed|behind|investors?|"
    r"founders?|fonda\w*|rache\w*|investisseurs?|funded by|finance par|which (?:company|firm|group))\b",
    "failure": r"\b(?:fail\w*|wrong|clos(?:e|ed|ing|ure)|shut\w*|bankrupt\w*|collaps\w*|stop\w*|end(?:ed)?|dead|die|died|happened|"
    r"broke|bust|went under|problem\w*|trouble\w*|risk\w*|weak\w*|downside\w*|drawback\w*|limits?|limites?|echou\w*|echec\w*|"
    r"ferm\w*|faillite|arret\w*|rate|coule\w*|abandonn\w*|suspend\w*|paused?|disparu\w*|probleme\w*|difficult\w*|liquid\w*|risques?|"
    r"faiblesses?|mal|inconvenients?|devenu\w*|erreurs?|mistakes?|still (?:exist|alive|running|in business))\b",
    "reason": r"\b(?:why|pourquoi|reason\w*|raison\w*|cause\w*|how come|what made|what makes|explain\w*|expli\w*)\b",
    "makes": r"\b(?:what (?:does|do|did|is|are|can|products?)|what kind|makes?|made|produc\w*|produi\w*|fabriqu\w*|fai(?:t|re)|"
    r"que fait|quoi|sort|products?|produits?|sells?|vend\w*|doing|how does|how do|comment|works?|marche\w*|fonctionne\w*|"
    r"c est quoi|qu est ce|definition|define|meaning|mean|veut dire|signifie|stands? for)\b",
    "start": r"\b(?:found\w*|start\w*|launch\w*|open(?:ed|s|ing)|began|creat\w*|born|first|lance\w*|ouvert\w*|ouvri\w*|debut\w*|fond\w+|"
    r"demarr\w*|cree\w*|premier\w*|inaugur\w*)\b",
    "digit": r"\b(?:how (?:much|many|long|far|big|heavy|large|fast|often)|combien|number of|nombre|quantity|size|taille|capacity|"
    r"capacite|tonnes|tons|kg|km|rate|taux|quel(?:le)? (?:est|sont) (?:le|la|les|l) |figure|chiffres?|percent\w*|share)\b",
}
"""What a question may ask for, in English and French; the same names as in HOLDS where an answer of that kind exists."""

_ABOUT = {
    "case": r"\b(?:which|what|whose|quel|quelle|quels|quelles) (?:[a-z]+ ){0,2}?(?:cases?|compan(?:y|ies)|firms?|makers?|start ups?|"
    r"startups?|manufacturers?|examples?|projects?|producers?|cas|entreprises?|exemples?|fabricants?|societes?|marques?|projets?)\b"
    r"|\bwho\b|\bqui (?!est\b)",
    "claim": r"\b(?:article|claims?|claimed|affirme\w*|preten\w*|promise\w*|promet\w*|promesse\w*|suppos\w+|announce\w*|annonc\w*|says?|"
    r"dit|selon|according|boast\w*|advertis\w*)\b",
    "doubt": r"\b(?:really|true|actually|evidence|proof|prov\w+|vrai\w*|preuve\w*|reel\w*|confirm\w*|contradict\w*|contre\w*|sceptic\w*|"
    r"critic\w*|doubt\w*|doute\w*|disput\w*|realistic|against|agree\w*|differ\w*|verif\w*|tien\w*|hold up|matches?)\b",
    "compare": r"\b(?:versus|vs|compar\w*|than|que les?|difference\w*|differ\w*|better|worse|mieux|meilleur\w*|plutot|rather|or|ou bien|"
    r"between|entre|both|deux)\b",
    "model": r"\b(?:twin|jumeau|model(?:led|s)?|modele\w*|simul\w*|kit|parameters?|parametres?|assum\w*|hypothese\w*)\b",
    "unknown": r"\b(?:not known|unknown|missing|unclear|inconnu\w*|ignore\w*|gaps?|manque\w*|published|publie\w*|open questions?)\b",
    "what": r"\b(?:what is|what s|what are|who is|qu est ce|c est quoi|c est qui|qui est|what kind of|quel genre|define|definition|"
    r"tell me about|parle\w* moi|explique\w*|presente\w*|describe|overview|summary|resume)\b",
}

_ASKED = {name: re.compile(pattern) for name, pattern in {**_ASKS, **_ABOUT}.items()}

CROSSED = (
    *((name, name) for name in HOLDS),
    *(("what", part) for part in ("overview", "what_it_is", "record", "fact")),
    *(("makes", part) for part in ("overview", "what_it_is", "claim", "evidence", "fact")),
    *(("party", part) for part in ("overview", "what_it_is", "evidence", "start", "case", "fact")),
    *(("place", part) for part in ("overview", "what_it_is", "evidence", "claim", "fact")),
    *(("date", part) for part in ("overview", "what_it_is", "evidence", "claim", "start")),
    *(("start", part) for part in ("what_it_is", "evidence", "date")),
    *(("failure", part) for part in ("overview", "failed", "evidence", "claim", "contradictions", "fact")),
    *(("reason", part) for part in ("overview", "failed", "evidence", "claim", "failure", "fact")),
    *(("money", part) for part in ("fact", "claim", "evidence", "digit")),
    *(("people", part) for part in ("fact", "claim", "evidence", "digit")),
    *(("share", part) for part in ("fact", "claim", "evidence", "digit")),
    *(("span", part) for part in ("fact", "claim", "evidence", "digit")),
    *(("digit", part) for part in ("fact", "claim", "evidence", "overview", "what_it_is", "prose")),
    *(("case", part) for part in ("fact", "overview", "record", "theme", "case")),
    *(("claim", part) for part in ("claim", "claims", "argument", "evidence", "fact")),
    *(("doubt", part) for part in ("claim", "evidence", "contradictions", "against", "failed")),
    *(("compare", part) for part in ("contradictions", "overview", "theme", "evidence", "fact")),
    *(("model", part) for part in ("twin", "fact")),
    *(("unknown", part) for part in ("unknown", "open")),
)
"""What a question asks, crossed with what a passage is or holds."""


class Shelf:
    """What is known of passages before a question; each is looked at once, when it first comes up."""

    def __init__(self, passages: Sequence[Passage], cases: Collection[str]) -> None:
        self._passages = passages
        self._cases = frozenset(cases)
        self._traits = np.zeros((len(passages), len(TRAITS)), np.float32)
        self._seen = np.zeros(len(passages), bool)
        self._numbers: dict[int, frozenset[str]] = {}

    def traits(self, rows: Rows) -> Values:
        """Traits of these passages, shape (rows, TRAITS)."""
        for row in rows[~self._seen[rows]]:
            passage = self._passages[row]
            self._traits[row] = list(_traits(passage, passage.source in self._cases).values())
            self._numbers[int(row)] = frozenset(word for word in words(passage.text) if word.isdigit())
        self._seen[rows] = True
        return np.asarray(self._traits[rows], np.float32)

    def figures(self, question: str, rows: Rows) -> Values:
        """1 for each of these passages (looked at before) that holds a number of the question."""
        asked = {word for word in words(question) if word.isdigit()}
        return np.asarray([bool(asked and asked & self._numbers[int(row)]) for row in rows], np.float32)


def _traits(passage: Passage, case: bool) -> dict[str, float]:
    section = SECTIONS.get(passage.section, "")
    own = passage.kind not in ("document", "fact")
    plain = passage.plain
    return {
        **{name: float(own and section == name) for name in SECTIONS.values()},
        "fact": float(passage.kind == "fact"),
        "claim": float(passage.kind == "claim" and section != "argument"),
        "argued": float(passage.kind == "claim" and section == "argument"),
        "evidence": float(passage.kind == "evidence"),
        "record": float(passage.kind in ("claim", "evidence")),
        "prose": float(passage.kind == "prose"),
        "document": float(passage.kind == "document"),
        "case": float(own and case),
        "theme": float(own and not case),
        "empty": float("holds no claim of the article" in plain),
        "length": min(1.0, len(plain) / 800),
        **{f"has_{name}": float(bool(pattern.search(plain))) for name, pattern in HOLDS.items()},
    }


TRAITS = tuple(_traits(Passage("", "", "", "", "", "prose"), False))
_AT = {name: at for at, name in enumerate(TRAITS)}
_CROSSED_AT = np.asarray([_AT.get(part, _AT.get(f"has_{part}", -1)) for _, part in CROSSED], np.int64)

SCORES = (
    "meaning",
    "cosine",
    "near",
    "words",
    "said",
    "trusted_words",
    "trusted_meaning",
    "held",
    "held_plainly",
    "page_words",
    "page_meaning",
    "page_held",
    "page_called",
    "titled",
    "figure",
    "asked_near",
    "asked_much",
    "nameless_near",
    "nameless_much",
    "states",
    "states_behind",
)
"""What the search says of a passage, each about 0 to 1 (`Ranker` computes them)."""

REMEMBERED = ("asked_near", "asked_much", "nameless_near", "nameless_much")
"""Columns of the questions asked before (`memory.py`)."""

STATED = ("states", "states_behind")
"""Columns of what a passage states against what is asked for (`aspects.py`)."""

COLUMNS = (*SCORES, *TRAITS, *(f"{asked}>{part}" for asked, part in CROSSED))
"""One weight each; when a source is named there is a second set of them."""


@lru_cache(maxsize=256)
def asks(question: str) -> frozenset[str]:
    """What the question asks for: names of HOLDS, and `case`, `claim`, `doubt`, `compare`, `model`, `unknown`, `what`."""
    line = " ".join(words(question))
    return frozenset(name for name, pattern in _ASKED.items() if pattern.search(line))


def lacking(question: str, passages: Sequence[Passage]) -> float:
    """Share of what the question asks for (a place, a date, a reason) that none of the passages holds; 0 for none."""
    asked = [name for name in HOLDS if name in asks(question)]
    held = [any(HOLDS[name].search(passage.plain) for passage in passages) for name in asked]
    return held.count(False) / len(held) if held else 0.0


def columns(question: str, scores: Values, traits: Values) -> Values:
    """Every column of the passages: scores, traits, and what is asked crossed with what is there."""
    wanted = asks(question)
    crossed = np.asarray([name in wanted for name, _ in CROSSED], np.float32) * traits[:, _CROSSED_AT]
    return np.concatenate([scores, traits, crossed], axis=1)
