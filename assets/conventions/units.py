"""Units of mass and of volume, and conversion within either."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assets.conventions.rounding import working_precision


class Dimension(StrEnum):
    """What a unit measures."""

    MASS = "mass"
    VOLUME = "volume"


@dataclass(frozen=True)
class Unit:
    """A unit by its name. `size` is in grams or in litres."""

    name: str
    dimension: Dimension
    size: Decimal


_MASS, _VOLUME = Dimension.MASS, Dimension.VOLUME

#: The units by name. A maund is the one of Pakistan's wheat trade, a barrel the petroleum barrel of 42 US gallons.
UNITS = {
    unit.name: unit
    for unit in (
        Unit("gram", _MASS, Decimal(1)),
        Unit("kilogram", _MASS, Decimal(1000)),
        Unit("maund", _MASS, Decimal(40_000)),
        Unit("tonne", _MASS, Decimal(1_000_000)),
        Unit("tola", _MASS, Decimal("11.6638038")),
        Unit("troy ounce", _MASS, Decimal("31.1034768")),
        Unit("litre", _VOLUME, Decimal(1)),
        Unit("cubic metre", _VOLUME, Decimal(1000)),
        Unit("US gallon", _VOLUME, Decimal("3.785411784")),
        Unit("barrel", _VOLUME, Decimal("158.987294928")),
    )
}


def by_name(name: str) -> Unit:
    """The unit of that name. Raises ValueError, with the names there are, for any other."""
    if name not in UNITS:
        raise ValueError(f"{name} is not a unit; there are {', '.join(UNITS)}.")
    return UNITS[name]


def convert(quantity: Decimal, *, of: str, to: str) -> Decimal:
    """`quantity` in another unit, unrounded.

    Raises ValueError for an unknown unit, and between mass and volume, where it would take a density.
    """
    source, target = by_name(of), by_name(to)
    if source.dimension != target.dimension:
        raise ValueError(f"A {of} measures {source.dimension} and a {to} {target.dimension}; neither gives the other.")
    with working_precision():
        return quantity * source.size / target.size
