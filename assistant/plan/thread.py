"""What a conversation has run so far, as the planner needs it."""

from dataclasses import dataclass

from assistant.plan.schema import Plan, ScenarioPlan


@dataclass(frozen=True)
class Thread:
    """The plans that ran, oldest first, the question that was last asked back about, if any,
    and the last question that ran nothing: what it named is still spoken of."""

    plans: tuple[Plan, ...] = ()
    open_question: str = ""
    topic: str = ""

    @property
    def last(self) -> tuple[ScenarioPlan, ...]:
        """The scenarios that the conversation stands at."""
        return self.plans[-1].scenarios if self.plans else ()

    def after(self, plan: Plan) -> "Thread":
        """The conversation after a plan was carried out."""
        if plan.kind == "undo":
            return Thread(self.plans[: -plan.steps])
        if plan.kind == "clarify":
            return Thread(self.plans, plan.question, self.topic)
        return Thread((*self.plans, plan)) if plan.runs else Thread(self.plans, topic=plan.question)
