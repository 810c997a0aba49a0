"""Life stories: an asset taken to a named point by the services, in order, by the people whose job it is."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from approvals.business_date import business_date
from approvals.choices import CriterionProof, CriterionScope, Decision, GateOutcome
from approvals.gates import scope_key
from approvals.models import Attestation, Body, Case, Gate, GateCriterion, RequiredSignOff, SignOff
from approvals.services.business_date import advance_business_date
from approvals.services.gates import attest_criterion, rule_on_gate
from approvals.services.signoffs import confirm_signoff, record_signoff
from assets.importing import read_sample_assets
from assets.models import ExchangeRate, Instrument
from assets.services.instruments import register_instrument
from assets.services.legal_facts import record_legal_fact
from assets.services.proposals import submit_proposal
from assets.services.rates import record_rate
from assets.services.valuations import accept_valuation, record_valuation
from portal.demo.people import Cast

Paper = Callable[..., Any]

REGISTERED_ON = datetime.date(2026, 1, 2)
SIGNED_ON = datetime.date(2026, 5, 18)

BILL_12M, BOND, SUKUK, WHEAT, GOLD, PROPERTY = 3, 4, 6, 8, 9, 10


class Story:
    """Tells what happens to sample assets; every method goes on from where the asset stands."""

    def __init__(self, cast: Cast, paper: Paper) -> None:
        self.cast = cast
        self.paper = paper

    def registered(self, number: int = BILL_12M) -> Instrument:
        """The sample asset is registered, and its valuation recorded and accepted."""
        advance_business_date(to=max(REGISTERED_ON, business_date()))
        if not ExchangeRate.objects.exists():
            record_rate(
                actor=self.cast.case_officer,
                base="USD",
                quote="PKR",
                rate=Decimal("280.00"),
                on_date=REGISTERED_ON,
                source="Illustrative fixing",
            )
        fields = next(fields for fields in read_sample_assets() if fields["number"] == number)
        instrument = register_instrument(actor=self.cast.case_officer, **fields)
        valuation = record_valuation(
            actor=self.cast.case_officer,
            instrument=instrument,
            as_at=REGISTERED_ON,
            source="Illustrative data",
            document=self.paper(self.cast.case_officer, "Valuation note"),
        )
        accept_valuation(actor=self.cast.approver, valuation=valuation)
        return instrument

    def proposed(self, number: int = BILL_12M) -> Case:
        """A case is open for all of the asset's units."""
        instrument = self.registered(number)
        proposal = submit_proposal(
            actor=self.cast.case_officer, instrument=instrument, units=instrument.units, purpose="Feasibility"
        )
        return proposal.case

    def settled_in_law(self, case: Case) -> None:
        """Title is proven and every lien released."""
        instrument = Instrument.objects.get(pk=case.subject_key.partition(":")[2])
        for kind in ("title_proof", "lien_release"):
            record_legal_fact(
                actor=self.cast.case_officer,
                instrument=instrument,
                kind=kind,
                statement="Shown by the attached paper",
                document=self.paper(self.cast.case_officer, kind),
            )

    def attested(self, case: Case, gate_code: str) -> None:
        """Everything that people must attest before the gate."""
        for criterion in GateCriterion.objects.filter(gate_id=gate_code, proof=CriterionProof.ATTESTED):
            key = scope_key(criterion, case)
            if Attestation.objects.filter(criterion=criterion, scope_key=key).exists():
                continue
            actor = self.cast.case_officer if criterion.scope == CriterionScope.CASE else self.cast.programme_lead
            attest_criterion(
                actor=actor,
                criterion=criterion,
                scope_key=key,
                met=True,
                statement="Shown by the attached paper",
                document=self.paper(actor, criterion.code),
            )

    def passed(self, case: Case, gate_code: str) -> Case:
        """The chair rules that the gate passed."""
        self.attested(case, gate_code)
        rule_on_gate(
            actor=self.cast.gate_chair,
            case=case,
            gate=Gate.objects.get(code=gate_code),
            outcome=GateOutcome.PASS,
            reason="Every criterion is met.",
        )
        case.refresh_from_db()
        return case

    def in_stage_6(self, number: int = BILL_12M) -> Case:
        """The case has passed G0 to G4; the contract proof counts as recorded, since no chain is needed for this."""
        case = self.proposed(number)
        self.settled_in_law(case)
        self.proven_contracts()
        for code in ("G0", "G1", "G2", "G3", "G4"):
            self.passed(case, code)
        advance_business_date(to=max(SIGNED_ON, business_date()))
        case.refresh_from_db()
        return case

    def proven_contracts(self) -> None:
        """A recorded run of the contract suite on the active epoch, as if it had just been done."""
        from tests.factories import contract_proof

        contract_proof(run_by=self.cast.programme_lead)

    def decided(self, case: Case, body_code: str, decision: Decision = Decision.APPROVE, **changes: Any) -> SignOff:
        """A body's decision, recorded by one officer and confirmed by another."""
        body = Body.objects.get(code=body_code)
        signoff = record_signoff(
            actor=self.cast.recorder(body_code),
            **{
                "case": case,
                "body": body,
                "dossier_digest": case.dossier_digest,
                "decision": decision,
                "legal_basis": body.legal_basis,
                "letter_reference": f"{body_code}/{case.reference}/{SignOff.objects.count()}",
                "document": self.paper(self.cast.recorder(body_code), f"Letter of {body_code}"),
                "decided_on": business_date(),
                **changes,
            },
        )
        confirm_signoff(actor=self.cast.confirmer(body_code), signoff=signoff)
        return signoff

    def signed_by_all(self, case: Case, *, but: str = "") -> Case:
        """Every required body approves, but for one if wished."""
        case.refresh_from_db()
        for row in RequiredSignOff.objects.filter(instrument_type=case.instrument_type, tier="test_mint"):
            if row.body_id != but:
                self.decided(case, row.body_id)
        return case

    def ready_to_mint(self, chain: Any, number: int = BILL_12M) -> tuple[Case, Any]:
        """The case has passed G5 and its token stands confirmed on the chain."""
        from tokenisation.models import TokenDeployment
        from tokenisation.services.deployments import request_deployment

        case = self.in_stage_6(number)
        deployment = request_deployment(actor=self.cast.first_treasury_operator, case=case)
        chain.work()
        self.passed(self.signed_by_all(case), "G5")
        return case, TokenDeployment.objects.get(pk=deployment.pk)
