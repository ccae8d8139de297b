"""YAML as data only: what a stranger's file may hold, and nothing that can surprise or exhaust us.

Values are built straight from the parser's events, so no constructor can run. Refused, each in one line
with its place: aliases and anchors (a 480-byte file can expand to gigabytes), tags, duplicate keys, several
documents, NaN and infinity, nesting beyond `DEEPEST`, more than `MOST_NODES` values, more than
`LARGEST_FILE` bytes.

Plain scalars follow the core schema of YAML 1.2: `true`/`false`, `null`, decimal numbers; all else is
text. So `country: NO` is the text "NO", `12:30:00` and `2024-05-01` are texts, and `1e3` is a number. Keys
are always text.

>>> load_yaml("country: NO\\nstart: 12:30:00\\nshare: 1e-1", "example")
{'country': 'NO', 'start': '12:30:00', 'share': 0.1}
"""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from twin.errors import InputError
from twin.quoted import quoted

DEEPEST = 40
MOST_NODES = 100_000
LARGEST_FILE = 2_000_000
_MOST_DIGITS = 18
_TOO_LARGE = f"larger than {LARGEST_FILE // 1_000_000} MB. Split it or cut it."

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def load_yaml(text: str, where: str) -> object:
    """The value of one YAML document: dicts with text keys, lists, texts, numbers, booleans and None.

    `where` names the file or field in errors. Raises `InputError` for what the module refuses.
    """
    if len(text) > LARGEST_FILE or len(text.encode("utf-8", "replace")) > LARGEST_FILE:
        raise InputError(
            f"{where}: the text is larger than {LARGEST_FILE // 1_000_000} MB. Split it or cut it."
        )
    builder = _Builder(where)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise InputError(f"{where}{_place(error)}: this is not valid YAML: {_reason(error)}.") from None
    except UnicodeError:
        raise InputError(f"{where}: the text is not valid Unicode. Save the file as UTF-8.") from None
    return builder.value


def load_yaml_file(path: Path, where: str | None = None) -> object:
    """The value of a UTF-8 YAML file; raises `InputError` when it cannot be read or holds what is refused."""
    name = where or path.name
    return load_yaml(read_text(path, name), name)


def read_text(path: Path, where: str) -> str:
    """The text of a UTF-8 file of bounded size; raises `InputError` when there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError(f"{where}: there is no such file. Check the path.") from None
    except OSError as error:
        raise InputError(f"{where}: cannot be read ({error.strerror}).") from None
    if len(content) > LARGEST_FILE:
        raise InputError(
            f"{where}: the file is larger than {LARGEST_FILE // 1_000_000} MB. Split it or cut it."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None


@dataclass
class _Open:
    """A collection that the parser is inside of; `key` waits for its value."""

    value: dict[str, object] | list[object]
    key: str | None = None


@dataclass
class _Builder:
    """Takes the parser's events one by one and holds the value."""

    where: str
    value: object = None
    nodes: int = 0
    documents: int = 0
    stack: list[_Open] = field(default_factory=list)

    def take(self, event: Any) -> None:
        """One event: refuse it, or put its value in its place."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "holds a second document. Write one document a file")
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"uses the alias '*{quoted(event.anchor)}'. Write the value out instead")
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)

    def _node(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._refuse(event, f"holds more than {MOST_NODES:,} values. Make it smaller")
        if event.anchor is not None:
            self._refuse(event, f"defines the anchor '&{quoted(event.anchor)}'. Write the value out instead")
        if event.tag is not None:
            self._refuse(event, f"uses the tag '{quoted(event.tag)}'. Write plain values only")
        if isinstance(event, yaml.ScalarEvent):
            self._place(event, self._scalar(event))
            return
        opened: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._place(event, opened)
        self.stack.append(_Open(opened))
        if len(self.stack) > DEEPEST:
            self._refuse(event, f"is nested more than {DEEPEST} levels deep. Flatten it")

    def _scalar(self, event: Any) -> object:
        if not event.implicit[0] or self._wants_key():
            return str(event.value)
        return self._resolved(event, event.value)

    def _resolved(self, event: Any, text: str) -> object:
        """A plain scalar by the core schema."""
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            if len(text.lstrip("+-0")) > _MOST_DIGITS:
                self._refuse(event, f"holds a number of more than {_MOST_DIGITS} digits ({quoted(text, 24)})")
            return int(text)
        number = float(text) if _FLOAT.fullmatch(text) else 0.0
        if _NOT_FINITE.fullmatch(text) or not math.isfinite(number):
            self._refuse(event, f"holds '{quoted(text)}', which is no finite number. Write a finite one")
        return number if _FLOAT.fullmatch(text) else text

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _place(self, event: Any, value: object) -> None:
        if not self.stack:
            self.value = value
            return
        inside = self.stack[-1]
        if isinstance(inside.value, list):
            inside.value.append(value)
        elif inside.key is not None:
            inside.value[inside.key] = value
            inside.key = None
        elif not isinstance(value, str):
            self._refuse(event, "uses a list or a mapping as a key. Keys are plain text")
        elif value in inside.value:
            self._refuse(event, f"has the key '{quoted(value)}' twice. Keep one")
        else:
            inside.key = value

    def _refuse(self, event: Any, why: str) -> None:
        raise InputError(f"{self.where}, line {event.start_mark.line + 1}: this file {why}.")


def _place(error: yaml.YAMLError) -> str:
    """Where the parser stopped, when it knows."""
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark is not None else ""


def _reason(error: yaml.YAMLError) -> str:
    """What the parser says, on one line."""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return quoted(problem, 120)
