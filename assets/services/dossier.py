"""Keeping the dossier of a live case in step with the register."""

from typing import Any

from approvals.models import Case
from approvals.services.dossiers import freeze_dossier


def refreeze(*, actor: Any, case: Case | None) -> None:
    """Freezes the dossier again where a case lives; a material change gives it a new digest, which voids sign-offs."""
    if case is not None:
        freeze_dossier(actor=actor, case=case)
