"""Rows that stand for something a test does not want to live through."""

from typing import Any

from tokenisation.artifacts import load_artifact
from tokenisation.models import ChainEpoch, ContractProof


def chain_epoch(**fields: Any) -> ChainEpoch:
    """The active epoch, made where there is none, of a chain that nobody asks."""
    active = ChainEpoch.objects.filter(status="active").first()
    return active or ChainEpoch.objects.create(
        **{
            "number": 1,
            "chain_id": 31337,
            "genesis_hash": "0x" + "0" * 64,
            "checkpoint_hash": "0x" + "0" * 64,
            **fields,
        }
    )


def contract_proof(*, run_by: Any) -> ContractProof:
    """A passed run of the contract suite on the sources as they are."""
    return ContractProof.objects.create(
        epoch=chain_epoch(),
        source_digest=load_artifact("SovereignTestToken").source_digest,
        results=[{"check": "stands for a run on the chain", "passed": True, "detail": ""}],
        passed=True,
        run_by=run_by,
    )
