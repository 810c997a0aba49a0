"""The form on which the facts of an asset are entered. What fits together is judged by the service."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from approvals.forms import DateInput
from assets.choices import Eligibility, ReturnType
from assets.family import empty_value, every_field, facts_of, field_of
from assets.fields import PlainDecimalField, PlainIntegerField
from assets.kinds import CONVENTIONS, facts_of_other_kinds
from assets.models import Benchmark, Instrument
from assets.money import CURRENCIES
from assets.wording import AMOUNTS

#: What belongs into each field.
_HELP: Mapping[str, Any] = {
    "name": _("How the asset is called everywhere in the study, such as “Wheat reserve”."),
    "asset_class": _("The broad class in a word or two, such as debt, sukuk, commodity or property."),
    "instrument_type": _("What is asked next, and which bodies must decide, follow from the kind."),
    "isin": _(
        "The international number of a security (ISO 6166): twelve characters, of which the last is a check "
        "digit. It stands on the term sheet; leave it empty where there is none."
    ),
    "cfi": _(
        "Six capital letters that classify it internationally (ISO 10962), such as DYZTXR for a treasury bill. "
        "They stand on the term sheet."
    ),
    "fisn": _(
        "Its short name in the international form (ISO 18774): the issuer, a slash, and the terms, such as "
        "PKGOVT/0.00 TB 20260402."
    ),
    "issuer": _("Who issued the security or the certificates."),
    "obligor": _("Who owes the payments, which may be another than the issuer."),
    "asset_owner": _("Who owns the asset itself. What the federation does not own can never be proposed."),
    "title_status": _("What is known today. The proof is recorded later as a legal fact, with its paper."),
    "eligibility": _(
        "No objection, or referred to somebody who must answer first; what is not federal property is always referred. "
        "That an asset is not eligible is found later, by an approver."
    ),
    "eligibility_reason": _("Needed where it is referred: to whom, and why."),
    "nominal_amount": _("The face amount of all of it, in its currency."),
    "denomination": _(
        "The smallest amount that can be held, which is one unit. It must divide the nominal amount without remainder."
    ),
    "quantity": _("How many units there are, a whole number."),
    "quantity_unit": _(
        "What one unit is: of a commodity a unit such as tonne, maund, troy ounce or barrel; otherwise property, share and so on."
    ),
    "unit_price": _("What one unit costs. Quantity times price is its value."),
    "issue_date": _("The day on which it is issued."),
    "maturity_date": _("The day on which it is paid back, after its issue."),
    "return_type": _("In which way it pays, as its terms say."),
    "rate_pct": _("Percent a year, such as 11.0000, where what it pays is fixed."),
    "issue_yield_pct": _("Percent a year, for what is sold at a discount."),
    "issue_price": _("For each 100 of nominal amount, such as 97.6406."),
    "reference_rate": _("The market rate that it follows, where what it pays floats with one."),
    "margin_bps": _("What is added to the reference rate, in basis points: 25 are a quarter of a percent."),
    "payments_per_year": _("How often a year it pays; 0 where everything is paid at maturity."),
    "day_count": _("How days are counted for what accrues. Leave it empty for what is usual for the kind."),
    "note": _("What else readers should know. A note is no part of the dossier that bodies decide on."),
    "dti": _(
        "The identifier of a digital token of it (ISO 24165), nine characters. Test tokens have none; leave it empty."
    ),
    "issuer_lei": _(
        "The issuer's identifier as a legal entity (ISO 17442): twenty characters, the last two check digits."
    ),
    "obligor_lei": _("The same for the obligor: twenty characters, of which the last two are check digits."),
    "guarantor": _("Who stands in for the obligor, where somebody does."),
    "governing_law": _("The law that governs it, such as Pakistani or English law."),
    "legal_authority": _("The act or rules under which it was issued or is held, such as the Public Debt Act 1944."),
    "approval_reference": _("The decision by which it was approved, with its date or number."),
    "minimum_subscription": _(
        "The smallest amount that an investor may buy at first, a whole number of denominations."
    ),
    "price_unit": _(
        "For what one unit the price is quoted, where that is not the unit of the quantity, such as a price per maund."
    ),
    "price_source": _("Who quoted or set the price, such as an exchange or a committee."),
    "price_date": _("The day of the price; a price without a day proves little."),
    "location": _("Where it lies: the place and, if known, the building."),
    "description": _("What it is in a sentence, such as the building or the shares."),
    "first_payment_date": _(
        "Only where the first period is shorter or longer than the others. It must lie on one of the regular dates."
    ),
    "business_day_convention": _(
        "Where a payment goes that falls on a weekend or a holiday. Leave it empty if nothing is settled."
    ),
    "auction_number": _("The number of the auction in which it was first sold, as the State Bank numbers it."),
    "creditor_category": _("Who mainly holds it, as the debt office groups creditors."),
    "registrar": _("Who keeps the register of its holders."),
    "depository": _("Where it is held in book entry, such as the State Bank's securities depository."),
    "settlement_system": _("The system in which trades settle, such as PRISM+."),
    "paying_agent": _("Who pays holders on behalf of the issuer."),
    "listing": _("The exchange on which it is listed, if it is."),
    "tax_treatment": _("How income and gains are taxed, with the provision."),
    "use_of_proceeds": _("For what the money raised is used."),
    "budget_head": _("The head of the budget from which it is served."),
    "underlying_asset": _("The assets that the certificates stand for, such as an airport or a motorway."),
    "pool_value": _("What the underlying assets were valued at, in the currency of the certificates."),
    "pool_valued_on": _("The day of that valuation; needed where there is a value."),
    "ijara_agreement": _("The lease agreement, with its date or reference."),
    "purchase_undertaking": _("The undertaking to buy the assets back, with its date or reference."),
    "service_agency": _("The agreement on servicing the assets, with its date or reference."),
    "trustee": _("Who holds the assets for the holders of the certificates."),
    "shariah_adviser": _("The adviser or board that looked at the structure."),
    "fatwa_reference": _("The opinion that approves the structure, with its date or number."),
    "commodity": _("What it is, such as wheat, gold, crude oil or urea."),
    "grade": _("Grade or specification, such as the protein of wheat or the fineness of gold."),
    "shrinkage_pct": _("By how many percent what is there falls short of the quantity, such as 0.5."),
    "haircut_pct": _("What a sale might fetch less than the price, in percent, such as 5."),
    "warehouse": _("The number or name of the warehouse or of the lot in it."),
    "accreditation": _("Who accredited the warehouse, and under which rules."),
    "receipt_number": _("The number of the warehouse receipt that stands for the lot."),
    "inspected_on": _("The day on which the lot was last inspected."),
    "inspection_agency": _("Who inspected it, whose report is a paper of the asset."),
    "insurance_policy": _("The insurer and the number of the policy."),
    "restriction": _("What limits its sale, such as a strategic reserve or food security."),
    "rotate_by": _("The day by which the stock must be replaced."),
    "currency": _("The currency of its amounts. The register values in rupees (PKR) and in US dollars (USD)."),
    "unit_price_currency": _("The currency in which the unit price is quoted."),
}

_ONE = ("", _("Choose one"))


def benchmark_choices() -> list[tuple[str, str]]:
    """Every benchmark that fixings can be recorded for."""
    return [(benchmark.pk, str(benchmark)) for benchmark in Benchmark.objects.all()]


def _choices(name: str) -> Any:
    """What can be chosen for a fact, or None where it is typed."""
    field = field_of(name)
    if name == "currency":
        return [(code, code) for code in CURRENCIES]
    if name == "unit_price_currency":
        return [_ONE, *((code, code) for code in CURRENCIES)]
    if name == "reference_rate":
        return lambda: [_ONE, *benchmark_choices()]
    if name == "eligibility":
        return [(value, label) for value, label in Eligibility.choices if value != Eligibility.NOT_ELIGIBLE]
    return [_ONE, *field.flatchoices] if field.choices else None


def _form_field(name: str) -> forms.Field:
    field = field_of(name)
    shared: dict[str, Any] = {
        "label": capfirst(field.verbose_name),
        "help_text": _HELP.get(name, ""),
        "required": not field.blank,
    }
    if choices := _choices(name):
        return forms.ChoiceField(choices=choices, **shared)
    if isinstance(field, models.DecimalField):
        return PlainDecimalField(max_digits=field.max_digits, decimal_places=field.decimal_places, **shared)
    if isinstance(field, models.IntegerField):
        return PlainIntegerField(**shared)
    if isinstance(field, models.DateField):
        return forms.DateField(widget=DateInput, **shared)
    if isinstance(field, models.TextField):
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **shared)
    return forms.CharField(max_length=field.max_length, **shared)


#: Everything that can be entered about an asset of some kind; the register numbers assets itself.
_Fields = type("_Fields", (forms.Form,), {name: _form_field(name) for name in every_field() if name != "number"})


class AssetForm(_Fields):  # type: ignore[misc,valid-type]
    """What a debt office states about an asset.

    `without` are facts that are not asked for, such as those that assets of this kind cannot have. `instance` is an asset
    whose facts stand in the form from the beginning. Of a `kind` that is known, only its own ways of paying are offered.
    """

    #: Amounts, each with the field that holds its currency.
    amounts = AMOUNTS

    def __init__(
        self,
        *args: Any,
        without: Collection[str] = (),
        instance: Instrument | None = None,
        kind: str = "",
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = facts_of(instance) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for name in without:
            self.fields.pop(name, None)
        if "return_type" in self.fields and kind in CONVENTIONS:
            usual = CONVENTIONS[kind].returns
            self.fields["return_type"].choices = [
                _ONE,
                *((value, label) for value, label in ReturnType.choices if value in usual),
            ]

    def facts(self) -> dict[str, Any]:
        """What was entered, by the names of the facts; a choice that was left open is nothing."""
        return {name: empty_value(name) if value == "" else value for name, value in self.cleaned_data.items()}


class AmendmentForm(AssetForm):
    """The facts of an asset as they stand, to be changed; those that cannot change now are left out."""

    #: The version that the person had in front of them, not the one of the moment of posting.
    version = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self) -> dict[str, Any]:
        """What was entered, as `amend_instrument` takes it; an asset of another kind loses what that kind has not."""
        assert self.instance is not None  # noqa: S101  (an amendment is one of something)
        self.cleaned_data.pop("version", None)
        changes = self.facts()
        kind = changes.get("instrument_type", self.instance.instrument_type)
        if kind != self.instance.instrument_type:
            changes |= {name: empty_value(name) for name in sorted(facts_of_other_kinds(kind))}
        return changes
