"""The assistant: retrieves evidence, plans runs of the twin, and argues from both."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.widgets.chat import Chat


def chat(session: str | None = None) -> "Chat":
    """The chat for a notebook; with a name, the conversation of that name goes on."""
    from assistant.session import Session
    from assistant.widgets.chat import Chat
    from assistant.widgets.session_talk import SessionTalk

    return Chat(SessionTalk(Session(session) if session else None))
