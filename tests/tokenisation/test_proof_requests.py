"""A proof of the contracts that somebody asks for: a worker carries it out once, whatever happens in between."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from approvals.choices import Role
from approvals.exceptions import NotPermitted, WrongState
from approvals.models import AuditEvent
from portal.demo.people import Cast
from tests.conftest import Chain
from tests.factories import chain_epoch, contract_proof
from tests.tokenisation.conftest import Mint
from tokenisation.chain.errors import NodeUnreachable
from tokenisation.models import ChainEpoch, ContractProof, ProofRequest
from tokenisation.selectors import worker_trouble
from tokenisation.services import funding, proof_suite
from tokenisation.services.epochs import open_epoch
from tokenisation.services.proof_requests import carry_out_proof_requests, request_proof
from tokenisation.services.work import open_work, work_on_chain
from tokenisation.tasks import work_on_chain as task

NOWHERE = "http://127.0.0.1:1"


class TestAsking:
    """Who may ask, and how often."""

    @pytest.mark.django_db
    def test_a_request_stands_in_the_record_and_in_the_trail_and_nothing_is_run_yet(self, cast: Cast) -> None:
        epoch = chain_epoch()
        request = request_proof(actor=cast.programme_lead)
        assert (request.epoch, request.requested_by, request.is_open) == (epoch, cast.programme_lead, True)
        event = AuditEvent.objects.get(verb="contract_proof_requested")
        assert (event.subject, event.actor) == (request.key, cast.programme_lead)
        assert not ContractProof.objects.exists()
        assert open_work(epoch) == 1

    @pytest.mark.django_db
    def test_a_second_request_is_refused_as_long_as_the_first_is_open(self, cast: Cast) -> None:
        chain_epoch()
        request_proof(actor=cast.programme_lead)
        with pytest.raises(WrongState, match=f"{cast.programme_lead.full_name} asked for this"):
            request_proof(actor=cast.first_treasury_operator)
        assert ProofRequest.objects.count() == 1

    @pytest.mark.django_db
    def test_only_those_who_may_prove_can_ask(self, cast: Cast) -> None:
        chain_epoch()
        for person in (cast.auditor, cast.adviser, cast.case_officer, cast.gate_chair):
            with pytest.raises(NotPermitted):
                request_proof(actor=person)
        assert not ProofRequest.objects.exists()

    @pytest.mark.django_db
    def test_without_a_chain_nobody_can_ask(self, cast: Cast) -> None:
        with pytest.raises(WrongState, match="works on no chain"):
            request_proof(actor=cast.programme_lead)

    def test_two_people_who_ask_at_the_same_moment_make_one_request(self, committed_db: Any, cast: Cast) -> None:
        chain_epoch()
        refused = []

        def ask(person: Any) -> None:
            try:
                request_proof(actor=person)
            except WrongState as refusal:
                refused.append(refusal)

        with in_threads(lambda: ask(cast.programme_lead), lambda: ask(cast.first_treasury_operator)):
            pass
        assert ProofRequest.objects.count() == 1
        assert len(refused) == 1


class TestCarryingOut:
    """The worker's pass."""

    @pytest.mark.django_db
    def test_the_workers_pass_runs_the_suite_in_the_name_of_whoever_asked(self, mint: Mint) -> None:
        request = request_proof(actor=mint.cast.first_treasury_operator)
        progress = work_on_chain()
        assert (progress.proven, progress.waiting) == (1, 0)
        request.refresh_from_db()
        proof = ContractProof.objects.get()
        assert (request.proof, request.is_open, request.failure) == (proof, False, "")
        assert proof.run_by == mint.cast.first_treasury_operator
        assert len(proof.results) == len(proof_suite.CHECKS)
        assert AuditEvent.objects.get(verb="contracts_proven").actor == mint.cast.first_treasury_operator

    @pytest.mark.django_db
    def test_a_carried_out_request_is_never_carried_out_again(self, mint: Mint) -> None:
        request_proof(actor=mint.cast.programme_lead)
        work_on_chain()
        work_on_chain()
        assert carry_out_proof_requests() == 0
        assert ContractProof.objects.count() == 1
        request_proof(actor=mint.cast.programme_lead)  # who wants another proof asks again
        work_on_chain()
        assert ContractProof.objects.count() == 2

    @pytest.mark.django_db
    def test_a_proof_that_fails_is_a_result_and_finishes_its_request(
        self, mint: Mint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = request_proof(actor=mint.cast.programme_lead)
        monkeypatch.setattr(proof_suite, "CAP", 99)
        work_on_chain()
        request.refresh_from_db()
        assert request.proof is not None
        assert not request.proof.passed
        assert not request.is_open

    @pytest.mark.django_db
    def test_whoever_lost_the_right_meanwhile_has_nothing_proven(self, mint: Mint) -> None:
        person = mint.cast.first_treasury_operator
        request = request_proof(actor=person)
        type(person).objects.filter(pk=person.pk).update(role=Role.CASE_OFFICER)
        work_on_chain()
        request.refresh_from_db()
        assert "Only the programme lead or a treasury operator" in request.failure
        assert not ContractProof.objects.exists()
        assert AuditEvent.objects.get(verb="contract_proof_given_up").subject == request.key
        assert AuditEvent.objects.filter(verb="refused", actor=person).exists()

    @pytest.mark.django_db
    def test_a_request_whose_chain_was_lost_is_given_up_with_a_sentence(self, mint: Mint) -> None:
        before = mint.chain.snapshot()
        mint.ready()
        mint.chain.revert(before)
        request = request_proof(actor=mint.cast.programme_lead)
        work_on_chain()  # finds the chain reset, and proves nothing on it
        assert ChainEpoch.objects.get().status == "lost"
        work_on_chain()
        request.refresh_from_db()
        assert "was lost before a worker came to it" in request.failure
        open_epoch(actor=mint.cast.programme_lead)
        request_proof(actor=mint.cast.programme_lead)
        work_on_chain()
        assert ContractProof.objects.last().epoch.number == 2


class TestTrouble:
    """A node that is away, one that stops mining, workers beside each other."""

    def test_while_the_node_is_away_the_request_stays_open_and_people_are_told(
        self, committed_db: Any, prepared: Chain, cast: Cast, settings: Any
    ) -> None:
        request = request_proof(actor=cast.programme_lead)
        address, settings.CHAIN_RPC_URL = settings.CHAIN_RPC_URL, NOWHERE
        assert task() == {"ended_early": True}
        request.refresh_from_db()
        assert request.is_open
        assert "does not answer" in worker_trouble()
        settings.CHAIN_RPC_URL = address
        assert task()["proven"] == 1
        assert worker_trouble() == ""

    def test_a_node_that_goes_away_in_the_middle_leaves_no_trace_and_the_next_sweep_does_it(
        self, committed_db: Any, prepared: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = request_proof(actor=cast.programme_lead)

        def gone(suite: proof_suite.Suite) -> str:
            raise NodeUnreachable("The node does not answer.")

        with monkeypatch.context() as patch:
            patch.setitem(proof_suite.CHECKS, "pause stops issuing", gone)
            with pytest.raises(NodeUnreachable):
                work_on_chain()
        request.refresh_from_db()
        assert request.is_open
        assert not ContractProof.objects.exists()
        assert not AuditEvent.objects.filter(verb__in=["contracts_proven", "contract_proof_failed"]).exists()
        work_on_chain()
        assert ContractProof.objects.get().request == request

    def test_a_node_that_mines_nothing_is_the_chains_trouble_and_not_the_requests(
        self, committed_db: Any, prepared: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = request_proof(actor=cast.programme_lead)
        monkeypatch.setattr(funding, "PATIENCE", 0.3)
        prepared.reader.call("evm_setAutomine", False)
        try:
            assert task() == {"ended_early": True}
        finally:
            prepared.reader.call("evm_setAutomine", True)
        assert "not mined" in worker_trouble()
        request.refresh_from_db()
        assert request.is_open
        prepared.mine()
        assert task()["proven"] == 1

    def test_two_workers_at_once_carry_it_out_once(
        self, committed_db: Any, prepared: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = request_proof(actor=cast.programme_lead)
        entered, may_go_on = threading.Event(), threading.Event()
        first_check = proof_suite.CHECKS["deployed as ordered"]

        def waits(suite: proof_suite.Suite) -> str:
            entered.set()
            assert may_go_on.wait(60)
            return first_check(suite)

        monkeypatch.setitem(proof_suite.CHECKS, "deployed as ordered", waits)
        with in_threads(lambda: work_on_chain()):
            assert entered.wait(60)
            beside = work_on_chain()  # another worker's pass, while the first is in the middle of the suite
            assert (beside.proven, beside.waiting, beside.busy) == (0, 1, False)
            may_go_on.set()
        request.refresh_from_db()
        assert request.proof == ContractProof.objects.get()
        assert AuditEvent.objects.filter(verb="contracts_proven").count() == 1

    def test_the_suite_may_take_longer_than_a_silent_transaction_otherwise_may(
        self, committed_db: Any, prepared: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = []

        def looks(suite: proof_suite.Suite) -> proof_suite.Seen:
            with connection.cursor() as cursor:
                cursor.execute("SHOW idle_in_transaction_session_timeout")
                seen.append(cursor.fetchone()[0])
            return proof_suite.seen("")

        request_proof(actor=cast.programme_lead)
        monkeypatch.setattr(proof_suite, "CHECKS", {"looks": looks})
        work_on_chain()
        looks(None)  # type: ignore[arg-type]
        assert seen == ["0", "1min"]


@pytest.mark.django_db
class TestWhatPostgresqlRefuses:
    """Whoever asks."""

    def finished(self, cast: Cast) -> ProofRequest:
        request = ProofRequest.objects.create(epoch=chain_epoch(), requested_by=cast.programme_lead)
        request.proof, request.finished_at = contract_proof(run_by=cast.programme_lead), timezone.now()
        request.save()
        return request

    def test_who_asked_when_and_on_which_chain_is_fixed(self, cast: Cast) -> None:
        request = ProofRequest.objects.create(epoch=chain_epoch(), requested_by=cast.programme_lead)
        for change in ({"requested_by": cast.first_treasury_operator}, {"requested_at": timezone.now()}):
            with pytest.raises(DatabaseError, match="is fixed"), transaction.atomic():
                ProofRequest.objects.filter(pk=request.pk).update(**change)

    def test_a_request_is_finished_once(self, cast: Cast) -> None:
        request = self.finished(cast)
        with pytest.raises(DatabaseError, match="is finished and stays so"), transaction.atomic():
            ProofRequest.objects.filter(pk=request.pk).update(failure="Another end", proof=None)

    def test_a_request_is_never_deleted(self, cast: Cast) -> None:
        request = self.finished(cast)
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM tokenisation_proofrequest WHERE id = %s", [request.pk])

    def test_a_finished_request_has_either_its_proof_or_its_failure(self, cast: Cast) -> None:
        request = ProofRequest.objects.create(epoch=chain_epoch(), requested_by=cast.programme_lead)
        proof = contract_proof(run_by=cast.programme_lead)
        wrong: tuple[dict[str, Any], ...] = (
            {"finished_at": timezone.now()},
            {"finished_at": timezone.now(), "proof": proof, "failure": "Both"},
            {"proof": proof},
            {"failure": "Not finished"},
        )
        for change in wrong:
            with pytest.raises(IntegrityError, match="has_its_proof_or_its_failure"), transaction.atomic():
                ProofRequest.objects.filter(pk=request.pk).update(**change)

    def test_one_request_is_open_on_a_chain(self, cast: Cast) -> None:
        epoch = chain_epoch()
        ProofRequest.objects.create(epoch=epoch, requested_by=cast.programme_lead)
        with pytest.raises(IntegrityError, match="one_open_proof_request"), transaction.atomic():
            ProofRequest.objects.create(epoch=epoch, requested_by=cast.programme_lead)


@contextmanager
def in_threads(*functions: Callable[[], Any]) -> Iterator[None]:
    """Runs each function in a thread with a connection of its own while the test goes on; then waits for all of them."""

    def run(function: Callable[[], Any]) -> None:
        try:
            function()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        running = [pool.submit(run, function) for function in functions]
        yield
        for future in running:
            future.result(120)
