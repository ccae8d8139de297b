"""What one document may cost. Above a limit it is refused in one line, and the index stays as it was."""

from dataclasses import dataclass

KINDS = {".md": "markdown", ".markdown": "markdown", ".txt": "text", ".html": "html", ".htm": "html"}
KINDS |= {".pdf": "pdf", ".docx": "docx"}
"""Kinds of document by the end of the file's name."""


@dataclass(frozen=True)
class Limits:
    """Caps on one document; sizes in bytes, times in seconds."""

    file_bytes: int = 50_000_000
    text_bytes: int = 5_000_000
    """Text that a document may hold, in UTF-8."""
    unpacked_bytes: int = 200_000_000
    """What a Word file may unpack to, by its own table of contents."""
    unpacked_ratio: int = 200
    """How much more than it weighs one member of a Word file may unpack to."""
    pages: int = 2_000
    seconds: float = 60.0
    memory_bytes: int = 1_000_000_000
    """Address space of the parser; not enforced on Windows, where the time limit alone holds."""
    passages: int = 5_000
    files: int = 2_000
    """Files of one folder."""
