"""The study from 12 December 2025 to 5 June 2026, as ten assets live through it.

Four assets reach test tokens. The gold is refused because its owner is not the federation, the property stops because
a sign-off is missing, and the others stand where a study would have left them.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from approvals.choices import CriterionProof, CriterionScope, Decision, GateOutcome, PaperKind
from approvals.exceptions import DomainError
from approvals.models import Body, Case, Gate, GateCriterion, Memorandum, RequiredSignOff, SignOff, SignOffCondition
from approvals.services.cases import withdraw_case
from approvals.services.gates import attest_criterion, rule_on_gate
from approvals.services.memorandum import record_memorandum
from approvals.services.signoffs import close_condition, confirm_signoff, record_signoff
from assets.importing import read_sample_assets
from assets.models import Benchmark, Instrument
from assets.services.eligibility import find_not_eligible
from assets.services.fixings import record_fixing
from assets.services.instruments import register_instrument
from assets.services.legal_facts import record_legal_fact
from assets.services.papers import attach_paper
from assets.services.proposals import submit_proposal
from assets.services.rates import record_rate
from assets.services.valuations import accept_valuation, record_valuation
from portal.demo.market import add_prices, add_revaluation
from portal.demo.papers import paper
from portal.demo.people import Cast
from portal.demo.script import Script
from portal.demo.tokens import add_token_steps

MTB_3M, MTB_6M, MTB_12M, PIB, FLOATER, SUKUK, DISCOUNT_SUKUK, WHEAT, GOLD, PROPERTY = range(1, 11)

#: Taken all the way to confirmed, reconciled test tokens.
MINTED = (MTB_12M, PIB, SUKUK, WHEAT)
#: How far each asset's gates are passed; what is not listed passes none.
LAST_GATE = {
    MTB_6M: "G2",
    MTB_12M: "G5",
    PIB: "G5",
    FLOATER: "G1",
    SUKUK: "G5",
    DISCOUNT_SUKUK: "G3",
    WHEAT: "G5",
    PROPERTY: "G4",
}
#: When the chair rules, in the planned window of each gate's stage.
RULINGS = {
    "G0": datetime.date(2026, 1, 9),
    "G1": datetime.date(2026, 2, 6),
    "G2": datetime.date(2026, 3, 6),
    "G3": datetime.date(2026, 4, 8),
    "G4": datetime.date(2026, 5, 8),
    "G5": datetime.date(2026, 6, 1),
}
#: Benchmark, day of December 2025, percent a year, and the auction; what stands in for an auction has none.
ILLUSTRATIVE_FIXINGS = (
    ("MTB_3M", 10, "11.0152", "25"),
    ("MTB_3M", 17, "11.0038", ""),
    ("MTB_3M", 24, "10.9871", "26"),
    ("MTB_6M", 10, "11.0409", "25"),
    ("MTB_6M", 24, "11.0117", "26"),
    ("PKRV_3M", 12, "11.0110", ""),
    ("PKRV_3M", 19, "10.9985", ""),
    ("PKRV_3M", 31, "10.9760", ""),
    ("PKRV_6M", 12, "11.0620", ""),
    ("PKRV_6M", 19, "11.0455", ""),
    ("PKRV_6M", 31, "11.0250", ""),
)
#: The body that has not answered on the property by the end.
SILENT_ON_PROPERTY = "PVARA"


def study_script(cast: Cast) -> Script:
    """Every step of the study, in order."""
    script = Script()
    _mandate(script, cast)
    _register(script, cast)
    _propose(script, cast)
    _gate(script, cast, "G0")
    _law(script, cast)
    _gate(script, cast, "G1")
    add_prices(script, cast)
    _withdraw_short_bill(script, cast)
    _gate(script, cast, "G2")
    add_token_steps(script, cast, part="proof", date=datetime.date(2026, 4, 2), assets=MINTED)
    _gate(script, cast, "G3")
    _gate(script, cast, "G4")
    add_token_steps(script, cast, part="deployment", date=datetime.date(2026, 5, 13), assets=MINTED)
    _signoffs(script, cast)
    _gate(script, cast, "G5")
    add_token_steps(script, cast, part="mint", date=datetime.date(2026, 6, 2), assets=MINTED)
    add_revaluation(script, cast)
    _end(script)
    return script


def instrument(number: int) -> Instrument:
    """The sample asset with this number."""
    return Instrument.objects.get(number=number)


def case_of(number: int) -> Case:
    """The case of the sample asset with this number."""
    return Case.objects.get(subject_key=instrument(number).key)


def refusal_of(act: Callable[[], Any]) -> str:
    """Performs an act that the portal must refuse, and returns the refusal's sentence."""
    try:
        act()
    except DomainError as refusal:
        return refusal.message
    raise AssertionError("The portal let something pass that it must refuse; the demo stops here.")


def _mandate(script: Script, cast: Cast) -> None:
    def record() -> str:
        memorandum = record_memorandum(
            actor=cast.programme_lead,
            title="Memorandum of understanding of 12 December 2025",
            parties="Ministry of Finance, Pakistan; Binance Investments Co., Ltd.",
            signed_on=datetime.date(2025, 12, 12),
            months=6,
            ceiling_usd=Decimal("2000000000.00"),
            terms="Non-binding; no exclusivity; no procurement commitment; under Pakistani law; subject to approvals.",
        )
        return f"Programme lead records the memorandum: until {memorandum.ends_on:%d %B %Y}, up to USD 2 billion"

    script.do(datetime.date(2025, 12, 12), "memorandum", record)


def _register(script: Script, cast: Cast) -> None:
    day = datetime.date(2026, 1, 2)

    def rate() -> str:
        record_rate(
            actor=cast.case_officer,
            base="USD",
            quote="PKR",
            rate=Decimal("280.00"),
            on_date=day,
            source="Illustrative fixing of 2 January 2026",
        )
        return "Case officer records the illustrative rate of 280.00 PKR per USD"

    def december() -> str:
        """Rates and fixings of the month before, which no valuation of the study uses."""
        source = "Illustrative, for the demonstration"
        for day_of_month, price in ((12, "279.20"), (17, "279.55"), (22, "279.40"), (29, "279.85")):
            record_rate(
                actor=cast.case_officer,
                base="USD",
                quote="PKR",
                rate=Decimal(price),
                on_date=datetime.date(2025, 12, day_of_month),
                source=source,
            )
        for code, day_of_month, value, auction in ILLUSTRATIVE_FIXINGS:
            benchmark = Benchmark.objects.get(pk=code)
            record_fixing(
                actor=cast.case_officer,
                benchmark=benchmark,
                on_date=datetime.date(2025, 12, day_of_month),
                value_pct=Decimal(value),
                auction_number=auction,
                is_fallback=benchmark.is_of_auctions and not auction,
                source=source,
            )
        return "Case officer records illustrative rates and benchmark fixings of December 2025"

    def register(fields: dict[str, Any]) -> str:
        asset = register_instrument(actor=cast.case_officer, **fields)
        source = paper(actor=cast.case_officer, title=f"Valuation note: {asset.name}", text=f"Value of {asset.name}.")
        valuation = record_valuation(
            actor=cast.case_officer, instrument=asset, as_at=day, source="Illustrative data", document=source
        )
        accept_valuation(actor=cast.approver, valuation=valuation)
        if asset.number == PIB:
            attach_term_sheet(asset)
        return f"{asset.name} is registered and valued at USD {valuation.value_usd:,.2f}; the approver accepts"

    def attach_term_sheet(asset: Instrument) -> None:
        draft = paper(actor=cast.case_officer, title="Term sheet", text="First draft.", kind=PaperKind.ASSET)
        attach_paper(actor=cast.case_officer, instrument=asset, document=draft)
        final = paper(actor=cast.case_officer, title="Term sheet", text="As it was settled.", replaces=draft)
        attach_paper(actor=cast.case_officer, instrument=asset, document=final)

    script.do(day, "rate", rate)
    script.do(day, "december", december)
    for fields in read_sample_assets():
        script.do(day, f"register {fields['number']}", partial(register, fields))


def _propose(script: Script, cast: Cast) -> None:
    day = datetime.date(2026, 1, 5)

    def propose(number: int) -> str:
        asset = instrument(number)
        proposal = submit_proposal(
            actor=cast.case_officer, instrument=asset, units=asset.units, purpose="Feasibility of test tokens"
        )
        return (
            f"{proposal.case.reference} opens for {asset.name}: {proposal.units:,} units, USD {proposal.value_usd:,.2f}"
        )

    def refuse_gold() -> str:
        gold = instrument(GOLD)
        sentence = refusal_of(
            lambda: submit_proposal(actor=cast.case_officer, instrument=gold, units=gold.units, purpose="Test tokens")
        )
        find_not_eligible(actor=cast.approver, instrument=gold, reason="The owner is the central bank.")
        return f"REFUSED: {sentence}"

    for number in range(MTB_3M, PROPERTY + 1):
        if number != GOLD:
            script.do(day, f"propose {number}", partial(propose, number))
    script.do(day, "refuse gold", refuse_gold)


def _gate(script: Script, cast: Cast, code: str) -> None:
    day = RULINGS[code]
    passing = [number for number, last in LAST_GATE.items() if code <= last] + ([MTB_3M] if code == "G0" else [])
    _attestations(script, cast, code, passing, day - datetime.timedelta(days=2))

    def rule(number: int) -> str:
        case = case_of(number)
        gate = Gate.objects.get(code=code)
        rule_on_gate(
            actor=cast.gate_chair,
            case=case,
            gate=gate,
            outcome=GateOutcome.PASS,
            reason="Every criterion is met on the papers before the committee.",
        )
        return f"{gate} passed for {case.subject_label}"

    for number in sorted(passing):
        script.do(day, f"{code} {number}", partial(rule, number))
    if code == "G5":
        script.do(day, "G5 stays closed for the property", partial(_closed_for_property, cast))


def _closed_for_property(cast: Cast) -> str:
    sentence = refusal_of(
        lambda: rule_on_gate(
            actor=cast.gate_chair,
            case=case_of(PROPERTY),
            gate=Gate.objects.get(code="G5"),
            outcome=GateOutcome.PASS,
            reason="Attempted without the missing sign-off.",
        )
    )
    return f"REFUSED: {sentence}"


def _attestations(script: Script, cast: Cast, gate: str, numbers: list[int], day: datetime.date) -> None:
    """Everything that a person must attest before the gate, once for each scope."""

    def attest() -> str:
        count = 0
        for criterion in GateCriterion.objects.filter(gate_id=gate, proof=CriterionProof.ATTESTED):
            for scope_key in sorted({_scope_key(criterion, number) for number in numbers}):
                actor = cast.case_officer if criterion.scope == CriterionScope.CASE else cast.programme_lead
                proof = paper(actor=actor, title=f"{criterion.code} for {scope_key}", text=criterion.criterion)
                attest_criterion(
                    actor=actor,
                    criterion=criterion,
                    scope_key=scope_key,
                    met=True,
                    statement=f"Shown by the attached paper: {criterion.criterion}",
                    document=proof,
                )
                count += 1
        return f"{count} criteria of {gate} are attested, each with a paper"

    if GateCriterion.objects.filter(gate_id=gate, proof=CriterionProof.ATTESTED).exists():
        script.do(day, f"attest {gate}", attest)


def _scope_key(criterion: GateCriterion, number: int) -> str:
    if criterion.scope == CriterionScope.PROGRAMME:
        return "programme"
    if criterion.scope == CriterionScope.CLASS:
        return f"class:{instrument(number).instrument_type}"
    return case_of(number).key


def _law(script: Script, cast: Cast) -> None:
    """Month 2: title and liens. The wheat's gate stays closed until its lien is released."""

    def closed_for_wheat() -> str:
        sentence = refusal_of(
            lambda: rule_on_gate(
                actor=cast.gate_chair,
                case=case_of(WHEAT),
                gate=Gate.objects.get(code="G1"),
                outcome=GateOutcome.PASS,
                reason="Attempted before title and lien are settled.",
            )
        )
        return f"REFUSED: {sentence}"

    def fact(number: int, kind: str, statement: str) -> str:
        asset = instrument(number)
        proof = paper(actor=cast.case_officer, title=f"{statement}: {asset.name}", text=statement)
        record_legal_fact(actor=cast.case_officer, instrument=asset, kind=kind, statement=statement, document=proof)
        return f"{asset.name}: {statement[0].lower()}{statement[1:]}"

    script.do(datetime.date(2026, 1, 15), "wheat waits", closed_for_wheat)
    facts = (
        (WHEAT, "lien_release", "Bank lien released by the lending banks"),
        (WHEAT, "title_proof", "Title of the federation to the stock proven"),
        (SUKUK, "title_proof", "Title to the leased pool proven"),
        (DISCOUNT_SUKUK, "title_proof", "Title to the leased pool proven"),
        (PROPERTY, "title_proof", "Title of the federation to the building proven"),
    )
    for number, kind, statement in facts:
        script.do(datetime.date(2026, 1, 22), f"{kind} {number}", partial(fact, number, kind, statement))


def _withdraw_short_bill(script: Script, cast: Cast) -> None:
    def withdraw() -> str:
        case = withdraw_case(
            actor=cast.case_officer,
            case=case_of(MTB_3M),
            reason="The bill matures on 2 April 2026, before the sign-offs of month 6.",
        )
        return f"{case} is withdrawn: {case.status_reason}"

    script.do(datetime.date(2026, 2, 9), "withdraw the short bill", withdraw)


def _signoffs(script: Script, cast: Cast) -> None:
    """Month 6: every required body decides, with two officers each, on the dossier in force."""

    def decide(number: int, body_code: str) -> str:
        case = case_of(number)
        body = Body.objects.get(code=body_code)
        recorder = cast.recorder(body_code)
        conditional = number == PIB and body_code == "LAW"
        letter = paper(
            actor=recorder,
            title=f"Letter of {body.name} on {case.reference}"[:200],
            text=f"Dossier {case.dossier_digest}",
        )
        signoff = record_signoff(
            actor=recorder,
            case=case,
            body=body,
            dossier_digest=case.dossier_digest,
            decision=Decision.APPROVE_WITH_CONDITIONS if conditional else Decision.APPROVE,
            legal_basis=body.legal_basis,
            letter_reference=f"{body_code}/{case.reference}/2026",
            document=letter,
            decided_on=day_of(body_code),
            valid_until=datetime.date(2026, 12, 31),
            conditions=["Transition note on the 2028 date of Article 38(f) is attached to the term sheet"]
            if conditional
            else [],
        )
        confirm_signoff(actor=cast.confirmer(body_code), signoff=signoff)
        return f"{body.name} decides on {case.subject_label}: {signoff.get_decision_display().lower()}, confirmed"

    def close() -> str:
        condition = SignOffCondition.objects.get(signoff__case=case_of(PIB), closure=None)
        officer = cast.confirmer(condition.signoff.body_id)
        evidence = paper(actor=officer, title="Transition note", text=condition.text)
        close_condition(actor=officer, condition=condition, document=evidence)
        return f"{condition.signoff.body.name} closes its condition with evidence: {condition.text}"

    def day_of(body_code: str) -> datetime.date:
        return _working_days(datetime.date(2026, 5, 18), len(bodies))[bodies.index(body_code)]

    pairs = [
        (number, row.body_id)
        for number in (*MINTED, PROPERTY)
        for row in RequiredSignOff.objects.filter(instrument_type=_instrument_type(number), tier="test_mint").order_by(
            "id"
        )
        if (number, row.body_id) != (PROPERTY, SILENT_ON_PROPERTY)
    ]
    bodies = sorted({body for _, body in pairs})
    for number, body_code in sorted(pairs, key=lambda pair: (bodies.index(pair[1]), pair[0])):
        script.do(day_of(body_code), f"sign-off {number} {body_code}", partial(decide, number, body_code))
    script.do(datetime.date(2026, 5, 29), "condition closed", close)


def _working_days(first: datetime.date, count: int) -> list[datetime.date]:
    """So many days from `first` on, without Saturdays and Sundays."""
    days = (first + datetime.timedelta(days=number) for number in range(2 * count + 2))
    return [day for day in days if day.weekday() < 5][:count]


def _instrument_type(number: int) -> str:
    return str(next(row["instrument_type"] for row in read_sample_assets() if row["number"] == number))


def _end(script: Script) -> None:
    def summary() -> str:
        signed = SignOff.objects.exclude(confirmation=None).count()
        ends = Memorandum.objects.get().ends_on
        return f"{signed} decisions are in force; the committee's decision (G6) is due by {ends:%d %B %Y}"

    script.do(datetime.date(2026, 6, 5), "end", summary)
