"""The page of the local chain and what people do there: have the contracts proven, open an epoch, send work back."""

import datetime
from typing import Any

import pytest
from django.utils import timezone, translation
from freezegun import freeze_time

from approvals.models import AuditEvent
from approvals.services.signoffs import withdraw_signoff
from tests.conftest import Chain
from tests.factories import chain_epoch
from tests.officials import Official
from tests.portal.test_pages_every import READERS, sound
from tests.portal.test_pages_memorandum import PASSWORD, signed_in_long_ago
from tests.stories import Story
from tests.tokenisation.conftest import LocalChain, Mint
from tokenisation.chain.client import ChainClient
from tokenisation.choices import EpochStatus, OperationState, OrderStatus
from tokenisation.models import ChainEpoch, ChainOperation, ContractProof, MintOrder, ProofRequest, TokenDeployment
from tokenisation.services import proof_suite
from tokenisation.services.proof import prove_contracts
from tokenisation.services.proof_requests import request_proof
from tokenisation.services.reconciliation import reconcile_deployment
from tokenisation.services.work import note_pass, work_on_chain
from tokenisation.tasks import work_on_chain as task
from tokenisation.views.checks import CHECK_WORDS, seen_text

PAGE, PROVE, OPEN = "/orders/chain/", "/orders/chain/proofs/request/", "/orders/chain/epochs/open/"
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def mint(committed_db: Any, prepared: Chain, story: Story) -> Mint:
    """The way to minted tokens, on a database in which everything commits."""
    return Mint(LocalChain(prepared.rpc_url), story)


@pytest.fixture
def node_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks a node in this test fails it."""

    def asked(self: ChainClient, method: str, params: list[Any]) -> Any:
        raise AssertionError(f"a web request asked the node: {method}")

    monkeypatch.setattr(ChainClient, "_request", asked)


class TestReading:
    """What workers stored."""

    @pytest.mark.parametrize("who", READERS)
    def test_everybody_of_the_study_reads_which_chain_it_is_without_asking_it(
        self, plan: Any, cast: Any, who: str, node_is_never_asked: None
    ) -> None:
        epoch = chain_epoch(number=4)
        note_pass()
        response = Official(getattr(cast, who)).get(PAGE)
        sound(response)
        html = response.content.decode()
        for words in ("Epoch 4", "31337", epoch.genesis_hash, "A worker is at it, and the node answers."):
            assert words in html, words

    @pytest.mark.parametrize("who", ["adviser", "administrator"])
    def test_who_does_not_read_the_study_does_not_read_it_either(self, plan: Any, cast: Any, who: str) -> None:
        assert Official(getattr(cast, who)).get(PAGE).status_code == 403

    def test_the_list_of_orders_leads_to_it(self, plan: Any, cast: Any) -> None:
        assert f'href="{PAGE}"' in Official(cast.auditor).get("/orders/").content.decode()

    def test_before_a_chain_is_prepared_it_says_who_does_that(self, plan: Any, cast: Any) -> None:
        page = Official(cast.first_treasury_operator).get(PAGE)
        sound(page)
        html = page.content.decode()
        assert "No chain has been prepared yet." in html
        assert "No worker has looked for work yet" in html
        assert PROVE not in html
        assert OPEN not in html

    def test_tokens_stand_there_with_their_last_comparison_and_the_breaks_that_are_open(
        self,
        mint: Mint,
        cast: Any,
    ) -> None:
        case = mint.ready()
        mint.released(case, 10)
        mint.work()
        token = TokenDeployment.objects.get()
        page = Official(cast.auditor).get(PAGE)
        sound(page)
        html = page.content.decode()
        for words in (token.symbol, token.address, case.reference, "Register and chain agree"):
            assert words in html, words
        self.somebody_issues_units(mint, token)
        reconcile_deployment(token)
        page = Official(cast.auditor).get(PAGE)
        sound(page)
        assert "Register and chain disagree" in page.content.decode()
        assert page.context["tokens"][0]["breaks"]

    def somebody_issues_units(self, mint: Mint, token: TokenDeployment) -> None:
        from tokenisation.chain.token import encode_issue

        holder = token.operations.get(kind="issue").payload["recipients"][0]
        mint.chain.send_as(token.roles["issuer"], token.address, encode_issue("0x" + "5" * 64, [holder], [1]))
        mint.chain.mine(3)


class TestProving:
    """Asked for on a page, carried out by a worker, seen on the page."""

    def test_a_request_is_recorded_carried_out_by_the_worker_and_shown_with_every_check(
        self, committed_db: Any, prepared: Chain, cast: Any
    ) -> None:
        operator = Official(cast.first_treasury_operator)
        html = operator.get(PAGE).content.decode()
        assert "The contracts have not been proven on this chain." in html
        assert f'href="{PROVE}"' in html
        sound(operator.get(PROVE))
        done = operator.acts(PROVE)
        confirmation = operator.get(done["Location"])
        sound(confirmation)
        assert "You may leave" in confirmation.content.decode()
        assert confirmation.context["record_url"] == PAGE

        waiting = operator.get(PAGE)
        sound(waiting)
        html = waiting.content.decode()
        assert [rung.standing for rung in waiting.context["ladder"]] == ["done", "now", "later"]
        assert 'hx-trigger="every 3s"' in html
        assert f'<a class="govuk-link" href="{PAGE}">Look again</a>' in html  # without script
        assert f'href="{PROVE}"' not in html

        task()
        seen = Official(cast.auditor).get(PAGE)
        sound(seen)
        html = seen.content.decode()
        assert [rung.standing for rung in seen.context["ladder"]] == ["done", "done", "done"]
        assert "hx-trigger" not in html
        proof = ContractProof.objects.get()
        assert "Every check passed" in html
        assert proof.source_digest in html
        for result in proof.results:
            assert str(CHECK_WORDS[result["check"]]).replace("'", "&#x27;") in html
        assert proof.run_by == cast.first_treasury_operator

    def test_every_check_of_the_suite_has_its_words(self) -> None:
        assert set(CHECK_WORDS) == set(proof_suite.CHECKS)

    def test_what_a_check_saw_is_told_in_the_readers_language_and_what_early_runs_saw_as_it_was_recorded(self) -> None:
        seen = proof_suite.seen("%(units)s units were refused where %(room)s are left.", units=9_901, room=9_900)
        result = proof_suite.CheckResult("above the cap is refused", True, seen).as_dict()
        assert result["detail"] == "9901 units were refused where 9900 are left."
        assert seen_text(result) == "9\u202f901 units were refused where 9\u202f900 are left."
        with translation.override("ur"):
            assert "\u20669\u202f901\u2069 یونٹ قبول نہیں کیے گئے" in seen_text(result)
            assert seen_text({"check": "issue works", "passed": True, "detail": "100 units."}) == "100 units."

    def test_a_second_request_is_refused_with_a_sentence(self, plan: Any, cast: Any) -> None:
        chain_epoch()
        request_proof(actor=cast.programme_lead)
        operator = Official(cast.first_treasury_operator)
        page = operator.get(PROVE)
        sound(page)
        assert "A second request is refused meanwhile." in page.content.decode()
        refused = operator.acts(PROVE)
        assert refused.status_code == 422
        assert "a worker is still to finish it" in refused.content.decode()
        assert ProofRequest.objects.count() == 1

    def test_asking_does_not_run_anything_in_the_web_process(
        self, plan: Any, cast: Any, node_is_never_asked: None
    ) -> None:
        chain_epoch()
        assert Official(cast.programme_lead).acts(PROVE).status_code == 302
        assert ProofRequest.objects.get().is_open

    def test_nobody_else_asks(self, plan: Any, cast: Any) -> None:
        chain_epoch()
        for person in (cast.auditor, cast.case_officer, cast.approver, cast.gate_chair):
            assert PROVE not in Official(person).get(PAGE).content.decode()
            assert Official(person).acts(PROVE).status_code == 403
        assert not ProofRequest.objects.exists()

    def test_a_request_that_can_never_be_carried_out_shows_why(self, plan: Any, cast: Any) -> None:
        request = request_proof_on(chain_epoch(), cast.first_treasury_operator)
        ProofRequest.objects.filter(pk=request.pk).update(finished_at=timezone.now(), failure="The chain was lost.")
        page = Official(cast.programme_lead).get(PAGE)
        sound(page)
        assert "It was not carried out:" in page.content.decode()
        assert [rung.standing for rung in page.context["ladder"]] == ["done", "stopped", "later"]
        assert f'href="{PROVE}"' in page.content.decode()

    def test_a_failed_check_stands_out_and_earlier_proofs_stay(
        self, committed_db: Any, prepared: Chain, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        prove_contracts(actor=cast.programme_lead)
        monkeypatch.setattr(proof_suite, "CAP", 99)
        prove_contracts(actor=cast.programme_lead)
        page = Official(cast.auditor).get(PAGE)
        sound(page)
        html = page.content.decode()
        assert "A check failed" in html
        assert "Not run, since an earlier check failed." in html
        assert "Earlier proofs on this chain" in html

    def test_a_proof_of_other_sources_says_that_it_no_longer_counts(self, plan: Any, cast: Any) -> None:
        ContractProof.objects.create(
            epoch=chain_epoch(), source_digest="0" * 64, results=[], passed=True, run_by=cast.programme_lead
        )
        assert "Of other contract sources" in Official(cast.auditor).get(PAGE).content.decode()


class TestTrouble:
    """What is away is said in a sentence, by what the worker noted."""

    def test_a_node_that_is_away_is_told_on_the_page_of_the_chain_and_of_the_order(
        self,
        mint: Mint,
        cast: Any,
        settings: Any,
    ) -> None:
        order = mint.released(mint.ready(), 10)
        request_proof(actor=cast.programme_lead)
        settings.CHAIN_RPC_URL = NOWHERE
        assert task() == {"ended_early": True}
        reader = Official(cast.auditor)
        for address in (PAGE, f"/orders/{order.reference}/"):
            page = reader.get(address)
            sound(page)
            html = page.content.decode()
            assert "does not answer" in html
            assert "Nothing is lost" in html
        assert f'href="{PAGE}"' in html  # the order's page leads to the chain's
        assert reader.get(PAGE).context["is_asked"]

    def test_a_worker_that_is_silent_is_told(self, plan: Any, cast: Any) -> None:
        chain_epoch()
        note_pass()
        with freeze_time(timezone.now() + datetime.timedelta(minutes=2)):
            page = Official(cast.auditor).get(PAGE)
        sound(page)
        assert "No worker has looked for work since" in page.content.decode()


class TestOpeningAnEpoch:
    """After a chain was lost, a person decides."""

    @pytest.fixture
    def lost(self, mint: Mint) -> MintOrder:
        """An order whose chain was reset."""
        before = mint.chain.snapshot()
        order = mint.released(mint.ready(), 10)
        mint.chain.revert(before)
        work_on_chain()
        order.refresh_from_db()
        assert order.status == OrderStatus.NEEDS_PERSON
        return order

    def test_the_page_says_what_happened_and_leads_those_who_may_to_it(self, lost: MintOrder, cast: Any) -> None:
        for person in (cast.programme_lead, cast.first_treasury_operator):
            page = Official(person).get(PAGE)
            sound(page)
            assert f'href="{OPEN}"' in page.content.decode()
            sound(Official(person).get(OPEN))
        html = Official(cast.auditor).get(PAGE).content.decode()
        assert "The chain of this epoch is lost" in html
        assert OPEN not in html
        assert Official(cast.auditor).acts(OPEN).status_code == 403

    def test_it_is_opened_once_and_the_proof_is_next(self, lost: MintOrder, cast: Any) -> None:
        lead = Official(cast.programme_lead)
        done = lead.acts(OPEN)
        assert "Prove the contracts on the new chain" in lead.get(done["Location"]).content.decode()
        assert ChainEpoch.objects.get(status=EpochStatus.ACTIVE).number == 2
        assert AuditEvent.objects.filter(verb="epoch_opened", actor=cast.programme_lead).count() == 1
        page = lead.get(PAGE)
        sound(page)
        html = page.content.decode()
        assert "Epoch 2" in html
        assert f'href="{PROVE}"' in html
        assert OPEN not in html
        assert "No epoch is lost, so there is nothing to open" in lead.get(OPEN).content.decode()
        lead.acts(OPEN)
        assert ChainEpoch.objects.count() == 2

    def test_it_counts_so_the_person_shows_again_who_they_are(self, lost: MintOrder, cast: Any) -> None:
        lead = signed_in_long_ago(cast.programme_lead)
        asked = lead.acts(OPEN)
        assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
        assert ChainEpoch.objects.count() == 1
        back = lead.post(asked["Location"], {"password": PASSWORD})
        assert back["Location"] == OPEN
        lead.acts(OPEN)
        assert ChainEpoch.objects.count() == 2

    def test_a_node_that_is_away_opens_nothing_and_says_so(self, lost: MintOrder, cast: Any, settings: Any) -> None:
        settings.CHAIN_RPC_URL = NOWHERE
        refused = Official(cast.programme_lead).acts(OPEN)
        assert refused.status_code == 422
        assert "does not answer" in refused.content.decode()
        assert ChainEpoch.objects.count() == 1


class TestSendingBackToWork:
    """An operation that stopped for a person."""

    @pytest.fixture
    def stopped(self, mint: Mint) -> ChainOperation:
        """An order that was released, and whose operations stopped before anything of it was signed."""
        order = mint.released(mint.ready(), 10)
        for operation in order.operations.all():
            operation.state = OperationState.NEEDS_PERSON
            operation.attention = "The key “Issuer” cannot be opened."
            operation.save(update_fields=["state", "attention"])
        order.status = OrderStatus.NEEDS_PERSON
        order.save(update_fields=["status"])
        return order.operations.get(kind="allow")

    def address(self, operation: ChainOperation) -> str:
        return f"/orders/operations/{operation.pk}/resume/"

    def test_the_order_leads_to_the_evidence_and_the_operator_sends_it_back(
        self,
        stopped: ChainOperation,
        mint: Mint,
        cast: Any,
    ) -> None:
        assert stopped.order is not None
        order, operator = stopped.order, Official(cast.first_treasury_operator)
        page = operator.get(f"/orders/{order.reference}/")
        sound(page)
        assert f'href="{self.address(stopped)}"' in page.content.decode()
        evidence = operator.get(self.address(stopped))
        sound(evidence)
        html = evidence.content.decode()
        for words in (
            "The key “Issuer” cannot be opened.",
            "Nothing of it was ever signed",
            "The record holds nothing against signing it now.",
            order.reference,
            stopped.operation_id,
        ):
            assert words in html, words
        for operation in order.operations.all():
            done = operator.acts(self.address(operation))
            assert operator.get(done["Location"]).context["record_url"] == f"/orders/{order.reference}/"
        mint.work()
        order.refresh_from_db()
        assert order.status == OrderStatus.RECONCILED

    def test_what_still_stands_against_it_is_said_before_and_refused_after(
        self, stopped: ChainOperation, cast: Any
    ) -> None:
        case = stopped.deployment.case
        law = case.signoffs.get(body_id="LAW")
        withdraw_signoff(actor=cast.recorder("LAW"), signoff=law, reason="A new fact")
        operator = Official(cast.first_treasury_operator)
        page = operator.get(self.address(stopped))
        sound(page)
        assert "Something still keeps it from being signed" in page.content.decode()
        refused = operator.acts(self.address(stopped))
        assert refused.status_code == 422
        assert "no longer holds" in refused.content.decode()

    def test_what_was_signed_is_never_sent_back(
        self,
        mint: Mint,
        cast: Any,
    ) -> None:
        order = mint.released(mint.ready(), 10)
        mint.work()
        operation = order.operations.get(kind="allow")
        operation.state, operation.attention = OperationState.NEEDS_PERSON, "Its nonce was used by something else."
        operation.save(update_fields=["state", "attention"])
        operator = Official(cast.first_treasury_operator)
        html = operator.get(f"/orders/{order.reference}/").content.decode()
        assert "It was signed, so it is never signed again" in html
        assert self.address(operation) not in html
        page = operator.get(self.address(operation))
        sound(page)
        html = page.content.decode()
        assert "its bytes may be anywhere" in html
        assert operation.mined_hash in html
        assert operator.acts(self.address(operation)).status_code == 422

    def test_others_read_what_stopped_and_are_offered_nothing(self, stopped: ChainOperation, cast: Any) -> None:
        assert stopped.order is not None
        for person in (cast.auditor, cast.programme_lead):
            reader = Official(person)
            for address in (PAGE, f"/orders/{stopped.order.reference}/"):
                page = reader.get(address)
                sound(page)
                html = page.content.decode()
                assert "cannot be opened" in html
                assert self.address(stopped) not in html
            assert reader.acts(self.address(stopped)).status_code == 403

    def test_a_token_that_stopped_is_reached_from_the_chain_and_from_home(
        self, committed_db: Any, prepared: Chain, case_in_stage_6: Any, cast: Any
    ) -> None:
        operator = Official(cast.first_treasury_operator)
        operator.acts(f"/orders/token/{case_in_stage_6.reference}/")
        deploy = ChainOperation.objects.get(kind="deploy")
        deploy.state, deploy.attention = OperationState.NEEDS_PERSON, "The key “Deployer” cannot be opened."
        deploy.save(update_fields=["state", "attention"])
        for address in ("/", PAGE):
            assert self.address(deploy) in operator.get(address).content.decode(), address
        sound(operator.get(self.address(deploy)))
        done = operator.acts(self.address(deploy))
        record = operator.get(done["Location"]).context["record_url"]
        assert record == f"/cases/{case_in_stage_6.reference}/"
        assert AuditEvent.objects.get(verb="operation_resumed").actor == cast.first_treasury_operator
        prepared.work()
        assert TokenDeployment.objects.get().address

    def test_one_that_waits_for_nobody_is_not_sent_back(
        self,
        mint: Mint,
        cast: Any,
    ) -> None:
        operation = mint.released(mint.ready(), 10).operations.get(kind="allow")
        operator = Official(cast.first_treasury_operator)
        page = operator.get(self.address(operation))
        sound(page)
        assert "does not wait for a person" in page.content.decode()
        assert operator.acts(self.address(operation)).status_code == 422


def request_proof_on(epoch: ChainEpoch, person: Any) -> ProofRequest:
    """An open request on the chain of an epoch."""
    return ProofRequest.objects.create(epoch=epoch, requested_by=person)
