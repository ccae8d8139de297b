"""One clause being read: its pieces, what is still free of them, and the slots that they fill."""

import itertools
from typing import Any

from assistant.plan.names.link import Piece
from assistant.plan.read.clauses import Clause
from assistant.plan.read.drafts import LONG, PLACE_SORTS, Draft
from assistant.plan.text.words import Text


class ClauseReader:
    """Reads one clause. `used` collects the words that some slot consumed.

    `repeating` says whether the question tells how often something strikes.
    """

    def __init__(
        self, text: Text, clause: Clause, index: int, used: set[int], whole: bool, lasting: bool = True
    ) -> None:
        self.text, self.clause, self.index, self.used, self.whole = text, clause, index, used, whole
        self.pieces = clause.pieces
        self.lasting = lasting
        self.repeating = True

    def key(self, at: int) -> str:
        """The folded word at a place of the question, or nothing."""
        return self.text.words[at].key if 0 <= at < len(self.text.words) else ""

    def mark(self, *pieces: Piece) -> None:
        """Say that these pieces are used."""
        for piece in pieces:
            self.used.update(range(piece.first, piece.last))

    def free(self, *sorts: str) -> list[Piece]:
        """Pieces of these sorts that nothing has used yet."""
        return [p for p in self.pieces if p.has(*sorts) and p.first not in self.used]

    def amounts(self, *kinds: str) -> list[Piece]:
        """Free quantities of these kinds."""
        return [p for p in self.pieces if p.amount and p.amount.kind in kinds and p.first not in self.used]

    def acts(self, *names: str) -> list[Piece]:
        """Pieces that may begin one of these operations; a bare 'out' only beside something and for some time."""
        found = [
            p
            for p in self.pieces
            if any(s == "act" and v in names for s, v in p.means) and p.first not in self.used
        ]
        return [p for p in found if p.last - p.first > 1 or self.key(p.first) != "out" or self._out()]

    def _out(self) -> bool:
        who = [
            p
            for p in self.pieces
            if p.has("site", "supplier", "lane", "design", "city") or p.thing("supplier", "lane")
        ]
        return bool(who) and any(p.amount and p.amount.kind in ("days", "day") for p in self.pieces)

    def things(self, *names: str) -> list[Piece]:
        """Pieces that may be one of these things."""
        return [p for p in self.pieces if p.thing(*names) and p.first not in self.used]

    def draft(self, op: str, **given: Any) -> Draft:
        """A new draft of this clause."""
        return Draft(op, self.index, self.clause.joint, **given)

    def negated(self, piece: Piece) -> bool:
        without = [p for p in self.things("without") if p.first < piece.first and piece.first - p.last <= 2]
        self.mark(*without)
        return bool(without)

    def said(self, piece: Piece) -> str:
        return " ".join(self.key(at) for at in range(piece.first, piece.last))

    def _any_site(self) -> bool:
        """'one of its sites', 'un des ateliers': whichever."""
        words = [self.key(at) for at in range(self.clause.first, self.clause.last)]
        pairs = set(itertools.pairwise(words))
        return bool(
            pairs
            & {
                ("one", "of"),
                ("any", "of"),
                ("un", "des"),
                ("l", "un"),
                ("any", "one"),
                ("a", "single"),
                ("un", "seul"),
            }
        )

    def times(self, draft: Draft) -> None:
        lengths, points = self.amounts("days"), self.amounts("day", "month")
        if draft.param:  # 'demand doubles over two years' speaks of the run, 'over two weeks' of a surge
            lengths = [
                p
                for p in lengths
                if not (p.amount and p.amount.lead in ("over", "sur") and p.amount.value >= LONG)
            ]
        draft.days.extend(p.amount for p in lengths if p.amount)
        draft.points.extend(p.amount for p in points if p.amount)
        self.mark(*lengths, *points)

    def sizes(self, draft: Draft) -> None:
        sizes = self.amounts("percent", "factor")
        draft.size.extend(p.amount for p in sizes if p.amount)
        near = self.free("dir")
        if sizes and near and not draft.direction:
            real = [p for p in near if p.get("dir") in ("up", "down", "faster", "slower")]
            draft.direction = (real or near)[0].get("dir") or ""
            self.mark(*near)
        self.mark(*sizes)

    def scope(self, draft: Draft, designs: bool = False) -> None:
        """Places, country, product, station and 'everywhere' of the clause go to the draft."""
        places = self.free(*PLACE_SORTS)
        draft.places.extend(places)
        countries, products, stations, everywhere = (
            self.free("country"),
            self.free("product"),
            self.free("station"),
            self.things("everywhere"),
        )
        draft.country = countries[0] if countries and draft.op in ("price",) else None
        draft.product = products[0] if products else None
        draft.station = stations[0] if stations and draft.op == "station" else None
        draft.everywhere = bool(everywhere)
        draft.any_site = self._any_site()
        if draft.country:
            self.mark(draft.country)
        if designs and not places:
            named = [p for p in self.free("design") if p.get("design") == "plant"]
            if named and not self.whole:
                draft.fixed["the_plant"] = True
                self.mark(*named)
        self.mark(*places, *products, *everywhere, *([draft.station] if draft.station else []))
