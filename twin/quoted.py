"""What the user wrote, made safe to repeat inside one line of an error."""


def quoted(given: object, longest: int = 40) -> str:
    """The text of `given` on one line, at most `longest` characters, control characters as question marks.

    >>> quoted("two\\nlines")
    'two lines'
    """
    text = str(given)[: longest * 4] if isinstance(given, str) else str(given)
    line = "".join(mark if mark.isprintable() else "?" for mark in " ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 3] + "..."
