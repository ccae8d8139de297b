"""One small scenario, written down to the digit: its KPIs, and the first orders and operations of its first run."""

from pathlib import Path

from twin import RunSettings, Scenario, load_network, simulate
from twin.edits import EDIT
from twin.experiment import run
from twin.records import RunLog

FOLDER = Path(__file__).parent
EXAMPLE = FOLDER.parents[1] / "docs" / "example_network.yaml"
FIRST = 25


def scenario() -> Scenario:
    """The two bakeries, one of which stands still for three days."""
    settings = RunSettings(horizon=30, warm_up=5, replications=4, draws=20, seed=7)
    outage = EDIT.validate_python({"kind": "site_outage", "site": "Tours", "start": 10, "days": 3})
    return Scenario(name="golden", base=load_network(EXAMPLE), settings=settings).edited(outage)


def written() -> dict[str, str]:
    """File names and what stands in them."""
    return {"kpis.csv": kpis(), "records.csv": records(simulate(scenario(), 0))}


def kpis() -> str:
    """Every KPI with both intervals, twelve significant digits."""
    lines = ["kpi,mean,low,high,knowledge_low,knowledge_high,unit"]
    for kpi, e in run(scenario(), workers=1).estimates.items():
        spread = [f"{x:.12g}" for x in e.knowledge] if e.knowledge else ["", ""]
        lines.append(",".join([kpi, f"{e.mean:.12g}", f"{e.low:.12g}", f"{e.high:.12g}", *spread, e.unit]))
    return "\n".join(lines) + "\n"


def records(log: RunLog) -> str:
    """The first orders and operations, all columns, ticks as whole microseconds."""
    lines = []
    for name in ("orders", "operations", "downtime"):
        table = getattr(log, name)
        columns = list(table.__dataclass_fields__)
        lines.append(",".join([name, *columns]))
        for row in range(min(FIRST, len(getattr(table, columns[0])))):
            lines.append(",".join([str(row), *(str(getattr(table, column)[row]) for column in columns)]))
    return "\n".join(lines) + "\n"
