"""Whether a case may have a token, and whether it may mint, as the record stands at this moment.

Asked when an order is placed, when it is released, and again while the case's row is locked just before signing.
"""

from django.utils.translation import gettext as _

from approvals.exceptions import GateClosed, WrongState
from approvals.gates import evaluate_gate
from approvals.models import Case, Gate
from approvals.selectors import passed_gates
from approvals.services.cases import require_open
from approvals.services.memorandum import require_window
from tokenisation.choices import DeploymentStatus, OperationKind
from tokenisation.models import ChainEpoch, ChainOperation, TokenDeployment
from tokenisation.selectors import active_epoch

#: The stage of sign-offs, test tokens and decision.
TOKEN_STAGE = 6
#: The gate of the sign-offs.
SIGN_OFF_GATE = "G5"


def require_epoch() -> ChainEpoch:
    """The active epoch. Raises WrongState with what to do where there is none."""
    epoch = active_epoch()
    if epoch is None:
        raise WrongState(
            _("The portal works on no chain: the last one is lost, or none was prepared. Run: manage.py prepare_chain")
        )
    return epoch


def require_deployable(case: Case) -> None:
    """Raises WrongState or OutsideMemorandum unless a token may be deployed for the case on its dossier in force."""
    require_open(case)
    require_window(case.memorandum, key=case.key)
    if case.stage_id != TOKEN_STAGE or not case.dossier_digest:
        raise WrongState(
            _("%(case)s is in stage %(stage)s; test tokens are deployed in stage %(token_stage)s, on a frozen dossier.")
            % {"case": case, "stage": case.stage_id, "token_stage": TOKEN_STAGE},
            subject=case.key,
        )


def require_mintable(case: Case) -> None:
    """Raises WrongState, OutsideMemorandum or GateClosed unless units may be minted for the case now."""
    require_open(case)
    require_window(case.memorandum, key=case.key)
    gate = Gate.objects.get(code=SIGN_OFF_GATE)
    if gate.code not in passed_gates(case):
        raise GateClosed(
            _("%(case)s has not passed %(gate)s on the dossier in force. The chair of the gates must rule first.")
            % {"case": case, "gate": gate},
            subject=case.key,
        )
    answers = evaluate_gate(gate, case)
    unmet = [answer for answer in answers if not answer.met]
    if unmet or not answers:
        raise GateClosed(
            _("%(gate)s of %(case)s was passed but no longer holds, so nothing is minted. %(reasons)s")
            % {"gate": gate, "case": case, "reasons": " ".join(f"{row.criterion.code}: {row.reason}" for row in unmet)},
            subject=case.key,
        )


def require_signable(operation: ChainOperation, case: Case) -> None:
    """Raises a DomainError unless the operation may be signed now. The caller holds the lock on the case's row."""
    deployment = operation.deployment
    if operation.kind == OperationKind.DEPLOY:
        require_deployable(case)
    else:
        require_mintable(case)
        _require_deployed(deployment)
    if deployment.dossier_digest != case.dossier_digest:
        raise WrongState(
            _("The dossier of %(case)s changed (it was %(old)s, it is %(new)s). A new dossier means a new token.")
            % {"case": case, "old": deployment.dossier_digest[:12], "new": case.dossier_digest[:12]},
            subject=case.key,
        )


def _require_deployed(deployment: TokenDeployment) -> None:
    if deployment.status != DeploymentStatus.CONFIRMED:
        raise WrongState(
            _("The token %(token)s is not deployed (%(status)s).")
            % {"token": deployment, "status": deployment.get_status_display()},
            subject=deployment.case.key,
        )
