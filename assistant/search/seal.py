"""A seal on what we write: a folder that another machine or person made does not carry it and is never opened."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twin.errors import RunError

_KEY_BYTES = 32


def seal_key(home: Path) -> bytes:
    """The user's own key in `home/seal.key`, made at the first call with access for the user alone."""
    path = home / "seal.key"
    if not path.exists():
        _make_key(path)
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise RunError(f"{path} is damaged. Delete it; the index is then built again.")
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"seal.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # two first starts at once: the first key stays
    except FileExistsError:
        pass
    except OSError:
        os.replace(draft, path)  # a file system without links
        return
    draft.unlink()


def seal(key: bytes, content: bytes) -> str:
    """Keyed digest of the content, in hexadecimal."""
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def sealed(key: bytes, value: Mapping[str, Any]) -> str:
    """JSON of the value with its seal under `seal`."""
    return json.dumps(
        {**value, "seal": seal(key, _canonical(value))}, indent=1, ensure_ascii=False, sort_keys=True
    )


def unsealed(key: bytes, text: str) -> dict[str, Any]:
    """The value that `sealed` wrote; raises ValueError when the seal is missing or not ours."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("it is not a sealed record")
    found = str(value.pop("seal", ""))
    if not hmac.compare_digest(found.encode(), seal(key, _canonical(value)).encode()):
        raise ValueError("its seal is not ours")
    return value


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def file_digest(path: Path) -> str:
    """sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part, also after a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Ask the file system to keep the folder's entries; does nothing where folders cannot be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
