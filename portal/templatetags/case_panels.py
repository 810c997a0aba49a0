"""What the register and the mint know about a case, on the case's page, and what the mint knows about an asset.

The rule book's view cannot import them; the page is put together here, where everything may be imported.
"""

from typing import Any

from django import template

from approvals.choices import CaseStatus
from approvals.models import Case
from approvals.rules import allow
from approvals.selectors import passed_gates
from assets.models import Instrument, Proposal
from tokenisation.choices import DeploymentStatus
from tokenisation.models import ReconciliationRun, TokenDeployment
from tokenisation.views.orders import may_request_token, units_of_case

register = template.Library()


@register.inclusion_tag("approvals/parts/case_asset.html")
def case_asset(case: Case) -> dict[str, Any]:
    """The asset, the units proposed, their purpose and value."""
    proposal = Proposal.objects.select_related("instrument", "valuation", "proposed_by").filter(case=case).first()
    return {"proposal": proposal, "asset": proposal.instrument if proposal else _asset_of(case)}


@register.inclusion_tag("approvals/parts/case_token.html")
def case_token(case: Case, user: Any) -> dict[str, Any]:
    """Tokens and orders of the case, and which acts the rules let this person ask for."""
    deployments = list(TokenDeployment.objects.filter(case=case).order_by("-id"))
    live = next(
        (
            token
            for token in deployments
            if token.dossier_digest == case.dossier_digest and token.status == DeploymentStatus.CONFIRMED
        ),
        None,
    )
    room = units_of_case(case)
    return {
        "case": case,
        "deployments": [
            {"token": token, "run": ReconciliationRun.objects.filter(deployment=token).last()} for token in deployments
        ],
        "orders": case.mint_orders.select_related("placed_by", "released_by"),
        "may_request": may_request_token(user, case, deployments),
        "may_place": live is not None
        and case.status == CaseStatus.OPEN
        and "G5" in passed_gates(case)
        and room["units_left"] > 0
        and allow(user, "place_order", case),
        **room,
    }


@register.inclusion_tag("assets/parts/tokens.html")
def asset_tokens(asset: Instrument) -> dict[str, Any]:
    """Every test token of the asset's cases, the newest first, with what the chain said of it last."""
    deployments = (
        TokenDeployment.objects.filter(case__proposal__instrument=asset).select_related("case").order_by("-id")
    )
    return {
        "tokens": [
            {"token": token, "run": ReconciliationRun.objects.filter(deployment=token).last()} for token in deployments
        ]
    }


def _asset_of(case: Case) -> Instrument | None:
    kind, _, number = case.subject_key.partition(":")
    return Instrument.objects.filter(pk=number).first() if kind == "asset" and number.isdecimal() else None
