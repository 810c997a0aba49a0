"""Who may do what in the register."""

from django.utils.translation import gettext_lazy

from approvals.choices import Role
from approvals.rules import has_role, permit

permit(
    "register_instrument",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer registers an asset."),
)
permit(
    "amend_instrument",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer amends an asset of the register."),
)
permit(
    "record_rate",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records an exchange rate."),
)
permit(
    "record_valuation",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records a valuation."),
)
permit(
    "accept_valuation",
    has_role(Role.APPROVER),
    sentence=gettext_lazy("Only an approver accepts a valuation."),
)
permit(
    "record_legal_fact",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records a legal fact."),
)
permit(
    "attach_paper",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer attaches a paper to an asset."),
)
permit(
    "find_not_eligible",
    has_role(Role.APPROVER),
    sentence=gettext_lazy("Only an approver finds an asset not eligible."),
)
permit(
    "submit_proposal",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer proposes an asset for study."),
)
