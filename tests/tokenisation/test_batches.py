"""Splitting allocations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokenisation.batches import split


@given(st.lists(st.integers()), st.integers(min_value=1, max_value=50))
def test_batches_hold_everything_in_order_and_none_is_empty_or_too_large(items: list[int], size: int) -> None:
    batches = split(items, size)
    assert [item for batch in batches for item in batch] == items
    assert all(1 <= len(batch) <= size for batch in batches)
    assert all(len(batch) == size for batch in batches[:-1])


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_of_nothing_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="holds nothing"):
        split([1], size)
