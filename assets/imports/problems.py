"""What is wrong with a row of a file."""

from collections.abc import Iterable
from typing import NamedTuple

#: Characters of a wrong value that are shown and kept.
SHOWN = 100


class RowProblem(NamedTuple):
    """Why the row numbered `row` cannot be imported: the column and its value where one is to blame, and a sentence."""

    row: int
    column: str
    value: str
    reason: str


def shown(value: str) -> str:
    """A cell's text as it can stand in a table: short, and without signs that nobody sees or that turn the text."""
    visible = "".join(character if character.isprintable() else "\ufffd" for character in value[: SHOWN + 1])
    return f"{visible[:SHOWN]}…" if len(visible) > SHOWN else visible


def in_order(found: Iterable[RowProblem]) -> list[RowProblem]:
    """Each problem once."""
    return list(dict.fromkeys(found))
