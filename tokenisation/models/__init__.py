"""The records of the mint, one noun each."""

from tokenisation.models.deployment import TokenDeployment
from tokenisation.models.epoch import ChainEpoch
from tokenisation.models.investor import TestInvestor
from tokenisation.models.issuance import Issuance
from tokenisation.models.key import DutyKey
from tokenisation.models.operation import ChainOperation, SignedTransaction
from tokenisation.models.order import Allocation, MintOrder
from tokenisation.models.proof import ContractProof
from tokenisation.models.proof_request import ProofRequest
from tokenisation.models.reconciliation import Break, ReconciliationRun
from tokenisation.models.worker_pass import WorkerPass

__all__ = [
    "Allocation",
    "Break",
    "ChainEpoch",
    "ChainOperation",
    "ContractProof",
    "DutyKey",
    "Issuance",
    "MintOrder",
    "ProofRequest",
    "ReconciliationRun",
    "SignedTransaction",
    "TestInvestor",
    "TokenDeployment",
    "WorkerPass",
]
