"""Cities and countries of the gazetteer, misspelt sites, and names that nobody knows."""

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.plan.names.piece import Piece, in_vocabulary
from assistant.plan.names.world import Names, World
from assistant.plan.text.lexicon import is_filler
from assistant.plan.text.words import Text, fold

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


def places_of(text: Text, world: World, names: Names, chosen: list[Piece]) -> list[Piece]:
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
    spelt = not (name.isupper() and is_filler(fold(name)))  # 'AND' is a word that is shouted
    country = world.country(name) if spelt and (len(name) > 2 or name in ("US", "UK")) else None
    if country and (capital or len(name) > 4):
        return (("country", f"{country[0]}|{country[1]}"),)
    city = world.city(name, names.country or None) or (world.city(name, None) if capital else None)
    return (("city", f"{city[0]}|{city[1]}"),) if city and (capital or len(name) > 3) else ()


def _new_sentence(text: Text, at: int) -> bool:
    return at == 0 or text.words[at - 1].key in (".", "?", "!", "\n", ":")


def _misspelt_site(text: Text, at: int, names: Names) -> Piece | None:
    """A word that is one slip away from a site or a zone, with no other as near."""
    word = text.words[at]
    if len(word.key) < 4 or is_filler(word.key) or in_vocabulary(word):
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
