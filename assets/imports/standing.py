"""Encumbrances of many assets at once, as the two columns of a table file have them."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db.models import Exists, OuterRef

from assets.choices import LegalFactKind
from assets.models import Encumbrance, LegalFact

#: Whether an asset is encumbered, and by how many rupees, where that is known of all that stands.
Encumbered = tuple[bool, Decimal | None]
FREE: Encumbered = (False, None)


def encumbered(instruments: Collection[int]) -> dict[int, Encumbered]:
    """The standing encumbrances of the assets with these keys that have any, in one query."""
    if not instruments:
        return {}
    released = LegalFact.objects.filter(kind=LegalFactKind.LIEN_RELEASE, encumbrances=OuterRef("pk"))
    amounts: dict[int, list[Decimal | None]] = defaultdict(list)
    rows = Encumbrance.objects.filter(~Exists(released), instrument__in=instruments)
    for instrument, currency, amount in rows.values_list("instrument_id", "currency", "amount"):
        amounts[instrument].append(amount if currency == "PKR" else None)
    return {instrument: (True, _total(known)) for instrument, known in amounts.items()}


def _total(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None
