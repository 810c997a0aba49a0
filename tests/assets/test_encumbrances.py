"""What others hold over an asset, and the papers that answer it."""

from decimal import Decimal
from typing import Any

import pytest

from approvals.exceptions import InvalidInput, NotPermitted
from approvals.models.base import AddOnlyError
from assets.choices import EncumbranceKind
from assets.encumbrances import encumbrances_of
from assets.models import Encumbrance, Instrument
from assets.selectors import legal_facts_of
from assets.services.encumbrances import StatedEncumbrance, record_encumbrance
from assets.services.legal_facts import record_legal_fact
from tests.assets.conftest import GOLD, PROPERTY, WHEAT, Register
from tests.assets.test_criteria import answer


def encumbered(register: Register, asset: Instrument, **stated: Any) -> Encumbrance:
    """What a case officer records of a right over the asset."""
    return record_encumbrance(
        actor=register.cast.case_officer,
        instrument=asset,
        stated=StatedEncumbrance(**stated),
        document=register.paper(register.cast.case_officer, "Letter"),
    )


def answered(register: Register, asset: Instrument, kind: str, about: Encumbrance | None = None) -> None:
    """A paper that releases, or by which the holder consents."""
    record_legal_fact(
        actor=register.cast.case_officer,
        instrument=asset,
        kind=kind,
        statement="Shown by the paper.",
        document=register.paper(register.cast.case_officer, kind),
        encumbrance=about,
    )


def standing(asset: Instrument) -> list[tuple[str, bool, bool]]:
    """Holder, whether released, whether answered."""
    rows = encumbrances_of(asset, legal_facts_of(asset))
    return [(row.encumbrance.holder, row.is_released, row.is_answered) for row in rows]


def test_the_lien_of_the_sample_wheat_is_on_record_without_an_amount(register: Register) -> None:
    wheat = register.registered(WHEAT)
    lien = wheat.encumbrances.get()
    assert (lien.kind, lien.amount, lien.holder) == ("lien", None, "")


def test_a_release_answers_one_encumbrance_and_not_the_other(register: Register) -> None:
    asset = register.registered(PROPERTY)
    first = encumbered(register, asset, holder="Bank A", amount=Decimal(100))
    encumbered(register, asset, holder="Bank B", kind=EncumbranceKind.CHARGE)
    answered(register, asset, "lien_release", first)
    assert standing(asset) == [("Bank A", True, True), ("Bank B", False, False)]
    answered(register, asset, "lien_consent")
    assert standing(asset) == [("Bank A", True, True), ("Bank B", False, True)]


def test_a_release_of_everything_says_nothing_about_what_comes_later_on_the_same_day(register: Register) -> None:
    asset = register.registered(PROPERTY)
    encumbered(register, asset, holder="Bank A")
    answered(register, asset, "lien_release")
    encumbered(register, asset, holder="Bank B")
    assert standing(asset) == [("Bank A", True, True), ("Bank B", False, False)]


def test_one_encumbrance_without_an_answer_keeps_the_title_from_being_clear(register: Register) -> None:
    asset = register.ready(PROPERTY)
    case = register.proposed(asset).case
    answered(register, asset, "title_proof")
    assert answer(case, "G1-3").met
    digest = case.dossier_digest
    encumbered(register, asset, holder="A court", kind=EncumbranceKind.COURT_ORDER)
    case.refresh_from_db()
    assert case.dossier_digest != digest
    assert "encumbered" in answer(case, "G1-3").reason
    answered(register, asset, "lien_consent")
    assert answer(case, "G1-3").met


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({"kind": "curse"}, "no kind of encumbrance"),
        ({"currency": "EUR"}, "PKR or USD"),
        ({"amount": Decimal(0)}, "is positive"),
        ({"amount": Decimal("Infinity")}, "is positive"),
        ({"amount": Decimal(10) ** 17}, "is positive"),
        ({"holder": "x" * 151}, "too long"),
        ({"holder": "Bank \u202e A"}, "turns the direction"),
        ({"statement": "<script>"}, "markup"),
    ],
)
def test_what_cannot_be_an_encumbrance_is_refused(register: Register, stated: dict[str, Any], sentence: str) -> None:
    asset = register.registered(PROPERTY)
    with pytest.raises(InvalidInput, match=sentence):
        encumbered(register, asset, **stated)
    assert not Encumbrance.objects.exists()


def test_an_answer_is_never_about_another_assets_encumbrance_nor_about_a_title(register: Register) -> None:
    asset, other = register.registered(PROPERTY), register.registered(GOLD)
    lien = encumbered(register, other, holder="Bank A")
    for kind in ("lien_release", "title_proof"):
        with pytest.raises(InvalidInput, match="only about one of this asset"):
            answered(register, asset, kind, lien)


def test_encumbrances_are_only_ever_added_and_only_by_a_case_officer(register: Register) -> None:
    asset = register.registered(PROPERTY)
    lien = encumbered(register, asset, holder="Bank A")
    with pytest.raises(AddOnlyError):
        lien.delete()
    for person in register.cast.everybody():
        if person != register.cast.case_officer:
            with pytest.raises(NotPermitted):
                record_encumbrance(actor=person, instrument=asset, stated=StatedEncumbrance())
