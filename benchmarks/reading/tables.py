"""How many values of tables are read with the right headings, group, label and scale, in each format.

    python -m benchmarks.reading.tables [--seed 7] [--wrong]

The tables and what is right for them are in `benchmarks/data/tables.toml`; the seed fills in figures and names, and
decides which files mark their header rows. Prints a Markdown table: a row a format, with the number of tables, of
values, and the share that is right.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.reading.contents import Limits
from assistant.reading.readers import reader_of
from assistant.reading.tabular.table_structure import rows_of_tables
from assistant.types import TableRow
from benchmarks.reading.written_tables import WRITERS, Grid, grid_of

TABLES = Path(__file__).parents[1] / "data" / "tables.toml"
_SHEETS = ("xlsx", "ods")
_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "no", "pu", "ri", "sa", "to")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is found: the names of its row and column, and the power of ten that its figure is in."""

    row: str
    column: str
    power: int


@dataclass(frozen=True, slots=True)
class Written:
    """A table as a file of a format, and what is right for each of its values, by the text of the value."""

    name: str
    suffix: str
    data: bytes
    right: Mapping[str, Value]


def written_tables(seed: int) -> Iterator[Written]:
    """Yield each table in each format that can hold it."""
    dice = random.Random(seed)
    for table in tomllib.loads(TABLES.read_text("utf-8"))["tables"]:
        repeat = table.get("repeat", 1)
        lines = [_repeated(line, repeat) for line in table["grid"].strip("\n").split("\n")]
        right: dict[str, Value] = {}
        cells = [[_filled(cell.strip(), dice, right) for cell in line.split("|")] for line in lines]
        for part in (table, *table.get("parts", ())):
            _name_values(cells, table, part, repeat, right)
        grid = grid_of([" | ".join(texts) for texts in cells], table["header"])
        unmarked = Grid(grid.texts, grid.merges)
        for suffix, write in WRITERS.items():
            if suffix in _SHEETS or not table.get("sheets_only"):
                yield Written(table["name"], suffix, write(dice.choice((grid, unmarked))), right)


def found_values(data: bytes, suffix: str) -> dict[str, Value]:
    """Return what our reader finds for each value of the tables of a file, by its text."""
    contents = reader_of(suffix)(data, Limits())
    rows = rows_of_tables(contents.text, contents.blocks).values()
    return {
        cell.text.replace(",", ""): Value(_named(row), cell.column, cell.scale.power)
        for row in rows
        if not row.is_header
        for cell in row.values
        if cell.text
    }


def main() -> None:
    """Print the measurements."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--wrong", action="store_true", help="print each value that is wrong")
    asked = options.parse_args()
    measured: dict[str, list[int]] = {}
    for table in written_tables(asked.seed):
        found = found_values(table.data, table.suffix)
        wrong = {text: value for text, value in table.right.items() if found.get(text) != value}
        counts = measured.setdefault(table.suffix, [0, 0, 0])
        for place, count in enumerate((1, len(table.right), len(table.right) - len(wrong))):
            counts[place] += count
        if asked.wrong:
            for text, value in wrong.items():
                print(f"{table.suffix}, {table.name}: {text} is {found.get(text)}, right is {value}")
    print("| format | tables | values | right |\n|---|--:|--:|--:|")
    total = [sum(column) for column in zip(*measured.values(), strict=True)]
    for name, (tables, values, right) in {**measured, "all": total}.items():
        print(f"| {name} | {tables} | {values} | {right / values:.3f} |")


def _named(row: TableRow) -> str:
    return " › ".join(part for part in (row.section, row.label) if part)


def _repeated(line: str, repeat: int) -> str:
    if repeat == 1:
        return line
    first, rest = line.split("|", 1)
    return "|".join((first, *(rest.format(n=number) for number in range(1, repeat + 1))))


def _filled(cell: str, dice: random.Random, right: dict[str, Value]) -> str:
    """Return a cell with a new figure or name for its mark; it is not named yet."""
    if cell not in ("#", "@"):
        return cell
    text = ""
    while not text or text in right:
        if cell == "#":
            text = str(dice.choice((dice.randrange(100, 999), dice.randrange(3_000, 99_999))))
        else:
            text = "".join(dice.choices(_SYLLABLES, k=4)).capitalize()
    right[text] = Value("", "", 0)
    return text


def _name_values(
    cells: list[list[str]], table: Mapping[str, Any], part: Mapping[str, Any], repeat: int, right: dict[str, Value]
) -> None:
    first, *others = part["columns"]
    columns = [first, *(column.format(n=number) for number in range(1, repeat + 1) for column in others)]
    left = part.get("left", 0)
    names = list(part["rows"])
    powers = list(part.get("powers", [0] * len(names)))
    for texts in cells[part.get("top", table["header"]) :]:
        values = [(place, text) for place, text in enumerate(texts[left : left + len(columns)]) if text in right]
        if not names or not values:
            continue
        name, power = names.pop(0), powers.pop(0)
        for place, text in values:
            in_power = 0 if columns[place] in table.get("unscaled", ()) else power
            right[text] = Value(name, columns[place], in_power)


if __name__ == "__main__":
    main()
