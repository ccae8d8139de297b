"""Which files a path means, and what each is called in the index."""

import os
from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.limits import KINDS, Limits
from twin.errors import InputError


@dataclass(frozen=True)
class Found:
    """A file to read: where it is, its name in the index, its kind."""

    path: Path
    name: str
    kind: str


def found_files(target: Path, limits: Limits) -> tuple[Found, ...]:
    """The documents of a file or folder, by name.

    A folder is searched with its subfolders. Hidden files, links that lead out of the folder, and kinds that
    cannot be read are left out. Raises InputError when nothing is left.
    """
    allowed = ", ".join(sorted(KINDS))
    if not target.exists():
        raise InputError(f"There is no file or folder {target}.")
    if target.is_file():
        if target.suffix.lower() not in KINDS:
            raise InputError(f"{target.name}: this kind of file cannot be read. Allowed: {allowed}.")
        return (Found(target.resolve(), target.name, KINDS[target.suffix.lower()]),)
    if not target.is_dir():
        raise InputError(f"{target} is neither a file nor a folder.")
    found = _walked(target.resolve(), limits)
    if not found:
        raise InputError(f"The folder {target} holds no document that can be read. Allowed: {allowed}.")
    return found


def _walked(root: Path, limits: Limits) -> tuple[Found, ...]:
    found: list[Found] = []
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if name.startswith(".") or path.suffix.lower() not in KINDS or not inside(path, root):
                continue
            found.append(Found(path, path.relative_to(root).as_posix(), KINDS[path.suffix.lower()]))
            if len(found) > limits.files:
                raise InputError(
                    f"The folder {root} holds more than {limits.files} documents. Add it in parts."
                )
    return tuple(found)


def inside(path: Path, root: Path) -> bool:
    """True for a plain file whose real place is under the folder: a link that climbs out is not followed."""
    real = path.resolve()
    return real.is_file() and real.is_relative_to(root)


def content_of(found: Found, limits: Limits) -> bytes:
    """The file's bytes; raises InputError above the size limit or when it cannot be read."""
    try:
        size = found.path.stat().st_size
        if size > limits.file_bytes:
            raise InputError(
                f"{found.name}: not added: it weighs {size / 1e6:.0f} MB; {limits.file_bytes / 1e6:.0f} MB are allowed."
            )
        with found.path.open("rb") as file:
            content = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise InputError(f"{found.name}: not added: {error.strerror or error}.") from error
    if not content.strip():
        raise InputError(f"{found.name}: not added: it is empty.")
    return content
