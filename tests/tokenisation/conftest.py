"""The way to minted tokens on a real local chain, and what a development node lets a test do to it."""

import datetime
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from approvals.models import Case
from tests.chain_reader import ChainReader
from tests.conftest import Chain
from tests.stories import BILL_12M, Story
from tokenisation.choices import DeploymentStatus
from tokenisation.models import MintOrder, TestInvestor, TokenDeployment
from tokenisation.services.deployments import request_deployment
from tokenisation.services.investors import register_investor
from tokenisation.services.orders import place_mint_order, release_mint_order
from tokenisation.services.work import Progress, work_on_chain


class LocalChain(ChainReader):
    """The test's own state of the worker's chain, with what a test may do that the portal never does."""

    def mine(self, blocks: int = 1) -> None:
        """Adds empty blocks."""
        self.call("anvil_mine", hex(blocks))

    def snapshot(self) -> str:
        """Remembers the state; a snapshot can be returned to once."""
        return str(self.call("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Takes the chain back, as a node does that was killed before it wrote its state."""
        assert self.call("evm_revert", snapshot) is True

    def automine(self, on: bool) -> None:
        """Whether every transaction makes its block at once."""
        self.call("evm_setAutomine", on)

    def send_as(self, address: str, to: str, data: str) -> str:
        """Sends a transaction in somebody's name without their key, which a development node allows."""
        self.call("anvil_impersonateAccount", address)
        return str(self.call("eth_sendTransaction", {"from": address, "to": to, "data": data, "gas": hex(1_000_000)}))


class Mint:
    """Takes a case to a named point of the mint, mining blocks as they are needed."""

    def __init__(self, chain: LocalChain, story: Story) -> None:
        self.chain = chain
        self.story = story
        self.cast = story.cast

    def work(self) -> Progress:
        """Passes of the worker, with blocks in between, until nothing moves any more."""
        for _round in range(50):
            progress = work_on_chain()
            if not progress.waiting:
                return progress
            self.chain.mine(3)
        raise AssertionError(f"Work stays open after fifty passes: {progress}")

    def deployed(self, number: int = BILL_12M) -> Case:
        """The case's token stands on the chain."""
        case = self.story.in_stage_6(number)
        request_deployment(actor=self.cast.first_treasury_operator, case=case)
        self.work()
        return case

    def ready(self, number: int = BILL_12M) -> Case:
        """All bodies approved and the chair passed G5."""
        return self.story.passed(self.story.signed_by_all(self.deployed(number)), "G5")

    def investor(self, label: str = "Test investor A", **changes: Any) -> TestInvestor:
        """A registered test investor with an address that nobody has a key to."""
        return register_investor(
            actor=self.cast.first_treasury_operator,
            **{
                "label": label,
                "address": "0x" + hashlib.sha256(label.encode()).digest()[-20:].hex(),
                "country": "PK",
                "kyc_valid_until": datetime.date(2026, 12, 31),
                **changes,
            },
        )

    def placed(self, case: Case, *units: int) -> MintOrder:
        """An order of so many units for so many investors."""
        known = list(TestInvestor.objects.order_by("id"))
        while len(known) < len(units):
            known.append(self.investor(f"Test investor {len(known) + 1}"))
        allocations = list(zip(known, units, strict=False))
        return place_mint_order(actor=self.cast.first_treasury_operator, case=case, allocations=allocations)

    def released(self, case: Case, *units: int) -> MintOrder:
        """The order, released by the second operator."""
        return release_mint_order(actor=self.cast.second_treasury_operator, order=self.placed(case, *units))

    def supply(self, case: Case) -> int:
        """What the chain says, read without the portal's code."""
        deployment = deployment_of_case(case)
        assert deployment is not None
        return self.chain.supply(deployment.address)


@pytest.fixture
def mint(prepared: Chain, story: Story) -> Iterator[Mint]:
    """The way to minted tokens, on a chain with its first epoch and funded keys."""
    way = Mint(LocalChain(prepared.rpc_url), story)
    yield way
    way.chain.call("evm_setAutomine", True)


def deployment_of_case(case: Case) -> TokenDeployment | None:
    """The case's token that is requested or deployed on the dossier in force."""
    return (
        TokenDeployment.objects.filter(
            case=case,
            dossier_digest=case.dossier_digest,
            status__in=[DeploymentStatus.REQUESTED, DeploymentStatus.CONFIRMED],
        )
        .select_related("epoch", "case")
        .last()
    )
