"""The chat for JupyterLab."""

from assistant.widgets.chat import Chat

__all__ = ["Chat"]
