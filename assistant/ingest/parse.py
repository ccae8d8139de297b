"""The parser's child process: one document in, its text in parts as JSON out. Run by path, never imported.

    python -I parse.py KIND LIMITS < document > parts

It takes the document's bytes on standard input and knows no file name, so nothing in a document can lead it to a
file. Before it reads a byte it limits its own memory, time and files, and forbids itself to open a socket, to start
a program and to write a file. What it prints is data: {"parts": [{"heading", "page", "text"}], "note"} or {"error"}.
"""

import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

Part = dict[str, Any]

_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.kill",
    "shutil.",
    "ctypes.dlopen",
    "urllib.",
    "ftplib.",
    "http.",
)


class Refused(Exception):
    """The document is above a limit or not what its name says; the text is for the reader."""


def lock_down(limits: dict[str, float]) -> None:
    """Limit memory, processor time and files of this process, and forbid what a parser never needs."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit is what holds there
        pass
    else:
        memory, seconds = int(limits["memory_bytes"]), int(limits["seconds"]) + 1
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def forbid(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(f"a document's parser may not do {event}")
        if event == "open" and _writes(arguments[1], arguments[2]):
            raise PermissionError("a document's parser may not write")

    sys.addaudithook(forbid)


def _writes(mode: Any, flags: Any) -> bool:
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def decoded(content: bytes) -> str:
    """Text of the bytes: UTF-8 (or UTF-16 with its mark), else Latin-1; bytes that are no text are refused."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if content[:4096].count(0):
        raise Refused("it is not text (it holds zero bytes)")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def from_text(content: bytes, limits: dict[str, float]) -> Iterator[Part]:
    """The text as one part."""
    yield {"heading": "", "page": None, "text": decoded(content)}


def from_markdown(content: bytes, limits: dict[str, float]) -> Iterator[Part]:
    """Parts along the headings; fenced code and front matter stay text."""
    heading, fenced = "", False
    held: list[str] = []
    for line in decoded(content).splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        found = None if fenced else re.match(r"\s{0,3}#{1,6}\s+(.{1,300}?)\s*#*\s*$", line)
        if found:
            yield {"heading": heading, "page": None, "text": "\n".join(held)}
            heading, held = found[1], []
        else:
            held.append(line)
    yield {"heading": heading, "page": None, "text": "\n".join(held)}


class _Reader(HTMLParser):
    """Visible text of a page along its headings; never runs or fetches anything."""

    hidden = frozenset(
        {"script", "style", "template", "noscript", "iframe", "object", "svg", "head", "math", "textarea"}
    )
    blocks = frozenset(
        {"p", "div", "li", "tr", "br", "section", "article", "table", "ul", "ol", "blockquote", "pre", "td"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = [{"heading": "", "page": None, "text": ""}]
        self._hidden: list[str] = []
        self._heading: str | None = None
        self._held: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.hidden or (not self._hidden and any(name == "hidden" for name, _ in attrs)):
            if tag not in ("br", "img", "input", "meta", "link", "hr"):
                self._hidden.append(tag)
        elif re.fullmatch("h[1-6]", tag):
            self._flush()
            self._heading = ""
        elif tag in self.blocks:
            self._held.append("\n\n" if tag in ("p", "div", "section") else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
        elif re.fullmatch("h[1-6]", tag) and self._heading is not None:
            self.parts.append({"heading": " ".join(self._heading.split())[:300], "page": None, "text": ""})
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._heading is not None:
            self._heading += data[:300]
        else:
            self._held.append(data)

    def _flush(self) -> None:
        self.parts[-1]["text"] += "".join(self._held)
        self._held = []

    def finished(self) -> list[Part]:
        self.close()
        self._flush()
        return self.parts


def from_html(content: bytes, limits: dict[str, float]) -> Iterator[Part]:
    """Visible text along the headings."""
    reader = _Reader()
    reader.feed(decoded(content))
    yield from reader.finished()


def from_pdf(content: bytes, limits: dict[str, float]) -> Iterator[Part]:
    """One part a page."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    logging.disable(logging.CRITICAL)
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        raise Refused("it is not a PDF, whatever its name says")
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("it is locked with a password")
        if len(reader.pages) > limits["pages"]:
            raise Refused(f"it has {len(reader.pages)} pages; {int(limits['pages'])} are allowed")
        for number, page in enumerate(reader.pages, start=1):
            yield {"heading": "", "page": number, "text": page.extract_text()}
    except PdfReadError as error:
        raise Refused(f"it is a broken PDF ({str(error)[:80]})") from error


def from_docx(content: bytes, limits: dict[str, float]) -> Iterator[Part]:
    """Paragraphs along the heading styles, then the tables' rows."""
    _check_zip(content, limits)
    from docx import Document

    document = Document(io.BytesIO(content))
    heading = ""
    held: list[str] = []
    for paragraph in document.paragraphs:
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        if style.startswith(("Heading", "Title")) and paragraph.text.strip():
            yield {"heading": heading, "page": None, "text": "\n\n".join(held)}
            heading, held = paragraph.text.strip()[:300], []
        else:
            held.append(paragraph.text)
    for table in document.tables:
        held.extend(" | ".join(cell.text.strip() for cell in row.cells) for row in table.rows)
    yield {"heading": heading, "page": None, "text": "\n\n".join(held)}


def _check_zip(content: bytes, limits: dict[str, float]) -> None:
    """Refuse bombs, by the archive's own table, before anything is unpacked."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise Refused("it is not a Word file (.docx), whatever its name says") from error
    if len(members) > 5_000 or sum(member.file_size for member in members) > limits["unpacked_bytes"]:
        raise Refused("it unpacks to more than is allowed")
    ratio = limits["unpacked_ratio"]
    if any(
        member.file_size > 1_000_000 and member.file_size > ratio * member.compress_size for member in members
    ):
        raise Refused("it unpacks to far more than it weighs (a zip bomb)")
    if "word/document.xml" not in {member.filename for member in members}:
        raise Refused("it is not a Word file (.docx), whatever its name says")


PARSERS = {
    "text": from_text,
    "markdown": from_markdown,
    "html": from_html,
    "pdf": from_pdf,
    "docx": from_docx,
}


def parse(kind: str, content: bytes, limits: dict[str, float]) -> dict[str, Any]:
    """All parts that hold text, up to the limit of text."""
    parts: list[Part] = []
    held = 0
    for part in PARSERS[kind](content, limits):
        text = part["text"].encode("utf-8", "replace").decode()
        held += len(text.encode())
        if held > limits["text_bytes"]:
            raise Refused(f"it holds more than {int(limits['text_bytes']) // 1_000_000} MB of text")
        if text.strip():
            parts.append({**part, "text": text})
    return {"parts": parts}


def main() -> None:
    """Read, parse, print; every failure becomes one line of JSON."""
    kind, limits = sys.argv[1], json.loads(sys.argv[2])
    content = sys.stdin.buffer.read()
    if kind == "pdf":
        import pypdf  # noqa: F401
    if kind == "docx":
        import docx  # noqa: F401
    lock_down(limits)
    try:
        answer = parse(kind, content, limits)
    except Refused as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "reading it takes more memory than is allowed"}
    except RecursionError:
        answer = {"error": "it is nested too deeply"}
    except Exception as error:  # a parser's own fault on a hostile file: one line, no traceback
        answer = {"error": f"it cannot be read ({type(error).__name__}: {str(error)[:80]})"}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
