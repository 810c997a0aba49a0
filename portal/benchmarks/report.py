"""A benchmark's table, for a terminal and as a section of a Markdown file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table


@dataclass(frozen=True)
class Report:
    """What one benchmark found: a title, sentences on how and where it was measured, and a table."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    sentences: Sequence[str] = ()

    def as_table(self) -> Table:
        """The table for a terminal. Words stand left, figures right."""
        table = Table(title=self.title)
        for place, heading in enumerate(self.headings):
            is_figure = all(re.match(r"[\d.]", row[place]) for row in self.rows)
            table.add_column(heading, justify="right" if is_figure else "left")
        for row in self.rows:
            table.add_row(*row)
        return table

    def as_markdown(self) -> str:
        """The section of a Markdown file: heading, sentences, table."""
        lines = [self.headings, ["---"] * len(self.headings), *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return "\n\n".join([f"## {self.title}", *self.sentences, table]) + "\n"


def write_section(path: Path, report: Report) -> None:
    """Writes the report into a Markdown file, in the place of the section of its title or else at the end."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    section = report.as_markdown()
    old = re.compile(rf"^## {re.escape(report.title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    written, count = old.subn(lambda _: section + "\n", text)
    path.write_text((written if count else f"{text}\n{section}").rstrip() + "\n", encoding="utf-8")
