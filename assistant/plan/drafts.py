"""From a clause to drafts of edits: which operation it names and which of its words fill which slot."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.plan.amounts import Amount
from assistant.plan.clauses import Clause
from assistant.plan.lexicon import load
from assistant.plan.link import Piece
from assistant.plan.words import Text, fold

PLACE_SORTS = ("site", "zone", "city", "unknown")


@dataclass
class Draft:
    """An edit in the making. `op` is the kind of edit; slots hold pieces until they are checked and converted."""

    op: str
    clause: int
    joint: str
    fixed: dict[str, Any] = field(default_factory=dict)
    param: str = ""
    inverse: bool = False
    direction: str = ""
    places: list[Piece] = field(default_factory=list)
    days: list[Amount] = field(default_factory=list)
    points: list[Amount] = field(default_factory=list)
    size: list[Amount] = field(default_factory=list)
    count: Amount | None = None
    offset: Amount | None = None
    arriving: bool = False
    leaving: bool = False
    negated: bool = False
    country: Piece | None = None
    product: Piece | None = None
    station: Piece | None = None
    guessed: bool = False
    everywhere: bool = False
    any_site: bool = False

    @property
    def timed(self) -> bool:
        """Whether the operation happens at a time."""
        return self.op in TIMED


TIMED = frozenset(
    {
        "site_outage",
        "supplier_outage",
        "lane_outage",
        "demand_shock",
        "price_shock",
        "send_mobile",
        "overtime",
        "common_mode",
    }
)
LONG = 60.0
"""Days from which 'over ...' beside a price or the demand is the length of the run."""
EVERY = frozenset({"every", "each", "tous", "toutes", "les"})
_SETTABLE_COUNT = frozenset({"replications", "draws", "seed", "variants", "queue_cap"})
_TEMPORARY = frozenset({"demand", "freight", "electricity", "material", "wage", "capacity"})


class ClauseReader:
    """Reads one clause. `used` collects the words that some slot consumed."""

    def __init__(
        self, text: Text, clause: Clause, index: int, used: set[int], whole: bool, lasting: bool = True
    ) -> None:
        self.text, self.clause, self.index, self.used, self.whole = text, clause, index, used, whole
        self.pieces = clause.pieces
        self.lasting = lasting

    # ---- small looks

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

    # ---- the operations, the more particular first

    def read(self) -> list[Draft]:
        """Every draft that this clause gives."""
        found: list[Draft] = []
        for reader in (
            self._policy, self._mobile, self._overtime, self._common_mode, self._shifts, self._mode, self._capacity_outage,
            self._site_cost, self._params, self._implied_price, self._station_time, self._supply_outage, self._remove_for_good, self._outage, self._move, self._resize, self._one_more, self._add, self._remove,
        ):  # fmt: skip
            found.extend(reader())
        return found

    def _policy(self) -> Iterator[Draft]:
        for piece in self.free("policy"):
            if self._left_aside(piece):
                self.mark(piece)
                continue
            if self.clause.asking and piece.last - piece.first == 1 and not self.things("whatif"):
                continue
            number = piece.get("policy")
            edit = dict(load("policies")[int(number or 0)]["edit"])
            if edit.get("reroute") == "true" and self.things("without"):
                edit["reroute"] = "false"
                self.mark(*self.things("without"))
            self.mark(piece)
            draft = self.draft(edit.pop("kind"), fixed=edit)
            if draft.op == "shifts":
                self._scope(draft)
            yield draft

    def _left_aside(self, piece: Piece) -> bool:
        """'instead of the closest': named only to say what it was."""
        return any(p.first < piece.first and piece.first - p.last <= 2 for p in self.things("not_this"))

    def _mobile(self) -> Iterator[Draft]:
        mobiles = self.things("mobile")
        if not mobiles:
            return
        draft = self.draft("send_mobile", negated=self._negated(mobiles[0]))
        draft.arriving = bool(self.acts("arrive")) or not self.acts("send")
        draft.leaving = bool(self.acts("leave"))
        before = [p for p in self.amounts("count") if p.last in (mobiles[0].first, mobiles[0].first - 1)]
        if before and before[-1].amount:
            draft.count = before[-1].amount
            self.mark(before[-1])
        self.mark(*mobiles, *self.acts("send", "arrive", "leave"))
        self._offset(draft)
        if not self.acts("outage"):
            self._times(draft)
        self._scope(draft)
        yield draft

    def _offset(self, draft: Draft) -> None:
        """'8 days after it fails', 'three weeks later': when the box comes, counted from the event."""
        for piece in self.amounts("days"):
            if (
                self.key(piece.last) in ("after", "later", "apres", "into", "d")
                and self.key(piece.last) != "d"
            ):
                draft.offset = piece.amount
                draft.arriving = draft.arriving or not self.acts("send")
                self.mark(piece)
                return

    def _negated(self, piece: Piece) -> bool:
        without = [p for p in self.things("without") if p.first < piece.first and piece.first - p.last <= 2]
        self.mark(*without)
        return bool(without)

    def _overtime(self) -> Iterator[Draft]:
        acts = self.acts("overtime")
        if not acts:
            return
        draft = self.draft("overtime", negated=self._negated(acts[0]))
        self.mark(*acts)
        self._times(draft)
        self._sizes(draft)
        self._scope(draft)
        yield draft

    def _common_mode(self) -> Iterator[Draft]:
        acts = self.acts("common_mode")
        if not acts:
            return
        draft = self.draft("common_mode")
        self.mark(*acts, *self.acts("outage"))
        self._times(draft)
        self._scope(draft)
        yield draft

    def _shifts(self) -> Iterator[Draft]:
        hours, days, acts = self.amounts("hours_per_day"), self.amounts("days_per_week"), self.acts("shifts")
        counts = [p for p in self.amounts("count") if any(0 <= act.first - p.last <= 2 for act in acts)]
        hours = hours or [p for p in self.amounts("days") if p.amount and p.amount.unit == "h" and acts]
        alldays = self.things("alldays")
        if not (hours or days or counts or alldays):
            return
        draft = self.draft("shifts")
        if alldays:
            draft.fixed["days_per_week"] = 7
            self.mark(*alldays)
        if hours and hours[0].amount:
            one = hours[0].amount
            told = one.value if one.kind == "hours_per_day" else round(one.value * 24, 6)
            shifts = counts[0].amount.value if counts and counts[0].amount and told <= 12 else 1
            draft.fixed["hours_per_day"] = told * shifts
        if days and days[0].amount:
            draft.fixed["days_per_week"] = days[0].amount.value
        if counts and counts[0].amount and not hours:
            draft.fixed["hours_per_day"] = 8.0 * counts[0].amount.value
        self.mark(*hours, *days, *counts, *acts)
        self._scope(draft)
        yield draft

    def _mode(self) -> Iterator[Draft]:
        for act in self.acts("mode")[:1]:
            words = [self.key(at) for at in range(act.first, act.last)]
            if (self.clause.asking and not self.things("instead")) or self._left_aside(act):
                self.mark(*([act] if self._left_aside(act) else []))
                continue
            if act.last - act.first == 1 and not (
                self.free("lane") or self.things("instead", "whatif") or self.key(act.first) == "fly"
            ):
                continue
            draft = self.draft("transport_mode", fixed={"words": words})
            lanes = self.free("lane")
            if lanes:
                draft.fixed["lane"] = lanes[0].get("lane")
            self.mark(act, *lanes, *self.acts("mode"))
            yield draft

    def _capacity_outage(self) -> Iterator[Draft]:
        """'Lyon loses half of its capacity for two weeks'."""
        capacity = [p for p in self.free("param") if p.get("param") == "capacity"]
        if not capacity or not self.amounts("days") or not self.amounts("percent", "factor"):
            return
        if not (self.free("dir") or self.acts("outage")):
            return
        draft = self.draft("site_outage", fixed={"share_of_capacity": True})
        self.mark(*capacity, *self.acts("outage"))
        self._sizes(draft)
        self.mark(*self.free("dir"))
        self._times(draft)
        self._scope(draft)
        yield draft

    def _params(self) -> Iterator[Draft]:
        strong = self.free("param", "param_inverse", "param_up", "param_down")
        for piece in (
            sorted(strong, key=lambda p: (not p.has("param_inverse"), p.has("kpi"), p.first))
            if len(strong) > 1
            else strong
        ):
            if piece.first in self.used:
                continue
            draft = self._param(piece)
            if draft is not None:
                yield draft
        if not strong:
            for piece in self.free("param_weak")[:1]:
                draft = self._param(piece)
                if draft is not None and draft.size:
                    yield draft

    def _param(self, piece: Piece) -> Draft | None:
        name = next(v for s, v in piece.means if s.startswith("param"))
        near = self._direction(piece)
        sizes = [p for p in self.amounts("percent", "factor", "money", "rate") if self._belongs(piece, p)]
        settable = load("params")[name].get("set", "")
        counts = [
            p for p in self.amounts("count", "distance", "days") if self._settles(piece, p, name, settable)
        ]
        directional = piece.has("param_up", "param_down")
        moving = near is not None and near.get("dir") not in ("set", "factor_base")
        if not (moving or sizes or counts or directional):
            return None
        if not sizes and not counts and self.clause.asking:
            return None
        if piece.has("kpi") and not (sizes or counts):
            return None
        if name in ("capacity",) and not (sizes or near):
            return None
        spec = dict(load("params")[name]["edit"])
        draft = self.draft(spec.pop("kind"), fixed=spec, param=name, inverse=piece.has("param_inverse"))
        draft.direction = near.get("dir") or "" if near else ""
        if directional:
            draft.direction = "up" if piece.has("param_up") else "down"
        twins = [p for p in self.free("param") if p.get("param") == name and not p.has("kpi")]
        self.mark(piece, *twins, *([near] if near else []))
        draft.size = [p.amount for p in (*sizes, *counts) if p.amount]
        self.mark(*sizes, *counts)
        yearly = self.things("yearly")
        if name == "demand" and yearly:
            draft.fixed["per_year"] = True
            self.mark(*yearly)
        if name in _TEMPORARY or draft.timed:
            self._times(draft)
        self._scope(draft)
        self.mark(*self._leftover_directions(draft))
        return draft

    def _site_cost(self) -> Iterator[Draft]:
        """'each workshop costs 30 % less', 'a site costs 3 million euros': the capital of a site."""
        nouns = [
            p for p in self.pieces if p.has("design") or any(s == "act" and v == "count" for s, v in p.means)
        ]
        verbs = [p for p in self.pieces if {self.key(at) for at in range(p.first, p.last)} & _COSTING]
        sizes = self.amounts("percent", "factor", "money")
        if not nouns or not verbs or not sizes or self.free("param", "param_inverse"):
            return
        if (
            not any(n.last <= v.first and v.first - n.last <= 6 for n in nouns for v in verbs)
            or self.clause.asking
        ):
            return
        if sizes[0].amount and sizes[0].amount.per:
            return
        draft = self.draft("capex", fixed={"item": "cost"}, param="capex_cost")
        near = [p for p in self.free("dir") if p.get("dir") not in ("set", "factor_base")]
        draft.direction = near[0].get("dir") or "" if near else ""
        draft.size = [p.amount for p in sizes if p.amount]
        self.mark(*sizes, *near, *verbs, *self.free("dir"))
        self._scope(draft)
        yield draft

    def _implied_price(self) -> Iterator[Draft]:
        """An amount of money whose unit says what it prices: per kWh, an hour, a tonne of CO2."""
        for piece in self.amounts("rate"):
            if piece.amount:
                self.mark(piece)
                yield self.draft("demand", param="demand", size=[piece.amount])
        for piece in self.amounts("money", "mass"):
            amount = piece.amount
            if amount is None:
                continue
            name = {
                ("money", "kWh"): "electricity",
                ("money", "h"): "wage",
                ("mass", "kWh"): "grid_carbon",
            }.get((amount.kind, amount.per))
            if name is None:
                continue
            spec = dict(load("params")[name]["edit"])
            draft = self.draft(spec.pop("kind"), fixed=spec, param=name, size=[amount])
            self.mark(piece)
            yield draft

    def _station_time(self) -> Iterator[Draft]:
        """'testing takes 30 % longer': the process time of a station."""
        stations, sizes = self.free("station"), self.amounts("percent", "factor")
        if not stations or not sizes or self.clause.asking:
            return
        draft = self.draft("station", fixed={"item": "process_time"}, param="process_time")
        near = [p for p in self.free("dir") if p.get("dir") not in ("set",)]
        draft.direction = near[0].get("dir") or "up" if near else "up"
        draft.size = [p.amount for p in sizes if p.amount]
        self.mark(*sizes, *near)
        self._scope(draft)
        yield draft

    def _leftover_directions(self, draft: Draft) -> list[Piece]:
        """'20 % more expensive' after 'goes up': further words of direction in the same clause."""
        return [p for p in self.free("dir") if p.get("dir") in ("set", "factor_base", draft.direction)]

    def _direction(self, piece: Piece) -> Piece | None:
        """The word of direction nearest to a parameter; a plain 'is' or 'to' counts least."""
        options = [p for p in self.pieces if p.has("dir") and not p.has("kind") | (p.first in self.used)]
        if not options:
            return None
        real = [p for p in options if p.get("dir") not in ("set", "factor_base")]
        return min(real or options, key=lambda p: abs(p.first - piece.first))

    def _belongs(self, piece: Piece, size: Piece) -> bool:
        """Whether a size stands nearer to this parameter than to another one of the clause."""
        others = [
            p
            for p in self.free("param", "param_inverse")
            if p != piece and not p.has("kpi") and p.get("param") != piece.get("param")
        ]
        if not others:
            return True
        return (
            min((piece, *others), key=lambda p: min(abs(p.first - size.last), abs(size.first - p.last)))
            == piece
        )

    def _settles(self, piece: Piece, size: Piece, name: str, settable: str) -> bool:
        kind = size.amount.kind if size.amount else ""
        if settable == "km":
            return kind == "distance"
        if settable == "day":
            return kind == "days"
        if settable == "yr":
            return kind == "days"
        if name in _SETTABLE_COUNT:
            gap = min(abs(piece.first - size.last), abs(size.first - piece.last))
            return kind == "count" and gap <= 4
        if settable in ("1", "fraction") and kind == "count":
            return 0 <= size.first - piece.last <= 3 and bool(size.amount) and not size.amount.weak  # type: ignore[union-attr]
        return False

    def _supply_outage(self) -> Iterator[Draft]:
        named = self.free("supplier", "lane")
        acts = self.acts("outage", "remove")
        if not acts and named and self.amounts("days"):
            acts = [p for p in self.free("dir") if p.get("dir") == "down"]
        things = self.things("supplier", "lane")
        if not acts or not (named or things):
            return
        sort = (
            "supplier" if any(p.has("supplier") or p.thing("supplier") for p in (*named, *things)) else "lane"
        )
        draft = self.draft(f"{sort}_outage")
        if named:
            draft.fixed[sort] = named[0].get(sort)
        self.mark(*acts, *named, *things, *(self.free("city", "zone", "site", "design") if named else []))
        self._times(draft)
        yield draft

    def _remove_for_good(self) -> Iterator[Draft]:
        """'shut Lyon down permanently': for good, so no outage."""
        final = [p for p in self.acts("remove") if {"permanent", "permanently", "good", "ever", "forever", "definitivement"}
                 & {self.key(at) for at in range(p.first, p.last)}]  # fmt: skip
        if final and not self.amounts("days"):
            self.mark(*final, *self.acts("outage"))
            yield from self._removal(final[0])

    def _outage(self) -> Iterator[Draft]:
        acts = [
            a
            for a in self.acts("outage")
            if self.lasting or not any(s == "act" and v == "remove" for s, v in a.means)
        ]
        if not acts:
            closing = self.acts("remove")
            if not (closing and self.amounts("days")):
                return
            acts = closing
        if self.clause.asking and not (self.amounts("days") and self.free("site", "design")):
            return
        draft = self.draft("site_outage", negated=self._negated(acts[0]))
        self.mark(*acts, *self.acts("outage"))
        self._times(draft)
        self._sizes(draft)
        self._scope(draft, designs=True)
        if any(d.lead in EVERY for d in draft.days) and not draft.places:
            draft.op = "common_mode"
        yield draft

    def _move(self) -> Iterator[Draft]:
        acts = [] if self.clause.asking else self.acts("move")
        places = self.free(*PLACE_SORTS)
        if not acts or not places:
            return
        draft = self.draft("move_site")
        self.mark(*acts)
        self._scope(draft, designs=True)
        if len(draft.places) == 2:
            first, second = draft.places
            if self.key(first.first - 1) in ("to", "a", "vers", "into") and self.key(second.first - 1) in (
                "from",
                "de",
                "d",
            ):
                draft.places = [second, first]
        yield draft

    def _resize(self) -> Iterator[Draft]:
        acts = self.acts("resize")
        sizes = self.amounts("percent", "factor")
        places = self.free("site", "city", "zone")
        sized = any(p.get("dir") in ("up", "down", "factor_base") for p in self.free("dir")) or any(
            p.amount and p.amount.kind == "factor" for p in sizes
        )
        if not sizes or not (
            acts or ((places or self.things("everywhere") or self.free("design")) and sized)
        ):
            return
        if not acts and (self.free("kpi") or self.amounts("days") or self.clause.asking):
            return
        draft = self.draft("resize_site", param="capacity")
        near = self.free("dir")
        draft.direction = next(
            (p.get("dir") or "" for p in near if p.get("dir") in ("up", "down")), "up" if acts else ""
        )
        self.mark(*acts, *near)
        self._sizes(draft)
        self._scope(draft)
        yield draft

    def _one_more(self) -> Iterator[Draft]:
        """'with a workshop in Grenoble': a site in a city that has none."""
        if self.acts("outage", "send", "move", "remove") or self.things("mobile"):
            return
        cities = [p for p in self.free("city", "zone") if not p.has("site")]
        for place in cities:
            before = [self.key(at) for at in range(max(0, place.first - 5), place.first)]
            noun = {
                "workshop",
                "site",
                "factory",
                "one",
                "shop",
                "atelier",
                "usine",
                "unit",
                "plant",
                "microfactory",
                "container",
                "cell",
            } & set(before)
            if (
                noun
                and before
                and before[-1] in ("in", "at", "a", "en")
                and {"a", "an", "another", "un", "une", "one"} & set(before)
            ):
                draft = self.draft("add_site")
                draft.places = [place]
                self.mark(
                    place,
                    *[p for p in self.free("design") if place.first - p.last <= 2],
                    *self.acts("add", "count"),
                )
                yield draft

    def _add(self) -> Iterator[Draft]:
        acts = [] if self.clause.asking and not self.free("city", "zone") else self.acts("add")
        places = self.free("site", "city", "zone", "unknown")
        counted = bool(self.amounts("count")) and bool(self.acts("count") or self.free("design"))
        more = [
            p
            for p in self.free("dir")
            if p.get("dir") in ("up", "down") and fold(self.text.between(p.first, p.last)) in _MORE
        ]
        if not acts and not (more and counted):
            return
        if not acts and self.amounts("percent"):
            return
        if (
            not places
            and not counted
            and not any(
                "site" in self._said(a) or "factory" in self._said(a) or "another" in self._said(a)
                for a in acts
            )
        ):
            return
        draft = self.draft("add_site")
        draft.direction = "down" if not acts and more and more[0].get("dir") == "down" else "up"
        counts = self.amounts("count")
        if counts and counts[0].amount:
            draft.count = counts[0].amount
            self.mark(counts[0])
        self.mark(*acts, *more, *self.acts("count"), *self.free("design"))
        self._scope(draft)
        yield draft

    def _said(self, piece: Piece) -> str:
        return " ".join(self.key(at) for at in range(piece.first, piece.last))

    def _remove(self) -> Iterator[Draft]:
        acts = self.acts("remove")
        words = [self.key(at) for at in range(self.clause.first, self.clause.last)]
        if (
            not acts
            and words[:1]
            and words[0] in ("take", "leave", "cut", "drop")
            and "out" in words
            and self.free("site")
        ):
            yield from self._removal(self.free("site")[0])
            return
        if acts and not self.things("mobile") and not self.clause.asking:
            yield from self._removal(acts[0])

    def _removal(self, act: Piece) -> Iterator[Draft]:
        places = self.free(*PLACE_SORTS)
        counts = [p for p in self.amounts("count") if p.amount and not p.amount.weak]
        if not places and not counts:
            return
        draft = self.draft("remove_site")
        if counts and not places:
            draft.count, draft.op, draft.direction = counts[0].amount, "add_site", "down"
            self.mark(counts[0])
        self.mark(*([] if act in places else [act]), *self.acts("remove", "count"), *self.free("design"))
        self._scope(draft)
        yield draft

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

    # ---- slots

    def _times(self, draft: Draft) -> None:
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

    def _sizes(self, draft: Draft) -> None:
        sizes = self.amounts("percent", "factor")
        draft.size.extend(p.amount for p in sizes if p.amount)
        near = self.free("dir")
        if sizes and near and not draft.direction:
            real = [p for p in near if p.get("dir") in ("up", "down", "faster", "slower")]
            draft.direction = (real or near)[0].get("dir") or ""
            self.mark(*near)
        self.mark(*sizes)

    def _scope(self, draft: Draft, designs: bool = False) -> None:
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


_COSTING = frozenset(
    {
        "cost",
        "costs",
        "costing",
        "coute",
        "coutent",
        "coutaient",
        "coutait",
        "cheaper",
        "dearer",
        "cher",
        "built",
        "kitted",
        "fitted",
        "build",
    }
)
_MORE = frozenset(
    {
        "more",
        "additional",
        "extra",
        "fewer",
        "less",
        "de plus",
        "de moins",
        "supplementaire",
        "further",
        "moins",
        "plus",
    }
)
