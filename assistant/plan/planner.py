"""The embedded planner: from a question and the conversation to a plan, without a language model.

Pipeline: read the words, link what they name, cut into clauses, draft operations, decide what kind of question it
is, bind and finish the edits, merge with the conversation, and let nothing run that the question's words do not cover.
"""

from dataclasses import replace

from pydantic import ValidationError

from assistant.plan import kinds
from assistant.plan.coverage import not_covered
from assistant.plan.drafts import Draft
from assistant.plan.finish import Ask, Setting, finish, where_it_fits
from assistant.plan.lexicon import load
from assistant.plan.link import Piece, case_pieces, corrected, known_stems, pieces
from assistant.plan.merge import follow, unique
from assistant.plan.reading import DesignCall, Reading, is_comparing, reading
from assistant.plan.scenarios import canonical, scenario_of
from assistant.plan.schema import MAX_SCENARIOS, Plan, ScenarioPlan, edit_from, first_problem
from assistant.plan.statement import changes, named, statement
from assistant.plan.thread import Thread
from assistant.plan.words import LONGEST_QUESTION, Text, cleaned, fold, read
from assistant.plan.world import CaseNames, Names, TwinWorld, World
from twin.edits import AnyEdit
from twin.errors import InputError


class Planner:
    """Plans questions over a world of cases. `meaning` finds the nearest exemplar; None leaves that step out."""

    def __init__(self, world: World | None = None, meaning: kinds.Meaning | None = None) -> None:
        self.world = world or TwinWorld()
        self.meaning = meaning

    def plan(self, question: str, thread: Thread = Thread()) -> Plan:  # noqa: B008 - a frozen value
        """The plan of a question; InputError when it is empty or longer than 10 kB."""
        text = checked(question)
        plan = self._planned(text, thread)
        if plan.kind == "clarify" and thread.open_question and not plan.scenarios:
            joined = self._planned(f"{thread.open_question.rstrip(' ?.')}, {text}", Thread(thread.plans))
            plan = joined if joined.kind != "clarify" else plan
        elif (
            thread.open_question
            and plan.kind in ("evidence", "list", "help", "describe")
            and len(read(text).words) <= 6
        ):
            joined = self._planned(f"{thread.open_question.rstrip(' ?.')}, {text}", Thread(thread.plans))
            plan = joined if joined.runs else plan
        return plan.model_copy(
            update={"question": text if plan.kind != "clarify" or not thread.open_question else plan.question}
        )

    def _planned(self, question: str, thread: Thread) -> Plan:
        task = _Task(self, question, thread)
        try:
            return task.plan()
        except Ask as ask:
            return Plan(
                kind="clarify",
                question=question,
                message=ask.message,
                choices=ask.choices,
                not_understood=task.missed,
            )
        except InputError as error:
            return Plan(kind="clarify", question=question, message=str(error), not_understood=task.missed)
        except ValidationError as error:
            return Plan(
                kind="clarify",
                question=question,
                message=first_problem(error, "That cannot be run"),
                not_understood=task.missed,
            )


def checked(question: str) -> str:
    """The question cleaned of control characters; InputError when nothing is left or it is too long."""
    if len(question.encode("utf-8", "replace")) > LONGEST_QUESTION:
        raise InputError(
            f"The question is longer than {LONGEST_QUESTION // 1000} kB. Ask one thing in a few sentences."
        )
    text = cleaned(question)
    if not any(char.isalnum() for char in text):
        raise InputError(
            "The question is empty. Ask for example: Compare one big plant with ten micro-factories for the Ulive in France."
        )
    return text


class _Task:
    """One question being planned."""

    def __init__(self, planner: Planner, question: str, thread: Thread) -> None:
        self.world, self.meaning, self.thread = planner.world, planner.meaning, thread
        self.question = question
        self.missed: tuple[str, ...] = ()
        self.assumed: list[str] = []
        self.followed = False

    def plan(self) -> Plan:
        """The plan, or Ask and InputError for what stands in its way."""
        text = read(self.question)
        text, spelt = corrected(text, known_stems(self.world, self._thread_names()))
        named_cases = list(dict.fromkeys(str(p.get("case")) for p in case_pieces(text, self.world)))
        case, design, names = self._ground(text, named_cases)
        found = pieces(text, self.world, names)
        result = reading(text, found, self._guess)
        kind = kinds.kind_of(result, named_cases, bool(self.thread.last), self.meaning)
        if kind == "lost":
            raise Ask(
                "About what? Nothing has been run in this conversation yet. Name a case and what should change.",
                tuple(c.key for c in self.world.cases()),
            )
        if kind not in ("run", "compare", "simulate"):
            return self._plain(kind, result)
        self.assumed += [*spelt, *result.notes]
        setting = Setting(self.world, names, case or "")
        scenarios = self._scenarios(result, case, design, setting, named_cases)
        return self._finished(result, scenarios, setting)

    # ---- grounding

    def _thread_names(self) -> Names | None:
        last = self.thread.last
        return self.world.names(last[-1].case, last[-1].design, last[-1].sites) if last else None

    def _ground(self, text: Text, named_cases: list[str]) -> tuple[str | None, str, Names]:
        """Case and design whose names the question is read with; no case when nothing says which."""
        last = self.thread.last
        if last and (not named_cases or last[0].case in named_cases):
            ground = next((p for p in reversed(last) if p.design != "plant"), last[-1])
            return ground.case, ground.design, self.world.names(ground.case, ground.design, ground.sites)
        if named_cases:
            design = self._usual_design(named_cases[0])
            return named_cases[0], design, self.world.names(named_cases[0], design, None)
        return self._by_site(text)

    def _usual_design(self, case: str) -> str:
        designs = self._case(case).designs
        return "network" if "network" in designs else designs[0]

    def _case(self, key: str) -> CaseNames:
        return next(item for item in self.world.cases() if item.key == key)

    def _by_site(self, text: Text) -> tuple[str | None, str, Names]:
        """No case is named: the first case in which a named place is a site, else none."""
        keys = {case.key for case in self.world.cases()}
        words = {word.key for word in text.words}
        order = [key for key in load("worlds")["order"] if key in keys]
        for key in order:
            design = self._usual_design(key)
            names = self.world.names(key, design, None)
            if any(
                set(fold(site).replace("-", " ").split()) <= words
                for site in (*names.sites, *names.places, *names.plants)
            ):
                return key, design, names
        if not order:
            return None, "network", Names()
        return None, "network", self.world.names(order[0], self._usual_design(order[0]), None)

    def _guess(self, clause: str) -> tuple[str, float] | None:
        return self.meaning.operation(clause) if self.meaning else None

    # ---- kinds that run nothing

    def _plain(self, kind: str, result: Reading) -> Plan:
        if kind in ("why", "assumptions", "report", "branch", "undo", "describe") and self.thread.last:
            return Plan(
                kind=kind,  # type: ignore[arg-type]
                question=self.question,
                scenarios=self.thread.last if kind != "undo" else self._before(),
                query=self.question,
                name=_label(self.question),
            )
        if kind == "undo":
            raise Ask("There is nothing to undo: nothing has been run in this conversation.")
        if kind in ("report", "branch", "assumptions"):
            raise Ask(
                f"There is no result yet. Run something first, then ask for {'a ' if kind != 'assumptions' else 'the '}{kind}."
            )
        if kind == "describe":
            return self._describe(result)
        if kind == "why":
            kind = "evidence"
        if kind == "optimise":
            return Plan(kind="refuse", question=self.question, message=kinds.message("optimise"))
        return Plan(kind=kind, question=self.question, query=self.question, message=kinds.message(kind))  # type: ignore[arg-type]

    def _before(self) -> tuple[ScenarioPlan, ...]:
        return self.thread.plans[-2].scenarios if len(self.thread.plans) > 1 else ()

    def _describe(self, result: Reading) -> Plan:
        cases = [str(v) for v in result.piece_values("case")]
        if not cases:
            raise Ask("Which case shall I describe?", tuple(case.key for case in self.world.cases()))
        designs = [call.design for call in result.designs] or [self._usual_design(cases[0])]
        counts = result.designs[0].counts if result.designs else []
        plans = tuple(
            ScenarioPlan(case=cases[0], design=d, sites=counts[0] if counts and d != "plant" else None)
            for d in designs
        )
        return Plan(kind="describe", question=self.question, scenarios=named(plans), query=self.question)

    # ---- kinds that run

    def _scenarios(
        self, result: Reading, case: str | None, design: str, setting: Setting, named_cases: list[str]
    ) -> tuple[ScenarioPlan, ...]:
        last = self.thread.last
        if last and case == last[0].case and not _fresh(result, last):
            drafted = bool(result.drafts)
            followed = follow(result, last, setting)
            if followed is not None and not drafted and _only_renamed(followed, last):
                _no_hidden_change(result)
            if followed is not None:
                self.assumed += setting.assumed
                self.followed = True
                return followed
            if result.kpis and not result.drafts and not not_covered(result):
                _no_hidden_change(result)
                return last
            if not result.drafts and not result.designs and not result.spread:
                self.missed = not_covered(result)
                raise Ask(
                    "I did not understand what should change. Name it with a number or a place, or ask anew."
                )
        if case is None:
            case = self._assumed_case(result)
            setting.names = self.world.names(case, design, None)
        setting.case = case
        if len(named_cases) > 1:
            raise Ask("I run one case at a time. Which one shall I take first?", tuple(named_cases[:6]))
        bases = self._bases(result, case)
        scenarios = self._branched(result, bases, setting)
        self.assumed += setting.assumed
        return unique(scenarios)

    def _assumed_case(self, result: Reading) -> str:
        eventful = {draft.op for draft in result.drafts} & {"site_outage", "send_mobile", "common_mode"}
        keys = tuple(case.key for case in self.world.cases())
        if "resilience" in keys and eventful:
            self.assumed.append("the case is 'resilience', since you named none")
            return "resilience"
        raise Ask("For which case?", keys)

    def _bases(self, result: Reading, case: str) -> list[ScenarioPlan]:
        """The designs to run, each with its number of sites."""
        known = self._case(case)
        calls = [call for call in result.designs if call.design in known.designs]
        lost = [call.design for call in result.designs if call.design not in known.designs]
        if lost:
            raise Ask(f"The case {case} has no {lost[0]} design. Which one do you mean?", known.designs)
        if result.spread and not calls:
            calls = [DesignCall("network", list(result.spread))]
        numbers: list[tuple[str, int | None]] = [(c.design, n) for c in calls for n in c.counts]
        numbers += [(c.design, None) for c in calls if not c.counts]
        order = [c.design for c in calls]
        numbers.sort(key=lambda pair: order.index(pair[0]))
        bases = [ScenarioPlan(case=case, design=name, sites=number) for name, number in numbers]
        if not bases and result.counts and not result.drafts:
            counts = [
                p
                for p in result.free("amount")
                if p.amount and p.amount.kind == "count" and not p.amount.weak
            ]
            raise Ask(
                f"What does {result.text.between(counts[0].first, counts[0].last)} stand for?"
                if counts
                else "What should I compare?"
            )
        edited = [d for d in result.drafts if d.op != "run"]
        plants = set(self.world.names(case, self._usual_design(case), None).plants)
        if (not bases and any(p.get("site") in plants for d in edited for p in d.places)) or (
            not bases and any(d.fixed.get("the_plant") for d in edited)
        ):
            bases = [ScenarioPlan(case=case, design="plant")] if "plant" in known.designs else []
        if not bases and not edited and not result.countries:
            self.assumed.append("you mean one plant against the network, since you named no design")
            return [ScenarioPlan(case=case, design=d) for d in ("plant", "network") if d in known.designs]
        if not bases:
            design = self._usual_design(case)
            if len(known.designs) > 1:
                self.assumed.append(f"the design is the {design}, since you named none")
            return [ScenarioPlan(case=case, design=design)]
        comparing = (
            is_comparing(result.text, result.pieces) or set(result.piece_values("dir")) & _COMPARATIVES
        )
        if (
            len({(b.design, b.sites) for b in bases}) == 1
            and not edited
            and comparing
            and known.baseline != bases[0].design
        ):
            self.assumed.append(f"you compare with the case's {known.baseline}")
            bases.insert(0, ScenarioPlan(case=case, design=known.baseline))
        return list(unique(tuple(bases)))

    def _branched(
        self, result: Reading, bases: list[ScenarioPlan], setting: Setting
    ) -> tuple[ScenarioPlan, ...]:
        shared = self._shared(result, setting)
        bases = [base.edited(*shared) if shared else base for base in bases]
        branches = _branches(result)
        if not branches:
            return tuple(bases)
        if len(bases) > 1:
            if len(branches) * len(bases) > MAX_SCENARIOS:
                raise Ask(
                    f"That makes {len(branches) * len(bases)} scenarios; I compare up to {MAX_SCENARIOS}. Which matter most?"
                )
            return tuple(plan for branch in branches for plan in self._each_edited(bases, branch, setting))
        base = bases[0]
        grown: list[ScenarioPlan] = []
        for branch in branches:
            responding = grown and all(d.op in ("send_mobile", "overtime") for d in branch)
            before = grown[-1] if responding else base
            whole = self._edited(before, branch, setting)
            alone = _unanswered(before, whole)
            grown += [alone, whole] if alone is not None else [whole]
        if is_comparing(result.text, result.pieces) and len(grown) > 1 and not result.says("base"):
            return tuple(grown)
        return (base, *grown)

    def _each_edited(
        self, bases: list[ScenarioPlan], branch: list[Draft], setting: Setting
    ) -> list[ScenarioPlan]:
        """A branch for every design compared; an edit of a site that a design has not is left out there, and said."""
        done = [self._edited(base, branch, setting) for base in bases]
        new = [p.edits[len(base.edits) :] for base, p in zip(bases, done, strict=True)]
        if any(edits != new[0] for edits in new):
            return done
        fitting = where_it_fits(bases, new[0], setting)
        return [base.edited(*own) if own else base for base, own in zip(bases, fitting, strict=True)]

    def _shared(self, result: Reading, setting: Setting) -> list[AnyEdit]:
        """Edits of every scenario alike: country, horizon, replications, seed."""
        edits: list[AnyEdit] = []
        for country in result.countries:
            name, code = country.split("|")
            if code != setting.names.country:
                edits.append(edit_from({"kind": "set_country", "country": name}))
        if len(edits) > 1:
            raise Ask(
                "I place a network in one country at a time. Which one?",
                tuple(c.split("|")[0] for c in result.countries),
            )
        for draft in [d for d in result.drafts if d.op == "run"]:
            edits += finish(draft, setting)
            result.drafts.remove(draft)
        for edit in edits:
            horizon = getattr(edit, "horizon", None)
            setting.horizon = float(horizon) if horizon else setting.horizon
        return edits

    def _edited(self, base: ScenarioPlan, branch: list[Draft], setting: Setting) -> ScenarioPlan:
        names = self.world.names(base.case, base.design, base.sites)
        local = replace(setting, names=names, assumed=setting.assumed, earlier=list(base.edits))
        plan = base
        for draft in branch:
            if draft.negated:
                raise Ask(
                    f"Nothing like that happens here by itself, so there is nothing to leave out ({draft.op.replace('_', ' ')}). What should I run?"
                )
            edits = finish(draft, local)
            local.earlier.extend(edits)
            plan = plan.edited(*edits)
        return plan

    def _finished(self, result: Reading, scenarios: tuple[ScenarioPlan, ...], setting: Setting) -> Plan:
        self.missed = not_covered(result)
        if self.missed:
            words = ", ".join(f"'{word}'" for word in self.missed[:4])
            raise Ask(f"I did not understand {words}. Can you say it in other words, or leave it out?")
        if len(scenarios) > MAX_SCENARIOS:
            raise Ask(
                f"That makes {len(scenarios)} scenarios; I compare up to {MAX_SCENARIOS}. Which matter most?"
            )
        scenarios = named(tuple(canonical(plan) for plan in scenarios))
        for each in scenarios:
            scenario_of(each)
        plan = Plan(
            kind="compare" if len(scenarios) > 1 else "run",
            question=self.question,
            scenarios=scenarios,
            kpis=tuple(result.kpis) or (self.thread.plans[-1].kpis if self.followed else ()),
            query=self.question,
            assumed=tuple(dict.fromkeys(self.assumed)),
            changed=changes(self.thread.last, scenarios) if self.thread.last else "",
        )
        return plan.model_copy(update={"statement": statement(plan)})


_COMPARATIVES = frozenset({"price_up", "price_down", "faster", "slower", "cleaner", "dirtier"})


def _only_renamed(after: tuple[ScenarioPlan, ...], before: tuple[ScenarioPlan, ...]) -> bool:
    return len(after) == len(before) and all(a.same_world(b) for a, b in zip(after, before, strict=True))


_PLAIN = frozenset(
    [
        "and",
        "et",
        "what",
        "whats",
        "how",
        "about",
        "the",
        "a",
        "an",
        "of",
        "on",
        "in",
        "to",
        "for",
        "me",
        "us",
        "we",
        "i",
        "you",
        "is",
        "it",
        "its",
        "that",
        "this",
        "those",
        "these",
        "they",
        "them",
        "their",
        "does",
        "do",
        "did",
        "would",
        "will",
        "be",
        "are",
        "was",
        "show",
        "tell",
        "give",
        "see",
        "look",
        "then",
        "there",
        "so",
        "now",
        "ok",
        "okay",
        "please",
        "also",
        "too",
        "any",
        "s",
        "'s",
        "again",
        "in",
        "terms",
        "per",
        "each",
        "with",
        "respect",
        "regarding",
        "change",
        "changes",
        "happen",
        "happens",
        "que",
        "quel",
        "quelle",
        "quels",
        "quelles",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "et",
        "sur",
        "en",
        "y",
        "il",
        "elle",
        "on",
        "nous",
        "vous",
        "est",
        "ce",
        "cela",
        "ca",
        "c",
        "qu",
        "alors",
        "donc",
        "aussi",
        "svp",
        "comment",
        "combien",
        "give",
        "numbers",
        "figures",
        "figure",
        "result",
        "results",
        "then",
        "effect",
        "impact",
        "look",
        "like",
        "better",
        "worse",
        "much",
        "many",
        "more",
        "less",
        "than",
        "it's",
        "answer",
        "concerning",
        "as",
        "well",
    ]
)


def _no_hidden_change(result: Reading) -> None:
    """A follow-up that only asks for a result may hold results and plain words; any other word may change something."""
    named = {i for p in result.pieces if p.has("kpi") for i in range(p.first, p.last)}
    rest = [
        w.text
        for i, w in enumerate(result.text.words)
        if i not in named and w.letters and w.key not in _PLAIN
    ]
    if rest:
        raise Ask(
            f"I see the result that you ask for, but not what '{rest[0]}' should change. What shall I run?"
        )


def _fresh(result: Reading, last: tuple[ScenarioPlan, ...]) -> bool:
    """Whether a question in a conversation stands on its own: it names two designs, or a design and a comparison."""
    designs = {(call.design, tuple(call.counts)) for call in result.designs}
    return len(designs) >= 2


def _branches(result: Reading) -> list[list[Draft]]:
    """Drafts in the scenarios that they make together: a new one at 'or', 'versus', 'and what if'."""
    comparing = is_comparing(result.text, result.pieces)
    designs_compared = len({(c.design, tuple(c.counts)) for c in result.designs}) > 1
    branches: list[list[Draft]] = []
    for index, clause in enumerate(result.clauses):
        drafts = [d for d in result.drafts if d.clause == index]
        anew = clause.joint in ("alt", "new") or (
            comparing
            and not designs_compared
            and branches
            and any(d.op == branches[-1][0].op and d.param == branches[-1][0].param for d in drafts)
        )
        if drafts and (anew or not branches):
            branches.append(drafts)
        elif drafts and (rival := [d for d in branches[-1] if any(_rivals(d, new) for new in drafts)]):
            branches.append([*(d for d in branches[-1] if d not in rival), *drafts])
        elif drafts:
            branches[-1].extend(drafts)
        elif branches and clause.joint == "alt":
            variant = _variant(result, branches[-1], clause.pieces)
            if variant:
                branches.append(variant)
    return branches


def _unanswered(before: ScenarioPlan, whole: ScenarioPlan) -> ScenarioPlan | None:
    """The event without the answer to it, when a branch holds both: what the factory in a box is to be measured by."""
    new = whole.edits[len(before.edits) :]
    events = tuple(e for e in new if e.kind not in ("send_mobile", "overtime"))
    return before.edited(*events) if events and len(events) < len(new) else None


def _rivals(one: Draft, other: Draft) -> bool:
    """Whether two drafts set one lever differently, so that they are two worlds."""
    return one.op == other.op == "policy" and any(other.fixed.get(k, v) != v for k, v in one.fixed.items())


def _variant(result: Reading, branch: list[Draft], found: tuple[Piece, ...]) -> list[Draft] | None:
    """'doubles or triples', 'two or four weeks', 'Lyon or Lille': the same operation with one slot otherwise."""
    if {word.key for word in result.text.words} & {"either", "soit"} and any(p.has("site") for p in found):
        raise Ask(
            "Which of them do you mean?", tuple(str(p.get("site")) for p in result.pieces if p.has("site"))
        )
    loose = [
        p
        for p in found
        if p.first not in result.used and ((p.amount and not p.amount.weak) or p.has("site", "zone", "city"))
    ]
    if not loose:
        return None
    drafts = [
        replace(d, places=list(d.places), days=list(d.days), points=list(d.points), size=list(d.size))
        for d in branch
    ]
    for piece in loose:
        target = next((d for d in drafts if _swap(d, piece)), None)
        if target is None:
            return None
        result.use(piece)
    return drafts


def _swap(draft: Draft, piece: Piece) -> bool:
    amount = piece.amount
    if amount is None:
        if len(draft.places) == 1:
            draft.places = [piece]
            return True
        return False
    for slots, kinds_ in (
        (draft.days, ("days",)),
        (draft.points, ("day", "month")),
        (draft.size, ("percent", "factor", "money", "rate")),
    ):
        if amount.kind in kinds_ and slots:
            slots[-1 if amount.kind != "days" else 0] = amount
            return True
    return False


def _label(question: str) -> str:
    """A name that the user gives a branch: what stands in quotes, or after 'as' or 'call this'."""
    import re

    match = re.search(r"[\"'“«]([^\"'”»]{1,60})[\"'”»]", question) or re.search(
        r"\b(?:as|called|named|call (?:this|it)|name (?:this|it))\s+([\w -]{1,40})$", question, re.IGNORECASE
    )
    return match[1].strip() if match else ""
