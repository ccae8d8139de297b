"""Figures of an answer as files that open in a browser without a network."""

from pathlib import Path

from twin.experiment.values import Comparison
from twin.paths import data_home


def write_figure(comparison: Comparison, folder: Path | None = None) -> Path:
    """Writes the comparison as an HTML file beside one copy of the drawing library; the same comparison, the same file."""
    import hashlib

    from twin.plot import comparison_figure

    target = folder or data_home() / "figures"
    target.mkdir(parents=True, exist_ok=True)
    names = "|".join(f"{r.scenario}:{r.digest}" for r in comparison.results)
    path = target / f"comparison-{hashlib.sha256(names.encode()).hexdigest()[:12]}.html"
    figure = comparison_figure(comparison.rows())
    figure.write_html(path, include_plotlyjs="directory", full_html=True, div_id="comparison")
    return path
