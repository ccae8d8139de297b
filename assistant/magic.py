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
    import sys
    import threading

    from IPython.display import HTML, display

    from assistant.widgets.show import PLOTLY, pieces
    from assistant.widgets.talk import Hooks

    question = f"{line}\n{cell or ''}".strip()
    words = display(HTML("<p>Reading the question ...</p>"), display_id=True)
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        words.update({"text/plain": "".join(said)}, raw=True)

    try:
        reply = _talk().ask(question, Hooks(say, lambda done, total: None, threading.Event()))
    except FrugalTwinError as error:
        words.update({"text/plain": str(error)}, raw=True)
        print(error, file=sys.stderr)
        return
    words.update({"text/plain": "".join(said)}, raw=True)
    for piece in pieces(reply.blocks):
        if isinstance(piece, str):
            display(HTML(piece))
        else:
            display({PLOTLY: piece, "text/plain": "figure"}, raw=True)


def _talk() -> Any:
    """The notebook's conversation, begun with its first question."""
    if "talk" not in _TALKS:
        from assistant.widgets.session_talk import SessionTalk

        _TALKS["talk"] = SessionTalk()
    return _TALKS["talk"]


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext assistant.magic` calls."""
    shell.register_magic_function(ask, magic_kind="line_cell", magic_name="ask")
