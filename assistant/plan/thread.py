"""What a conversation has run so far, as the planner needs it."""

from dataclasses import dataclass

from assistant.plan.schema import Plan, ScenarioPlan


@dataclass(frozen=True)
class Thread:
    """The plans that ran, oldest first, and the question that was last asked back about, if any."""

    plans: tuple[Plan, ...] = ()
    open_question: str = ""

    @property
    def last(self) -> tuple[ScenarioPlan, ...]:
        """The scenarios that the conversation stands at."""
        return self.plans[-1].scenarios if self.plans else ()

    def after(self, plan: Plan) -> "Thread":
        """The conversation after a plan was carried out."""
        if plan.kind == "undo":
            return Thread(self.plans[: -plan.steps])
        if plan.kind == "clarify":
            return Thread(self.plans, plan.question)
        return Thread((*self.plans, plan)) if plan.scenarios else Thread(self.plans)
