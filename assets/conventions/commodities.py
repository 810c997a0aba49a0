"""Commodity lots: a value from quantity, unit and price, less shrinkage, haircut and liens, with every step."""

from dataclasses import dataclass
from decimal import Decimal

from assets.conventions.rounding import LARGEST, half_up, working_precision
from assets.conventions.units import convert


@dataclass(frozen=True, kw_only=True)
class Lot:
    """A lot as it is recorded. The price is per `price_unit` in a currency in which liens are as well.

    Shrinkage is the percentage by which what is there falls short of the quantity; the haircut a percentage for what a
    sale might fetch less. Raises ValueError for a negative, infinite or absurd number and for more than 100 percent.
    """

    quantity: Decimal
    unit: str
    price: Decimal
    price_unit: str
    shrinkage_pct: Decimal = Decimal(0)
    haircut_pct: Decimal = Decimal(0)
    liens: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        for name in ("quantity", "price", "shrinkage_pct", "haircut_pct", "liens"):
            value = getattr(self, name)
            if not value.is_finite() or not 0 <= value <= LARGEST:
                raise ValueError(f"The {name.removesuffix('_pct')} is neither below zero nor beyond all measure.")
            if name.endswith("_pct") and value > 100:
                raise ValueError(f"The {name.removesuffix('_pct')} is at most 100 percent.")


@dataclass(frozen=True)
class LotValue:
    """The steps from `gross` to `net`, in the price's currency and rounded half up, so that they add up:

    `net = gross - shrinkage - haircut - liens`. The quantity is the lot's in the unit of the price, unrounded. The haircut
    is taken from what shrinkage leaves. `liens` are what of the liens the lot can bear, `liens_uncovered` the rest.
    """

    quantity_in_price_unit: Decimal
    gross: Decimal
    shrinkage: Decimal
    haircut: Decimal
    liens: Decimal
    liens_uncovered: Decimal
    net: Decimal


def value(lot: Lot, *, places: int = 2) -> LotValue:
    """What a lot is worth, never below zero. Raises ValueError where its unit does not convert into that of its price."""
    with working_precision():
        quantity = convert(lot.quantity, of=lot.unit, to=lot.price_unit)
        gross = half_up(quantity * lot.price, places)
        shrinkage = half_up(gross * lot.shrinkage_pct / 100, places)
        haircut = half_up((gross - shrinkage) * lot.haircut_pct / 100, places)
        left = gross - shrinkage - haircut
        owed = half_up(lot.liens, places)
        liens = min(owed, left)
        return LotValue(quantity, gross, shrinkage, haircut, liens, owed - liens, left - liens)
