"""From content to one HTML page: the same content gives the same bytes on every machine."""

import base64
import hashlib
import json
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from twin.report.content import FORMAT, Block, Figure, Maker, ReportContent
from twin.report.markdown import to_html

if TYPE_CHECKING:
    from jinja2 import Template

SEAL = "<!-- sha256 of all before this line: {} -->\n"


def render(content: ReportContent, maker: Maker) -> str:
    """The whole page. Nothing in it comes from the clock, the machine or the file's name."""
    payload = {
        "format": FORMAT,
        "inputs": content.inputs.model_dump(mode="json"),
        "results": content.results,
        "maker": maker.model_dump(mode="json"),
    }
    body = _template().render(
        content=content,
        blocks=[_shown(block) for block in content.blocks],
        maker=maker,
        payload=script_json(payload),
        style=asset("page.css"),
        loader=asset("page.js"),
        policy=_policy(),
        library=_library() if any(isinstance(block, Figure) for block in content.blocks) else "",
    )
    body = body.rstrip("\n") + "\n"
    return body + SEAL.format(hashlib.sha256(body.encode()).hexdigest())


def unsealed(page: str) -> str:
    """The page without its last line, the checksum."""
    return page[: page.rindex(SEAL.split("{}")[0])]


def script_json(value: object) -> str:
    """JSON that can stand inside a script element: no markup in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def asset(name: str) -> str:
    """A text file that travels with this package."""
    return (resources.files("twin.report") / "assets" / name).read_text(encoding="utf-8")


def _shown(block: Block) -> dict[str, Any]:
    """A block as the template wants it: Markdown as clean HTML, a figure as JSON for a script element."""
    shown: dict[str, Any] = {"kind": block.kind, "block": block}
    if block.kind in ("paragraph", "notice"):
        shown["html"] = to_html(block.markdown)
    if block.kind == "figure":
        shown["json"] = script_json(block.figure)
    return shown


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # Only these four are put in as markup: our own files, cleaned Markdown and JSON without markup.
    environment.filters["trusted"] = Markup
    return environment.from_string(asset("page.html"))


@lru_cache(maxsize=1)
def _library() -> str:
    """The drawing library, packed, as text; the same bytes for ever, since the file holds them packed."""
    packed = (resources.files("twin.report") / "assets" / "plotly-cartesian.min.js.gz").read_bytes()
    return base64.b64encode(packed).decode()


def _policy() -> str:
    """Content security policy: no request at all, and no script but the two that belong to the page."""
    library = base64.b64encode(bytes.fromhex(json.loads(asset("plotly-cartesian.json"))["sha256"])).decode()
    loader = base64.b64encode(hashlib.sha256(asset("page.js").encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{loader}' 'sha256-{library}'; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
