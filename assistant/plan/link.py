"""From words to pieces: what each phrase of a question may mean, with misspellings forgiven and strangers marked.

Pieces come from four sources: the vocabulary, the quantities, the names of the loaded network, and places of the
gazetteer. Where two overlap, the longer wins; a name wins over a word when it is written like a name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.plan.amounts import Amount, amounts
from assistant.plan.lexicon import Lexicon, is_filler, load, plain_vocabulary, vocabulary
from assistant.plan.words import Text, Word, fold, stem
from assistant.plan.world import Names, World

_PLACE_LEADS = frozenset(
    {
        "in",
        "at",
        "near",
        "from",
        "to",
        "around",
        "into",
        "a",
        "de",
        "d",
        "au",
        "vers",
        "pour",
        "for",
        "of",
        "en",
        "l",
        "site",
    }
)


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


def case_pieces(text: Text, world: World) -> tuple[Piece, ...]:
    """Cases that the question names, by any alias."""
    lexicon = Lexicon((alias, "case", case.key) for case in world.cases() for alias in case.aliases)
    marks = (Piece(mark.first, mark.last, mark.means) for mark in lexicon.marks(text))
    named = tuple(
        piece for piece in marks if not (piece.last - piece.first == 1 and _common(text.words[piece.first]))
    )
    return tuple(_variants(text, named, {case.key for case in world.cases()}))


def _variants(text: Text, named: tuple[Piece, ...], known: set[str]) -> Iterator[Piece]:
    """A case in the variant that another word of the question makes of it: the Ulive in Kenya."""
    swaps: dict[str, str] = {}
    for key, variants in load("worlds")["variants"].items():
        for variant, words in variants.items():
            marked = {fold(word) for word in words}
            said = {word.key for word in text.words} & marked
            if not said or variant not in known or not any(piece.get("case") == key for piece in named):
                continue
            if said != {"kenya"} or not _placed_anew(text):
                swaps[key] = variant
                yield from (
                    Piece(at, at + 1, (("case", variant),))
                    for at, word in enumerate(text.words)
                    if word.key.startswith("keny") and not any(p.first <= at < p.last for p in named)
                )
    for piece in named:
        key = piece.get("case") or ""
        yield replace(piece, means=(("case", swaps[key]),)) if key in swaps else piece


def _common(word: Word) -> bool:
    """Whether a one-word name is an everyday word here: not written with a capital."""
    return not word.capital and is_filler(word.key)


def pieces(text: Text, world: World, names: Names) -> tuple[Piece, ...]:
    """Every piece of the question, in order, without overlaps."""
    found = [
        *(Piece(mark.first, mark.last, mark.means) for mark in vocabulary().marks(text)),
        *(Piece(amount.first, amount.last, (("amount", amount.kind),), amount) for amount in amounts(text)),
        *case_pieces(text, world),
        *_name_pieces(text, names),
        *_described_suppliers(text, names),
    ]
    chosen = _boxes(_without_overlaps(found, text), text)
    chosen = [piece for piece in chosen if not _describes(piece, chosen, text)]
    return tuple(sorted([*chosen, *_places(text, world, names, chosen)], key=lambda piece: piece.first))


_RELATIVE = frozenset({"that", "which", "who", "where", "qui", "ou", "they", "we", "on"})


def _describes(piece: Piece, found: list[Piece], text: Text) -> bool:
    """'the workshop that builds the Ulive': a verb that only says which site is meant."""
    if piece.amount is not None or piece.last - piece.first > 1 or not piece.has("act", "dir", "param"):
        return False
    if not piece.first or text.words[piece.first - 1].key not in _RELATIVE:
        return False
    made = [p for p in found if p.has("product", "case") and 0 <= p.first - piece.last <= 3]
    return bool(made) and not any(
        p.amount and p.first <= made[0].last + 3 and p.first > piece.first
        for p in found
        if p.amount and p.amount.kind in ("percent", "factor", "money")
    )


_BOX = frozenset({"box", "container", "conteneur", "boite", "the", "a", "la", "le", "une", "un", "deux"})


def _boxes(found: list[Piece], text: Text) -> list[Piece]:
    """Where a case's own sites are boxes, 'the boxes' are its network and no help that is sent."""
    cases = {piece.get("case") for piece in found} - {None}
    if not cases & set(load("worlds")["boxed"]):
        return found
    return [
        replace(piece, means=(("design", "network"), ("act", "count")))
        if piece.thing("mobile") and {stem(word.key) for word in text.words[piece.first : piece.last]} <= _BOX
        else piece
        for piece in found
    ]


def _placed_anew(text: Text) -> bool:
    """'what if the network stands in Kenya': the case as it is, put somewhere else."""
    placing = {fold(word) for word in load("worlds")["placing"]}
    return any(word.key in placing for word in text.words)


_REACH = 6


def _described_suppliers(text: Text, names: Names) -> Iterator[Piece]:
    """'the firm that makes the batteries', 'ceux qui livrent les pièces': a supplier by what it sells."""
    how = load("worlds")["supplying"]
    nouns, verbs = {fold(w) for w in how["nouns"]}, {fold(w) for w in how["verbs"]}
    heads = {stem(fold(name.rsplit(" ", 1)[0])): name for name in names.suppliers if " " in name}
    french = {stem(fold(word)): head for head, word in load("worlds")["heads"].items()}
    for at, word in enumerate(text.words):
        if word.key not in verbs:
            continue
        start = next((i for i in range(at - 1, max(-1, at - _REACH), -1) if text.words[i].key in nouns), None)
        if start is None:
            continue
        for i in range(at + 1, min(at + _REACH, len(text.words))):
            key = stem(text.words[i].key)
            name = heads.get(key) or heads.get(stem(french.get(key, "")))
            if name:
                yield Piece(start, i + 1, (("supplier", name),))
                break


def _name_pieces(text: Text, names: Names) -> Iterator[Piece]:
    lexicon = Lexicon(_named(names))
    for mark in lexicon.marks(text):
        word = text.words[mark.first]
        single = mark.last - mark.first == 1
        named = any(sort != "station" for sort, _ in mark.means)
        if single and named and not word.capital and (_common(word) or _in_vocabulary(word)):
            continue
        yield Piece(mark.first, mark.last, mark.means)


def _in_vocabulary(word: Word) -> bool:
    return stem(word.key) in plain_vocabulary().words()


def _named(names: Names) -> Iterator[tuple[str, str, str]]:
    for alias, site in names.places.items():
        yield alias, "site", site
    for name in names.plants:
        for phrase in (
            name,
            f"{name} plant",
            f"plant in {name}",
            f"{name} factory",
            f"usine de {name}",
            f"plant at {name}",
            f"built in {name}",
            f"made in {name}",
        ):
            yield phrase, "design", "plant"
            yield phrase, "site", name
    yield from _towns(names)
    for name in names.stations:
        yield from ((phrase, "station", name) for phrase in load("worlds")["stations"].get(name, ()))
    for name in names.plant_makers:
        for phrase in (
            f"{name} alone",
            f"only {name}",
            f"just {name}",
            f"{name} only",
            f"{name} seul",
            f"{name} seule",
            f"works in {name}",
            f"big {name} works",
            f"{name} works",
            f"one big works in {name}",
            f"big {name} plant",
            f"everything in {name}",
            f"everything from {name}",
            f"everything out of {name}",
            f"all in {name}",
            f"all made in {name}",
            f"tout à {name}",
            f"giant in {name}",
            f"{name} giant",
            f"the big one in {name}",
            f"single plant in {name}",
            f"single {name} plant",
            f"one plant in {name}",
            f"big plant in {name}",
            f"usine unique de {name}",
            f"central plant in {name}",
            f"large plant in {name}",
            f"one big plant in {name}",
            f"seule usine à {name}",
            f"grande usine de {name}",
            f"usine centrale de {name}",
        ):
            yield phrase, "design", "plant"
        for phrase in (f"{name} alone", f"{name} works", f"works in {name}", f"big {name} works"):
            yield phrase, "site", name
    for sort, values in (
        ("site", names.sites),
        ("zone", names.zones),
        ("product", names.products),
        ("supplier", names.suppliers),
        ("lane", names.lanes),
        ("station", names.stations),
        ("item", names.materials),
    ):
        for value in values:
            yield value, sort, value
            if sort == "supplier":
                yield from ((phrase, sort, value) for phrase in _supplier_phrases(value))


def _towns(names: Names) -> Iterator[tuple[str, str, str]]:
    """'lyonnais' for the site in Lyon; a town with one supplier and no site for that supplier."""
    known = {*names.sites, *names.zones}
    for town, adjectives in load("worlds")["demonyms"].items():
        for adjective in adjectives:
            if town in names.sites:
                yield adjective, "site", town
            if town in known:
                yield adjective, "zone", town
    for town, supplier in names.supplied_from.items():
        if town in (*names.plants, *names.plant_makers):
            continue
        yield town, "supplier", supplier
        yield f"company in {town}", "supplier", supplier
        yield f"firm in {town}", "supplier", supplier
        yield f"people in {town}", "supplier", supplier
        yield f"supplier in {town}", "supplier", supplier


def _supplier_phrases(name: str) -> Iterator[str]:
    """Other ways to name a supplier: 'battery maker' is the 'battery supplier' and the 'fabricant de batteries'."""
    head = name.rsplit(" ", 1)[0]
    if head == name:
        return
    yield from (
        f"{head} {noun}"
        for noun in (
            "supplier",
            "maker",
            "vendor",
            "producer",
            "people",
            "factory",
            "supply",
            "drought",
            "shortage",
            "manufacturer",
            "provider",
        )
    )
    french = load("worlds")["heads"].get(fold(head))
    if french:
        yield from (
            f"{noun} de {french}" for noun in ("fabricant", "fournisseur", "producteur", "rupture", "pénurie")
        )


def _without_overlaps(found: list[Piece], text: Text) -> list[Piece]:
    def rank(piece: Piece) -> tuple[int, int, int]:
        return (piece.last - piece.first, _weight(piece, text), -piece.first)

    taken: set[int] = set()
    merged: list[Piece] = []
    for piece in sorted(found, key=rank, reverse=True):
        span = set(range(piece.first, piece.last))
        twin = next(
            (other for other in merged if (other.first, other.last) == (piece.first, piece.last)), None
        )
        if twin is not None and not piece.amount and not twin.amount:
            merged[merged.index(twin)] = replace(
                twin, means=(*twin.means, *(m for m in piece.means if m not in twin.means))
            )
        elif not span & taken:
            merged.append(piece)
            taken |= span
    return merged


def _weight(piece: Piece, text: Text) -> int:
    if piece.amount is not None:
        return 0 if piece.amount.weak else 3
    if piece.has("site", "zone", "product", "supplier", "lane", "station", "case"):
        return 2 if text.words[piece.first].capital else 1
    return 1


def _places(text: Text, world: World, names: Names, chosen: list[Piece]) -> list[Piece]:
    """Cities, countries and strangers among the words that nothing else explains."""
    taken = {index for piece in chosen for index in range(piece.first, piece.last)}
    result: list[Piece] = []
    at = 0
    while at < len(text.words):
        piece = None if at in taken else _place_at(text, at, taken, world, names)
        if piece is None:
            at += 1
        else:
            result.append(piece)
            at = piece.last
    return result


def _place_at(text: Text, at: int, taken: set[int], world: World, names: Names) -> Piece | None:
    word = text.words[at]
    if not word.letters or len(word.text) < 2:
        return None
    plain = is_filler(word.key)
    led = at > 0 and text.words[at - 1].key in _PLACE_LEADS
    if plain and not (word.capital and at > 0 and not _new_sentence(text, at)):
        return None
    if not word.capital and not led:
        return _misspelt_site(text, at, names)
    for size in (3, 2, 1):
        last = at + size
        span = range(at, last)
        if last > len(text.words) or any(index in taken or not text.words[index].letters for index in span):
            continue
        if size > 1 and not (text.words[last - 1].capital or not word.capital):
            continue
        means = _place_meaning(text.between(at, last), word.capital, world, names)
        if means:
            return Piece(at, last, means)
    close = _misspelt_site(text, at, names)
    if (
        close
        or plain
        or not word.capital
        or _new_sentence(text, at)
        or (word.text.isupper() and len(word.text) <= 4)
    ):
        return close
    last = at + 1
    while (
        last < len(text.words) and last not in taken and text.words[last].capital and text.words[last].letters
    ):
        last += 1
    return Piece(at, last, (("unknown", text.between(at, last)),))


def _place_meaning(name: str, capital: bool, world: World, names: Names) -> tuple[tuple[str, str], ...]:
    country = world.country(name) if len(name) > 2 or name in ("US", "UK") else None
    if country and (capital or len(name) > 4):
        return (("country", f"{country[0]}|{country[1]}"),)
    city = world.city(name, names.country or None) or (world.city(name, None) if capital else None)
    return (("city", f"{city[0]}|{city[1]}"),) if city and (capital or len(name) > 3) else ()


def _new_sentence(text: Text, at: int) -> bool:
    return at == 0 or text.words[at - 1].key in (".", "?", "!", "\n", ":")


def _misspelt_site(text: Text, at: int, names: Names) -> Piece | None:
    """A word that is one slip away from a site or a zone, with no other as near."""
    word = text.words[at]
    if len(word.key) < 4 or is_filler(word.key) or _in_vocabulary(word):
        return None
    folded = {fold(name): name for name in (*names.zones, *names.sites)}
    allowed = 1 if len(word.key) < 7 else 2
    near = process.extract(
        word.key, list(folded), scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=2
    )
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    name = folded[near[0][0]]
    means = tuple(
        (sort, name) for sort, known in (("site", names.sites), ("zone", names.zones)) if name in known
    )
    return Piece(at, at + 1, means, guess=f"I read '{word.text}' as {name}")


def mode_words() -> dict[str, list[str]]:
    """Words by which a means of transport may be called, by its usual name."""
    modes: dict[str, list[str]] = load("worlds")["modes"]
    return modes
