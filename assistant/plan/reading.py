"""A question read: clauses, drafts of edits in branches, designs, results asked for, and the words nobody used."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.plan.amounts import Amount
from assistant.plan.clauses import Clause, clauses
from assistant.plan.drafts import EVERY, LONG, PLACE_SORTS, ClauseReader, Draft
from assistant.plan.finish import Ask
from assistant.plan.lexicon import is_filler, load, vocabulary
from assistant.plan.link import Piece
from assistant.plan.words import Text, stem

Guess = Callable[[str], tuple[str, float] | None]
"""The nearest operation to a clause by meaning, with its score, or None."""


@dataclass
class DesignCall:
    """A design that the question names, with the numbers of sites asked for (none: the case's own)."""

    design: str
    counts: list[int] = field(default_factory=list)
    clause: int = 0


@dataclass
class Reading:
    """Everything that was read from one question."""

    text: Text
    pieces: tuple[Piece, ...]
    clauses: tuple[Clause, ...] = ()
    drafts: list[Draft] = field(default_factory=list)
    designs: list[DesignCall] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    kpis: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    counts: list[Amount] = field(default_factory=list)
    spread: list[int] = field(default_factory=list)
    touched: bool = False

    @property
    def shared(self) -> bool:
        """Whether something is said that holds for every scenario: a country, a range of sites."""
        return bool(self.countries or self.spread)

    def piece_values(self, sort: str) -> list[str]:
        """The values of every piece of a sort."""
        return [value for piece in self.pieces for s, value in piece.means if s == sort]

    def says(self, *things: str) -> bool:
        """Whether the question names one of these things."""
        return any(piece.thing(*things) for piece in self.pieces)

    def free(self, *sorts: str) -> list[Piece]:
        """Pieces of these sorts that nothing has used."""
        return [p for p in self.pieces if p.has(*sorts) and p.first not in self.used]

    def use(self, *pieces: Piece) -> None:
        """Say that these pieces are used."""
        for piece in pieces:
            self.used.update(range(piece.first, piece.last))


COMPARING = frozenset(
    {"compare", "comparison", "comparing", "compared", "versus", "vs", "against", "which is better", "which one is better", "difference between",
     "comparer", "comparon", "comparez", "comparaison", "contre", "side by side", "difference", "contrast", "pit", "weigh", "weigh up",
     "what is better", "stack up", "better than", "beat", "head to head", "between", "lequel", "laquelle", "mieux", "face a", "par rapport a"}
)  # fmt: skip


def is_comparing(text: Text, found: tuple[Piece, ...]) -> bool:
    """Whether the question sets alternatives against each other."""
    for piece in found:
        if piece.thing("compare"):
            phrase = " ".join(stem(word.key) for word in text.words[piece.first : piece.last])
            if phrase in COMPARING or phrase.replace("s ", " ") in COMPARING:
                return True
    return False


def reading(text: Text, found: tuple[Piece, ...], guess: Guess | None = None) -> Reading:
    """Reads the pieces of a question into drafts, designs and results asked for."""
    comparing = is_comparing(text, found)
    result = Reading(text, found, clauses(text, found, comparing))
    result.notes.extend(piece.guess for piece in found if piece.guess)
    _ranges(result)
    designs_first = sum(piece.has("design") for piece in found) >= 2
    for index, clause in enumerate(result.clauses):
        _designs(result, clause, index)
    lasting = any(p.amount and p.amount.kind == "days" for p in found)
    for index, clause in enumerate(result.clauses):
        reader = ClauseReader(text, clause, index, result.used, designs_first, lasting)
        drafts = reader.read()
        result.drafts.extend(drafts)
    _by_meaning(result, guess)
    _one_event(result)
    _alike(result)
    _one_shift(result)
    _strays(result)
    _borrowed(result)
    _more_counts(result)
    _bare_plant(result)
    _countries(result)
    _kpis(result)
    _horizon(result)
    result.counts = [p.amount for p in result.free("amount") if p.amount and p.amount.kind == "count"]
    return result


# ---- designs and their numbers of sites


def _ranges(result: Reading) -> None:
    """'between 5 and 20 in steps of 5', '5, 10 and 20': several numbers of sites."""
    counts = [p for p in result.pieces if p.amount and p.amount.kind == "count" and not p.amount.weak]
    steps = [p for p in result.pieces if p.thing("steps")]
    if steps and len(counts) >= 3:
        low, high, step = (int(p.amount.value) for p in counts[:3] if p.amount)
        if 0 < step <= high - low:
            result.spread = list(range(low, high + 1, step))
            result.use(*counts[:3], *steps)


def _designs(result: Reading, clause: Clause, index: int) -> None:
    for piece in clause.pieces:
        if piece.first in result.used:
            continue
        design = piece.get("design") or _design_of_case(result, piece)
        counted = any(s == "act" and v == "count" for s, v in piece.means)
        if design is None and not counted:
            continue
        counts = _counts_before(result, piece)
        if design is None and not counts:
            continue
        if design is None or (counts and design == "plant"):
            design = "network" if design is None else design
        if _is_change(result, clause, piece, counts):
            continue
        call = DesignCall(design, [int(c.amount.value) for c in counts if c.amount], index)
        if design != "plant" and result.spread and not call.counts:
            call.counts, result.spread = result.spread, []
        result.designs.append(call)
        result.use(*counts, piece)


def _design_of_case(result: Reading, piece: Piece) -> str | None:
    """A case named by a design of its own: 'the eight workshops', 'the gigafactory'."""
    if not piece.has("case"):
        return None
    words = {stem(word.key) for word in result.text.words[piece.first : piece.last]}
    after = result.text.words[piece.last].key if piece.last < len(result.text.words) else ""
    if words & {"workshop", "shop", "atelier", "container"} or (words & {"eight", "huit"}):
        return "network"
    others = any(p.has("design") for p in result.pieces if p is not piece)
    return "plant" if "gigafactory" in words and after != "case" and not others and len(words) <= 2 else None


def _counts_before(result: Reading, piece: Piece) -> list[Piece]:
    """Numbers right before a design: 'ten micro-factories', '5, 10 or 20 sites'."""
    found: list[Piece] = []
    at = piece.first
    for other in reversed(result.pieces):
        if other.last > at or not other.amount:
            continue
        named = {i for p in result.pieces if p.has("case", "product") for i in range(p.first, p.last)}
        gap = {result.text.words[i].key for i in range(other.last, at) if i not in named} - {"'s", "s"}
        if other.amount.kind != "count" or other.first in result.used or len(gap) > 2:
            break
        allowed = (
            {",", "or", "and", "ou", "et", "to"}
            if found
            else {
                "local",
                "small",
                "identical",
                "little",
                "new",
                "different",
                "such",
                "more",
                "of",
                "de",
                "petites",
                "other",
                "separate",
                "neighbourhood",
                "tiny",
                "making",
                "production",
                "garage",
                "size",
                "sized",
            }
        )
        if not gap <= allowed or (other.amount.weak and found):
            break
        found.insert(0, other)
        at = other.first
    return [p for p in found if not (p.amount and p.amount.weak and p.amount.value == 1)]


def _is_change(result: Reading, clause: Clause, piece: Piece, counts: list[Piece]) -> bool:
    """'two more factories', 'add three sites', 'if the plant is down': no design but an operation on it."""
    if piece.has("site") and any(
        s == "act" and v in ("outage", "move", "remove", "send") for p in clause.pieces for s, v in p.means
    ):
        return True
    acting = [
        p
        for p in clause.pieces
        if any(s == "act" and v in ("add", "remove", "outage", "move", "resize") for s, v in p.means)
        and result.text.words[p.first].key != "out"
    ]
    if piece.get("design") == "plant" and any(v == "outage" for p in acting for s, v in p.means):
        return piece.last <= acting[0].first and not counts
    if counts:
        words = {word.key for word in result.text.words[counts[-1].last : piece.first]}
        before = {word.key for word in result.text.words[max(0, counts[0].first - 2) : counts[0].first]}
        return bool(words & {"more", "fewer", "less", "additional", "extra", "further"}) or any(
            p.last <= counts[0].first and counts[0].first - p.last <= 1
            for p in acting
            if not p.has("dir") or before & {"add", "remove", "close", "open", "build"}
        )
    singular = result.text.words[piece.last - 1].key.rstrip("s") == result.text.words[piece.last - 1].key
    return (
        piece.get("design") == "network"
        and singular
        and any(p.last <= piece.first and piece.first - p.last <= 2 for p in acting)
    )


def _more_counts(result: Reading) -> None:
    """'15 workshops instead of ten', 'from ten to twenty', 'the ten': further numbers of sites of a named design."""
    calls = [call for call in result.designs if call.design != "plant"]
    for piece in result.free("amount"):
        amount = piece.amount
        if amount is None or amount.kind != "count" or amount.weak or amount.value != int(amount.value):
            continue
        article = amount.lead in ("the", "les", "our", "nos", "these")
        beside = amount.lead in _BESIDE or article
        if calls and beside and not (len(calls) == 1 and article and not calls[0].counts):
            if int(amount.value) not in calls[0].counts:
                calls[0].counts.append(int(amount.value))
            result.use(piece)
        elif article and not result.drafts:
            call = DesignCall("network", [int(amount.value)])
            result.designs.append(call)
            calls.append(call)
            result.use(piece)
        elif article and calls:
            result.use(piece)


_BESIDE = frozenset(
    {
        "of",
        "than",
        "with",
        "to",
        "from",
        "de",
        "a",
        "que",
        "vs",
        "versus",
        "against",
        "or",
        "ou",
        "instead",
        "contre",
        "not",
        "just",
        "only",
        "have",
    }
)


def _bare_plant(result: Reading) -> None:
    """'plant or network', 'the Ulive plant': a plant without an adjective, where that can only mean the design."""
    if any(call.design == "plant" for call in result.designs) or any(
        d.fixed.get("the_plant") for d in result.drafts
    ):
        return
    for piece in result.pieces:
        word = result.text.words[piece.last - 1].key
        if (
            piece.first in result.used
            or piece.last - piece.first != 1
            or word not in ("plant", "factory", "usine")
        ):
            continue
        others = any(call.design != "plant" for call in result.designs)
        if others or any(p.has("case", "product") for p in result.pieces):
            result.designs.append(
                DesignCall(
                    "plant",
                    [],
                    next((i for i, c in enumerate(result.clauses) if c.first <= piece.first < c.last), 0),
                )
            )
            result.use(piece)
            return


def _alike(result: Reading) -> None:
    """'both freight and wages drop by a tenth': a price named beside another one changes with it."""
    for piece in result.free("param"):
        if piece.has("kpi") or piece.first in result.used:
            continue
        index = next((i for i, c in enumerate(result.clauses) if c.first <= piece.first < c.last), -1)
        if index < 0 or result.clauses[index].asking:
            continue
        kinds = ("price", "station", "demand", "capex", "inventory")
        if load("params")[str(piece.get("param"))]["edit"]["kind"] not in kinds:
            continue
        near = [
            d
            for d in result.drafts
            if d.op in kinds and d.param and d.size and abs(d.clause - index) <= 1 and not d.days
        ]
        link = result.clauses[max(index, near[0].clause)].joint if near else ""
        if (
            near
            and link == "and"
            and near[0].param != piece.get("param")
            and _no_amount(result.clauses[index])
            and _only_names(result, result.clauses[index], piece)
        ):
            spec = dict(load("params")[str(piece.get("param"))]["edit"])
            op = spec.pop("kind")
            result.drafts.append(
                replace(
                    near[0],
                    op=op,
                    fixed=spec,
                    param=str(piece.get("param")),
                    clause=index,
                    size=list(near[0].size),
                    places=[],
                    days=[],
                    points=[],
                )
            )
            result.use(piece)
    result.drafts.sort(key=lambda draft: draft.clause)


def _only_names(result: Reading, clause: Clause, piece: Piece) -> bool:
    """Whether a clause says nothing but a parameter's name: 'both freight'."""
    rest = [
        result.text.words[i].key
        for i in range(clause.first, clause.last)
        if not piece.first <= i < piece.last
    ]
    return set(rest) <= {
        "both",
        "the",
        "if",
        "what",
        "and",
        "also",
        "all",
        "our",
        "suppose",
        "si",
        "les",
        "le",
        "la",
        "'s",
    }


def _no_amount(clause: Clause) -> bool:
    return not any(p.amount and not p.amount.weak for p in clause.pieces)


def _one_shift(result: Reading) -> None:
    """'around the clock, seven days a week' is one way of working told twice."""
    shifts = [d for d in result.drafts if d.op == "shifts"]
    for other in shifts[1:]:
        if not other.places or not shifts[0].places:
            shifts[0].fixed = {**other.fixed, **shifts[0].fixed}
            shifts[0].places = shifts[0].places or other.places
            result.drafts.remove(other)


def _borrowed(result: Reading) -> None:
    """The site of an outage named with the factory in a box that goes there; the outage comes first."""
    for draft in result.drafts:
        if (
            draft.op == "site_outage"
            and not draft.places
            and not draft.everywhere
            and not draft.fixed.get("the_plant")
        ):
            sent = next((d for d in result.drafts if d.op == "send_mobile" and d.places), None)
            if sent is not None:
                draft.places = list(sent.places)
    order = {"site_outage": 0, "send_mobile": 2, "overtime": 2}
    by_clause = sorted(result.drafts, key=lambda d: d.clause)
    for index in range(len(by_clause) - 1):
        one, other = by_clause[index], by_clause[index + 1]
        if (
            order.get(one.op, 1) > order.get(other.op, 1)
            and other.op == "site_outage"
            and other.joint not in ("new", "alt")
        ):
            one.clause, other.clause = other.clause, one.clause
    result.drafts.sort(key=lambda d: (d.clause, order.get(d.op, 1)))


def _one_event(result: Reading) -> None:
    """'Dijon is flooded on day 40 and stays shut for 10 days' is one outage told in two clauses."""
    kept: list[Draft] = []
    for draft in result.drafts:
        before = next((d for d in reversed(kept) if d.op == draft.op and d.op == "site_outage"), None)
        joins = (
            before is not None
            and draft.joint in ("and", "stop")
            and not draft.negated
            and (not draft.places or not before.places)
        )
        if (
            joins
            and before is not None
            and (not before.days or not draft.days)
            and before.fixed.get("the_plant") == draft.fixed.get("the_plant")
        ):
            before.places = before.places or draft.places
            before.days, before.points, before.size = (
                [*before.days, *draft.days],
                [*before.points, *draft.points],
                [*before.size, *draft.size],
            )
            if any(d.lead in EVERY for d in before.days) and not before.places:
                before.op = "common_mode"
            continue
        kept.append(draft)
    result.drafts[:] = kept


# ---- words left over in one clause that belong to another


def _strays(result: Reading) -> None:
    """Times, sizes and places of clauses without an operation go to the nearest draft that can take them."""
    for index, clause in enumerate(result.clauses):
        if any(draft.clause == index for draft in result.drafts):
            targets = [d for d in result.drafts if d.clause == index]
        elif clause.joint == "alt" and result.drafts:
            continue
        else:
            targets = _neighbours(result, index)
        if not targets:
            continue
        for piece in clause.pieces:
            apart = any(result.clauses[d.clause].joint == "alt" and d.clause > index for d in targets)
            if apart and piece.has("site", "zone") and piece.first not in result.used:
                raise Ask(
                    "Which of them do you mean, or each in a scenario of its own?",
                    tuple(result.piece_values("site")),
                )
            if piece.first not in result.used and _give(piece, targets, clause.last - clause.first <= 3):
                result.use(piece)


def _neighbours(result: Reading, index: int) -> list[Draft]:
    before = [d for d in result.drafts if d.clause < index]
    after = [d for d in result.drafts if d.clause > index]
    return [*reversed(before[-2:]), *after[:1]]


def _give(piece: Piece, targets: list[Draft], small: bool) -> bool:
    amount = piece.amount
    for draft in targets:
        if amount is None:
            if piece.has(*PLACE_SORTS) and _takes_place(draft, small):
                draft.places.insert(0, piece) if not draft.places or piece.first < draft.places[
                    0
                ].first else draft.places.append(piece)
                return True
            continue
        if amount.kind == "days" and amount.lead in ("over", "sur") and draft.param and amount.value >= LONG:
            continue
        if (
            amount.kind == "days"
            and draft.op == "resize_site"
            and amount.lead in ("for", "pendant", "during", "durant", "over")
        ):
            draft.op, draft.param = "site_outage", ""
            draft.fixed["share_of_capacity"] = True
            draft.days.append(amount)
            return True
        if amount.kind == "days" and amount.lead in EVERY and draft.op == "site_outage" and not draft.places:
            draft.op = "common_mode"
            draft.days.append(amount)
            return True
        if amount.kind == "days" and (
            _takes_days(draft) or any(abs(d.value - amount.value) <= 0.02 * d.value for d in draft.days)
        ):
            draft.days.append(amount)
            return True
        if (
            amount.kind in ("day", "month")
            and (draft.timed or draft.op in ("demand", "price"))
            and len(draft.points) < 2
        ):
            draft.points.append(amount)
            return True
        if (
            amount.kind in ("percent", "factor", "money", "rate")
            and not draft.size
            and (draft.param or draft.op in ("overtime", "resize_site"))
        ):
            draft.size.append(amount)
            return True
    return False


def _takes_place(draft: Draft, small: bool) -> bool:
    if draft.op == "move_site":
        return len(draft.places) < 2
    if draft.op == "send_mobile":
        return not draft.places
    if draft.op in ("site_outage", "add_site", "remove_site", "resize_site"):
        return small or not draft.places
    return small and draft.op in ("demand", "station", "capex", "overtime", "shifts") and not draft.places


def _takes_days(draft: Draft) -> bool:
    if draft.op in ("site_outage", "supplier_outage", "lane_outage", "overtime", "send_mobile"):
        return not draft.days
    if draft.op == "common_mode":
        return len(draft.days) < 2
    return draft.op in ("demand", "price") and not draft.days


def _by_meaning(result: Reading, guess: Guess | None) -> None:
    """Clauses that the vocabulary leaves silent: the nearest exemplar says what they are about."""
    if guess is None:
        return
    for index, clause in enumerate(result.clauses):
        if any(draft.clause == index for draft in result.drafts) or any(
            d.clause == index for d in result.designs
        ):
            continue
        unknown = _unknown_words(result, clause)
        loose = [
            p
            for p in clause.pieces
            if p.first not in result.used and (p.has("site", "zone") or (p.amount and not p.amount.weak))
        ]
        if not unknown or (not loose and len(unknown) < 2):
            continue
        found = guess(_masked(result, clause))
        if found is None:
            continue
        draft = _guessed(result, clause, index, found[0])
        if draft is not None:
            result.drafts.append(draft)
            result.used.update(range(clause.first, clause.last))
    result.drafts.sort(key=lambda draft: draft.clause)


def _unknown_words(result: Reading, clause: Clause) -> list[int]:
    covered = {i for p in clause.pieces for i in range(p.first, p.last)}
    words = result.text.words
    return [
        i for i in range(clause.first, clause.last)
        if i not in covered and words[i].letters and not is_filler(words[i].key) and len(words[i].key) > 1
    ]  # fmt: skip


def _masked(result: Reading, clause: Clause) -> str:
    """The clause with names and numbers replaced by what they are, as the exemplars are written."""
    parts: list[str] = []
    at = clause.first
    by_first = {piece.first: piece for piece in clause.pieces}
    while at < clause.last:
        piece = by_first.get(at)
        if piece is not None and piece.has("site", "city"):
            parts.append("the site")
        elif piece is not None and piece.amount is not None:
            parts.append(
                {"days": "three weeks", "day": "day 60", "percent": "20 percent", "factor": "twice"}.get(
                    piece.amount.kind, "10"
                )
            )
        elif piece is not None:
            parts.append(result.text.between(piece.first, piece.last))
        else:
            parts.append(result.text.words[at].text)
        at = piece.last if piece is not None else at + 1
    return " ".join(parts)


def _guessed(result: Reading, clause: Clause, index: int, label: str) -> Draft | None:
    """A draft of the operation that an exemplar names, as 'site_outage' or 'demand:up'."""
    op, _, direction = label.partition(":")
    reader = ClauseReader(result.text, clause, index, result.used, False)
    draft = guessed_draft(reader, op, direction)
    if draft is not None:
        draft.guessed = True
    return draft


def guessed_draft(reader: ClauseReader, op: str, direction: str) -> Draft | None:
    """The draft of an operation known by meaning alone, its slots filled from the clause."""
    from assistant.plan.lexicon import load

    params = load("params")
    if op in params:
        spec = dict(params[op]["edit"])
        draft = reader.draft(spec.pop("kind"), fixed=spec, param=op, direction=direction)
        sizes = reader.amounts("percent", "factor", "money", "rate")
        draft.size = [p.amount for p in sizes if p.amount]
        reader.mark(*sizes)
        if not draft.size:
            return None
    elif op in ("site_outage", "send_mobile", "add_site", "remove_site", "move_site", "overtime"):
        draft = reader.draft(op)
    else:
        return None
    reader._times(draft)
    reader._scope(draft)
    return draft


# ---- countries, results asked for, horizon


def _countries(result: Reading) -> None:
    for piece in result.free("country"):
        result.countries.append(str(piece.get("country")))
        result.use(piece)


def _kpis(result: Reading) -> None:
    for piece in result.pieces:
        kpi = piece.get("kpi")
        if kpi and piece.first not in result.used and kpi not in result.kpis:
            result.kpis.append(kpi)


_OVER = frozenset({"over", "across", "sur", "next", "horizon", "simulate", "run"})


def _horizon(result: Reading) -> None:
    """'over two years', when no event took the time."""
    words = {word.key for word in result.text.words}
    if any(draft.timed for draft in result.drafts):
        lengths = [
            p
            for p in result.free("amount")
            if p.amount and p.amount.kind == "days" and p.amount.lead in ("over", "sur", "across", "horizon")
        ]
    else:
        lengths = [
            p
            for p in result.free("amount")
            if p.amount
            and p.amount.kind == "days"
            and (
                p.amount.lead in _OVER
                or (
                    p.amount.lead in ("for", "pendant")
                    and words & {"run", "simulate", "simulez", "lance", "lancez"}
                )
            )
        ]
    for piece in lengths[:1]:
        result.drafts.append(
            Draft(
                "run",
                0,
                "and",
                fixed={"field": "horizon"},
                param="horizon",
                size=[piece.amount] if piece.amount else [],
            )
        )
        result.use(piece)


def known(word: str) -> bool:
    """Whether the vocabulary or the fillers hold a word."""
    return stem(word) in vocabulary().words() or is_filler(word)
