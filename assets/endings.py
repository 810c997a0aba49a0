"""What a case's end means to the register: its room under the ceiling is free again."""

from typing import Any

from approvals.endings import when_a_case_ends
from approvals.models import Case
from assets.choices import CeilingCause
from assets.services.ceiling import take_reading


@when_a_case_ends
def read_the_ceiling(actor: Any, case: Case) -> None:
    """A reading without the case that has just ended."""
    if hasattr(case, "proposal"):
        take_reading(actor=actor, memorandum=case.memorandum, cause=CeilingCause.CASE_ENDED, case=case)
