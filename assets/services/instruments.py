"""Registering and amending assets."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import DecimalField, Max
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, WrongState
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from assets.choices import Eligibility
from assets.conventions.rounding import half_up
from assets.models import Instrument
from assets.selectors import live_case
from assets.services.dossier import refreeze
from assets.validation import check_terms

#: What a person states about an asset; the rest the register keeps itself.
TERMS = frozenset(field.name for field in Instrument._meta.concrete_fields) - {
    "id",
    "registered_by",
    "registered_on",
    "version",
}

#: What fixes the number and value of units and the bodies that sign; it stands still while a case lives.
RESERVED_TERMS = frozenset(
    {
        "instrument_type",
        "currency",
        "nominal_amount",
        "denomination",
        "quantity",
        "unit_price",
        "unit_price_currency",
    }
)


@act
def register_instrument(*, actor: Any, **fields: Any) -> Instrument:
    """Adds an asset to the register; without a `number` it gets the next one.

    Raises InvalidInput with a sentence for each thing that cannot be right, WrongState where a colleague took the
    number or the ISIN at the same moment, NotPermitted.
    """
    require(actor, "register_instrument")
    _require_known(fields)
    if fields.get("eligibility") == Eligibility.NOT_ELIGIBLE:
        raise InvalidInput(_("Whether an asset is not eligible is found by an approver after it is registered."))
    if not fields.get("number"):
        fields["number"] = (Instrument.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    instrument = Instrument(registered_by=actor, registered_on=business_date(), **fields)
    check_terms(instrument)
    try:
        with transaction.atomic():
            instrument.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(
            _("A colleague just registered an asset with this number or ISIN. Look at the register, then try again.")
        ) from error
    record_event(
        actor=actor,
        verb="instrument_registered",
        subject=instrument.key,
        label=instrument.name,
        data={"terms": stated_terms(instrument)},
    )
    return instrument


@act
def amend_instrument(*, actor: Any, instrument: Instrument, version: int, **changes: Any) -> Instrument:
    """Changes terms of the version that the person read. A live case's dossier is frozen again, which voids sign-offs.

    The same terms again change nothing. Raises WrongState for another version, for a colleague's number or ISIN taken
    at the same moment, and for value, units or kind while a case lives; InvalidInput, NotPermitted.
    """
    require(actor, "amend_instrument", instrument, key=instrument.key)
    _require_known(changes)
    instrument = lock_instrument(instrument)
    if instrument.version != version:
        raise WrongState(
            _("%(asset)s was amended by somebody else since you read it. Read it again, then amend it.")
            % {"asset": instrument},
            subject=instrument.key,
        )
    before = stated_terms(instrument)
    not_eligible = instrument.eligibility == Eligibility.NOT_ELIGIBLE
    for name, value in changes.items():
        setattr(instrument, name, value)
    if not_eligible != (instrument.eligibility == Eligibility.NOT_ELIGIBLE):
        raise InvalidInput(_("An approver finds an asset not eligible, and that stays so."), subject=instrument.key)
    check_terms(instrument)
    after = stated_terms(instrument)
    changed = {name: [before[name], after[name]] for name in sorted(TERMS) if before[name] != after[name]}
    if not changed:
        return instrument
    case = live_case(instrument)
    if case and (reserved := RESERVED_TERMS & changed.keys()):
        labels = sorted(str(Instrument._meta.get_field(name).verbose_name) for name in reserved)  # type: ignore[union-attr]
        raise WrongState(
            _(
                "%(terms)s cannot change while %(case)s lives, since units and value are reserved. Withdraw the case first."
            )
            % {"terms": ", ".join(labels), "case": case},
            subject=case.key,
        )
    instrument.version += 1
    try:
        with transaction.atomic():
            instrument.save()
    except IntegrityError as error:
        raise WrongState(
            _("A colleague just registered an asset with this number or ISIN. Look at the register, then try again."),
            subject=instrument.key,
        ) from error
    record_event(
        actor=actor,
        verb="instrument_amended",
        subject=instrument.key,
        label=instrument.name,
        case_key=case.key if case else "",
        data={"version": instrument.version, "changed": changed},
    )
    refreeze(actor=actor, case=case)
    return instrument


def lock_instrument(instrument: Instrument) -> Instrument:
    """The asset's row as it stands now, locked until the end of the transaction. Taken after the memorandum, before a case."""
    return Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)


def stated_terms(instrument: Instrument) -> dict[str, str]:
    """What people stated, as strings in the form in which it is stored; what is not stated is empty."""
    return {name: _stored_form(instrument, name) for name in sorted(TERMS)}


def _stored_form(instrument: Instrument, name: str) -> str:
    value = getattr(instrument, name)
    field = Instrument._meta.get_field(name)
    if isinstance(value, Decimal) and isinstance(field, DecimalField):
        return str(half_up(value, field.decimal_places))
    return "" if value is None else str(value)


def _require_known(fields: dict[str, Any]) -> None:
    if unknown := sorted(fields.keys() - TERMS):
        raise InvalidInput(_("The register has no place for: %(names)s.") % {"names": ", ".join(unknown)})
