"""The workbench as a newcomer uses it: type a question, see the answer and the figure, stay on this machine."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

SHOTS = Path(__file__).parent / "shots"
CHECKOUT = Path(__file__).parents[2]
FIRST = "01_ask_the_twin.ipynb"
QUESTION = "Compare one big plant with ten micro-factories for the Ulive in France"
LONG = 600_000  # milliseconds: the first question on a machine builds the index and runs everything
ERRORS = ".jp-OutputArea [data-mime-type='application/vnd.jupyter.error'], .jp-OutputArea .jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"

# A conversation of our own, so that a test of the chat waits for no run.
FAKE = '''
import json
from assistant.widgets import Chat
from assistant.widgets.talk import Reply, Stopped
from twin.plot import KpiRow, comparison_figure
from twin.report import Citation, Citations, Figure, Notice, Paragraph, Specs
from twin.report.tables import kpi_table

EVIL = """EVIL_TEXT"""

class Talk:
    suggestions = ("Compare both " + EVIL,)
    def ask(self, question, hooks):
        hooks.say("I compare " + question)
        for done in range(STEPS):
            hooks.progress(done + 1, STEPS)
            if hooks.stop.wait(0.05):
                raise Stopped("Stopped")
        rows = [KpiRow(name + EVIL, kpi, 10.0, 9.0, 11.0, 5.0, 20.0, "EUR/unit")
                for name in ("plant", "network") for kpi in ("cost.landed", "cost.material")]
        figure = comparison_figure(rows, title="Costs" + EVIL)
        return Reply((
            Notice(markdown="**Illustrative**" + EVIL),
            Paragraph(markdown="Answer to " + question + " [\\\\[1\\\\]](#cite-1) " + EVIL),
            Figure(caption="Costs", alt=figure.layout.meta["alt"], figure=json.loads(figure.to_json())),
            kpi_table(rows, folded=True),
            Citations(items=(Citation(source="avatar" + EVIL, passage="p1", text="The words of the passage " + EVIL),)),
            Specs(name="plant" + EVIL, digest="0", text="{}" + EVIL),
        ), True, ("And then?" + EVIL,))
    def save(self, name):
        return name

chat = Chat(Talk())
chat
'''


def fake(evil: str = "", steps: int = 3) -> str:
    return FAKE.replace("EVIL_TEXT", evil.replace("\\", "\\\\")).replace("STEPS", str(steps))


def ask(page: Any, question: str) -> None:
    box = page.get_by_role("textbox", name="Ask the twin", exact=True)
    box.wait_for()
    box.click()
    box.press_sequentially(question)
    box.press("Enter")


def in_theme(page: Any, theme: str) -> None:
    """Sets the theme, which JupyterLab keeps from one page to the next, and waits until it shows."""
    page.evaluate(
        "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        f"JupyterLab {theme.capitalize()}",
    )
    page.locator(f"body[data-jp-theme-light='{'true' if theme == 'light' else 'false'}']").wait_for(
        state="attached"
    )


def photographed(page: Any, name: str, height: int = 2400) -> None:
    """The whole answer in one picture: JupyterLab scrolls inside its own window."""
    page.set_viewport_size({"width": 1400, "height": height})
    page.wait_for_timeout(1000)
    page.screenshot(path=SHOTS / f"{name}.png")


def only_chat(page: Any) -> None:
    """Runs the cells up to the chat, so that the notebook's own question does not run as well."""
    page.locator(".jp-CodeCell").first.click()
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")


def test_the_first_notebook_answers_a_question(
    page: Any, lab: Any, open_notebook: Callable[..., None]
) -> None:
    open_notebook(FIRST, run=False)
    in_theme(page, "light")
    only_chat(page)
    ask(page, QUESTION)
    answer = page.locator(".ft-answer")
    expect(answer.first).to_contain_text("I compare", timeout=LONG)  # the plan restated, before anything runs
    figure = page.locator(".ft-chat .js-plotly-plot").first
    figure.locator(".barlayer .trace").first.wait_for(timeout=LONG)
    assert page.locator(ERRORS).count() == 0
    names = figure.evaluate("g => g.data.map(t => t.name)")
    assert {"luck", "knowledge", "material", "labour"} <= set(names)
    shown = page.locator(".ft-chat").inner_text()
    assert "Illustrative" in shown
    assert re.search(r"10 micro-factories against one plant", shown)
    assert page.locator(".ft-answer table").count() >= 1
    photographed(page, "notebook-light")
    page.locator("a[href^='#cite-']").first.click()
    expect(page.locator("details[data-cite][open] blockquote").first).to_be_visible()
    in_theme(page, "dark")
    photographed(page, "notebook-dark")
    assert page.watch.outside == []
    assert page.watch.errors == []
    assert not (lab.work / FIRST).samefile(CHECKOUT / "notebooks" / FIRST)


def test_the_keyboard_stays_in_the_chat(
    page: Any, open_notebook: Callable[..., None], write_notebook: Callable[..., str]
) -> None:
    open_notebook(write_notebook("keys.ipynb", fake()))
    ask(page, "one")
    page.get_by_role("button", name="Save report").wait_for()
    for control in (".ft-actions button", ".ft-undo"):
        page.locator(control).focus()
        page.keyboard.press("d")
        page.keyboard.press("d")
    assert page.locator(".jp-CodeCell").count() == 1
    box = page.get_by_role("textbox", name="Ask the twin", exact=True)
    box.fill("first line")
    box.press("Shift+Enter")
    box.press_sequentially("second line dd")
    assert box.input_value() == "first line\nsecond line dd"
    assert page.get_by_role("log", name="Conversation with the twin").count() == 1


def test_stop_ends_a_long_run(
    page: Any, open_notebook: Callable[..., None], write_notebook: Callable[..., str]
) -> None:
    open_notebook(write_notebook("stop.ipynb", fake(steps=1000)))
    ask(page, "long")
    expect(page.locator(".ft-wait progress")).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator(".ft-chat")).to_contain_text("Stopped.", timeout=5_000)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_nothing_that_anyone_wrote_runs_in_the_chat(
    page: Any,
    open_notebook: Callable[..., None],
    write_notebook: Callable[..., str],
    payloads: tuple[str, ...],
) -> None:
    open_notebook(write_notebook("evil.ipynb", fake(" ".join(payloads))))
    ask(page, payloads[0] + payloads[2])
    page.locator(".ft-chat .js-plotly-plot .barlayer .trace").first.wait_for()
    page.evaluate("document.querySelectorAll('.ft-chat summary').forEach((fold) => fold.click())")
    targets = page.evaluate(
        "[...document.querySelectorAll('.ft-chat a')].map((link) => link.getAttribute('href'))"
    )
    assert not any(re.match(r"\s*(javascript|data):", target or "", re.IGNORECASE) for target in targets)
    assert page.evaluate("window.ran") is None
    strangers = page.locator(
        ":is(.ft-answer, .ft-you, .ft-composer) :is(img, iframe, form, object, svg, script)"
    )
    assert strangers.count() == 0
    assert page.watch.outside == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chat_reads_in_both_themes(
    page: Any, open_notebook: Callable[..., None], write_notebook: Callable[..., str], theme: str
) -> None:
    open_notebook(write_notebook(f"theme-{theme}.ipynb", fake()))
    in_theme(page, theme)
    ask(page, "one")
    page.locator(".ft-chat .js-plotly-plot .barlayer .trace").first.wait_for()
    contrast = page.evaluate(_CONTRAST)
    assert min(contrast.values()) >= 4.5, contrast
    photographed(page, f"chat-{theme}", 1300)


_CONTRAST = """() => {
    const channels = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
    const light = (colour) => channels(colour).map((value) => value / 255)
        .map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)|transparent/.test(colour)) return colour;
        }
        return 'rgb(255,255,255)';
    };
    const ratio = (element, property) => {
        const [a, b] = [light(getComputedStyle(element)[property]), light(ground(element))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    };
    const of = (selector) => document.querySelector(selector);
    return {
        answer: ratio(of('.ft-answer p'), 'color'),
        question: ratio(of('.ft-you'), 'color'),
        fold: ratio(of('.ft-answer summary'), 'color'),
        ask: ratio(of('.ft-ask'), 'color'),
        chip: ratio(of('.ft-chip'), 'color'),
        figure: ratio(of('.js-plotly-plot .xtick text'), 'fill'),
    };
}"""
