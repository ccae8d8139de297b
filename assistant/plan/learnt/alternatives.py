"""How the changes of a question belong together: all at once, as alternatives, or each with a design of its own.

Words such as "or", "both", "against" say only that there are alternatives. Which changes they share is listed here in every way
that people speak, and learnt from the lessons.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from assistant.plan.learnt.fill import Draught
from assistant.plan.learnt.frames import Frame

Taken = list[tuple[str, list[Frame]]]
"""What would run: a design with the changes to it, once for each alternative."""

UNPARTED = 0.05
"""Probability of alternatives below which changes are taken together without a look at another way; and above its rest, apart."""

TOGETHER, SPLIT, ANSWERED, APART = 0.0, 1.0, 2.0, 3.0
"""Ways of taking several changes: all at once; one of a kind at a time; an event with and without its answer; each alone."""

FIRST_SHARED, LAST_SHARED, ONE_MORE, LAST_PAIR, FIRST_PAIR = 4.0, 5.0, 6.0, 7.0, 8.0
"""By the order of speaking: alternatives that share what is said first, or last; with and without what is said last; and the
last two, or the first two, against the rest."""

ONE_SIDE, EACH_ITS_OWN = 9.0, 10.0
"""Ways of dealing out changes to designs: all to one of them; to each what is said beside it."""

PLAINLY = 3.0
"""The sign of changes each of which stands right beside a design of its own."""

MOST_SPOKEN = 4
"""Changes up to which the ways that go by the order of speaking are looked at."""

_ONE_AT_A_TIME = (
    "set_country",
    "set_site_count",
    "transport_mode",
    "policy.",
    "run.",
    "variants",
    "capex.",
    "common_mode",
)
"""Labels of which a network has one at a time, so that two of them are alternatives."""


def variants(draught: Draught, designs: Sequence[str], parted: float) -> dict[float, Taken]:
    """The alternatives by the way of taking the changes, for all designs alike; one way only where nothing speaks for another."""
    return {
        way: [(design, frames) for design in designs for frames in each]
        for way, each in _ways(draught, parted).items()
    }


def _ways(draught: Draught, parted: float) -> dict[float, list[list[Frame]]]:
    every = draught.every
    rivals = _rivals(draught, every)
    if rivals:
        return {SPLIT: [[f for f in every if f not in rivals or f is frame] for frame in rivals]}
    if len(every) < 2 or parted <= UNPARTED:
        return {TOGETHER: [every]}
    ways: dict[float, list[list[Frame]]] = {TOGETHER: [every]} if parted < 1 - UNPARTED else {}
    split = next((frames for frames in draught.frames.values() if len(frames) > 1), None)
    if split is not None:
        ways[SPLIT] = [[f for f in every if f not in split or f is frame] for frame in split]
    events = [f for f in every if f.label.endswith(("outage", "outage_partial", "shock"))]
    answers = [f for f in every if f not in events]
    if events and answers:
        each = [[*events, answer] for answer in answers]
        ways[ANSWERED] = each if len(answers) > 1 else [[*events], [*events, *answers]]
    if split is None or len(split) < len(every):
        ways[APART] = [[frame] for frame in every]
    return ways | (_spoken(every) if len(every) <= MOST_SPOKEN else {})


def _spoken(every: list[Frame]) -> dict[float, list[list[Frame]]]:
    """Ways that go by the order in which changes are spoken of."""
    *most, last = every
    ways = {ONE_MORE: [most, every]}
    if len(every) > 2:
        first, *rest = every
        ways |= {
            FIRST_SHARED: [[first, one] for one in rest],
            LAST_SHARED: [[one, last] for one in most],
            LAST_PAIR: [every[:-2], every[-2:]],
        }
        ways |= {FIRST_PAIR: [every[:2], every[2:]]} if len(every) == 3 else {}
    return ways


def _rivals(draught: Draught, every: list[Frame]) -> list[Frame]:
    """Frames that cannot hold at once: two numbers for one thing, two rules of dispatch."""
    if draught.several:
        return draught.frames[draught.several]
    groups: dict[str, list[Frame]] = {}
    for frame in every:
        if frame.label.startswith(_ONE_AT_A_TIME):
            stem = ".".join(frame.label.split(".")[:2])
            groups.setdefault(stem, []).append(frame)
    return next((group for group in groups.values() if len(group) > 1), [])


def one_sided(
    draught: Draught, designs: Sequence[str], spots: Sequence[tuple[str, int]], where: Mapping[int, int]
) -> Iterator[tuple[float, Taken, float]]:
    """Changes that some of the designs are without, each way with a sign of how the words stand; how long and how often is run
    is a matter of all of them, and a number of sites beside a plant is no change but says which network.

    `spots` holds the designs that are spoken of and the places of their words, `where` the place of each mention. The sign of all
    changes to one design adds 1 where it is spoken of before them all, and 2 where it is the nearest to them all. Changes to
    their own designs go by the design spoken of before (sign 1), the nearest one (2), or the order of both (0).
    """
    of_all = ("run.", "set_site_count") if "plant" in designs else ("run.",)
    settings = [frame for frame in draught.every if frame.label.startswith(of_all)]
    every = [frame for frame in draught.every if frame not in settings]
    for way, taken, side in _one_sided(every, draught, designs, spots, where):
        yield way, [(design, [*frames, *settings]) for design, frames in taken], side


def _one_sided(
    every: Sequence[Frame],
    draught: Draught,
    designs: Sequence[str],
    spots: Sequence[tuple[str, int]],
    where: Mapping[int, int],
) -> Iterator[tuple[float, Taken, float]]:
    if not every:
        return
    places = {frame: where[draught.said[frame]] for frame in every if draught.said.get(frame) in where}
    before = {frame: _before(at, spots) for frame, at in places.items()}
    nearest = {frame: _nearest(at, spots) for frame, at in places.items()}
    for design in designs:
        side = float({*before.values()} == {design}) + 2.0 * ({*nearest.values()} == {design})
        yield ONE_SIDE, [(each, [*every] if each == design else []) for each in designs], side
    if len(every) < 2:
        return
    plainly = _dealt([places[frame] for frame in places], spots)
    if plainly:
        own = dict(zip(places, plainly, strict=True))
        if {*plainly} <= {*designs}:
            yield (
                EACH_ITS_OWN,
                [(each, [f for f in every if own.get(f, each) == each]) for each in designs],
                PLAINLY,
            )
    for own, side in ((before, 1.0), (nearest, 2.0)):
        if len({*own.values()}) > 1 and {*own.values()} <= {*designs}:
            yield (
                EACH_ITS_OWN,
                [(each, [f for f in every if own.get(f, each) == each]) for each in designs],
                side,
            )
    order = [design for design in dict.fromkeys(design for design, _ in spots) if design in designs]
    if len(order) == len(every) == len(designs):
        in_turn = {design: [frame] for design, frame in zip(order, every, strict=True)}
        yield EACH_ITS_OWN, [(each, in_turn[each]) for each in designs], 0.0


def _dealt(places: Sequence[int], spots: Sequence[tuple[str, int]]) -> list[str]:
    """The design of each change where each has one of its own right behind it, or right before it: 'wages up 20 % in the plant,
    freight up 30 % in the network', 'the plant with dearer power, 40 %, the containers with higher pay, 10 %'; else nothing."""
    order = sorted(places)
    for edges in ((*order, 1 << 20), (-1, *order)):
        gaps = list(itertools.pairwise(edges))
        between = [{design for design, at in spots if low <= at < high} for low, high in gaps]
        all_between = all(edges[0] <= at < edges[-1] for _, at in spots)
        sole = [next(iter(one)) for one in between if len(one) == 1]
        if all_between and len(sole) == len(places) == len({*sole}) > 1:
            return [sole[order.index(place)] for place in places]
    return []


def _before(place: int, spots: Sequence[tuple[str, int]]) -> str:
    """The design spoken of before a place; where there is none, the first one behind it."""
    before = [design for design, at in spots if at <= place]
    return before[-1] if before else spots[0][0] if spots else ""


def _nearest(place: int, spots: Sequence[tuple[str, int]]) -> str:
    """The design spoken of nearest to a place."""
    return min(spots, key=lambda spot: abs(spot[1] - place))[0] if spots else ""
