"""`%%ask` in a notebook: a question whose answer is an ordinary output and stays in the file.

%load_ext assistant.magic

%%ask
Compare one big plant with ten micro-factories for the Ulive in France
"""

from typing import Any

from twin.errors import FrugalTwinError

_TALKS: dict[str, Any] = {}


def ask(line: str, cell: str | None = None) -> None:
    """Answers the question of the line and the cell; questions of one notebook are one conversation."""
    import threading

    from assistant.widgets.show import PLOTLY, pieces
    from assistant.widgets.talk import Hooks

    question = f"{line}\n{cell or ''}".strip()
    words = _shown({"text/plain": "Reading the question ..."})
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        words.update({"text/plain": "".join(said)}, raw=True)

    try:
        reply = _talk().ask(question, Hooks(say, lambda done, total: None, threading.Event()))
    except FrugalTwinError as error:
        words.update({"text/plain": str(error)}, raw=True)
        return
    words.update({"text/plain": "".join(said)}, raw=True)
    for piece in pieces(reply.blocks):
        _shown({"text/html": piece} if isinstance(piece, str) else {PLOTLY: piece, "text/plain": "figure"})


def _shown(data: dict[str, Any]) -> Any:
    """Shows a mime bundle as an output of the cell; the handle can change it later."""
    from IPython import display

    show: Any = display.display
    return show({"text/plain": "", **data}, raw=True, display_id=True)


def _talk() -> Any:
    """The notebook's conversation, begun with its first question."""
    if "talk" not in _TALKS:
        from assistant.widgets.session_talk import SessionTalk

        _TALKS["talk"] = SessionTalk()
    return _TALKS["talk"]


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext assistant.magic` calls."""
    shell.register_magic_function(ask, magic_kind="line_cell", magic_name="ask")
