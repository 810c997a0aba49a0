"""Splitting an order's allocations into transactions."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def split(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """The items in their order, in batches of at most `size`, none of them empty. Raises ValueError for a size below 1."""
    if size < 1:
        raise ValueError(f"A batch of {size} holds nothing.")
    return [items[start : start + size] for start in range(0, len(items), size)]
