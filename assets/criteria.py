"""The register's computed criteria."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.gates import Answer, computed_criterion
from approvals.models import Case
from approvals.wording import amount_text, date_text, units_text
from assets.ceiling import scope_at_latest_rate, scope_in_use
from assets.choices import Eligibility, LegalFactKind, TitleStatus
from assets.encumbrances import encumbrances_of
from assets.family import facts_of, field_of
from assets.models import Proposal
from assets.selectors import legal_facts_of, proposal_of_case

#: What must be stated before a case can leave G0, beyond what registration demands.
SECURITY_RECORD = ("isin", "cfi", "issuer", "obligor", "asset_owner", "return_type")
OTHER_RECORD = ("asset_owner", "quantity", "quantity_unit", "unit_price")


def _about_a_proposal(function: Callable[[Proposal], Answer]) -> Callable[[Case], Answer]:
    """Hands the case's proposal over; a case that no proposal opened is never met."""

    def answer(case: Case) -> Answer:
        proposal = proposal_of_case(case)
        if proposal is None:
            return Answer(False, _("No asset was proposed with this case."))
        return function(proposal)

    return answer


@computed_criterion("G0-4")
@_about_a_proposal
def record_is_complete(proposal: Proposal) -> Answer:
    """The record is complete and identified, and the asset is not marked not eligible."""
    instrument = proposal.instrument
    if instrument.eligibility != Eligibility.OPEN:
        return Answer(
            False,
            _("%(asset)s is %(eligibility)s: %(reason)s")
            % {
                "asset": instrument,
                "eligibility": instrument.get_eligibility_display(),
                "reason": instrument.eligibility_reason,
            },
        )
    needed = SECURITY_RECORD if instrument.is_security else OTHER_RECORD
    facts = facts_of(instrument)
    missing = [str(field_of(name).verbose_name) for name in needed if facts[name] in ("", None)]
    if missing:
        return Answer(False, _("The record lacks: %(fields)s.") % {"fields": ", ".join(missing)})
    return Answer(True, _("The record of %(asset)s is complete.") % {"asset": instrument})


@computed_criterion("G0-5")
@_about_a_proposal
def scope_is_within_ceiling(proposal: Proposal) -> Answer:
    """With this asset the scope stays at or below the ceiling, at the frozen values and at the latest rate."""
    memorandum = proposal.case.memorandum
    ceiling = amount_text(memorandum.ceiling_usd, "USD")
    used, today = scope_in_use(memorandum), scope_at_latest_rate(memorandum)
    if used > memorandum.ceiling_usd:
        return Answer(
            False,
            _("%(used)s is in scope, over the ceiling of %(ceiling)s.")
            % {"used": amount_text(used, "USD"), "ceiling": ceiling},
        )
    if today > memorandum.ceiling_usd:
        return Answer(
            False,
            _("At the latest rate %(used)s would be in scope, over the ceiling of %(ceiling)s.")
            % {"used": amount_text(today, "USD"), "ceiling": ceiling},
        )
    return Answer(
        True,
        _("%(used)s of the ceiling of %(ceiling)s is in scope.")
        % {"used": amount_text(used, "USD"), "ceiling": ceiling},
    )


@computed_criterion("G1-3")
@_about_a_proposal
def title_is_clear(proposal: Proposal) -> Answer:
    """Title is proven or not applicable, and every encumbrance is released or its holder consents."""
    instrument = proposal.instrument
    facts = list(legal_facts_of(instrument))
    kinds = {fact.kind for fact in facts}
    missing = []
    if instrument.title_status == TitleStatus.NOT_FEDERAL_PROPERTY:
        missing.append(_("Its owner, %(owner)s, is not the federation.") % {"owner": instrument.asset_owner})
    elif instrument.title_status != TitleStatus.NOT_APPLICABLE and LegalFactKind.TITLE_PROOF not in kinds:
        missing.append(
            _("No paper proves the title yet (%(status)s).") % {"status": instrument.get_title_status_display()}
        )
    encumbrances = encumbrances_of(instrument, facts)
    if not all(row.is_answered for row in encumbrances):
        missing.append(_("The asset is encumbered, and neither a release nor the holder's consent is recorded."))
    if missing:
        return Answer(False, " ".join(missing))
    if instrument.title_status == TitleStatus.NOT_APPLICABLE and not encumbrances:
        return Answer(True, _("Debt of the state itself: there is no title to prove, and nothing encumbers it."))
    return Answer(True, _("Papers for title and encumbrances are recorded."))


@computed_criterion("G5-3")
@_about_a_proposal
def units_are_whole(proposal: Proposal) -> Answer:
    """Units are whole and lie within the asset, which has not matured, and the scope is within the ceiling."""
    instrument = proposal.instrument
    matured_on = instrument.maturity_date
    if matured_on and matured_on <= business_date():
        return Answer(
            False, _("It matured on %(date)s, so nothing is left to tokenise.") % {"date": date_text(matured_on)}
        )
    if instrument.eligibility != Eligibility.OPEN:
        return Answer(
            False, _("The asset is not open for study (%(state)s).") % {"state": instrument.get_eligibility_display()}
        )
    whole = not instrument.is_security or not instrument.security.nominal_amount % instrument.security.denomination
    if not whole or not 1 <= proposal.units <= instrument.units:
        return Answer(
            False,
            _("%(units)s are proposed, which is no whole part of the %(all)s that the asset has.")
            % {"units": units_text(proposal.units), "all": units_text(instrument.units)},
        )
    ceiling = scope_is_within_ceiling(proposal.case)
    if not ceiling.met:
        return ceiling
    return Answer(
        True,
        _("%(units)s of %(all)s, whole. %(ceiling)s")
        % {"units": units_text(proposal.units), "all": units_text(instrument.units), "ceiling": ceiling.reason},
    )
