"""The designs that a question names, and their numbers of sites."""

from assistant.plan.names.link import Piece
from assistant.plan.read.clauses import Clause
from assistant.plan.read.said import DesignCall, Reading
from assistant.plan.text.words import stem


def ranges(result: Reading) -> None:
    """'between 5 and 20 in steps of 5', '5, 10 and 20': several numbers of sites."""
    counts = [p for p in result.pieces if p.amount and p.amount.kind == "count" and not p.amount.weak]
    steps = [p for p in result.pieces if p.thing("steps")]
    if steps and len(counts) >= 3:
        low, high, step = (int(p.amount.value) for p in counts[:3] if p.amount)
        if 0 < step <= high - low:
            result.spread = list(range(low, high + 1, step))
            result.use(*counts[:3], *steps)


def designs_of_clause(result: Reading, clause: Clause, index: int) -> None:
    for piece in clause.pieces:
        if piece.first in result.used or _help_sent(result, piece):
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


def _help_sent(result: Reading, piece: Piece) -> bool:
    """'a container factory' beside an outage is help that is sent, and no design."""
    return piece.thing("mobile") and any(
        s == "act" and v == "outage" for p in result.pieces for s, v in p.means
    )


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


def more_counts(result: Reading) -> None:
    """'15 workshops instead of ten', 'from ten to twenty', 'the ten': further numbers of sites of a named design."""
    calls = [call for call in result.designs if call.design != "plant"]
    for piece in result.free("amount"):
        amount = piece.amount
        if amount is None or amount.kind != "count" or amount.weak or amount.value != int(amount.value):
            continue
        article = amount.lead in ("the", "les", "our", "nos", "these")
        listed = amount.lead in (",", "or", "ou", "and", "et") and piece.first - 1 in result.used | _ends(
            result, calls
        )
        beside = amount.lead in _BESIDE or article or listed
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


def _ends(result: Reading, calls: list[DesignCall]) -> set[int]:
    """Places right after a number of sites, or after the noun that it counts: where a list of numbers goes on."""
    counted = {n for call in calls for n in call.counts}
    ends: set[int] = set()
    for piece in result.pieces:
        used = piece.first in result.used
        if used and piece.amount and piece.amount.kind == "count" and piece.amount.value in counted:
            ends.add(piece.last)
        if used and piece.has("design") and calls:
            ends.add(piece.last)
    return ends


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


def bare_plant(result: Reading) -> None:
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


def described_mix(result: Reading) -> None:
    """'the mixed set-up, the factory plus a few workshops': what the hybrid is made of, and no designs beside it."""
    hybrids = [call for call in result.designs if call.design == "hybrid"]
    others = {call.design for call in result.designs} - {"hybrid"}
    if len(hybrids) != 1 or others != {"plant", "network"} or any(call.counts for call in result.designs):
        return
    words = {word.key for word in result.text.words}
    told = any(piece.thing("compare") for piece in result.pieces)
    if not told and words & {"plus", "and", "with", "et", "avec"} and hybrids[0] is result.designs[0]:
        result.designs[:] = hybrids
