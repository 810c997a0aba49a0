"""The register's own cast of assets. The token, which the app above owns, is the same for every case here."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from approvals import dossier
from approvals.models import Case, Memorandum, Stage
from assets.importing import read_sample_assets
from assets.models import ExchangeRate, Instrument, Proposal, Valuation
from assets.services.instruments import register_instrument
from assets.services.proposals import submit_proposal
from assets.services.rates import record_rate
from assets.services.valuations import accept_valuation, record_valuation
from portal.demo.people import Cast

RATE_DAY = datetime.date(2026, 1, 2)

MTB_3M, MTB_6M, MTB_12M, PIB, FLOATER, SUKUK, DISCOUNT_SUKUK, WHEAT, GOLD, PROPERTY = range(1, 11)


@pytest.fixture(autouse=True)
def same_token_for_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """The section that `tokenisation` fills; nothing of the register's depends on what it says."""
    monkeypatch.setitem(dossier._sections, "token", lambda case: {"contract": "the same for every case"})


def sample(number: int, /, **changes: Any) -> dict[str, Any]:
    """The terms of a sample asset, changed where a test needs it."""
    return {**next(fields for fields in read_sample_assets() if fields["number"] == number), **changes}


class Register:
    """What the people of the register do, in one word each."""

    def __init__(self, cast: Cast, paper: Callable[..., Any]) -> None:
        self.cast = cast
        self.paper = paper

    def rate(self, rate: str = "280.00", on_date: datetime.date = RATE_DAY, source: str = "Fixing") -> ExchangeRate:
        return record_rate(
            actor=self.cast.case_officer,
            base="USD",
            quote="PKR",
            rate=Decimal(rate),
            on_date=on_date,
            source=source,
        )

    def registered(self, number: int = MTB_12M, /, **changes: Any) -> Instrument:
        return register_instrument(actor=self.cast.case_officer, **sample(number, **changes))

    def valued(self, instrument: Instrument, as_at: datetime.date = RATE_DAY) -> Valuation:
        return record_valuation(
            actor=self.cast.case_officer,
            instrument=instrument,
            as_at=as_at,
            source="Illustrative data",
            document=self.paper(self.cast.case_officer, "Valuation note"),
        )

    def accepted(self, instrument: Instrument, as_at: datetime.date = RATE_DAY) -> Valuation:
        valuation = self.valued(instrument, as_at)
        accept_valuation(actor=self.cast.approver, valuation=valuation)
        return valuation

    def proposed(self, instrument: Instrument, units: int | None = None) -> Proposal:
        return submit_proposal(
            actor=self.cast.case_officer,
            instrument=instrument,
            units=instrument.units if units is None else units,
            purpose="Feasibility of test tokens",
        )

    def ready(self, number: int = MTB_12M, /, **changes: Any) -> Instrument:
        """Registered, valued and accepted."""
        instrument = self.registered(number, **changes)
        self.accepted(instrument)
        return instrument

    def worth(self, value_usd: str, **changes: Any) -> Instrument:
        """A federal property of this value, ready to be proposed."""
        return self.ready(
            PROPERTY, number=None, unit_price=Decimal(value_usd), unit_price_currency="USD", currency="USD", **changes
        )


def insert_by_hand(register: Register, instrument: Instrument, plan: Memorandum) -> None:
    """A proposal of the whole asset by plain SQL as the application's role, past every service."""
    case = Case.objects.create(
        reference=f"CASE-9{instrument.pk:03d}",
        memorandum=plan,
        subject_key=f"asset:by-hand:{instrument.pk}",
        subject_label="Behind the service's back",
        instrument_type=instrument.instrument_type,
        stage=Stage.objects.get(month=1),
        opened_by=register.cast.case_officer,
        opened_on=RATE_DAY,
    )
    valuation = instrument.valuations.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APPLICATION_DATABASE_ROLE,)
        cursor.execute(
            "INSERT INTO assets_proposal"
            " (instrument_id, case_id, units, purpose, valuation_id, value_usd, proposed_by_id, proposed_on)"
            " VALUES (%s, %s, %s, 'None', %s, %s, %s, %s)",
            [
                instrument.pk,
                case.pk,
                instrument.units,
                valuation.pk,
                valuation.value_usd,
                register.cast.case_officer.pk,
                RATE_DAY,
            ],
        )


@pytest.fixture
def register(cast: Cast, paper: Callable[..., Any], on_date: Callable[[datetime.date], None]) -> Register:
    """The register on 2 January 2026, with the fixing of that day."""
    on_date(RATE_DAY)
    people = Register(cast, paper)
    people.rate()
    return people
