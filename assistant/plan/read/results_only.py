"""A follow-up that only asks for another result: it may hold no word that could hide a change."""

from functools import lru_cache

from assistant.plan.read.finish import Ask
from assistant.plan.read.reading import Reading
from assistant.plan.text.lexicon import is_filler, load

_CHANGING = frozenset(
    {
        "if",
        "si",
        "not",
        "no",
        "pas",
        "ne",
        "but",
        "mais",
        "without",
        "sans",
        "with",
        "avec",
        "never",
        "jamais",
        "unless",
        "except",
    }
)


@lru_cache(maxsize=1)
def plain_words() -> frozenset[str]:
    """Words that neither name nor change anything."""
    return frozenset(str(word) for word in load("result_words"))


def no_hidden_change(result: Reading) -> None:
    """Ask about a word that may hide a change; results, plain words and words that mean nothing here may stand."""
    named = {i for p in result.pieces if p.has("kpi", "product", "case") for i in range(p.first, p.last)}
    meant = {i for p in result.pieces for i in range(p.first, p.last)}
    for index, word in enumerate(result.text.words):
        plain = word.key in plain_words() or (
            index not in meant and is_filler(word.key) and word.key not in _CHANGING
        )
        if index not in named and index not in result.used and word.letters and not plain:
            raise Ask(
                f"I see the result that you ask for, but not what '{word.text}' should change. What shall I run?"
            )
