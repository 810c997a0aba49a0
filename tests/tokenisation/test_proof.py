"""The contract suite on a synthetic asset, and the gate that reads its record."""

import pytest
from django.utils import translation

from approvals.exceptions import NotPermitted, WrongState
from approvals.models import AuditEvent
from approvals.wording import moment_text
from portal.demo.people import Cast
from tests.tokenisation.conftest import Mint
from tokenisation.artifacts import load_artifact
from tokenisation.criteria import contracts_are_proven_on_this_chain
from tokenisation.models import ContractProof
from tokenisation.services import proof_suite
from tokenisation.services.proof import prove_contracts

pytestmark = pytest.mark.django_db


def test_the_suite_passes_on_a_real_chain_and_opens_its_criterion(mint: Mint) -> None:
    case = mint.story.proposed()
    assert not contracts_are_proven_on_this_chain(case).met
    proof = prove_contracts(actor=mint.cast.programme_lead)
    assert [result for result in proof.results if not result["passed"]] == []
    assert len(proof.results) == len(proof_suite.CHECKS) == 11
    answer = contracts_are_proven_on_this_chain(case)
    assert answer.met
    assert f"on Chain epoch 1 at {moment_text(proof.run_at)}" in answer.reason
    with translation.override("ur"):
        assert "چین کا دور 1 پر" in contracts_are_proven_on_this_chain(case).reason
    assert AuditEvent.objects.filter(verb="contracts_proven", subject=f"proof:{proof.pk}").count() == 1


def test_a_failed_check_is_recorded_and_keeps_the_gate_closed(mint: Mint, monkeypatch: pytest.MonkeyPatch) -> None:
    case = mint.story.proposed()
    assert prove_contracts(actor=mint.cast.programme_lead).passed
    monkeypatch.setattr(proof_suite, "CAP", 99)  # now the suite itself must find that 100 units are too many
    proof = prove_contracts(actor=mint.cast.programme_lead)
    assert not proof.passed
    failed = [result["check"] for result in proof.results if not result["passed"]]
    assert failed[0] == "issue works"
    assert proof.results[3]["detail"] == "Not run, since an earlier check failed."
    answer = contracts_are_proven_on_this_chain(case)
    assert not answer.met
    assert "issue works" in answer.reason


def test_other_contract_sources_need_a_new_proof(mint: Mint) -> None:
    case = mint.story.proposed()
    proof = prove_contracts(actor=mint.cast.programme_lead)
    assert proof.source_digest == load_artifact("SovereignTestToken").source_digest
    ContractProof.objects.create(
        epoch=proof.epoch, source_digest="0" * 64, results=proof.results, passed=False, run_by=proof.run_by
    )
    assert contracts_are_proven_on_this_chain(case).met  # the other sources' failure is not these sources'


def test_a_proof_after_the_first_mint_does_not_count(mint: Mint) -> None:
    case = mint.ready()
    mint.released(case, 10)
    mint.work()
    assert contracts_are_proven_on_this_chain(case).met
    first = ContractProof.objects.get()
    later = ContractProof(
        epoch=first.epoch, source_digest=first.source_digest, results=first.results, passed=True, run_by=first.run_by
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tokenisation.criteria.load_artifact", lambda name: type("Other", (), {"source_digest": "1" * 64})
        )
        later.source_digest = "1" * 64
        later.save()
        answer = contracts_are_proven_on_this_chain(case)
    assert not answer.met
    assert "minted on this chain before" in answer.reason


def test_an_adviser_cannot_have_the_contracts_proven(mint: Mint) -> None:
    with pytest.raises(NotPermitted):
        prove_contracts(actor=mint.cast.adviser)
    assert not ContractProof.objects.exists()
    assert AuditEvent.objects.filter(verb="refused").exists()


def test_without_an_epoch_nothing_is_proven(cast: Cast) -> None:
    with pytest.raises(WrongState, match="prepare_chain"):
        prove_contracts(actor=cast.programme_lead)
