"""A follow-up that only asks for another result: it may hold no word that could hide a change."""

from functools import lru_cache

from assistant.plan.finish import Ask
from assistant.plan.lexicon import load
from assistant.plan.reading import Reading


@lru_cache(maxsize=1)
def _plain_words() -> frozenset[str]:
    return frozenset(load("result_words"))


def no_hidden_change(result: Reading) -> None:
    """A follow-up that only asks for a result may hold results and plain words; any other word may change something."""
    named = {i for p in result.pieces if p.has("kpi") for i in range(p.first, p.last)}
    rest = [
        w.text
        for i, w in enumerate(result.text.words)
        if i not in named and w.letters and w.key not in _plain_words()
    ]
    if rest:
        raise Ask(
            f"I see the result that you ask for, but not what '{rest[0]}' should change. What shall I run?"
        )
