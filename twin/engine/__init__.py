"""The engine: a network's plan, run event by event on SimPy. The only package that knows SimPy."""

from twin.engine.compile import compiled
from twin.engine.model import Engine
from twin.engine.plan import Plan
from twin.engine.snapshot import Snapshot

__all__ = ["Engine", "Plan", "Snapshot", "compiled"]
