"""What the shipped code may not do: run data as code, start a shell, reach the network, use a closed-off API.

Read from the syntax tree, so that a comment or a docstring may name these things.
"""

import ast
from pathlib import Path

PACKAGES = ("twin", "assistant")

# Whole modules, with the reason; a name also covers what lies under it.
IMPORTS = {
    "pickle": "a doctored file runs code; keep plain columns",
    "cPickle": "a doctored file runs code; keep plain columns",
    "dill": "a doctored file runs code; keep plain columns",
    "cloudpickle": "a doctored file runs code; keep plain columns",
    "marshal": "a doctored file runs code; keep plain columns",
    "shelve": "pickle underneath; use SQLite",
    "joblib": "pickle underneath; use the kit's driver and store",
    "diskcache": "pickle underneath; use the kit's store",
    "langchain_community": "loaders with open advisories; write a bounded reader",
    "langchain_core.load": "builds foreign objects; keep messages as plain JSON",
    "requests": "the kit reaches no network while it runs",
    "httpx": "the kit reaches no network while it runs",
    "aiohttp": "the kit reaches no network while it runs",
    "urllib.request": "the kit reaches no network while it runs",
    "chromadb.utils.embedding_functions": "downloads a model; hand over our own vectors",
}
# Calls by their full or last name.
CALLS = {
    "eval": "runs data as code",
    "exec": "runs data as code",
    "compile": "runs data as code",
    "__import__": "runs data as code",
    "os.system": "starts a shell",
    "os.popen": "starts a shell",
    "yaml.load": "builds foreign objects; use the kit's strict YAML reader",
    "yaml.full_load": "builds foreign objects; use the kit's strict YAML reader",
    "yaml.unsafe_load": "builds foreign objects; use the kit's strict YAML reader",
    "chromadb.HttpClient": "the server has an open advisory; use the embedded client",
    "chromadb.AsyncHttpClient": "the server has an open advisory; use the embedded client",
    "pandas.read_pickle": "a doctored file runs code",
}
# Keyword arguments that are wrong with this value, whatever is called.
KEYWORDS = {
    ("shell", True): "starts a shell",
    ("allow_pickle", True): "a doctored file runs code",
    ("trust_remote_code", True): "runs foreign code",
    ("autoescape", False): "puts foreign text into a page as it is",
}


def _dotted(node: ast.expr) -> str:
    """`yaml.load` for the expression yaml.load; empty for anything that is not a plain dotted name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def _said_of_import(name: str) -> str | None:
    parts = name.split(".")
    heads = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
    reason = next((IMPORTS[head] for head in heads if head in IMPORTS), None)
    reason = reason or CALLS.get(name)
    return f"import of {name}: {reason}" if reason else None


def _only_text(node: ast.Call) -> bool:
    """True for yaml.load with PyYAML's BaseLoader, which makes nothing but text, lists and dictionaries."""
    loaders = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "Loader"]
    return bool(loaders) and "BaseLoader" in loaders[0] and "Unsafe" not in loaders[0]


def _said_of_call(node: ast.Call, jinja: set[str]) -> list[str]:
    name = _dotted(node.func)
    said = [f"call of {name}: {CALLS[name]}"] if name in CALLS and not _only_text(node) else []
    for keyword in node.keywords:
        if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool):
            reason = KEYWORDS.get((keyword.arg or "", keyword.value.value))
            said += [f"{keyword.arg}={keyword.value.value}: {reason}"] if reason else []
    if name in jinja and not any(keyword.arg == "autoescape" for keyword in node.keywords):
        said.append(f"{name} without autoescape: puts foreign text into a page as it is")
    return said


def _jinja_names(tree: ast.AST) -> set[str]:
    """The names under which a module makes a Jinja environment."""
    imports = (
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "jinja2"
    )
    aliases = (alias for node in imports for alias in node.names if alias.name == "Environment")
    return {"jinja2.Environment"} | {alias.asname or alias.name for alias in aliases}


def forbidden(source: str) -> list[tuple[int, str]]:
    """Line number and reason of each forbidden thing in a module's text. SyntaxError if it is no Python."""
    hits: dict[tuple[int, str], None] = {}
    tree = ast.parse(source)
    jinja = _jinja_names(tree)
    for node in ast.walk(tree):
        said = [line for name in _imported(node) if (line := _said_of_import(name))]
        said = said[:1] + (_said_of_call(node, jinja) if isinstance(node, ast.Call) else [])
        hits |= {(getattr(node, "lineno", 0), line): None for line in said}
    return sorted(hits)


def problems(root: Path) -> list[str]:
    """One line for each forbidden import, call or argument in the two packages."""
    modules = sorted(path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return [
        f"{path.relative_to(root)}:{number}: {reason}"
        for path in modules
        for number, reason in forbidden(path.read_text(encoding="utf-8"))
    ]
