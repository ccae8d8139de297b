"""A language model's words as they come: shown line by line, each only after its numbers were checked.

A token cannot be checked before its line is whole: "2.1" may become "2.14", and a unit, a sign word or a citation at
the end of a line decides whether its figures trace. So a line is the smallest piece that is shown. Words before the
first result of a tool are held back, for they may be followed by a call. From the first line that does not trace
nothing more is shown; the session then answers in the tools' own words.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Say = Callable[[str], None]


def _unheard(_text: str) -> None:
    return None


@dataclass
class Listener:
    """Hears a model's messages piece by piece; `traced` says whether a text so far may be shown."""

    model: str
    traced: Callable[[str], bool]
    ready: Callable[[], bool]
    words: Say = _unheard
    step: Say = _unheard
    _message: str = ""
    _text: str = ""
    _shown: list[str] = field(default_factory=list)
    _stopped: bool = False

    def hear(self, message: Any) -> None:
        """A piece of a message, or a whole one from a model that does not stream."""
        if not message.type.lower().startswith("ai"):
            return
        if (message.id or "") != self._message:
            self.rest()
            self._message, self._text, self._stopped = message.id or "", "", False
            self._shown = []
        for call in (*getattr(message, "tool_call_chunks", ()), *_whole_calls(message)):
            if call.get("name"):
                self.step(f"{self.model} calls {call['name']}")
        self._text += _words_of(message)
        self._show(self._text.split("\n")[:-1])

    def rest(self) -> None:
        """The message is at its end: its last line is whole."""
        if self._text:
            self._show(self._text.split("\n"))

    def _show(self, lines: list[str]) -> None:
        if not self.ready():
            return
        for line in lines[len(self._shown) :]:
            if self._stopped or not self.traced("\n".join([*self._shown, line])):
                self._stopped = True
                return
            self._shown.append(line)
            self.words(line)


def _whole_calls(message: Any) -> list[dict[str, Any]]:
    """The calls of a message that came in one piece."""
    return [] if hasattr(message, "tool_call_chunks") else list(message.tool_calls)


def _words_of(message: Any) -> str:
    """The text of a message, whose content may be a string or blocks."""
    if isinstance(message.content, str):
        return message.content
    return "".join(
        b.get("text", "") for b in message.content if isinstance(b, dict) and b.get("type") == "text"
    )
