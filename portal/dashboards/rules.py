"""Who reads the audit trail."""

from django.utils.translation import gettext_lazy as _

from approvals.choices import Role
from approvals.rules import has_role, permit

permit(
    "read_trail",
    has_role(Role.AUDITOR, Role.PROGRAMME_LEAD),
    sentence=_("Only auditors and the programme lead read the audit trail."),
    duty=_("Reads the audit trail"),
)
