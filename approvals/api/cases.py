"""The cases as advisers see them, read in a fixed number of queries whatever their number."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from approvals.business_date import business_date
from approvals.choices import GateOutcome, Tier
from approvals.models import Case, GateRuling, RequiredSignOff, SignOff
from approvals.selectors import state_of_signoff


def public_cases() -> QuerySet[Case]:
    """Every case with its stage, passed gates and decisions; letters and papers are not read at all."""
    signoffs = SignOff.objects.select_related("confirmation", "withdrawal").only(
        "id", "case_id", "body_id", "dossier_digest", "decision", "valid_until", "confirmation__id", "withdrawal__id"
    )
    return Case.objects.select_related("stage").prefetch_related(
        Prefetch(
            "rulings", GateRuling.objects.filter(outcome=GateOutcome.PASS).only("case_id", "gate_id", "dossier_digest")
        ),
        Prefetch("signoffs", signoffs),
    )


@dataclass(frozen=True)
class PublicSignOff:
    """One required sign-off: which body, what it must answer and how that stands. Nothing of the letter."""

    body: str
    body_name: str
    requirement: str
    state: str


@dataclass
class PublicStanding:
    """What all cases of an answer share: the day and the table of who must sign what."""

    today: datetime.date = field(default_factory=business_date)
    required: dict[str, list[RequiredSignOff]] = field(default_factory=lambda: _required())

    def of(self, case: Case) -> list[PublicSignOff]:
        """The required sign-offs of one case that `public_cases` read."""
        latest = {signoff.body_id: signoff for signoff in case.signoffs.all()}
        return [
            PublicSignOff(
                body=row.body_id,
                body_name=row.body.name,
                requirement=row.requirement,
                state=state_of_signoff(latest.get(row.body_id), case, self.today).value,
            )
            for row in self.required[case.instrument_type]
        ]


def gates_passed(case: Case) -> list[str]:
    """Codes of the passed gates, as `approvals.selectors.passed_gates` says, from what `public_cases` read."""
    return sorted(
        {
            ruling.gate_id
            for ruling in case.rulings.all()
            if ruling.gate_id != "G5" or ruling.dossier_digest == case.dossier_digest
        }
    )


def _required() -> dict[str, list[RequiredSignOff]]:
    rows: dict[str, list[RequiredSignOff]] = defaultdict(list)
    for row in RequiredSignOff.objects.filter(tier=Tier.TEST_MINT).select_related("body"):
        rows[row.instrument_type].append(row)
    return rows
