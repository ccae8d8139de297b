"""Which language model answers: the embedded planner, or any chat model that LangChain can start."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.tools import Bench
from twin.errors import InputError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EMBEDDED = "embedded"
TIMEOUT_SECONDS = 60
_SECRET = re.compile(r"\b(?:sk|pk|key|tok|Bearer)[-_ ][A-Za-z0-9_\-]{6,}|\b[A-Za-z0-9_\-]{32,}\b")
_PACKAGES = {"openai": "langchain-openai", "anthropic": "langchain-anthropic", "ollama": "langchain-ollama"}


@dataclass(frozen=True)
class Chosen:
    """A started model and its setting."""

    setting: str
    chat: "BaseChatModel"

    @property
    def remote(self) -> bool:
        """Whether it is another model than the embedded planner."""
        return self.setting != EMBEDDED


def model(setting: str, bench: Bench, url: str | None = None) -> Chosen:
    """The chat model of a setting: `embedded`, or PROVIDER:NAME as `init_chat_model` takes it.

    Keys come from the environment, where each provider's package looks for them. Raises InputError when the
    provider's package is missing or the setting is not understood.
    """
    from assistant.embedded import EmbeddedPlanner

    if setting == EMBEDDED:
        return Chosen(EMBEDDED, EmbeddedPlanner(bench=bench))
    from langchain.chat_models import init_chat_model

    more: dict[str, Any] = {"base_url": url} if url else {}
    if setting.startswith("openai:"):
        more["stream_usage"] = True  # a stream tells its tokens only when it is asked to
    try:
        return Chosen(setting, init_chat_model(setting, timeout=TIMEOUT_SECONDS, max_retries=1, **more))
    except ImportError as error:
        package = _PACKAGES.get(setting.partition(":")[0], "its LangChain package")
        raise InputError(f"Model '{setting}' needs {package}: pip install 'frugal-twin[models]'.") from error
    except Exception as error:  # providers raise their own kinds for a missing key or a wrong name
        raise InputError(f"Model '{setting}' cannot start: {without_secrets(str(error))[:200]}") from error


def without_secrets(text: str) -> str:
    """A provider's message with whatever looks like a key blotted out."""
    return _SECRET.sub("[hidden]", " ".join(text.split()))
