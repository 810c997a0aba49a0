"""Proposing an asset for study: the one way into a case."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, NotEligible, WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.cases import open_case
from approvals.services.dossiers import freeze_dossier
from approvals.services.memorandum import lock_memorandum
from approvals.services.trail import record_event
from approvals.wording import date_text, units_text
from assets.ceiling import require_room
from assets.choices import CeilingCause, Eligibility, TitleStatus
from assets.models import Proposal, Valuation
from assets.models.instrument import Instrument
from assets.money import pro_rata
from assets.selectors import current_valuation
from assets.services.ceiling import take_reading
from assets.services.locks import lock_instrument
from assets.services.valuations import require_fits_facts


@act
def submit_proposal(*, actor: Any, instrument: Instrument, units: int, purpose: str) -> Proposal:
    """Opens a case for whole units of an asset, takes its room under the ceiling and freezes the dossier.

    Raises NotEligible, WrongState without an accepted valuation of the present terms or beside a live case,
    InvalidInput for impossible units, OverCeiling, OutsideMemorandum, NotPermitted.
    """
    require(actor, "submit_proposal", instrument, key=instrument.key)
    memorandum = lock_memorandum()
    if memorandum is None:
        raise WrongState(
            _("No memorandum is recorded, so nothing can be proposed under it. The programme lead records it."),
            subject=instrument.key,
        )
    instrument = lock_instrument(instrument)
    _require_eligible(instrument)
    if not purpose.strip():
        raise InvalidInput(_("Say in a sentence for what the asset is proposed."), subject=instrument.key)
    units = _whole_units(units, instrument)
    valuation = _accepted_valuation(instrument)
    value_usd = pro_rata(valuation.value_usd, units=units, of_units=instrument.units)
    if not value_usd:
        raise InvalidInput(_("So few units are worth less than a cent. Propose more."), subject=instrument.key)
    case = open_case(
        actor=actor,
        subject_key=instrument.key,
        subject_label=instrument.name,
        instrument_type=instrument.instrument_type,
    )
    proposal = Proposal(
        instrument=instrument,
        case=case,
        units=units,
        purpose=purpose.strip(),
        valuation=valuation,
        value_usd=value_usd,
        proposed_by=actor,
        proposed_on=business_date(),
    )
    require_room(memorandum, proposal)
    proposal.save()
    record_event(
        actor=actor,
        verb="proposal_submitted",
        subject=instrument.key,
        label=format_lazy("{}: {}", case, proposal),
        case_key=case.key,
        data={
            "case": case.reference,
            "units": str(units),
            "value_usd": str(value_usd),
            "valuation": valuation.pk,
            "purpose": purpose.strip(),
        },
    )
    take_reading(actor=actor, memorandum=memorandum, cause=CeilingCause.PROPOSAL, case=case)
    freeze_dossier(actor=actor, case=case)
    case.refresh_from_db()
    return proposal


def _require_eligible(instrument: Instrument) -> None:
    if instrument.title_status == TitleStatus.NOT_FEDERAL_PROPERTY:
        raise NotEligible(
            _("%(asset)s cannot be proposed: its owner, %(owner)s, is not the federation.")
            % {"asset": instrument, "owner": instrument.asset_owner},
            subject=instrument.key,
        )
    if instrument.eligibility == Eligibility.NOT_ELIGIBLE:
        raise NotEligible(
            _("%(asset)s was found not eligible: %(reason)s")
            % {"asset": instrument, "reason": instrument.eligibility_reason},
            subject=instrument.key,
        )
    if instrument.eligibility == Eligibility.REFERRED:
        raise NotEligible(
            _("%(asset)s is referred and waits for an answer: %(reason)s Amend the register once it has come.")
            % {"asset": instrument, "reason": instrument.eligibility_reason},
            subject=instrument.key,
        )
    if instrument.maturity_date and instrument.has_matured_on(business_date()):
        raise NotEligible(
            _("%(asset)s matured on %(date)s, so there is nothing left to study.")
            % {"asset": instrument, "date": date_text(instrument.maturity_date)},
            subject=instrument.key,
        )


def _whole_units(units: int, instrument: Instrument) -> int:
    if units != int(units) or not 1 <= units <= instrument.units:
        raise InvalidInput(
            _("%(asset)s has %(units)s; propose a whole number from 1 to that.")
            % {"asset": instrument, "units": units_text(instrument.units)},
            subject=instrument.key,
        )
    return int(units)


def _accepted_valuation(instrument: Instrument) -> Valuation:
    valuation = current_valuation(instrument)
    if valuation is None:
        raise WrongState(
            _("%(asset)s has no valuation that a second person accepted. Record one and let an approver accept it.")
            % {"asset": instrument},
            subject=instrument.key,
        )
    require_fits_facts(valuation, instrument)
    return valuation
