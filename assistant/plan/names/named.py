"""The names of the loaded network in a question, and the phrases that mean one of them."""

from collections.abc import Iterator

from assistant.plan.names.piece import Piece, common, in_vocabulary
from assistant.plan.names.world import Names
from assistant.plan.text.lexicon import Lexicon, load
from assistant.plan.text.words import Text, Word, fold, stem


def name_pieces(text: Text, names: Names) -> Iterator[Piece]:
    lexicon = Lexicon(named_phrases(names))
    for mark in lexicon.marks(text):
        word = text.words[mark.first]
        single = mark.last - mark.first == 1
        named = any(sort != "station" for sort, _ in mark.means)
        if single and named and not word.capital and (common(word) or in_vocabulary(word)):
            continue
        if single and _article(word):
            continue
        yield Piece(mark.first, mark.last, mark.means)


def _article(word: Word) -> bool:
    """Whether a name of two letters is only an article: 'La', and not 'LA'."""
    return len(word.text) == 2 and not word.text.isupper() and in_vocabulary(word)


def named_phrases(names: Names) -> Iterator[tuple[str, str, str]]:
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


_REACH = 6


def described_suppliers(text: Text, names: Names) -> Iterator[Piece]:
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
