"""Registering and amending assets."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, WrongState
from approvals.models import Case
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from assets import family
from assets.choices import Eligibility
from assets.facts import changes_between, stated_facts, stored_forms
from assets.models import Benchmark, Instrument
from assets.selectors import live_case
from assets.services.dossier import refreeze
from assets.services.encumbrances import StatedEncumbrance, record_encumbrance
from assets.services.locks import lock_instrument
from assets.validation import days_to_come, problems, tidied

#: What fixes the number and value of units and the bodies that sign; it stands still while a case lives.
RESERVED_FACTS = frozenset(
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


#: What the tranches of a security that was opened again rest on.
TRANCHE_FACTS = frozenset(
    {"instrument_type", "currency", "nominal_amount", "denomination", "issue_date", "maturity_date"}
)


@act
def register_instrument(*, actor: Any, encumbrance: StatedEncumbrance | None = None, **facts: Any) -> Instrument:
    """Adds an asset to the register from its facts by name; without a `number` it gets the next one.

    An encumbrance that is known from the start is recorded with it.

    Raises InvalidInput with a sentence for each thing that cannot be right, WrongState where a colleague took the
    number or the ISIN at the same moment, NotPermitted.
    """
    require(actor, "register_instrument")
    _require_known(facts)
    if facts.get("eligibility") == Eligibility.NOT_ELIGIBLE:
        raise InvalidInput(_("Whether an asset is not eligible is found by an approver after it is registered."))
    if not facts.get("number"):
        facts["number"] = next_number()
    facts = tidied(facts)
    blank = Instrument(registered_by=actor, registered_on=business_date())
    _require_right(blank, facts)
    instrument, parts = family.with_facts(blank, facts)
    _save(instrument, parts)
    record_event(
        actor=actor,
        verb="instrument_registered",
        subject=instrument.key,
        label=instrument.name,
        data={"terms": stated_facts(instrument)},
    )
    if encumbrance is not None:
        record_encumbrance(actor=actor, instrument=instrument, stated=encumbrance)
    return instrument


def next_number() -> int:
    """The number after the highest one in the register."""
    return int(Instrument.objects.aggregate(last=Max("number"))["last"] or 0) + 1


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
    before = stated_facts(instrument)
    facts = tidied(family.facts_of(instrument) | changes)
    if (facts["eligibility"] == Eligibility.NOT_ELIGIBLE) != (instrument.eligibility == Eligibility.NOT_ELIGIBLE):
        raise InvalidInput(_("An approver finds an asset not eligible, and that stays so."), subject=instrument.key)
    changed = changes_between(before, stored_forms(facts))
    if not changed:
        return instrument
    case = live_case(instrument)
    _require_not_reserved(case, changed)
    _require_fits_tranches(instrument, changed)
    _require_right(instrument, facts)
    instrument, parts = family.with_facts(instrument, facts)
    instrument.version += 1
    _save(instrument, parts)
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


def _require_not_reserved(case: Case | None, changed: Mapping[str, Any]) -> None:
    if case and (reserved := RESERVED_FACTS & changed.keys()):
        labels = sorted(str(family.field_of(name).verbose_name) for name in reserved)
        raise WrongState(
            _(
                "%(terms)s cannot change while %(case)s lives, since units and value are reserved. Withdraw the case first."
            )
            % {"terms": ", ".join(labels), "case": case},
            subject=case.key,
        )


def _require_fits_tranches(instrument: Instrument, changed: Mapping[str, Any]) -> None:
    """Raises WrongState where the security was opened again, since each tranche rests on these facts."""
    if (fixed := TRANCHE_FACTS & changed.keys()) and instrument.tranches.exists():
        labels = sorted(str(family.field_of(name).verbose_name) for name in fixed)
        raise WrongState(
            _("%(terms)s cannot change, since %(asset)s was opened again on these terms.")
            % {"terms": ", ".join(labels), "asset": instrument},
            subject=instrument.key,
        )


def _require_known(facts: Mapping[str, Any]) -> None:
    if unknown := sorted(facts.keys() - family.every_field().keys()):
        raise InvalidInput(_("The register has no place for: %(names)s.") % {"names": ", ".join(unknown)})


def _require_right(instrument: Instrument, facts: Mapping[str, Any]) -> None:
    """Raises InvalidInput with a sentence for each thing that cannot be right about the asset."""
    found = problems(facts)
    found = found or days_to_come(facts, business_date())
    wrong = list(dict.fromkeys(problem.sentence for problem in found))
    others = Instrument.objects.exclude(pk=instrument.pk)
    if facts.get("number") and others.filter(number=facts["number"]).exists():
        wrong.append(_("Another asset of the register has this number."))
    if facts.get("isin") and others.filter(isin=facts["isin"]).exists():
        wrong.append(_("Another asset of the register has this ISIN."))
    benchmark = facts.get("reference_rate")
    if benchmark and not Benchmark.objects.filter(pk=benchmark).exists():
        wrong.append(_("“%(name)s” is no benchmark that the register keeps fixings of.") % {"name": benchmark})
    if wrong:
        raise InvalidInput(" ".join(wrong), subject=instrument.key if instrument.pk else "")


def _save(instrument: Instrument, parts: Any) -> None:
    key = instrument.key if instrument.pk else ""
    try:
        with transaction.atomic():
            family.save(instrument, parts)
    except IntegrityError as error:
        raise WrongState(
            _("A colleague just registered an asset with this number or ISIN. Look at the register, then try again."),
            subject=key,
        ) from error
