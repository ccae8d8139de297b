"""The workplace of a conversation, furnished by the settings: a planner that knows exemplars and senses."""

from assistant.plan.learnt.reader import WhenNeeded
from assistant.plan.planner import Planner
from assistant.plan.read.meaning import meaning
from assistant.settings import Settings
from assistant.tools import Bench


def bench_of(chosen: Settings) -> Bench:
    """A bench with the embedded planner, as the settings want its encoder."""
    return Bench(planner=Planner(meaning=meaning(chosen), learnt=WhenNeeded()))
