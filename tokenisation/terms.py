"""What a case's token will be: name, symbol, cap and code. Part of the dossier that the bodies sign."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.exceptions import WrongState
from approvals.models import Case
from assets.selectors import proposal_of_case
from tokenisation.artifacts import load_artifact
from tokenisation.choices import ROLE_DUTIES
from tokenisation.selectors import registered_addresses

CONTRACT = "SovereignTestToken"
#: The token's name begins with what it is not.
NAME_PREFIX = "TEST ONLY "


@dataclass(frozen=True)
class TokenTerms:
    """The terms of one token."""

    name: str
    symbol: str
    cap: int
    roles: dict[str, str]
    code_hash: str


def token_terms(case: Case) -> TokenTerms:
    """The terms of the case's token. Raises WrongState without a proposal, KeyUnavailable without the duties' keys."""
    proposal = proposal_of_case(case)
    if proposal is None:
        raise WrongState(_("%(case)s has no proposal, so its token has no cap.") % {"case": case}, subject=case.key)
    holders = registered_addresses()
    return TokenTerms(
        name=(NAME_PREFIX + case.subject_label)[:100],
        symbol="T" + case.reference.replace("-", "")[:15],
        cap=int(proposal.units),
        roles={duty.value: holders[duty.value] for duty in ROLE_DUTIES},
        code_hash=load_artifact(CONTRACT).code_hash,
    )
