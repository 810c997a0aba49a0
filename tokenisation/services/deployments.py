"""Requesting a token."""

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import WrongState
from approvals.models import Case
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.cases import lock_case
from approvals.services.dossiers import freeze_dossier
from approvals.services.trail import record_event
from tokenisation.choices import DUTY_OF_KIND, DeploymentStatus, OperationKind
from tokenisation.models import ChainOperation, TokenDeployment
from tokenisation.services.standing import require_deployable, require_epoch
from tokenisation.services.wake import wake
from tokenisation.terms import token_terms


@act
def request_deployment(*, actor: Any, case: Case) -> TokenDeployment:
    """Asks for the token of the dossier as it stands now; a worker deploys it. A changed dossier voids earlier sign-offs.

    Raises WrongState outside stage 6, with a token already there or without a chain, OutsideMemorandum, NotPermitted.
    """
    require(actor, "request_deployment", case, key=case.key)
    case = lock_case(case)
    require_deployable(case)
    # Keys and contract can change after the dossier was frozen; what is deployed is what the bodies read.
    freeze_dossier(actor=actor, case=case)
    case.refresh_from_db()
    epoch = require_epoch()
    live = TokenDeployment.objects.filter(
        case=case,
        dossier_digest=case.dossier_digest,
        epoch=epoch,
        status__in=[DeploymentStatus.REQUESTED, DeploymentStatus.CONFIRMED],
    ).first()
    if live is not None:
        raise WrongState(
            _("%(case)s already has the token %(symbol)s on this dossier.") % {"case": case, "symbol": live.symbol},
            subject=case.key,
        )
    terms = token_terms(case)
    deployment = TokenDeployment.objects.create(
        case=case,
        epoch=epoch,
        dossier_digest=case.dossier_digest,
        name=terms.name,
        symbol=terms.symbol,
        cap=terms.cap,
        deployment_id=new_id(),
        roles=terms.roles,
        code_hash=terms.code_hash,
        requested_by=actor,
        requested_on=business_date(),
    )
    ChainOperation.objects.create(
        kind=OperationKind.DEPLOY,
        deployment=deployment,
        operation_id=new_id(),
        duty=DUTY_OF_KIND[OperationKind.DEPLOY],
        payload={},
        epoch=epoch,
    )
    record_event(
        actor=actor,
        verb="deployment_requested",
        subject=deployment.key,
        label=deployment,
        case_key=case.key,
        data={
            "digest": deployment.dossier_digest,
            "symbol": deployment.symbol,
            "cap": str(deployment.cap),
            "deployment_id": deployment.deployment_id,
            "roles": deployment.roles,
            "code_hash": deployment.code_hash,
        },
    )
    transaction.on_commit(wake)
    return deployment


def new_id() -> str:
    """Thirty-two random bytes. Random rather than derived: two orders that look alike are still two."""
    return "0x" + secrets.token_hex(32)
