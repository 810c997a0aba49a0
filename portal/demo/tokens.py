"""The study's steps that reach the chain: proof of the contracts, token deployments, mint orders.

The acts are people's; what follows on the chain is done by the Celery worker, and the script waits for it.
"""

import datetime
import hashlib
import time
from collections.abc import Callable
from functools import partial

from approvals.exceptions import DomainError
from approvals.models import Case
from assets.models import Instrument, Proposal
from portal.demo.people import Cast
from portal.demo.script import Script
from tokenisation.choices import OrderStatus
from tokenisation.models import MintOrder, TestInvestor, TokenDeployment
from tokenisation.services.deployments import request_deployment
from tokenisation.services.investors import register_investor
from tokenisation.services.orders import place_mint_order, release_mint_order
from tokenisation.services.proof import prove_contracts

#: Seconds that the worker has for one thing on a chain with a block each second.
PATIENCE = 180.0

#: The allow-listed test investors and their parts of each order, which add up to one hundred.
INVESTORS = (
    ("Test investor A, retail", "PK", 25),
    ("Test investor B, retail", "PK", 20),
    ("Test investor C, bank", "PK", 15),
    ("Test investor D, fund", "PK", 12),
    ("Test investor E, insurer", "PK", 10),
    ("Test investor F, non-resident", "AE", 8),
    ("Test investor G, non-resident", "GB", 6),
    ("Test investor H, Roshan account", "SA", 4),
)


class WorkerTooLate(Exception):
    """What was ordered did not appear on the chain in time; it is not lost, and the next run goes on with it."""


def add_token_steps(script: Script, cast: Cast, *, part: str, date: datetime.date, assets: tuple[int, ...]) -> None:
    """Adds the steps of one part of the story: `proof`, `deployment` or `mint`."""
    {"proof": _proof, "deployment": _deployment, "mint": _mint}[part](script, cast, date, assets)


def _case(number: int) -> Case:
    return Case.objects.get(subject_key=Instrument.objects.get(number=number).key)


def _proof(script: Script, cast: Cast, date: datetime.date, assets: tuple[int, ...]) -> None:
    def prove() -> str:
        proof = prove_contracts(actor=cast.programme_lead)
        return f"Contract suite on a synthetic asset: {len(proof.results)} checks, {'all' if proof.passed else 'NOT all'} passed"

    script.wait(date, "contract proof", prove)


def _deployment(script: Script, cast: Cast, date: datetime.date, assets: tuple[int, ...]) -> None:
    def request(number: int) -> str:
        deployment = request_deployment(actor=cast.first_treasury_operator, case=_case(number))
        return f"Treasury requests the test token {deployment.symbol} with a cap of {deployment.cap:,} units"

    def deployed() -> str:
        cases = [_case(number) for number in assets]
        _wait_for(
            "the tokens",
            lambda: TokenDeployment.objects.filter(case__in=cases).exclude(address="").count() == len(cases),
        )
        return f"{len(cases)} test tokens stand on the local chain, confirmed"

    for number in assets:
        script.do(date, f"deploy {number}", partial(request, number))
    script.wait(date, "deployed", deployed)


def _mint(script: Script, cast: Cast, date: datetime.date, assets: tuple[int, ...]) -> None:
    def investors() -> str:
        for label, country, _ in INVESTORS:
            register_investor(
                actor=cast.first_treasury_operator,
                label=label,
                address=_address_of(label),
                country=country,
                kyc_valid_until=datetime.date(2026, 12, 31),
            )
        return f"{len(INVESTORS)} test investors are registered for the allow-list"

    def order(number: int) -> str:
        case = _case(number)
        units = Proposal.objects.get(case=case).units
        placed = place_mint_order(actor=cast.first_treasury_operator, case=case, allocations=_allocations(units))
        return (
            f"{placed.reference}: {placed.units:,} units of {case.subject_label} ordered by the first treasury operator"
        )

    def refuse_own_release(number: int) -> str:
        placed = MintOrder.objects.get(case=_case(number))
        try:
            release_mint_order(actor=cast.first_treasury_operator, order=placed)
        except DomainError as refusal:
            return f"REFUSED: {refusal.message}"
        raise AssertionError("The portal let a person release their own order; the demo stops here.")

    def release(number: int) -> str:
        released = release_mint_order(
            actor=cast.second_treasury_operator, order=MintOrder.objects.get(case=_case(number))
        )
        return f"{released.reference} is released by the second treasury operator; the worker mints"

    def reconciled(number: int) -> str:
        placed = MintOrder.objects.get(case=_case(number))
        _wait_for(placed.reference, lambda: _is_reconciled(placed))
        return f"{placed.reference}: {placed.units:,} test tokens confirmed on the chain and reconciled"

    script.do(date, "investors", investors)
    for number in assets:
        script.do(date, f"order {number}", partial(order, number))
    day_after = date + datetime.timedelta(days=1)
    script.do(day_after, "own release", partial(refuse_own_release, assets[0]))
    for number in assets:
        script.do(day_after, f"release {number}", partial(release, number))
    for number in assets:
        script.wait(day_after, f"reconciled {number}", partial(reconciled, number))


def _is_reconciled(order: MintOrder) -> bool:
    order.refresh_from_db()
    if order.status == OrderStatus.NEEDS_PERSON:
        raise WorkerTooLate(f"{order.reference} needs a person: open its page in the portal for the evidence.")
    return bool(order.status == OrderStatus.RECONCILED)


def _wait_for(what: str, is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_there():
        if time.monotonic() > deadline:
            raise WorkerTooLate(
                f"After {PATIENCE:.0f} seconds {what} did not appear on the chain. See var/logs/worker.log; nothing is lost: "
                "run the command again and it goes on from here."
            )
        time.sleep(0.25)


def _allocations(units: int) -> list[tuple[TestInvestor, int]]:
    """The units of an order divided by the investors' parts; what does not divide goes to the first."""
    parts = [units * part // 100 for _, _, part in INVESTORS]
    parts[0] += units - sum(parts)
    investors = {investor.label: investor for investor in TestInvestor.objects.all()}
    return [(investors[label], part) for (label, _, _), part in zip(INVESTORS, parts, strict=True) if part]


def _address_of(label: str) -> str:
    """An address to which nobody holds a key: the last twenty bytes of the label's SHA-256."""
    return "0x" + hashlib.sha256(label.encode()).digest()[-20:].hex()
