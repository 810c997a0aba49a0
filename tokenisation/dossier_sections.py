"""The mint's part of the dossier: the token that the bodies sign for."""

from typing import Any

from approvals.dossier import dossier_section
from approvals.models import Case
from tokenisation.terms import CONTRACT, token_terms


@dossier_section("token")
def token(case: Case) -> dict[str, Any]:
    """Contract code, cap, name, symbol and who holds each role."""
    terms = token_terms(case)
    return {
        "contract": CONTRACT,
        "code_hash": terms.code_hash,
        "name": terms.name,
        "symbol": terms.symbol,
        "cap": str(terms.cap),
        "roles": terms.roles,
    }
