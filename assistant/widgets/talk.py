"""What the chat needs from a conversation, so that a test can bring its own."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from twin.errors import RunError
from twin.report.content import Block


class Stopped(RunError):
    """The reader pressed Stop."""


@dataclass(frozen=True)
class Hooks:
    """How a running answer speaks to the chat: its first words, its progress, and whether it should stop."""

    say: Callable[[str], None]
    progress: Callable[[int, int], None]
    stop: threading.Event


@dataclass(frozen=True)
class Reply:
    """An answer as the chat shows it."""

    blocks: tuple[Block, ...]
    undoable: bool = False
    suggestions: tuple[str, ...] = field(default=())


class Talk(Protocol):
    """A conversation that goes on from question to question."""

    def ask(self, question: str, hooks: Hooks) -> Reply:
        """Answers; raises `Stopped` when asked to stop, `FrugalTwinError` with one clear line."""
        ...

    def save(self, name: str) -> str:
        """Writes the report of the last answer and returns the file's name."""
        ...

    @property
    def suggestions(self) -> Sequence[str]:
        """Questions to begin with."""
        ...
