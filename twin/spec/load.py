"""From a file to a network, and back to one canonical text with a digest."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from twin.errors import InputError
from twin.safe_yaml import load_yaml, read_text
from twin.spec.network import Network

Model = TypeVar("Model", bound=BaseModel)
_SHOWN = 12


def load_network(path: Path) -> Network:
    """Reads a network from a YAML or JSON file; InputError names every problem with its place."""
    return read_network(read_text(path, path.name), where=path.name)


def read_network(text: str, where: str = "network") -> Network:
    """Reads a network from YAML or JSON text."""
    return read(Network, text, where)


def read(model: type[Model], text: str, where: str) -> Model:
    """Reads any specification value from YAML or JSON text."""
    return build(model, load_yaml(text, where), where)


def build(model: type[Model], raw: object, where: str) -> Model:
    """Checks raw data against a specification; assumed numbers get their path as the name of their draw."""
    if not isinstance(raw, Mapping):
        raise InputError(f"{where}: expected a mapping of keys and values, found {type(raw).__name__}.")
    try:
        return model.model_validate(with_assumption_ids(raw))
    except ValidationError as error:
        raise InputError("\n".join(_lines(error, where, model))) from error


def with_assumption_ids(raw: Any, path: str = "") -> Any:
    """Copies raw data, naming every `assumed` number by its path where it has no id of its own."""
    if isinstance(raw, Mapping):
        inner = {
            key: with_assumption_ids(value, f"{path}.{key}" if path else str(key))
            for key, value in raw.items()
        }
        return {**inner, "id": path} if "assumed" in raw and "id" not in raw else inner
    if isinstance(raw, list):
        return [with_assumption_ids(item, f"{path}.{_label(item, index)}") for index, item in enumerate(raw)]
    return raw


def _label(item: object, index: int) -> str:
    name = (
        item.get("name") or item.get("product") or item.get("country") if isinstance(item, Mapping) else None
    )
    return str(name or index)


def _lines(error: ValidationError, where: str, model: type[BaseModel]) -> Iterator[str]:
    problems = error.errors(include_url=False, include_input=False)
    for problem in problems[:_SHOWN]:
        spot = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = _unknown_key(str(problem["loc"][-1]), model)
        yield f"{where}: {spot}: {message}" if spot else f"{where}: {message}"
    if len(problems) > _SHOWN:
        yield f"{where}: and {len(problems) - _SHOWN} more problems"


def _unknown_key(key: str, model: type[BaseModel]) -> str:
    near = process.extract(key, sorted(_field_names(model)), limit=2, score_cutoff=70)
    hint = f" Did you mean {' or '.join(repr(name) for name, _, _ in near)}?" if near else ""
    return f"unknown key {key!r}.{hint} `frugal-twin schema network` lists the allowed keys."


def _field_names(model: type[BaseModel]) -> set[str]:
    names: set[str] = set(model.model_fields)
    for definition in model.model_json_schema().get("$defs", {}).values():
        names |= set(definition.get("properties", {}))
    return names


def canonical(value: BaseModel) -> str:
    """One text for one value: JSON, sorted keys, shortest exact floats."""
    return json.dumps(value.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: BaseModel) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
