"""Reading encumbrances: which stand, and which paper answers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from assets.choices import LegalFactKind
from assets.models import Encumbrance, Instrument, LegalFact

#: Pairs of currency and amount.
Liens = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class StandingEncumbrance:
    """An encumbrance with the facts that answer it: a release ends it, a consent lets the study go on beside it."""

    encumbrance: Encumbrance
    release: LegalFact | None
    consent: LegalFact | None

    @property
    def is_released(self) -> bool:
        """Whether it has ended."""
        return self.release is not None

    @property
    def is_answered(self) -> bool:
        """Whether it keeps nothing from being tokenised."""
        return self.release is not None or self.consent is not None


def encumbrances_of(instrument: Instrument, facts: Iterable[LegalFact]) -> list[StandingEncumbrance]:
    """Every encumbrance of the asset with what of its legal facts answers it, in the order of recording; one query."""
    facts = list(facts)
    rows = instrument.encumbrances.select_related("document", "recorded_by").defer("document__content").order_by("id")
    return [
        StandingEncumbrance(
            row, _answer(row, facts, LegalFactKind.LIEN_RELEASE), _answer(row, facts, LegalFactKind.LIEN_CONSENT)
        )
        for row in rows
    ]


def liens_of(standing: Iterable[StandingEncumbrance]) -> Liens:
    """Currency and amount of every encumbrance that stands, as far as amounts are established."""
    return tuple(
        (row.encumbrance.currency, row.encumbrance.amount)
        for row in standing
        if not row.is_released and row.encumbrance.amount is not None
    )


def standing_liens(instruments: "QuerySet[Instrument]") -> dict[int, Liens]:
    """The same for many assets, by their key; one query. Assets without an established lien are left out."""
    released = LegalFact.objects.filter(encumbrances=OuterRef("pk"), kind=LegalFactKind.LIEN_RELEASE)
    rows = Encumbrance.objects.filter(~Exists(released), instrument__in=instruments.values("pk"))
    found: dict[int, Liens] = {}
    for owner, currency, amount in rows.values_list("instrument_id", "currency", "amount"):
        if amount is not None:
            found[owner] = (*found.get(owner, ()), (currency, amount))
    return found


def _answer(encumbrance: Encumbrance, facts: Iterable[LegalFact], kind: str) -> LegalFact | None:
    return next((fact for fact in facts if fact.kind == kind and encumbrance in fact.encumbrances.all()), None)
