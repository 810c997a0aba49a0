"""Whether the terms of an asset can be right. Whether they are complete enough for a case is a gate's question."""

import re
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput
from approvals.wording import amount_text
from assets.choices import DEBT_TYPES, SUKUK_TYPES, Eligibility, InstrumentType, TitleStatus
from assets.conventions.identifiers import isin
from assets.models import Instrument
from assets.money import CURRENCIES

#: Tenors at which Market Treasury Bills are sold, in actual days.
BILL_TENORS = (28, 84, 182, 364)

_CFI = re.compile(r"[A-Z]{6}")


def check_terms(instrument: Instrument) -> None:
    """Raises InvalidInput with a sentence for each thing that cannot be right; changes nothing but spaces and types."""
    _tidy(instrument)
    try:
        instrument.full_clean(exclude=["registered_by"])
    except ValidationError as error:
        raise InvalidInput(_in_words(instrument, error), subject=_key(instrument)) from error
    wrong = [
        *_identifiers(instrument),
        *_currencies(instrument),
        *(_security(instrument) if instrument.is_security else _other_asset(instrument)),
        *_title(instrument),
    ]
    if wrong:
        raise InvalidInput(" ".join(wrong), subject=_key(instrument))


def _tidy(instrument: Instrument) -> None:
    for field in instrument._meta.concrete_fields:
        value = getattr(instrument, field.attname)
        if isinstance(value, str):
            setattr(instrument, field.attname, value.strip())
    quantity = instrument.quantity
    if isinstance(quantity, Decimal) and quantity.is_finite() and quantity == quantity.to_integral_value():
        instrument.quantity = quantity.to_integral_value()


def _identifiers(instrument: Instrument) -> list[str]:
    wrong = []
    if instrument.isin and not isin.is_valid(instrument.isin):
        wrong.append(_("The ISIN %(isin)s is mistyped: its check digit does not fit.") % {"isin": instrument.isin})
    if instrument.cfi and not _CFI.fullmatch(instrument.cfi):
        wrong.append(_("A CFI has six capital letters, unlike %(cfi)s.") % {"cfi": instrument.cfi})
    elif instrument.cfi.startswith("DY") and instrument.cfi[4] != "X":
        wrong.append(_("The fifth letter of a money-market CFI is X, unlike in %(cfi)s.") % {"cfi": instrument.cfi})
    return wrong


def _currencies(instrument: Instrument) -> list[str]:
    used = {instrument.currency, instrument.unit_price_currency} - {""}
    return [
        _("The register values in %(known)s; %(currency)s is neither.")
        % {"known": " and ".join(CURRENCIES), "currency": currency}
        for currency in sorted(used - set(CURRENCIES))
    ]


def _security(instrument: Instrument) -> list[str]:
    wrong = []
    nominal, denomination = instrument.nominal_amount, instrument.denomination
    if nominal is None or denomination is None:
        wrong.append(_("A security has a nominal amount and a denomination."))
    elif nominal % denomination:
        wrong.append(
            _(
                "The denomination of %(denomination)s does not divide the nominal amount of %(nominal)s into whole units."
            )
            % {
                "denomination": amount_text(denomination, instrument.currency),
                "nominal": amount_text(nominal, instrument.currency),
            }
        )
    if instrument.quantity is not None or instrument.unit_price is not None:
        wrong.append(_("A security has no quantity and no unit price; its nominal amount says how much there is."))
    if instrument.issue_date is None or instrument.maturity_date is None:
        wrong.append(_("A security has an issue date and a maturity date."))
    elif instrument.instrument_type == InstrumentType.MTB:
        days = (instrument.maturity_date - instrument.issue_date).days
        if days not in BILL_TENORS:
            wrong.append(
                _("Treasury bills run %(tenors)s days; this one would run %(days)s.")
                % {"tenors": ", ".join(map(str, BILL_TENORS)), "days": days}
            )
    return wrong


def _other_asset(instrument: Instrument) -> list[str]:
    wrong = []
    if instrument.quantity is None or not instrument.quantity_unit:
        wrong.append(_("This kind of asset has a quantity in whole units and the name of the unit."))
    if instrument.unit_price is None or not instrument.unit_price_currency:
        wrong.append(_("This kind of asset has a unit price and its currency."))
    if instrument.nominal_amount is not None or instrument.denomination is not None:
        wrong.append(_("Only a security has a nominal amount and a denomination."))
    return wrong


def _title(instrument: Instrument) -> list[str]:
    status, kind = instrument.title_status, instrument.instrument_type
    if status == TitleStatus.NOT_APPLICABLE and kind not in DEBT_TYPES:
        return [_("Only debt of the state itself has no title to prove.")]
    if status == TitleStatus.POOL_TITLE_TO_BE_SHOWN and kind not in SUKUK_TYPES:
        return [_("Only a sukuk has a pool whose title is shown.")]
    if status == TitleStatus.NOT_FEDERAL_PROPERTY and instrument.eligibility == Eligibility.OPEN:
        return [_("What is not federal property is referred or not eligible, never open.")]
    return []


def _in_words(instrument: Instrument, error: ValidationError) -> str:
    sentences = []
    for name, messages in error.message_dict.items():
        for message in messages:
            if name == NON_FIELD_ERRORS:
                sentences.append(message)
            else:
                label = str(instrument._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                sentences.append(f"{label[:1].upper()}{label[1:]}: {message}")
    return " ".join(sentences)


def _key(instrument: Instrument) -> str:
    return instrument.key if instrument.pk else ""
