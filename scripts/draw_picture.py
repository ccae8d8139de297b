"""Draw docs/comparison.png, the picture of the README, from a real run; needs Chromium and Playwright.

python scripts/draw_picture.py
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "comparison.png"
QUESTION = "Compare one big plant with ten micro-factories for the Ulive in France"
TITLE = "The Ulive in France: one plant or ten micro-factories"


def page() -> str:
    """A report with nothing in it but the comparison."""
    from assistant.session import Session
    from twin.report import Inputs, Maker, ReportContent, render
    from twin.report.compared import figure_block

    talk = Session()
    talk.ask(QUESTION)
    found = next(result.comparison for result in talk.bench.results if result.comparison is not None)
    inputs = Inputs(recipe="picture", questions=(QUESTION,))
    drawn = ReportContent(
        title="Picture", question="", blocks=(figure_block(found.rows(), title=TITLE),), inputs=inputs
    )
    return render(drawn, Maker(kit=""))


def main() -> None:
    """Draw and write the picture."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not here (Debian: apt-get install chromium, or name it in CHROMIUM).")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "picture.html"
        file.write_bytes(page().encode())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 960, "height": 900}, device_scale_factor=1.5)
        view.goto(file.as_uri())
        view.locator("html[data-drawn]").wait_for(state="attached")
        view.locator(".plot").first.screenshot(path=TARGET)
        browser.close()
    print(f"wrote {TARGET.name}, {TARGET.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
