"""Every setting of the assistant, read from the environment in this one place.

FRUGAL_TWIN_HOME       folder of indexes, sessions and results (see `twin.paths.data_home`)
FRUGAL_TWIN_INDEX      folder of the passage index; default HOME/index
FRUGAL_TWIN_ENCODER    use | quality | PROVIDER:MODEL (any embeddings that LangChain can start)
FRUGAL_TWIN_STORE      auto | chroma | numpy
FRUGAL_TWIN_K          passages that an answer looks at, 1 to 50
FRUGAL_TWIN_MODEL      embedded, or PROVIDER:NAME of a LangChain chat model
FRUGAL_TWIN_MODEL_URL  address of an OpenAI-compatible server, when the model needs one
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast, get_args

from twin.errors import InputError
from twin.paths import data_home

StoreChoice = Literal["auto", "chroma", "numpy"]
BUILT_IN_ENCODERS = ("use", "quality")


@dataclass(frozen=True)
class Settings:
    """What the user may choose; `settings()` fills it from the environment."""

    index_folder: Path
    sessions_folder: Path
    encoder: str = "use"
    store: StoreChoice = "auto"
    k: int = 5
    model: str = "embedded"
    model_url: str | None = None

    def __post_init__(self) -> None:
        _check_encoder(self.encoder)
        if self.store not in get_args(StoreChoice):
            raise InputError(f"FRUGAL_TWIN_STORE is '{self.store}'. Allowed: auto, chroma, numpy.")
        if not 1 <= self.k <= 50:
            raise InputError(f"FRUGAL_TWIN_K is {self.k}. Allowed: a whole number from 1 to 50.")
        if self.model != "embedded" and ":" not in self.model:
            raise InputError(
                f"Model '{self.model}' is not known. Write 'embedded', or PROVIDER:NAME such as ollama:qwen3:4b."
            )


def _check_encoder(name: str) -> None:
    if name not in BUILT_IN_ENCODERS and ":" not in name:
        raise InputError(
            f"Encoder '{name}' is not known. Write 'use', 'quality', or PROVIDER:MODEL "
            "for embeddings that LangChain can start, such as ollama:nomic-embed-text."
        )


def _whole(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InputError(f"{name} is '{text}'. Allowed: a whole number from 1 to 50.") from None


def settings(environment: Mapping[str, str] | None = None, **chosen: object) -> Settings:
    """Settings from the environment; keyword arguments that are not None win over it.

    >>> settings({}, k=3).k
    3
    """
    env = os.environ if environment is None else environment
    home = data_home()
    read = Settings(
        index_folder=Path(env.get("FRUGAL_TWIN_INDEX") or home / "index").expanduser(),
        sessions_folder=home / "sessions",
        encoder=env.get("FRUGAL_TWIN_ENCODER") or "use",
        store=cast(StoreChoice, env.get("FRUGAL_TWIN_STORE") or "auto"),
        k=_whole(env.get("FRUGAL_TWIN_K") or "5", "FRUGAL_TWIN_K"),
        model=env.get("FRUGAL_TWIN_MODEL") or "embedded",
        model_url=env.get("FRUGAL_TWIN_MODEL_URL") or None,
    )
    given = {name: value for name, value in chosen.items() if value is not None}
    return replace(read, **given)  # type: ignore[arg-type]
