"""What the assistant says when it cannot go on: short, with something that works in the user's own case."""

from assistant.plan.names.world import Names
from assistant.plan.read.clauses import Clause
from assistant.plan.read.finish import Ask
from assistant.plan.read.reading import Reading, is_comparing
from assistant.plan.read.results_only import plain_words

_RUNNING = frozenset(
    {
        "run",
        "simulate",
        "lance",
        "lancez",
        "simule",
        "simulez",
        "try",
        "model",
        "compare",
        "comparez",
        "start",
    }
)


def example(case: str, names: Names) -> str:
    """Two changes that work in this case, as the user could type them."""
    site = names.makers[0] if names.makers else ""
    about = f" for {case}" if case else ""
    stop = f'"What if {site} is down for three weeks{about}?"' if site and len(names.makers) > 1 else ""
    demand = f'"What if demand rises by 20 %{about}?"'
    return f"For example: {' or '.join(text for text in (stop, demand) if text)}"


def no_change_read(case: str, names: Names) -> Ask:
    """The question back after a follow-up in which nothing was recognised."""
    return Ask(
        f"I did not understand what should change. Name it with a number or a place. {example(case, names)}"
    )


def nothing_to_run(reading: Reading, case: str, names: Names) -> None:
    """Ask when a question about a known case speaks of a change that was not read: its unedited run would be no answer."""
    if reading.drafts or reading.countries or reading.spread or any(call.counts for call in reading.designs):
        return
    words = {word.key for word in reading.text.words}
    several = len({call.design for call in reading.designs}) > 1
    if several or is_comparing(reading.text, reading.pieces) or words & _RUNNING:
        return
    loose = [
        piece
        for clause in reading.clauses
        if not clause.asking or _proposes(reading, clause)
        for piece in clause.pieces
        if (piece.first not in reading.used or any(("act", act) in piece.means for act in _OPEN))
        and piece.has("act", "param", "param_up", "param_down", "param_inverse", "dir", "edit", "mode")
        and not piece.has("kpi", "design", "thing", "kind")
        and piece.get("dir") not in ("set", "factor_base")
    ]
    unaimed = not reading.kpis and not reading.says("base") and not words & _FIGURES
    aimless = unaimed and (not reading.designs or _unexplained(reading) >= 2)
    for piece in loose:
        for act, (message, sited) in _OPEN.items():
            if ("act", act) in piece.means:
                raise Ask(message, names.makers[:8] if sited else ())
    if loose or aimless:
        raise Ask(
            f"I read no change in that which I can make. Give it a number or a place. {example(case, names)}"
        )


def _proposes(reading: Reading, clause: Clause) -> bool:
    """'what about more orders ...': a proposal, though it begins like a question."""
    words = [word.key for word in reading.text.words[clause.first : clause.first + 2]]
    return words[:1] in (["what"], ["how"]) and words[1:] in (["about"], ["abt"])


def _unexplained(reading: Reading) -> int:
    """How many words of a sentence that asks nothing say something that was not read."""
    if any(clause.asking for clause in reading.clauses) or reading.says("whatif"):
        return 0
    known = {i for p in reading.pieces for i in range(p.first, p.last)} | reading.used
    plain = plain_words()
    return sum(
        word.letters and index not in known and word.key not in plain
        for index, word in enumerate(reading.text.words)
    )


_OPEN = {
    "add": ("In which city should the new site stand?", False),
    "remove": ("Which site closes?", True),
    "move": ("Which site moves, and to which city?", True),
    "send": ("Where should the factory in a box go?", True),
    "outage": ("Which site stops, and for how long?", True),
    "shifts": ("How many hours a day, and how many days a week?", False),
    "overtime": ("How much overtime, where, and for how long?", False),
    "resize": ("Which site, and how much larger or smaller?", True),
}


_FIGURES = frozenset({"figures", "numbers", "chiffres", "results", "resultats"})
