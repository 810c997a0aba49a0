"""Whether the facts of an asset can be right together. Whether they are complete enough for a case is a gate's question.

One set of rules for every way into the register: forms, the import and services. Nothing here asks the database.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from approvals.wording import amount_text, date_text
from assets.choices import DEBT_TYPES, SECURITY_TYPES, SUKUK_TYPES, Eligibility, InstrumentType, ReturnType, TitleStatus
from assets.conventions import units
from assets.conventions.identifiers import cfi, currencies, dti, fisn, isin, lei
from assets.family import fields_of, label_of
from assets.field_rules import LARGEST_AMOUNT, may_be_empty, rule_for
from assets.kinds import CONVENTIONS, facts_of_other_kinds
from assets.money import CURRENCIES

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """Why facts cannot be right: the sentence, and the facts that it is about."""

    sentence: str
    names: tuple[str, ...] = ()


def tidied(facts: Facts) -> dict[str, Any]:
    """The facts without blanks at the ends of texts."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}


def problems(facts: Facts) -> list[Problem]:
    """Everything that cannot be right about an asset with these facts by name, as they will be stored; often nothing."""
    kind = facts.get("instrument_type") or ""
    if kind not in InstrumentType.values:
        return [_of("instrument_type", rule_for("instrument_type")(kind))]
    found = list(_own_values(kind, facts))
    if found:  # what is no number or no date cannot be compared with others
        return [*found, *_foreign(kind, facts)]
    return problems_between(kind, facts)


def problems_between(kind: str, facts: Facts) -> list[Problem]:
    """What cannot be right between facts of a known kind that are right by themselves, none of the needed ones missing."""
    found: list[Problem] = []
    for rule in _rules_of(kind):
        found.extend(rule(kind, facts))
    return found


def problems_as_far_as_stated(facts: Facts) -> list[Problem]:
    """What cannot be right between facts that are right by themselves, although some that are needed may be missing."""
    kind = facts.get("instrument_type") or ""
    found: list[Problem] = []
    for rule in _rules_of(kind) if kind in InstrumentType.values else ():
        with suppress(KeyError):  # the rule compares with a fact that is not there
            found.extend(rule(kind, facts))
    return found


@cache
def needed(kind: str) -> frozenset[str]:
    """The facts without which an asset of this kind cannot be registered; that it has no objection goes without saying."""
    return frozenset(
        name for name, _rule, can_be_empty in _own_rules(kind) if not can_be_empty and name != "eligibility"
    )


@cache
def _rules_of(kind: str) -> tuple[Callable[[str, Facts], Iterable[Problem]], ...]:
    return (*_EVERY_ASSET, *(_SECURITY if kind in SECURITY_TYPES else _COUNTED))


def _of(name: str, reason: str) -> Problem:
    return Problem(_("%(label)s: %(reason)s") % {"label": label_of(name), "reason": reason}, (name,))


@cache
def _own_rules(kind: str) -> tuple[tuple[str, Callable[[Any], str], bool], ...]:
    return tuple((name, rule_for(name), may_be_empty(name)) for name in fields_of(kind) if name != "number")


def _own_values(kind: str, facts: Facts) -> Iterable[Problem]:
    for name, rule, can_be_empty in _own_rules(kind):
        value = facts.get(name)
        if value is None or value == "":
            if not can_be_empty and name != "eligibility":
                yield _of(name, _needed(name))
        elif reason := rule(value):
            yield _of(name, reason)
    if facts.get("number") is not None and (reason := rule_for("number")(facts["number"])):
        yield _of("number", reason)


#: What is missing, where more can be said than that it is.
def _needed(name: str) -> str:
    return {
        "nominal_amount": _("A security has a nominal amount and a denomination."),
        "denomination": _("A security has a nominal amount and a denomination."),
        "issue_date": _("A security has an issue date and a maturity date."),
        "maturity_date": _("A security has an issue date and a maturity date."),
        "quantity": _("This kind of asset has a quantity in whole units and the name of the unit."),
        "quantity_unit": _("This kind of asset has a quantity in whole units and the name of the unit."),
        "unit_price": _("This kind of asset has a unit price and its currency."),
        "unit_price_currency": _("This kind of asset has a unit price and its currency."),
    }.get(name) or _("It must be stated.")


def _foreign(kind: str, facts: Facts) -> Iterable[Problem]:
    others = facts_of_other_kinds(kind)
    if others.isdisjoint(facts):
        return
    label = str(InstrumentType(kind).label)
    for name, value in facts.items():
        if value not in (None, "") and name in others:
            yield _of(name, _("An asset of this kind (%(kind)s) has none. Leave it empty.") % {"kind": label})


def _identifiers(kind: str, facts: Facts) -> Iterable[Problem]:
    if (value := facts.get("isin")) and not isin.is_valid(value):
        yield Problem(_("The ISIN %(isin)s is mistyped: its check digit does not fit.") % {"isin": value}, ("isin",))
    for name in ("issuer_lei", "obligor_lei"):
        if (value := facts.get(name)) and not lei.is_valid(value):
            yield Problem(_("The LEI %(lei)s is mistyped: its check digits do not fit.") % {"lei": value}, (name,))
    if (value := facts.get("dti")) and not dti.has_form(value):
        yield Problem(
            _("A DTI has nine digits and consonants and does not begin with 0, unlike %(dti)s.") % {"dti": value},
            ("dti",),
        )
    if (value := facts.get("fisn")) and not fisn.has_form(value):
        yield Problem(
            _("A FISN is a short name of the issuer, a stroke and a description in capital letters, unlike %(fisn)s.")
            % {"fisn": value},
            ("fisn",),
        )
    if value := facts.get("cfi"):
        yield from _classification(kind, value)


def _classification(kind: str, value: str) -> Iterable[Problem]:
    if len(value) != 6 or not (value.isascii() and value.isalpha() and value.isupper()):
        sentence = _("A CFI has six capital letters, unlike %(cfi)s.") % {"cfi": value}
    elif cfi.is_bill_with_a_redemption(value):
        sentence = _("The fifth letter of a money-market CFI is X, unlike in %(cfi)s.") % {"cfi": value}
    elif not cfi.is_valid(value):
        sentence = _("%(cfi)s is no CFI: ISO 10962 does not know one of its letters in its place.") % {"cfi": value}
    elif not cfi.fits(value, kind):
        sentence = _("%(cfi)s is not the CFI of a %(kind)s. Usual is %(usual)s.") % {
            "cfi": value,
            "kind": InstrumentType(kind).label,
            "usual": _(" or ").join(cfi.USUAL.get(kind, ())),
        }
    else:
        return
    yield Problem(sentence, ("cfi",))


def _currencies(kind: str, facts: Facts) -> Iterable[Problem]:
    for name in ("currency", "unit_price_currency"):
        value = facts.get(name)
        if not value or value in CURRENCIES:
            continue
        if not currencies.is_listed(value):
            yield Problem(_("%(code)s is no currency of ISO 4217.") % {"code": value}, (name,))
            continue
        known = _(" and ").join(CURRENCIES)
        yield Problem(
            _("The register values in %(known)s; %(currency)s is neither.") % {"known": known, "currency": value},
            (name,),
        )


def _title(kind: str, facts: Facts) -> Iterable[Problem]:
    status, eligibility = facts["title_status"], facts.get("eligibility") or Eligibility.OPEN
    if status == TitleStatus.NOT_APPLICABLE and kind not in DEBT_TYPES:
        yield Problem(_("Only debt of the state itself has no title to prove."), ("title_status",))
    if status == TitleStatus.POOL_TITLE_TO_BE_SHOWN and kind not in SUKUK_TYPES:
        yield Problem(_("Only a sukuk has a pool whose title is shown."), ("title_status",))
    if status == TitleStatus.NOT_FEDERAL_PROPERTY and eligibility == Eligibility.OPEN:
        yield Problem(_("What is not federal property is referred or not eligible, never open."), ("eligibility",))
    if eligibility != Eligibility.OPEN and not facts.get("eligibility_reason"):
        yield Problem(_("Say why the asset is referred or not eligible."), ("eligibility_reason",))


def _amounts(kind: str, facts: Facts) -> Iterable[Problem]:
    nominal, denomination = facts["nominal_amount"], facts["denomination"]
    currency, convention = facts["currency"], CONVENTIONS[kind]
    if nominal % denomination:
        yield Problem(
            _(
                "The denomination of %(denomination)s does not divide the nominal amount of %(nominal)s into whole units."
            )
            % {"denomination": amount_text(denomination, currency), "nominal": amount_text(nominal, currency)},
            ("denomination", "nominal_amount"),
        )
    if convention.multiple is not None and denomination % convention.multiple:
        yield Problem(
            _("A %(kind)s is held in multiples of %(multiple)s.")
            % {"kind": InstrumentType(kind).label, "multiple": amount_text(convention.multiple, currency)},
            ("denomination",),
        )
    smallest = facts.get("minimum_subscription")
    if smallest is not None and smallest % denomination:
        yield Problem(_("The minimum subscription is a whole number of denominations."), ("minimum_subscription",))


def _dates(kind: str, facts: Facts) -> Iterable[Problem]:
    issue, maturity, first = facts["issue_date"], facts["maturity_date"], facts.get("first_payment_date")
    if maturity <= issue:
        yield Problem(_("The maturity must lie after the issue."), ("maturity_date",))
        return
    if first is not None and not issue < first <= maturity:
        yield Problem(_("The first payment lies after the issue and not after maturity."), ("first_payment_date",))
    tenors = CONVENTIONS[kind].tenors
    days = (maturity - issue).days
    if tenors and days not in tenors:
        yield Problem(
            _("Treasury bills run %(tenors)s days; this one would run %(days)s.")
            % {"tenors": ", ".join(map(str, sorted(tenors))), "days": days},
            ("maturity_date",),
        )


def _return(kind: str, facts: Facts) -> Iterable[Problem]:
    convention = CONVENTIONS[kind]
    for name, allowed in (
        ("return_type", convention.returns),
        ("payments_per_year", convention.payments),
        ("day_count", convention.day_counts),
    ):
        value = facts.get(name)
        if value not in (None, "") and allowed and value not in allowed:
            yield Problem(_unusual(kind, name, value, allowed), (name,))
    times = facts.get("payments_per_year")
    if times not in (None, 0) and 12 % times:  # type: ignore[operator]
        yield Problem(_("Payments fall into whole months: 1, 2, 3, 4, 6 or 12 a year."), ("payments_per_year",))
    if times == 0 and (
        facts.get("rate_pct")
        or facts.get("reference_rate")
        or facts.get("return_type") not in ("", None, ReturnType.DISCOUNT)
    ):
        yield Problem(
            _("What pays 0 times a year is sold at a discount: it has neither a rate nor a reference rate."),
            ("payments_per_year", "return_type", "rate_pct"),
        )
    if facts.get("return_type") == ReturnType.DISCOUNT and (times or facts.get("rate_pct")):
        yield Problem(
            _("What is sold at a discount pays nothing before maturity: no rate, and 0 payments a year."),
            ("return_type", "rate_pct", "payments_per_year"),
        )
    if facts.get("reference_rate") and facts.get("rate_pct") is not None:
        yield Problem(
            _("What it pays is either fixed or follows a reference rate, not both."), ("rate_pct", "reference_rate")
        )
    if facts.get("margin_bps") is not None and not facts.get("reference_rate"):
        yield Problem(_("A margin is added to a reference rate. State that one too."), ("margin_bps", "reference_rate"))


def _unusual(kind: str, name: str, value: Any, allowed: Iterable[Any]) -> str:
    shown = dict(fields_of(kind)[name].flatchoices or ())
    if kind in SUKUK_TYPES and name == "return_type":
        return _("A sukuk pays rental or profit, never interest: %(value)s does not belong to a %(kind)s.") % {
            "value": shown.get(value, value),
            "kind": InstrumentType(kind).label,
        }
    return _("%(label)s: %(value)s is not what a %(kind)s has. Usual is %(usual)s.") % {
        "label": label_of(name),
        "value": shown.get(value, value),
        "kind": InstrumentType(kind).label,
        "usual": _(" or ").join(sorted(str(shown.get(one, one)) for one in allowed)),
    }


def _pool(kind: str, facts: Facts) -> Iterable[Problem]:
    if facts.get("pool_value") is not None and facts.get("pool_valued_on") is None:
        yield Problem(_("The value of the pool has the day on which it was valued."), ("pool_valued_on",))


def _lot(kind: str, facts: Facts) -> Iterable[Problem]:
    if kind != InstrumentType.COMMODITY_LOT:
        return
    unit, price_unit = facts["quantity_unit"], facts.get("price_unit") or facts["quantity_unit"]
    for name, value in (("quantity_unit", unit), ("price_unit", price_unit)):
        if value not in units.UNITS:
            yield Problem(
                _("%(unit)s is no unit of the register. There are: %(units)s.")
                % {"unit": value, "units": ", ".join(units.UNITS)},
                (name,),
            )
            return
    if units.UNITS[unit].dimension != units.UNITS[price_unit].dimension:
        yield Problem(
            _("A price per %(price_unit)s cannot value a quantity in %(unit)s: one is a weight, the other a volume.")
            % {"price_unit": price_unit, "unit": unit},
            ("price_unit",),
        )


def _worth(kind: str, facts: Facts) -> Iterable[Problem]:
    """Quantity times price is an amount that can be."""
    amount = facts["quantity"] * facts["unit_price"]
    unit, price_unit = facts["quantity_unit"], facts.get("price_unit") or facts["quantity_unit"]
    if unit != price_unit and unit in units.UNITS and price_unit in units.UNITS:
        amount = amount * units.UNITS[unit].size / units.UNITS[price_unit].size
    if amount > LARGEST_AMOUNT:
        yield Problem(
            _("Quantity times price is larger than anything the register can hold. Look for a digit too many."),
            ("quantity", "unit_price"),
        )


def days_to_come(facts: Facts, today: datetime.date) -> list[Problem]:
    """Days of what was looked at, priced or valued that lie after `today`."""
    return [
        _of(name, _("%(day)s is still to come.") % {"day": date_text(facts[name])})
        for name in _DAYS_GONE_BY
        if facts.get(name) and facts[name] > today
    ]


#: Days on which something was done, which cannot lie ahead.
_DAYS_GONE_BY = ("price_date", "inspected_on", "pool_valued_on")

_EVERY_ASSET = (_foreign, _identifiers, _currencies, _title)
_SECURITY = (_amounts, _dates, _return, _pool)
_COUNTED = (_lot, _worth)
