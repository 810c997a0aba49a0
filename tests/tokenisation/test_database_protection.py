"""What PostgreSQL refuses at the mint, whoever asks."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from approvals.models import SignOff
from approvals.models.base import AddOnlyError
from approvals.services.cases import withdraw_case
from tests.tokenisation.conftest import Mint
from tokenisation.choices import OperationState, OrderStatus
from tokenisation.models import ChainOperation, MintOrder, SignedTransaction

pytestmark = pytest.mark.django_db

ADD_ONLY = ("allocation", "contractproof", "issuance", "reconciliationrun", "signedtransaction")


def sign(operation: ChainOperation, **changes: Any) -> SignedTransaction:
    return SignedTransaction.objects.create(
        **{
            "operation": operation,
            "attempt": 1,
            "raw": b"\x02",
            "tx_hash": "0x" + "9" * 64,
            "gas_limit": 1,
            "max_fee": 1,
            "priority_fee": 1,
            **changes,
        }
    )


def test_nothing_is_signed_for_an_order_that_nobody_released(mint: Mint) -> None:
    order = mint.placed(mint.ready(), 10)
    with pytest.raises(IntegrityError, match="no second person released it"), transaction.atomic():
        sign(order.operations.get(kind="issue"))


def test_nothing_is_signed_for_a_case_that_is_not_open(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    withdraw_case(actor=mint.cast.case_officer, case=case, reason="The owner asked for it.")
    with pytest.raises(IntegrityError, match="not open on this dossier"), transaction.atomic():
        sign(order.operations.get(kind="issue"))


def test_nothing_is_signed_on_a_dossier_that_did_not_pass(mint: Mint) -> None:
    case = mint.ready()
    order = mint.released(case, 10)
    assert SignOff.objects.filter(case=case).exists()
    with transaction.atomic():
        case.dossier_digest = "0" * 64
        case.save(update_fields=["dossier_digest"])
        order.deployment.dossier_digest = "0" * 64
        order.deployment.save(update_fields=["dossier_digest"])
        with pytest.raises(IntegrityError, match="G5 was not passed"), transaction.atomic():
            sign(order.operations.get(kind="issue"))
        transaction.set_rollback(True)


def test_what_an_operation_is_never_changes_and_a_nonce_is_never_given_back(mint: Mint) -> None:
    mint.released(mint.ready(), 10)
    mint.work()
    issue = ChainOperation.objects.get(kind="issue")
    for change in (
        {"payload": {"recipients": [], "units": []}},
        {"operation_id": "0x" + "1" * 64},
        {"nonce": 99},
        {"nonce": None, "signer": ""},
        {"kind": "allow"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ChainOperation.objects.filter(pk=issue.pk).update(**change)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        connection.cursor().execute("DELETE FROM tokenisation_chainoperation WHERE id = %s", [issue.pk])
    with pytest.raises(IntegrityError, match="nothing_becomes_unsigned_again"), transaction.atomic():
        ChainOperation.objects.filter(pk=issue.pk).update(state=OperationState.WAITING)


def test_one_nonce_has_one_operation(mint: Mint) -> None:
    case = mint.ready()
    mint.released(case, 10)
    mint.released(case, 10)
    mint.work()
    first, second = ChainOperation.objects.filter(kind="issue").order_by("id")
    assert first.nonce is not None
    assert second.nonce == first.nonce + 1
    with pytest.raises(IntegrityError, match="one_operation_for_each_nonce"), transaction.atomic():
        ChainOperation.objects.create(
            kind="issue",
            deployment=first.deployment,
            order=first.order,
            batch=2,
            operation_id="0x" + "3" * 64,
            duty=first.duty,
            payload={},
            epoch=first.epoch,
            state=OperationState.SIGNED,
            signer=first.signer,
            nonce=first.nonce,
        )


@pytest.mark.parametrize("table", ADD_ONLY)
def test_the_books_of_the_mint_are_only_added_to(mint: Mint, table: str) -> None:
    mint.released(mint.ready(), 10)
    mint.work()
    for statement in (
        f"UPDATE tokenisation_{table} SET id = id",
        f"DELETE FROM tokenisation_{table}",
        f"TRUNCATE tokenisation_{table} CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM tokenisation_{table}")
        assert cursor.fetchone()[0] > 0


def test_the_books_refuse_in_python_too(mint: Mint) -> None:
    mint.released(mint.ready(), 10)
    mint.work()
    attempt = SignedTransaction.objects.all()[0]
    with pytest.raises(AddOnlyError):
        attempt.save()
    assert MintOrder.objects.get().status == OrderStatus.RECONCILED
