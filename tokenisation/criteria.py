"""The mint's computed criteria, answered from the database alone: a page never waits for a node."""

from django.db.models import Min
from django.utils.translation import gettext as _

from approvals.gates import Answer, computed_criterion
from approvals.models import Case
from approvals.wording import moment_text
from tokenisation.artifacts import load_artifact
from tokenisation.choices import DeploymentStatus
from tokenisation.models import ContractProof, Issuance, TokenDeployment
from tokenisation.selectors import active_epoch
from tokenisation.terms import CONTRACT


@computed_criterion("G3-1")
def contracts_are_proven_on_this_chain(case: Case) -> Answer:
    """The suite passed on a synthetic asset on this chain, with these contract sources, before any asset was minted."""
    epoch = active_epoch()
    if epoch is None:
        return Answer(False, _("The portal works on no chain yet, so nothing could be proven on it."))
    source_digest = load_artifact(CONTRACT).source_digest
    proofs = ContractProof.objects.filter(epoch=epoch, source_digest=source_digest)
    latest = proofs.last()
    if latest is None:
        return Answer(
            False,
            _(
                "The contract suite has not run on this chain with these sources. The programme lead or a treasury "
                "operator has it run on the page of the local chain."
            ),
        )
    if not latest.passed:
        failed = ", ".join(str(result["check"]) for result in latest.results if not result["passed"])
        return Answer(False, _("The latest run of the contract suite failed: %(checks)s.") % {"checks": failed})
    first_run = proofs.filter(passed=True).aggregate(first=Min("run_at"))["first"]
    if Issuance.objects.filter(operation__epoch=epoch, recorded_at__lt=first_run).exists():
        return Answer(False, _("An asset was minted on this chain before the contract suite passed on it."))
    return Answer(
        True,
        _(
            "All %(count)s checks passed on a synthetic asset on %(epoch)s at %(time)s, before any asset was minted on it."
        )
        % {"count": len(latest.results), "epoch": epoch, "time": moment_text(latest.run_at)},
    )


@computed_criterion("G5-4")
def token_is_deployed_on_this_digest(case: Case) -> Answer:
    """The chain is a known local one, and the token of the dossier in force stands on it."""
    epoch = active_epoch()
    if epoch is None:
        return Answer(False, _("The portal works on no chain, or its chain is lost."))
    deployment = TokenDeployment.objects.filter(case=case, epoch=epoch, dossier_digest=case.dossier_digest).last()
    if deployment is None:
        return Answer(False, _("No token was requested on the dossier in force."))
    if deployment.status != DeploymentStatus.CONFIRMED:
        return Answer(
            False,
            _("The token %(symbol)s is not deployed yet (%(status)s).")
            % {"symbol": deployment.symbol, "status": deployment.get_status_display()},
        )
    return Answer(
        True,
        _("The token %(symbol)s stands at %(address)s on local chain %(id)s, on this dossier.")
        % {"symbol": deployment.symbol, "address": deployment.address, "id": epoch.chain_id},
    )
