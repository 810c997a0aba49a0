"""Who may do what in the register."""

from django.utils.translation import gettext_lazy

from approvals.choices import Role
from approvals.rules import has_role, permit

permit(
    "register_instrument",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer registers an asset."),
    duty=gettext_lazy("Registers an asset"),
)
permit(
    "import_assets",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer imports assets."),
    duty=gettext_lazy("Imports a file of assets"),
)
permit(
    "amend_instrument",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer amends an asset of the register."),
    duty=gettext_lazy("Amends an asset"),
)
permit(
    "record_rate",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records an exchange rate."),
    duty=gettext_lazy("Records an exchange rate"),
)
permit(
    "record_fixing",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records a benchmark fixing."),
    duty=gettext_lazy("Records a benchmark fixing"),
)
permit(
    "record_holiday",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records a holiday of the market."),
    duty=gettext_lazy("Records a holiday of the market"),
)
permit(
    "cancel_holiday",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer cancels a holiday of the market."),
    duty=gettext_lazy("Cancels a holiday of the market that was recorded wrongly"),
)
permit(
    "record_valuation",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records a valuation."),
    duty=gettext_lazy("Records a valuation"),
)
permit(
    "accept_valuation",
    has_role(Role.APPROVER),
    sentence=gettext_lazy("Only an approver accepts a valuation."),
    duty=gettext_lazy("Accepts a valuation that somebody else recorded"),
)
permit(
    "record_legal_fact",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records a legal fact."),
    duty=gettext_lazy("Records a legal fact"),
)
permit(
    "record_encumbrance",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records an encumbrance."),
    duty=gettext_lazy("Records an encumbrance of an asset"),
)
permit(
    "record_tranche",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer records a re-opening."),
    duty=gettext_lazy("Records a re-opening of a security"),
)
permit(
    "record_revaluation",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer revalues the register."),
    duty=gettext_lazy("Revalues many assets at once"),
)
permit(
    "accept_revaluation",
    has_role(Role.APPROVER),
    sentence=gettext_lazy("Only an approver accepts a revaluation."),
    duty=gettext_lazy("Accepts a revaluation that somebody else recorded"),
)
permit(
    "attach_paper",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer attaches a paper to an asset."),
    duty=gettext_lazy("Attaches a paper to an asset"),
)
permit(
    "find_not_eligible",
    has_role(Role.APPROVER),
    sentence=gettext_lazy("Only an approver finds an asset not eligible."),
    duty=gettext_lazy("Finds an asset not eligible"),
)
permit(
    "submit_proposal",
    has_role(Role.CASE_OFFICER),
    sentence=gettext_lazy("Only a case officer proposes an asset for study."),
    duty=gettext_lazy("Proposes an asset for study"),
)
permit(
    "resolve_ceiling_breach",
    has_role(Role.PROGRAMME_LEAD),
    sentence=gettext_lazy("Only the programme lead resolves a breach of the ceiling."),
    duty=gettext_lazy("Resolves a breach of the ceiling"),
)
