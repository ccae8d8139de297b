"""A report verifies when nothing was touched, and fails for a single digit anywhere a reader looks."""

import hashlib
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twin.cases import load_case
from twin.errors import InputError, RunError
from twin.experiment.values import Comparison
from twin.plot import KpiRow, comparison_figure
from twin.report import (
    Citation,
    Citations,
    Figure,
    Heading,
    Inputs,
    Limits,
    Maker,
    Notice,
    Paragraph,
    ReportContent,
    Specs,
    Table,
    diff,
    read_report,
    render,
    verify,
)
from twin.report.compared import exact
from twin.report.maker import maker
from twin.report.maps import map_blocks
from twin.report.markdown import to_html
from twin.report.page import SEAL, script_json
from twin.report.read import _bound
from twin.report.regions import regions
from twin.report.tables import number
from twin.scenario import Scenario
from twin.told import in_unit

HERE = Maker(kit="0.1.0", code="c0de", corpus="c0", python="3.11.7", numpy="2.3.0")
QUESTION = "Compare one big plant with ten micro-factories"
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def recipe(inputs: Inputs) -> ReportContent:
    """A stand-in for a run: numbers that follow from the inputs alone."""
    amount = 1000.0 + len(inputs.questions[0])
    figure = comparison_figure(
        [KpiRow("plant", "cost.landed", amount, amount - 5, amount + 5, unit="EUR/unit")]
    )
    return ReportContent(
        title="One plant or ten micro-factories",
        question=inputs.questions[0],
        inputs=inputs,
        results={"cost.landed": amount, "parts": [1.25, 2.5]},
        blocks=(
            Notice(markdown="**Illustrative.** Rests on assumed numbers."),
            Heading(text="Answer"),
            Paragraph(markdown=f"The plant costs **{amount:,.0f}** EUR per unit [1](#cite-1)."),
            Figure(caption="Costs", alt="Costs of the plant", figure=json.loads(figure.to_json())),
            Table(caption="Costs", columns=("", "plant"), rows=(("landed", f"{amount:,.0f}"),), numbers=(1,)),
            Citations(items=(Citation(source="avatar-mobilite", passage="p3", text="Capex of 4 million."),)),
            Specs(name="plant", digest="ab" * 32, text='{"name":"plant"}'),
        ),
    )


RECIPES = {"test": recipe}


@pytest.fixture
def inputs() -> Inputs:
    return Inputs(recipe="test", questions=(QUESTION,), plan={"kind": "compare"})


@pytest.fixture
def page(inputs: Inputs) -> str:
    return render(recipe(inputs), HERE)


def checked(
    tmp_path: Path, page: str, recipes: dict[str, Callable[[Inputs], ReportContent]] = RECIPES
) -> dict[str, str]:
    path = tmp_path / "report.html"
    path.write_bytes(page.encode())
    return {check.name: check.verdict for check in verify(path, recipes, HERE)}


def sealed(page: str) -> str:
    """The page with a fresh checksum, as a forger would write it."""
    body = page[: page.rindex("<!-- sha256")]
    return body + SEAL.format(hashlib.sha256(body.encode()).hexdigest())


def test_an_untouched_report_verifies(tmp_path: Path, page: str) -> None:
    verdicts = checked(tmp_path, page)
    assert set(verdicts.values()) == {"pass"}
    assert {"checksum", "plan", "results", "text", "tables", "figures", "scripts", "data", "page"} <= set(
        verdicts
    )


@pytest.mark.parametrize(
    ("where", "pattern"),
    [
        ("text", r"<strong>1,0(4)6"),
        ("tables", r'<td class="number">1,0(4)6'),
        ("figures", r'"x":\[10(4)6\.0\]'),
        ("data", r'"cost.landed":10(4)6'),
        ("text", r'cite-1"><details>[\s\S]*Capex of (4) million'),
        ("text", r"sha256 <code>ab(a)"),
        ("text", r'aria-label="Costs of the (p)lant'),
    ],
)
def test_one_digit_changed_by_hand_fails(tmp_path: Path, page: str, where: str, pattern: str) -> None:
    match = re.search(pattern, page)
    assert match is not None
    changed = page[: match.start(1)] + "9" + page[match.end(1) :]
    verdicts = checked(tmp_path, changed)
    assert verdicts["checksum"] == verdicts["page"] == verdicts[where] == "fail"
    forged = checked(tmp_path, sealed(changed))
    assert forged["checksum"] == "pass"
    assert forged["page"] == forged[where] == "fail"


@pytest.mark.parametrize(
    "addition",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p>and 40 % cheaper</p>",
        " ",
        "<style>p{}</style>",
    ],
)
def test_anything_added_to_the_page_fails(tmp_path: Path, page: str, addition: str) -> None:
    verdicts = checked(tmp_path, sealed(page.replace("</footer>", addition + "</footer>")))
    assert verdicts["page"] == "fail"


def test_a_forged_input_gives_another_page(tmp_path: Path, page: str) -> None:
    changed = page.replace(json.dumps(QUESTION), json.dumps(QUESTION + "s"))
    assert changed != page
    verdicts = checked(tmp_path, sealed(changed))
    assert verdicts["results"] == verdicts["page"] == "fail"


def test_a_plan_that_the_questions_do_not_lead_to_fails(tmp_path: Path, inputs: Inputs) -> None:
    def planned(given: Inputs) -> ReportContent:
        return recipe(given.model_copy(update={"plan": {"kind": "compare"}}))

    forged = render(recipe(inputs.model_copy(update={"plan": {"kind": "compare", "sites": 9}})), HERE)
    verdicts = checked(tmp_path, forged, {"test": planned})
    assert verdicts["plan"] == "fail"


def test_inputs_that_cannot_run_fail_in_one_line(tmp_path: Path, page: str) -> None:
    def broken(_: Inputs) -> ReportContent:
        raise RunError("no such case")

    assert checked(tmp_path, page, {"test": broken})["run"] == "fail"


def test_another_version_is_told_and_the_digits_decide(tmp_path: Path, page: str) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(page.encode())
    other = HERE.model_copy(update={"numpy": "2.9.9"})
    notes = [check for check in verify(path, RECIPES, other) if check.verdict == "note"]
    assert [note.name for note in notes] == ["numpy"]
    assert "2.9.9" in str(notes[0])


def test_the_page_is_the_same_bytes_and_small(inputs: Inputs, page: str) -> None:
    assert render(recipe(inputs), HERE) == page
    assert len(page.encode()) < 1_500_000
    assert "\r" not in page


def test_the_page_asks_no_network(page: str) -> None:
    without_library = re.sub(
        r'<script type="application/octet-stream".*?</script>', "", page, flags=re.DOTALL
    )
    assert not re.search(r'(src|href)="(?!#)', without_library)
    assert "default-src 'none'" in html.unescape(page)
    assert "http" not in without_library.replace("http-equiv", "")


def test_what_a_user_writes_is_shown_and_never_markup(tmp_path: Path) -> None:
    evil = Inputs(recipe="test", questions=(EVIL,), plan={"note": EVIL})
    content = recipe(evil).model_copy(
        update={
            "title": EVIL,
            "blocks": (
                Heading(text=EVIL),
                Paragraph(markdown=EVIL + "\n\n[x](javascript:alert(3)) ![x](https://evil.example/x.png)"),
                Table(caption=EVIL, columns=(EVIL,), rows=((EVIL,),)),
                Figure(caption=EVIL, alt=EVIL + '"', figure={"data": [], "layout": {"meta": EVIL}}),
                Citations(items=(Citation(source=EVIL, passage=EVIL, text=EVIL, title=EVIL),)),
                Specs(name=EVIL, digest="0", text=EVIL),
            ),
        }
    )
    page = render(content, HERE)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("<script") == 4  # figure data, payload, library, loader
    assert 'href="javascript' not in page
    path = tmp_path / "evil.html"
    path.write_bytes(page.encode())
    assert read_report(path).inputs.questions == (EVIL,)


@pytest.mark.parametrize(
    ("markdown", "never"),
    [
        ("<b onclick=x>hi</b>", "<b"),
        ("[a](javascript:alert(1))", 'href="javascript'),
        ("[a](data:text/html,x)", 'href="data'),
        ("[a](http://plain.example)", 'href="http:'),
        ("![a](https://x.example/y.png)", "<img"),
        ("<style>p{}</style>", "<style"),
        ("`</code><script>`", "<script"),
    ],
)
def test_markdown_leaves_no_markup_of_the_writer(markdown: str, never: str) -> None:
    assert never not in to_html(markdown)


def test_markdown_keeps_structure() -> None:
    made = to_html("**a** [1](#cite-1)\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n- b")
    for part in ("<strong>a</strong>", 'href="#cite-1"', "<td>2</td>", "<li>b</li>"):
        assert part in made


def test_script_json_cannot_end_its_element() -> None:
    text = script_json({"a": "</script>\u2028<!--"})
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text) == {"a": "</script>\u2028<!--"}


def _payload(page: str, change: Callable[[dict[str, Any]], object]) -> str:
    found = re.search(r'id="payload">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    raw = json.loads(found[1])
    change(raw)
    return page.replace(found[1], json.dumps(raw))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw.update(format=99), "format 99"),
        (lambda raw: raw["inputs"].update(extra=1), "not valid"),
        (lambda raw: raw["inputs"].update(recipe="os.system('x')"), "not valid"),
        (lambda raw: raw["inputs"].update(questions=["x"] * 51), "not valid"),
        (lambda raw: raw["inputs"].update(recipe="other"), "does not know"),
        (lambda raw: raw.update(results=[]), "hold no results"),
        (lambda raw: raw.update(results={"a": float("nan")}), "not JSON"),
    ],
)
def test_bad_data_is_one_clear_line(
    tmp_path: Path, page: str, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as error:
        checked(tmp_path, _payload(page, change))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html></html>", "0 blocks of report data"),
        (b"\xff\xfe", "not UTF-8"),
        (b"x" * 6_000_001, "larger than 6 MB"),
        (b'<script type="application/json" id="payload">' + b"[" * 100_000 + b"</script>", "nested deeper"),
        (b'<script type="application/json" id="payload">{"a":1,"a":2}</script>', "stands twice"),
        (b'<script type="application/json" id="payload">[]</script>', "not an object"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_report(path)
    with pytest.raises(InputError, match="no such file"):
        read_report(tmp_path / "missing.html")


def test_regions_hold_every_byte_once(page: str) -> None:
    parts = regions(page)
    assert sum(len(part) for part in parts.values()) >= len(page) - 100
    changed = page.replace('"landed', '"x', 1)
    assert changed == page or regions(changed) != parts


def test_diff_names_what_differs(tmp_path: Path, inputs: Inputs) -> None:
    reports = []
    for name, question in (("a", QUESTION), ("b", QUESTION + ", please")):
        path = tmp_path / f"{name}.html"
        content = recipe(inputs.model_copy(update={"questions": (question,)}))
        path.write_bytes(render(content, HERE).encode())
        reports.append(read_report(path))
    lines = list(diff(*reports))
    assert any(line.startswith("input questions[0]: ") for line in lines)
    assert "result cost.landed: 1046.0 | 1054.0" in lines
    assert any(line.startswith("text first : ") and "1,046" in line for line in lines)
    assert list(diff(reports[0], reports[0])) == []


def test_limits_name_the_scenario_and_the_number() -> None:
    limits = Limits()
    with pytest.raises(InputError, match="'big' has 900 replications; a report is re-run up to 200"):
        _bound("big", "replications", 900, limits.replications)


def test_a_map_for_each_layout_and_its_table() -> None:
    case = load_case("avatar")
    plant, network = (Scenario(name=name, base=case.network(name)) for name in ("plant", "network"))
    blocks = map_blocks((plant, plant.model_copy(update={"name": "again"}), network))
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert [figure.caption for figure in figures] == [
        "Sites and customers: plant; again",
        "Sites and customers: network",
    ]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables[1].rows) == len(network.network.sites)


def test_what_a_report_holds_never_depends_on_the_store_or_the_clock() -> None:
    taken = {"seconds": 1.5, "runs": 3, "stored_runs": 4}
    given = {"base": "a", "results": (), "differences": ()}
    assert exact(Comparison(**given, **taken)) == exact(Comparison(**given))


def test_the_maker_states_versions_and_digests() -> None:
    made = maker()
    assert re.fullmatch(r"[0-9a-f]{64}", made.code)
    assert re.fullmatch(r"[0-9a-f]{64}", made.corpus)
    assert made.python.startswith("3.")


@pytest.mark.parametrize(
    ("value", "unit", "text"), [(0.93, "fraction", "93 %"), (9650.4, "EUR/unit", "9,650")]
)
def test_numbers_of_tables(value: float, unit: str, text: str) -> None:
    assert number(value, in_unit(unit, value)) == text
