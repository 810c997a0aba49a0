"""Proving the contracts on this chain, and recording the run."""

from typing import Any

from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from tokenisation.artifacts import load_artifact
from tokenisation.chain.guard import require_local_chain
from tokenisation.models import ChainEpoch, ContractProof
from tokenisation.services.chain import chain_client
from tokenisation.services.proof_suite import CheckResult, Suite
from tokenisation.services.standing import require_epoch
from tokenisation.terms import CONTRACT


def prove_contracts(*, actor: Any) -> ContractProof:
    """Runs the suite on a synthetic asset on this chain and records every check, passed or not.

    It takes some seconds, since blocks must be mined, and holds no transaction while it waits.
    Raises NotPermitted, WrongState without a chain epoch, WrongChain, NodeUnreachable.
    """
    epoch = _may_prove(actor=actor)
    client = chain_client()
    require_local_chain(client)
    return _record(actor=actor, epoch=epoch, results=Suite(client).run())


@act
def _may_prove(*, actor: Any) -> ChainEpoch:
    require(actor, "prove_contracts")
    return require_epoch()


@act
def _record(*, actor: Any, epoch: ChainEpoch, results: list[CheckResult]) -> ContractProof:
    proof = ContractProof.objects.create(
        epoch=epoch,
        source_digest=load_artifact(CONTRACT).source_digest,
        results=[result.as_dict() for result in results],
        passed=all(result.passed for result in results),
        run_by=actor,
    )
    record_event(
        actor=actor,
        verb="contracts_proven" if proof.passed else "contract_proof_failed",
        subject=f"proof:{proof.pk}",
        label=proof,
        data={"source_digest": proof.source_digest, "results": proof.results},
    )
    return proof
