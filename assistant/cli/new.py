"""`frugal-twin new`: a network of one's own, from tables or from a country."""

from pathlib import Path

import click

from twin import units
from twin.draft import TABLES, Wish, from_country, from_folder, template, write
from twin.errors import InputError

_TABLES = "sites, zones, products, lanes"


@click.command()
@click.option(
    "--from", "folder", type=click.Path(path_type=Path), help=f"Folder with the tables {_TABLES} (CSV)."
)
@click.option(
    "--template", "fill_in", type=click.Path(path_type=Path), help="Folder to put tables to fill in."
)
@click.option("--country", help="Country (FR, France): its largest cities become the customers.")
@click.option("--cities", type=int, default=30, show_default=True, help="How many of its cities.")
@click.option("--product", help="What is made.")
@click.option("--sites", type=int, default=5, show_default=True, help="How many micro-factories.")
@click.option("--mass", default="20 kg", show_default=True, help="Mass of a unit.")
@click.option("--price", default="500 EUR", show_default=True, help="Price of a unit.")
@click.option("--per-day", type=float, default=10.0, show_default=True, help="Orders a day, over all cities.")
@click.option("--process-time", default="2 h", show_default=True, help="Work on a unit.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; left out, the network's name.")
@click.option("--check", "only_check", is_flag=True, help="Name every problem of the tables, write nothing.")
def new(
    folder: Path | None,
    fill_in: Path | None,
    country: str | None,
    cities: int,
    product: str | None,
    sites: int,
    mass: str,
    price: str,
    per_day: float,
    process_time: str,
    out: Path | None,
    only_check: bool,
) -> None:
    """Make a network of your own.

    \b
    frugal-twin new --template mine            tables to fill in a spreadsheet
    frugal-twin new --from mine --check        every problem at once
    frugal-twin new --from mine                writes mine.yaml
    frugal-twin new --country FR --cities 30 --product bicycle --sites 6
    """
    if sum(given is not None for given in (folder, fill_in, country)) != 1:
        raise InputError(
            "Give one of --from FOLDER, --country CODE with --product NAME, or --template FOLDER."
        )
    if fill_in is not None:
        for path in template(fill_in):
            click.echo(f"Wrote {path}")
        click.echo(f"Fill them in, then: frugal-twin new --from {fill_in}")
        return
    if folder is not None:
        raw = _of_tables(folder)
        opening = f"Made from the tables of {folder.name}: {', '.join(TABLES)}."
    else:
        raw = _of_country(country or "", cities, product, sites, mass, price, per_day, process_time)
        opening = (
            "A first network of assumed numbers, placed and sized by the rule.\n"
            "Every 'assumed' is a guess with a range: replace it with what you know."
        )
    if only_check:
        click.echo(_counted(raw) + " No problem found.")
        return
    target = out or Path(f"{folder.name if folder else str(product).replace(' ', '-')}.yaml")
    _save(target, write(raw, opening))
    click.echo(f"Wrote {target}. {_counted(raw)}")
    click.echo(f"Run it: frugal-twin run {target}")


def _of_tables(folder: Path) -> dict[str, object]:
    """The network of the tables; every problem goes to standard error, one a line, with exit code 2."""
    try:
        return from_folder(folder)
    except InputError as error:
        lines = str(error).splitlines()
        if len(lines) == 1:
            raise
        click.echo(f"Error: {len(lines)} problems in the tables of {folder}:", err=True)
        for line in lines:
            click.echo(f"  {line}", err=True)
        raise click.exceptions.Exit(2) from error


def _of_country(
    country: str,
    cities: int,
    product: str | None,
    sites: int,
    mass: str,
    price: str,
    per_day: float,
    process_time: str,
) -> dict[str, object]:
    if not product:
        raise InputError("--country needs --product NAME: what is made.")
    wish = Wish(
        country=country,
        cities=cities,
        product=product,
        sites=sites,
        mass=units.quantity(mass, "kg", where="--mass"),
        price=units.quantity(price, "EUR", where="--price"),
        per_day=per_day,
        process_time=units.quantity(process_time, "day", where="--process-time"),
    )
    return from_country(wish)


def _counted(raw: dict[str, object]) -> str:
    counts = [(what, raw[what]) for what in ("sites", "zones", "products", "lanes")]
    return ", ".join(f"{len(items)} {what}" for what, items in counts if isinstance(items, list)) + "."


def _save(target: Path, text: str) -> None:
    if target.exists():
        raise InputError(f"{target} is there already. Name another file with --out.")
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror or error}.") from error
