"""What the words SCENARIO of `run` and `compare` may be: a case, one of its designs, or a file."""

import json
from pathlib import Path

from pydantic import ValidationError

from twin.cases import keys, load_case
from twin.edits import EDIT, AnyEdit
from twin.errors import InputError
from twin.safe_yaml import read_text
from twin.scenario import Scenario
from twin.spec import Network
from twin.spec.load import build, load_network


def scenarios(target: str) -> tuple[Scenario, ...]:
    """`avatar` gives all designs of the case, `avatar/plant` one, a path the network or scenario in the file.

    Raises InputError for an unknown case, design or file.
    """
    path = Path(target)
    if path.suffix in (".yaml", ".yml", ".json"):
        return (_from_file(path),)
    key, _, design = target.partition("/")
    if not design and key not in keys() and path.exists():
        raise InputError(f"{target}: a network file ends in .yaml, .yml or .json.")
    case = load_case(key)
    wanted = (design,) if design else tuple(case.designs)
    return tuple(
        Scenario(name=f"{key}/{name}", base=case.network(name), settings=case.settings) for name in wanted
    )


def one(target: str) -> Scenario:
    """As `scenarios`; a case alone means its network design."""
    found = scenarios(target)
    return found[0] if len(found) == 1 else next(s for s in found if s.name.endswith("/network"))


def _from_file(path: Path) -> Scenario:
    if path.suffix == ".json":
        try:
            raw = json.loads(read_text(path, path.name), parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            raise InputError(f"{path.name}: line {error.lineno}: not JSON: {error.msg}.") from error
        if isinstance(raw, dict) and "base" in raw:
            return build(Scenario, raw, path.name)
        return Scenario(name=path.stem, base=build(Network, raw, path.name))
    return Scenario(name=path.stem, base=load_network(path))


def _no_constant(text: str) -> float:
    raise InputError(f"{text} is not a number that a network may hold. Write a finite number.")


def set_edits(assignments: tuple[str, ...]) -> tuple[AnyEdit, ...]:
    """`--set PATH=VALUE` as edits; InputError when there is no '='."""
    edits = []
    for text in assignments:
        path, mark, value = text.partition("=")
        if not mark:
            raise InputError(f"--set {text!r}: write PATH=VALUE, e.g. --set demand.Ulive.per_day=12.")
        edits.append(edit({"kind": "set", "path": path.strip(), "value": _scalar(value.strip())}))
    return tuple(edits)


def _scalar(text: str) -> str | int | float | bool | None:
    for word, value in (("true", True), ("false", False), ("null", None)):
        if text == word:
            return value
    return int(text) if text.removeprefix("-").isdigit() and len(text) < 16 else text


def edit(raw: dict[str, object]) -> AnyEdit:
    """One edit from raw data, with the first problem in one line."""
    try:
        return EDIT.validate_python(raw)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        spot = ".".join(str(part) for part in problem["loc"])
        raise InputError(f"{spot}: {problem['msg'].removeprefix('Value error, ')}") from error


def run_edit(**values: object) -> tuple[AnyEdit, ...]:
    """The run settings that were given, as one edit; none when nothing was given."""
    chosen = {key: value for key, value in values.items() if value is not None}
    return (edit({"kind": "run", **chosen}),) if chosen else ()
