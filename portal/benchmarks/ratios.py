"""The speed of an act beside that of the bare work within it, both measured in the same run."""

from dataclasses import dataclass


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
