"""The likeliest scenarios that a question asks for, composed from what was learnt, with what speaks for and against them.

A hypothesis is a case, a set of designs and a set of labels. For each of the likeliest few the mentions are dealt out to the
slots; the hypothesis with the highest probability in all is the reading. Nothing here decides whether it is run: `choose` does.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.plan.learnt.alternatives import PLAINLY, UNPARTED, Taken, one_sided, variants
from assistant.plan.learnt.fill import ONCE_MORE, Filled, Scores, drawn, filled
from assistant.plan.learnt.frames import Frame, fields_of
from assistant.plan.learnt.mentions import mentions
from assistant.plan.learnt.seen import JOINTS, Seen, results, spots, untouched
from assistant.plan.learnt.sets import FAINT, design_sets, label_sets, odds
from assistant.plan.learnt.traits import of_question, plain, shape
from assistant.plan.learnt.weights import NOTHING as NOTHING_MEANT
from assistant.plan.learnt.weights import Numbers, Weights
from assistant.plan.names.corrections import heard
from assistant.plan.names.link import case_pieces
from assistant.plan.names.spelling import corrected, known_stems
from assistant.plan.names.world import World
from assistant.plan.schema import MAX_SCENARIOS, ScenarioPlan, edit_from
from assistant.plan.text.words import fold, read
from assistant.search.encoders import Encoder
from twin.edits import AnyEdit
from twin.errors import InputError

TOO_MUCH, NOTHING = 2.5, 2.0
"""What it costs a reading that cannot be put together: a slot open, numbers that cannot be dealt out; and one that changes nothing."""


UNTHINKABLE, MUCH_WORSE = 0.005, 8.0
"""Probability of a case or a set of designs, and how far a filling may stay behind the best, beyond which they are not looked at."""

FILLINGS = 5
"""How many ways of dealing out the mentions are looked at for each set of labels."""

NEARBY, SELDOM = 0.5, -12.0
"""How much the words around the mentions weigh in a reading's score, and the least that they may say."""

PLAIN = 0.9
"""Probability from which a description tells the case though another one is named."""

KEPT = 16
"""Questions, read against a case and a design, that are kept for the next step."""


@dataclass
class Composed:
    """A reading: what would run, its log probability, and the signs by which it is trusted."""

    scenarios: tuple[ScenarioPlan, ...] = ()
    score: float = -math.inf
    signs: dict[str, float] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    missing: str = ""
    left: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    case: str = ""
    problem: str = ""
    kpis: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()
    """Designs that the question speaks of, and words that say how its changes belong together."""
    untouched: frozenset[str] = frozenset()
    """Designs that are said to stay as they are."""


class Composer:
    """Reads questions by what was learnt."""

    def __init__(self, world: World, weights: Weights, encoder: Encoder) -> None:
        self.world, self.weights, self.encoder = world, weights, encoder
        self._kept: dict[tuple[str, str, str], Seen] = {}

    def compose(self, question: str) -> tuple[dict[str, float], list[Composed]]:
        """The probability of every label, and the readings, the likeliest first."""
        named = self.named(question)
        case = named[0] if len(named) == 1 else "resilience"
        chances = self.chances(self.seen(question, case, "network"))
        ranked = self._cases(chances, named)
        if ranked[0] != case:
            chances = self.chances(self.seen(question, ranked[0], "network"))
        likely = [ranked[0], *(one for one in ranked[1:2] if chances.get(f"case:{one}", 0.0) > UNTHINKABLE)]
        found = [reading for one in likely for reading in self._of_case(question, one, chances, named)]
        return chances, sorted(found, key=lambda r: -r.score)

    def seen(self, question: str, case: str, design: str) -> Seen:
        """The question with the names of one network; the last few are kept."""
        key = (question, case, design)
        if key not in self._kept:
            if len(self._kept) > KEPT:
                self._kept.clear()
            self._kept[key] = self._seen(*key)
        return self._kept[key]

    def _seen(self, question: str, case: str, design: str) -> Seen:
        names = self.world.names(case, design, None)
        text, _ = corrected(read(question), known_stems(self.world, names))
        text, pieces = heard(text, self.world, names)
        found = mentions(text, pieces, names)
        unheard = self.weights.unheard(shape(text, pieces, found))
        return Seen(
            question,
            text,
            pieces,
            found,
            names,
            Scores(text, found, pieces, self.weights),
            unheard,
            untouched(text, pieces),
        )

    def chances(self, seen: Seen) -> dict[str, float]:
        """The probability of every label, each apart from the others."""
        return self.weights.of_labels(of_question(seen.text, seen.pieces, seen.mentions), self.vector(seen))

    def vector(self, seen: Seen) -> Numbers:
        """What the encoder makes of the question in its own words, and in plain ones."""
        masked = plain(seen.text, seen.pieces, seen.mentions)
        return np.concatenate([self.encoder.query(seen.question), self.encoder.query(masked)])

    def named(self, question: str) -> list[str]:
        """The cases that a question names."""
        named = list(dict.fromkeys(str(p.get("case")) for p in case_pieces(read(question), self.world)))
        return [case for case in named if case != "resilience"] or named

    def _cases(self, chances: dict[str, float], named: list[str]) -> list[str]:
        keys = [case.key for case in self.world.cases()]
        near = {"avatar": {"avatar-kenya", "resilience"}}
        allowed = {key for name in named for key in (name, *near.get(name, ()))} or set(keys)
        allowed |= {key for key in keys if chances.get(f"case:{key}", 0.0) > PLAIN}
        return sorted(
            allowed, key=lambda key: -chances.get(f"case:{key}", 0.0) - (0.2 if key in named else 0.0)
        )

    def _of_case(
        self, question: str, case: str, chances: dict[str, float], named: list[str]
    ) -> Iterator[Composed]:
        known = next(c.designs for c in self.world.cases() if c.key == case)
        case_score = math.log(max(1e-3, chances.get(f"case:{case}", 0.0)))
        if case in named:
            case_score = max(case_score, -0.7)
        dealt: dict[tuple[str, tuple[str, ...], bool], list[Filled]] = {}
        for at, (designs, share) in enumerate(design_sets(chances, known)[:3]):
            if at and share < UNTHINKABLE:
                break
            design_score = math.log(share)
            read_with = "network" if "network" in designs else designs[0]
            seen = self.seen(question, case, read_with)
            said = frozenset(
                [str(piece.get("design")) for piece in seen.pieces if piece.has("design")]
                + [word.key for word in seen.text.words if word.key in JOINTS]
            )
            raised = _with_near(chances, seen.scores.spoken_of)
            for labels, label_score in label_sets(raised):
                own = math.fsum(math.log(odds(raised[label])) for label in labels)
                unmeant = _unmeant(labels, seen.scores.spoken_of)
                signs = {"case": case_score, "design": share, "in": own, "out": label_score - own}
                signs |= {
                    "named": float(case in named),
                    "unheard": float(seen.unheard),
                    "mentions": float(sum(m.must for m in seen.mentions)),
                }
                key = (read_with, labels, "plant" in designs)
                if key not in dealt:
                    dealt[key] = filled(labels, seen.names, seen.scores, "plant" in designs)[:FILLINGS]
                for given in dealt[key]:
                    if given.score < dealt[key][0].score - MUCH_WORSE:
                        break
                    prior = case_score + design_score + label_score
                    around = _around(given, seen) | {"unmeant": unmeant}
                    for reading in self._readings(seen, case, designs, labels, given, chances, prior):
                        reading.signs |= signs | around
                        reading.score += NEARBY * around.get("around", 0.0)
                        reading.said, reading.untouched = said, seen.untouched
                        yield reading

    def _readings(
        self,
        seen: Seen,
        case: str,
        designs: tuple[str, ...],
        labels: tuple[str, ...],
        given: Filled,
        chances: dict[str, float],
        prior: float,
    ) -> Iterator[Composed]:
        """The readings of an assignment: its changes together, and each way to part them that the words may mean."""
        draught = drawn(labels, given, seen.names, chances, near=seen.scores.name)
        parted = chances.get("parted:yes", 0.0)
        signs = {
            "role": given.score,
            "least": given.least,
            "left": float(len(given.left)),
            "idle": float(
                sum(mention.must for mention in seen.mentions) - len(given.roles) - len(given.left)
            ),
            "evidence": given.evidence,
            "bare": float(len(set(labels) - {role.label for _, role, _ in given.roles})),
            "more": float(draught.more),
            "guessed": float(draught.guessed),
            "lent": float(draught.lent),
            "prior": prior,
            "parted": parted,
        }
        score = prior + given.score - ONCE_MORE * draught.more
        score -= NOTHING if not labels and len(designs) == 1 else 0.0
        own = Composed(
            score=score,
            signs=signs,
            assumed=tuple(dict.fromkeys(draught.assumed)),
            left=tuple(
                seen.text.between(seen.mentions[at].first, seen.mentions[at].last) for at in given.left
            ),
            labels=labels,
            case=case,
            kpis=results(seen),
        )
        if draught.missing:
            yield replace(own, missing=draught.missing, score=score - TOO_MUCH)
            return
        every = [(way, taken, 0.0) for way, taken in variants(draught, designs, parted).items()]
        if len(designs) > 1:
            where = {at: mention.first for at, mention in enumerate(seen.mentions)}
            sides = one_sided(draught, designs, spots(seen), where)
            every += [one for one in sides if parted > UNPARTED or one[2] == PLAINLY or seen.untouched]
        for way, taken, side in every:
            likely = score + math.log(odds(parted if way else 1 - parted))
            found = replace(own, signs={**signs, "way": way, "side": side}, score=likely)
            try:
                found.scenarios = self._scenarios(case, designs, taken)
            except InputError as error:
                found.problem, found.score = str(error), likely - TOO_MUCH
            yield found

    def _scenarios(self, case: str, designs: tuple[str, ...], taken: Taken) -> tuple[ScenarioPlan, ...]:
        plans: list[ScenarioPlan] = []
        for design in designs:
            base = ScenarioPlan(case=case, design=design)
            made = [
                base.edited(*self._edits(base, frames, designs)) for each, frames in taken if each == design
            ]
            if len(designs) == 1 and made[0].edits:
                plans.append(_unchanged(base, made))
            plans += made
        once = tuple(dict.fromkeys(plans))
        if len(once) > MAX_SCENARIOS:
            raise InputError(f"That makes {len(once)} scenarios; up to {MAX_SCENARIOS} can be compared.")
        return once

    def _edits(self, base: ScenarioPlan, frames: Sequence[Frame], designs: tuple[str, ...]) -> list[AnyEdit]:
        """The edits of a design: a number of sites is no matter of the plant, and a site that it has not cannot stop there."""
        names = {fold(name) for name in self.world.names(base.case, base.design, None).sites}
        kept = []
        for frame in frames:
            if frame.label == "set_site_count" and base.design == "plant":
                continue
            site = frame.get("site") or (frame.get("to") if frame.label == "send_mobile" else None)
            if len(designs) > 1 and site is not None and fold(str(site)) not in names:
                continue
            kept.append(edit_from(fields_of(frame)))
        return sorted(kept, key=lambda edit: edit.kind not in _FIRST)


def _unchanged(base: ScenarioPlan, made: Sequence[ScenarioPlan]) -> ScenarioPlan:
    """What the changed ones are compared with: the base, run as all of them are run."""
    shared = [edit for edit in made[0].edits if edit.kind == "run" and all(edit in one.edits for one in made)]
    return base.edited(*shared)


_FIRST = frozenset({"set_country", "set_site_count", "add_site", "remove_site", "move_site"})


def _with_near(chances: dict[str, float], spoken_of: dict[str, float]) -> dict[str, float]:
    """The probability of every label, and of an operation at least half of what the words around one mention say."""
    return chances | {
        label: max(chances.get(label, 0.0), p / 2) for label, p in spoken_of.items() if p > FAINT
    }


def _around(given: Filled, seen: Seen) -> dict[str, float]:
    """What the words around the mentions say for what they are taken for, in all and at the least."""
    if seen.scores.weights.near.operations == 1:
        return {}  # nothing was learnt
    for_what = {at: role.label for at, role, _ in given.roles}
    told = [
        seen.scores.near(at).get(for_what.get(at, NOTHING_MEANT), SELDOM)
        for at, mention in enumerate(seen.mentions)
        if mention.must or at in for_what
    ]
    return {"around": max(SELDOM, math.fsum(told)), "around least": max(SELDOM, min(told, default=0.0))}


def _unmeant(labels: Sequence[str], spoken_of: dict[str, float]) -> float:
    """How unlikely it is, by the words around the mentions, that nothing else is meant."""
    return math.log(1 - odds(max((p for label, p in spoken_of.items() if label not in labels), default=0.0)))
