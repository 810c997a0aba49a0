"""The register's sections of the dossier: JSON types only, amounts and dates as strings, empty where nothing is stated."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.dossier import dossier_section
from approvals.exceptions import WrongState
from approvals.lineage import replaced_among, versions_of
from approvals.models import Case, Document
from assets.encumbrances import StandingEncumbrance, encumbrances_of
from assets.facts import stated_facts
from assets.family import every_field
from assets.models import LegalFact, Proposal
from assets.papers import attached_papers
from assets.selectors import legal_facts_of, proposal_of_case

#: What the section of the title holds, and what is the register's own business. All else fixes the asset itself.
TITLE = ("asset_owner", "title_status", "eligibility")
_NOT_MATERIAL = frozenset({"number", "note", "eligibility_reason"})

#: Every fact of the register whose change changes the dossier.
MATERIAL = frozenset(every_field()) - _NOT_MATERIAL


@dossier_section("terms")
def terms(case: Case) -> dict[str, Any]:
    """The terms of the asset."""
    facts = stated_facts(_proposal(case).instrument)
    return {name: value for name, value in facts.items() if name in MATERIAL and name not in TITLE}


@dossier_section("title")
def title(case: Case) -> dict[str, Any]:
    """Who owns it, what encumbers it, whether it is open to study, and what papers show."""
    instrument = _proposal(case).instrument
    facts = list(legal_facts_of(instrument))
    return {
        "asset_owner": instrument.asset_owner,
        "title_status": instrument.title_status,
        "eligibility": instrument.eligibility,
        "encumbrances": [_encumbrance(row) for row in encumbrances_of(instrument, facts)],
        "facts": [_fact(fact) for fact in facts],
    }


@dossier_section("units")
def units(case: Case) -> dict[str, Any]:
    """How many units are proposed, of how many, and for what."""
    proposal = _proposal(case)
    return {
        "proposed": str(proposal.units),
        "all": str(proposal.instrument.units),
        "value_usd": str(proposal.value_usd),
        "purpose": proposal.purpose,
    }


@dossier_section("valuation")
def valuation(case: Case) -> dict[str, Any]:
    """The valuation that was frozen with the proposal, with the rate of its conversion."""
    frozen = _proposal(case).valuation
    return {
        "as_at": frozen.as_at.isoformat(),
        "basis": frozen.basis,
        "currency": frozen.currency,
        "amount": str(frozen.amount),
        "value_pkr": str(frozen.value_pkr),
        "value_usd": str(frozen.value_usd),
        "fair_amount": str(frozen.fair_amount),
        "clean_price": "" if frozen.clean_price is None else str(frozen.clean_price),
        "yield_pct": "" if frozen.yield_pct is None else str(frozen.yield_pct),
        "rate": str(frozen.exchange_rate.rate),
        "rate_date": frozen.exchange_rate.on_date.isoformat(),
        "rate_source": frozen.exchange_rate.source,
        "source": frozen.source,
        "document": _paper(frozen.document),
    }


@dossier_section("documents")
def documents(case: Case) -> dict[str, Any]:
    """The papers behind the legal facts, then those of encumbrances and of the asset itself, each list in the order of its recording.

    Of a paper with versions only the newest stands here; it names every one that it took the place of.
    """
    instrument = _proposal(case).instrument
    facts = list(legal_facts_of(instrument))
    papers = [fact.document for fact in facts]
    papers += [row.encumbrance.document for row in encumbrances_of(instrument, facts) if row.encumbrance.document]
    papers += [paper.document for paper in attached_papers(instrument)]
    replaced = replaced_among([paper.pk for paper in papers])
    return {"papers": [_paper(paper) | _former(paper) for paper in papers if paper.pk not in replaced]}


def _proposal(case: Case) -> Proposal:
    proposal = proposal_of_case(case)
    if proposal is None:
        raise WrongState(
            _("%(case)s was opened without a proposal, so it has no dossier.") % {"case": case}, subject=case.key
        )
    return proposal


def _encumbrance(row: StandingEncumbrance) -> dict[str, str]:
    encumbrance, answer = row.encumbrance, row.release or row.consent
    return {
        "encumbrance": encumbrance.kind,
        "holder": encumbrance.holder,
        "currency": encumbrance.currency,
        "amount": "" if encumbrance.amount is None else str(encumbrance.amount),
        "statement": encumbrance.statement,
        "sha256": encumbrance.document.sha256 if encumbrance.document else "",
        "answered_by": answer.document.sha256 if answer else "",
    }


def _fact(fact: LegalFact) -> dict[str, str]:
    return {"kind": fact.kind, "statement": fact.statement, "sha256": fact.document.sha256}


def _paper(document: Document) -> dict[str, Any]:
    return {"title": document.title, "sha256": document.sha256}


def _former(document: Document) -> dict[str, list[str]]:
    """The versions that a paper took the place of, the newest first; nothing for a first version."""
    if document.first_version_id is None:
        return {}
    return {"replaces": [one.sha256 for one in versions_of(document) if one.version < document.version]}
