"""The speed of an act beside that of the bare work within it, both measured in the same run."""

from collections.abc import Sequence
from dataclasses import dataclass

from approvals.wording import number_text
from portal.benchmarks.report import Report


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """`count` things took the portal `seconds` and the bare work `bare_seconds`; `goal` is the least share of its speed.

    `bare` says in words what the bare work is.
    """

    what: str
    bare: str
    count: int
    seconds: float
    bare_seconds: float
    goal: float

    @property
    def ratio(self) -> float:
        """The portal's speed as a share of the bare work's."""
        return self.bare_seconds / self.seconds

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal


def report(found: Sequence[Ratio], *, title: str, sentences: Sequence[str] = ()) -> Report:
    """The table of acts beside their bare work; `sentences` say where, when and by which command."""
    return Report(
        title=title,
        sentences=[
            *sentences,
            "**Share** is the speed of the act as a share of the bare work's, both measured in the same run.",
        ],
        headings=("What", "Bare work", "Count", "Seconds", "Bare seconds", "Share", "Goal", "Reached"),
        rows=[
            [
                one.what,
                one.bare,
                number_text(one.count),
                f"{one.seconds:.2f}",
                f"{one.bare_seconds:.2f}",
                f"{one.ratio:.2f}",
                f"{one.goal:.2f}",
                "yes" if one.is_reached else "no",
            ]
            for one in found
        ],
    )
