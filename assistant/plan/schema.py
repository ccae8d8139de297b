"""The plan: the one typed value that any brain, the embedded planner or a language model, may produce."""

from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from twin.edits import EDIT, AnyEdit
from twin.errors import InputError
from twin.spec.quantity import Frozen

Kind = Literal[
    "evidence",
    "describe",
    "list",
    "run",
    "compare",
    "why",
    "assumptions",
    "explain",
    "undo",
    "branch",
    "report",
    "help",
    "clarify",
    "refuse",
]
MAX_SCENARIOS = 6
MAX_EDITS = 20


class ScenarioPlan(Frozen):
    """A scenario to run: a design of a case, perhaps with another number of sites, and typed edits in order."""

    case: str = Field(min_length=1, max_length=60, description="key of a case, as list_cases gives it")
    design: str = Field(default="network", max_length=40, description="plant, network or hybrid")
    sites: int | None = Field(
        default=None, ge=1, le=500, description="number of making sites, placed by the rule"
    )
    edits: tuple[AnyEdit, ...] = Field(default=(), max_length=MAX_EDITS)
    name: str = Field(default="", max_length=80, description="a short name; left out, one is made")

    @property
    def base(self) -> str:
        """Case, design and number of sites in a word, e.g. 'avatar/network/10'."""
        return f"{self.case}/{self.design}" + (f"/{self.sites}" if self.sites else "")

    def edited(self, *edits: AnyEdit) -> "ScenarioPlan":
        """The same with further edits; its name is made anew. An event told twice (a site stops from the same day) is one."""
        told: list[AnyEdit] = list(self.edits)
        told += [edit for edit in dict.fromkeys(edits) if not (hasattr(edit, "days") and edit in told)]
        return self.model_copy(update={"edits": tuple(told), "name": ""})

    def same_world(self, other: "ScenarioPlan") -> bool:
        """Whether both are run alike, whatever they are called."""
        return (self.case, self.design, self.sites, self.edits) == (
            other.case,
            other.design,
            other.sites,
            other.edits,
        )


class Plan(Frozen):
    """What a question asks for, before anything is run.

    `query` is what to look up in the corpus. `statement` restates the plan in a line. `message` is the question
    back, the refusal or the help. `choices` are answers to a question back. `changed` says what a follow-up changed.
    """

    kind: Kind
    question: str = ""
    scenarios: tuple[ScenarioPlan, ...] = Field(default=(), max_length=MAX_SCENARIOS)
    kpis: tuple[str, ...] = ()
    query: str = ""
    statement: str = ""
    changed: str = ""
    message: str = ""
    choices: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    name: str = ""
    steps: int = Field(default=1, ge=1, description="answers that an undo goes back")

    @property
    def runs(self) -> bool:
        """Whether the twin is to be run."""
        return self.kind in ("run", "compare")


def edit_from(fields: dict[str, Any]) -> AnyEdit:
    """The typed edit of these fields; InputError says in one line which field is wrong and what is allowed."""
    try:
        return EDIT.validate_python(fields)
    except ValidationError as error:
        raise InputError(first_problem(error, str(fields.get("kind", "edit")))) from None


def first_problem(error: ValidationError, what: str) -> str:
    """A validation error in one line of plain words.

    >>> from pydantic import ValidationError
    >>> try:
    ...     EDIT.validate_python({"kind": "shifts", "hours_per_day": -3})
    ... except ValidationError as error:
    ...     first_problem(error, "shifts")
    'Shifts: hours per day: must be greater than 0.'
    """
    problem = error.errors(include_url=False, include_context=False)[0]
    named = [part for part in problem["loc"] if isinstance(part, str) and part != what]
    where = " of ".join(part.replace("_", " ") for part in reversed(named))
    message = problem["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return f"{what.replace('_', ' ').capitalize()}: {where + ': ' if where else ''}{message}."


SCENARIOS: TypeAdapter[tuple[ScenarioPlan, ...]] = TypeAdapter(tuple[ScenarioPlan, ...])
