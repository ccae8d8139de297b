"""The box in which a question is typed: a small widget of our own, since Enter must send and nothing else may."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent


class Composer(anywidget.AnyWidget):
    """Text area, Ask, Stop, Undo and suggestions; calls `on_ask(text)`, `on_stop()` and `on_undo()`."""

    _esm = (_HERE / "composer.js").read_text(encoding="utf-8")
    _css = (_HERE / "composer.css").read_text(encoding="utf-8")

    busy = traitlets.Bool(False).tag(sync=True)
    undoable = traitlets.Bool(False).tag(sync=True)
    placeholder = traitlets.Unicode("Ask the twin. Enter sends, Shift+Enter makes a new line.").tag(sync=True)
    suggestions = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self,
        on_ask: Callable[[str], object],
        on_stop: Callable[[], object],
        on_undo: Callable[[], object],
        **traits: Any,
    ) -> None:
        super().__init__(**traits)
        self._asked, self._does = on_ask, {"stop": on_stop, "undo": on_undo}
        self.on_msg(self._heard)

    def _heard(self, _widget: object, content: object, _buffers: object) -> None:
        """A message from the page; anything that is not one of ours is dropped."""
        if not isinstance(content, dict):
            return
        kind, text = content.get("kind"), content.get("text")
        if kind == "ask" and isinstance(text, str):
            self._asked(text)
        elif kind in self._does:
            self._does[kind]()
