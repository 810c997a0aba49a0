"""Form fields that read numbers as the import does, with the same sentence for each way of getting them wrong."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django import forms

from assets.files import cells
from assets.files.cells import CellError

T = TypeVar("T")


class PlainDecimalField(forms.DecimalField):
    """A decimal number in plain digits with a point: no exponent, comma, separator, foreign digits or word is guessed at.

    Every keyboard can enter it, so it is a text field that offers digits.
    """

    def __init__(self, **kwargs: Any) -> None:
        numeric = "decimal" if kwargs.get("decimal_places") else "numeric"
        super().__init__(**{"widget": forms.TextInput(attrs={"inputmode": numeric})} | kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The number; None where nothing was entered. Raises ValidationError that says how to write it."""
        return _read(value, cells.decimal)


class PlainIntegerField(forms.IntegerField):
    """A whole number in plain digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs={"inputmode": "numeric"})} | kwargs)

    def to_python(self, value: Any) -> int | None:
        """The number; None where nothing was entered. Raises ValidationError that says how to write it."""
        return _read(value, cells.integer)


def _read(value: Any, read: Callable[[str], T]) -> T | None:
    text = str(value).strip() if value is not None else ""
    if not text:
        return None
    try:
        return read(text)
    except CellError as error:
        raise forms.ValidationError(error.reason) from None
