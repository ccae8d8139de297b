"""Lines of words: what they cite, what they say of parameters, and each figure beside the KPI that it belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checker.marks import Mark, marks
from assistant.checker.sources import Fact, Quote, Sources, bare_words, beside
from assistant.checker.told import free_faults, same_unit, told
from assistant.plan.text.words import fold

_CITES = re.compile(r"\[(?P<label>[^\]\[]{3,})\](?:\([^)]*\))?[\s.]*$")
_NUMBERED = re.compile(r"\(\d\)|^\s*\d\.\s")  # "(1)" and "1." count lines, they say nothing
_SHORTEST_QUOTE = 20


def line_faults(line: str, known: Sources) -> Iterator[str]:
    """What does not trace in a line of words."""
    cited = _citation(line, known)
    if cited is not None:
        yield from _cited_faults(*cited, known)
        return
    rest = _NUMBERED.sub(lambda match: " " * len(match[0]), line)
    for words in known.definitions:
        rest = rest.replace(words, "\x01" * len(words))
    rest, problems = _parameters(rest, known)
    yield from problems
    rest, called = _names(rest, known)
    subject = _subject(line, called)
    for part in _parts(rest):
        yield from _part_faults(part, subject, known)


def _citation(line: str, known: Sources) -> tuple[str, str] | None:
    """The words of a line and the label that it cites at its end; None when it cites nothing."""
    if not known.quotes:
        return None
    end = line.rstrip(" .")
    for label in sorted((n for quote in known.quotes for n in quote.names), key=len, reverse=True):
        if end.endswith(f"[{label}]"):
            return end[: -len(label) - 2], label
    found = _CITES.search(line)
    return (line[: found.start()], found["label"]) if found and not marks(found["label"]) else None


def _cited_faults(words: str, label: str, known: Sources) -> Iterator[str]:
    """A cited line: its figures stand in the passages of that label, and so do its words if another has them all."""
    own = [quote for quote in known.quotes if label in quote.names]
    for mark in marks(words):
        if not any(_quoted(mark, quote) for quote in own):
            yield f"{mark.shown} is not in [{label}]"
    said = bare_words(re.sub(r"^\W*(\*[^*]+\*|\*\*[^*]+\*\*)( \(\d+\))?:", "", words).removesuffix("..."))
    if len(said) < _SHORTEST_QUOTE or any(said in quote.words for quote in own):
        return
    if any(said in quote.words for quote in known.quotes):
        yield f"the words before [{label}] stand in another passage"
    elif any(_letters(said) in _letters(quote.words) for quote in own):
        yield f"a figure in the words before [{label}] is not the passage's"


def _letters(words: str) -> str:
    """Words without their digits: what a changed figure leaves as it was."""
    return " ".join("".join(char for char in words if not char.isdigit()).split())


def _quoted(mark: Mark, quote: Quote) -> bool:
    """Whether a figure stands in a passage, beside the same unit or word; the year of the passage may be told too."""
    before, after = beside(mark)
    return mark.key == quote.year or any(
        mark.key == key
        and (
            (before, after) == (b, a) or (before and before == b and not mark.unit) or (after and after == a)
        )
        for key, b, a in quote.figures
    )


def _parameters(line: str, known: Sources) -> tuple[str, list[str]]:
    """The line without what it says of parameters, and what of that is wrong: 'name (value ...)' or '- name: value'."""
    problems: list[str] = []
    plain = _folded(line)
    by_name: dict[str, list[Fact]] = {}
    for fact in known.parameters:
        by_name.setdefault(fact.name, []).append(fact)
    for name in sorted(by_name, key=len, reverse=True):
        for match in list(
            re.finditer(
                rf"(?<![\w,-] ){re.escape(name)}(?P<mark> \()|^(?:- )?{re.escape(name)}(?P<dot>:)", plain
            )
        ):
            opened = (match["mark"] or match["dot"]) == " ("
            end = _closing(plain, match.end() - 1) if opened else len(plain)
            said = line[match.end() : end]
            if marks(said):
                problems += _said_of_parameter(said, by_name[name], listed=not opened)
                line = line[: match.start()] + "\x01" * (end - match.start()) + line[end:]
                plain = _folded(line)
    return line, problems


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` closes."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
    return len(text)


def _said_of_parameter(said: str, facts: Sequence[Fact], listed: bool) -> list[str]:
    options = []
    for fact in facts:
        figures, problems = said, []
        if listed:
            source = f"({fact.source})"
            problems = [] if source in said else [f"'{fact.name}' has another source"]
            figures = said.split(source)[0] if source in said else said.split(" (")[0]
        for mark, role in _roles_of_range(figures):
            if not told(mark, fact, mark.unit or None, role):
                problems.append(f"{mark.shown} of {fact.name}")
        options.append(problems)
    return min(options, key=len)


def _roles_of_range(text: str) -> Iterator[tuple[Mark, str]]:
    """The value, then 'range LOW to HIGH'; the range is in the unit of the value."""
    unit = ""
    found = marks(text)
    for at, mark in enumerate(found):
        unit = mark.unit or unit
        ranged = "range" in text[: mark.start]
        role = (
            "value"
            if not ranged
            else "low"
            if "range" not in text[: found[at - 1].start if at else 0]
            else "high"
        )
        yield Mark(**{**mark.__dict__, "unit": mark.unit or unit}), role


def _names(line: str, known: Sources) -> tuple[str, list[str]]:
    """The line with the names of scenarios blanked out, and the names in the order of the line.

    A KPI's title is no scenario: 'Development of the network' does not speak of 'the network'.
    """
    at: dict[int, str] = {}
    scenarios, titles = set(known.scenarios), {fact.name for fact in known.results}
    held = _folded(line)
    for name in sorted((*scenarios, *titles), key=len, reverse=True):
        wanted = name if name in scenarios else fold(name)
        for match in list(re.finditer(rf"(?<![\w\u2212-]){re.escape(fold(wanted))}(?!\w)", held)):
            held = held[: match.start()] + "\x01" * len(match[0]) + held[match.end() :]
            if name in scenarios and line[match.start() : match.end()] == name:
                at[match.start()] = name
                line = line[: match.start()] + "\x01" * len(name) + line[match.end() :]
    return line, list(dict.fromkeys(at[start] for start in sorted(at)))


@dataclass(frozen=True)
class _Subject:
    """Whom a line speaks of, in order; `against` when it sets the first against the second."""

    names: tuple[str, ...]
    against: bool


_AGAINST = re.compile(
    r"\b(against|than|versus|vs|compared (?:with|to)|relative to|over|minus)\b", re.IGNORECASE
)


def _subject(line: str, called: Sequence[str]) -> _Subject:
    if len(called) < 2:
        return _Subject(tuple(called), False)
    first = line.find(called[0]) + len(called[0])
    second = line.find(called[1], first)
    return _Subject(tuple(called), bool(_AGAINST.search(line[first : second if second > first else None])))


def _folded(text: str) -> str:
    """Lower case without accents, letter by letter, so that places stay what they are."""
    return "".join(fold(char)[:1] or char for char in text)


def _parts(line: str) -> Iterator[str]:
    """The statements of a line: sentences and what stands between semicolons, brackets kept with their statement."""
    depth, start = 0, 0
    for index, char in enumerate(line):
        depth += (char == "(") - (char == ")")
        stop = char in ".!?" and line[index + 1 : index + 2] in (" ", "")
        if depth <= 0 and (char == ";" or stop):
            yield line[start : index + 1]
            start = index + 1
    yield line[start:]


def _part_faults(part: str, subject: _Subject, known: Sources) -> Iterator[str]:
    """A statement: each figure belongs to the KPI named beside it; without a KPI it must be free."""
    text, named = _kpis(part, known)
    if not named:
        yield from free_faults(text, known)
        return
    found = marks(text)
    for at, mark in enumerate(found):
        kpi = _nearest(mark, text, named)
        unit, role = _unit_of(at, found, text), _role_of(at, found, text)
        way = 0 if role else _direction(at, found, text)
        follows = bool(_FOLLOWS.match(text[mark.end :]))
        facts = [fact for fact in known.results if fact.name == kpi and _speaks_of(fact, subject)]
        fits = any(_fits(mark, fact, unit, role, way, follows) for fact in facts)
        if not fits and not _of_something_else(mark, kpi, known):
            yield f"{mark.shown} beside {kpi}"


def _kpis(part: str, known: Sources) -> tuple[str, list[tuple[int, str]]]:
    """The statement with its KPIs blanked out, and where each stood; a longer title hides a shorter one in it."""
    plain, named = _folded(part), []
    for name in sorted({fact.name for fact in known.results}, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w])(?<!\d ){re.escape(name)}(?!\w)", plain):
            named.append((match.start(), name))
            plain = plain[: match.start()] + "\x02" * len(name) + plain[match.end() :]
            part = part[: match.start()] + "\x02" * len(name) + part[match.end() :]
    return part, sorted(named)


def _nearest(mark: Mark, text: str, named: Sequence[tuple[int, str]]) -> str:
    """The KPI of a figure: the last one named before it; one named after it only in the same breath."""
    before = [name for start, name in named if start < mark.start]
    after = [(start, name) for start, name in named if start > mark.start]
    begin = max(text.rfind(",", 0, mark.start), text.rfind(" and ", 0, mark.start))
    breath = [name for start, name in named if begin < start < mark.start]
    if breath or not after or (before and re.search(r",| and ", text[mark.end : after[0][0]])):
        return (breath or before or [after[0][1] if after else ""])[-1]
    if before and not breath and begin > 0:
        return after[0][1]
    return before[-1] if before else after[0][1]


def _unit_of(at: int, found: Sequence[Mark], text: str) -> str | None:
    """The unit beside a figure, or that of the next figure of its bracket or sentence that has one."""
    for later in found[at:]:
        if re.search(r"[;)]", text[found[at].end : later.start]):
            break
        if later.unit:
            return later.unit
    return None


_LUCK = re.compile(r"\b(luck|knowledge)\s+(?:from\s+)?$", re.IGNORECASE)


def _role_of(at: int, found: Sequence[Mark], text: str) -> str:
    """What a figure is, where the text says so: 'luck 1.9 to 2.3', 'knowledge 0.4 to 4'; else ''."""
    here = _LUCK.search(text[: found[at].start])
    if here:
        return "low" if here[1].lower() == "luck" else "knowledge_low"
    if at and text[found[at - 1].end : found[at].start].strip() == "to":
        first = _role_of(at - 1, found[:at], text) if at else ""
        return {"low": "high", "knowledge_low": "knowledge_high"}.get(first, "")
    return ""


_DOWN = "shorter lower less sooner cheaper fewer faster below smaller saves save saved cuts cut reduces reduced falls fell drops down"
_UP = "longer higher more later dearer slower above larger adds added raises raised rises rose extra up costlier"
_FOLLOWS = re.compile(rf"\s+(?:{'|'.join((_DOWN + ' ' + _UP).split())})\b", re.IGNORECASE)
_WORDS = {**dict.fromkeys(_DOWN.split(), -1), **dict.fromkeys(_UP.split(), 1)}


def _direction(at: int, found: Sequence[Mark], text: str) -> int:
    """-1 for 'shorter' beside a figure, 1 for 'longer', 0 when nothing is said; what follows counts first."""
    mark = found[at]
    ends = [found[at + 1].start] if at + 1 < len(found) else []
    after = text[mark.end : min([*ends, mark.end + 40])].split("(")[0].split(";")[0]
    begin = found[at - 1].end if at else 0
    before = text[max(begin, mark.start - 40) : mark.start]
    for words in (re.findall(r"[a-z]+", after.lower()), re.findall(r"[a-z]+", before.lower())[::-1]):
        said = next((_WORDS[word] for word in words if word in _WORDS), 0)
        if said:
            return said
    return 0


def _speaks_of(fact: Fact, subject: _Subject) -> bool:
    names = subject.names
    if not names:
        return not fact.turned
    if len(fact.scenarios) < 2:
        return fact.scenarios[0] in names if fact.scenarios else True
    if len(names) == 1:
        return fact.scenarios[0] == names[0]
    if subject.against:
        return fact.scenarios == names[:2]
    return not fact.turned and set(fact.scenarios) <= set(names)


def _fits(mark: Mark, fact: Fact, unit: str | None, role: str, way: int, follows: bool) -> bool:
    """Whether a figure beside a KPI is the fact's: 'shorter' is a difference below zero, and no scenario's own value."""
    if len(fact.scenarios) < 2:
        return not follows and not mark.plus and told(mark, fact, unit, role)
    if role or not way:
        return told(mark, fact, unit, role)
    return (fact.direction > 0) == (way > 0) and told(mark, fact, unit, "size")


def _of_something_else(mark: Mark, kpi: str, known: Sources) -> bool:
    """Whether a figure beside a KPI is told in what no result of it is told in: '100 EUR per tonne', '20 replications'."""
    after = beside(mark)[1]
    own = set().union(*(fact.units for fact in known.results if fact.name == kpi))
    foreign = bool(after) and after not in own and not any(same_unit(after, unit) for unit in own)
    return foreign and any(after == there for _, there in known.free.get(mark.key, ()))
