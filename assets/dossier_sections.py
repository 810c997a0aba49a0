"""The register's sections of the dossier: JSON types only, amounts and dates as strings, nothing where nothing is stated."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.dossier import dossier_section
from approvals.exceptions import WrongState
from approvals.lineage import replaced_among, versions_of
from approvals.models import Case, Document
from assets.models import LegalFact, Proposal
from assets.papers import attached_papers
from assets.selectors import legal_facts_of, proposal_of_case

#: What is fixed about the asset itself. Notes and the register's own bookkeeping are not material.
TERMS = (
    "name",
    "asset_class",
    "instrument_type",
    "isin",
    "cfi",
    "fisn",
    "issuer",
    "obligor",
    "currency",
    "nominal_amount",
    "quantity",
    "quantity_unit",
    "unit_price",
    "unit_price_currency",
    "denomination",
    "issue_date",
    "maturity_date",
    "return_type",
    "rate_pct",
    "issue_yield_pct",
    "issue_price",
    "reference_rate",
    "margin_bps",
    "payments_per_year",
    "payment_dates",
    "day_count",
)


#: Every term of the register whose change changes the dossier.
MATERIAL = frozenset({*TERMS, "asset_owner", "title_status", "eligibility", "encumbered", "encumbrance_amount"})


@dossier_section("terms")
def terms(case: Case) -> dict[str, Any]:
    """The terms of the asset."""
    instrument = _proposal(case).instrument
    return {name: _text(getattr(instrument, name)) for name in TERMS}


@dossier_section("title")
def title(case: Case) -> dict[str, Any]:
    """Who owns it, what encumbers it, whether it is open to study, and what papers show."""
    instrument = _proposal(case).instrument
    return {
        "asset_owner": instrument.asset_owner,
        "title_status": instrument.title_status,
        "eligibility": instrument.eligibility,
        "encumbered": instrument.encumbered,
        "encumbrance_amount": _text(instrument.encumbrance_amount),
        "facts": [_fact(fact) for fact in legal_facts_of(instrument)],
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
        "rate": str(frozen.exchange_rate.rate),
        "rate_date": frozen.exchange_rate.on_date.isoformat(),
        "rate_source": frozen.exchange_rate.source,
        "source": frozen.source,
        "document": _paper(frozen.document),
    }


@dossier_section("documents")
def documents(case: Case) -> dict[str, Any]:
    """The papers behind the legal facts, then those of the asset itself, each list in the order of its recording.

    Of a paper with versions only the newest stands here; it names every one that it took the place of.
    """
    instrument = _proposal(case).instrument
    papers = [fact.document for fact in legal_facts_of(instrument)]
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


def _fact(fact: LegalFact) -> dict[str, str]:
    return {"kind": fact.kind, "statement": fact.statement, "sha256": fact.document.sha256}


def _paper(document: Document) -> dict[str, Any]:
    return {"title": document.title, "sha256": document.sha256}


def _former(document: Document) -> dict[str, list[str]]:
    """The versions that a paper took the place of, the newest first; nothing for a first version."""
    if document.first_version_id is None:
        return {}
    return {"replaces": [one.sha256 for one in versions_of(document) if one.version < document.version]}


def _text(value: object) -> str:
    return "" if value is None else str(value)
