"""Who may do what at the mint. A sign-off never mints; an order needs two treasury operators."""

from django.utils.translation import gettext_lazy as _

from approvals.choices import Role
from approvals.rules import has_role, permit

permit(
    "request_deployment",
    has_role(Role.TREASURY_OPERATOR),
    sentence=_("Only a treasury operator requests a token."),
    duty=_("Requests a test token"),
)
permit(
    "register_investor",
    has_role(Role.TREASURY_OPERATOR),
    sentence=_("Only a treasury operator registers test investors."),
    duty=_("Registers test investors"),
)
permit(
    "place_order",
    has_role(Role.TREASURY_OPERATOR),
    sentence=_("Only a treasury operator places a mint order."),
    duty=_("Places a mint order"),
)
permit(
    "release_order",
    has_role(Role.TREASURY_OPERATOR),
    sentence=_("Only a treasury operator releases a mint order."),
    duty=_("Releases a mint order that a colleague placed"),
)
permit(
    "cancel_order",
    has_role(Role.TREASURY_OPERATOR),
    sentence=_("Only a treasury operator cancels a mint order."),
    duty=_("Cancels a mint order"),
)
permit(
    "resume_operation",
    has_role(Role.TREASURY_OPERATOR),
    sentence=_("Only a treasury operator sends an operation back to work."),
    duty=_("Sends an operation that has stopped back to work"),
)
permit(
    "open_epoch",
    has_role(Role.PROGRAMME_LEAD, Role.TREASURY_OPERATOR),
    sentence=_("Only the programme lead or a treasury operator opens a new chain epoch."),
    duty=_("Opens a new chain epoch"),
)
permit(
    "prove_contracts",
    has_role(Role.PROGRAMME_LEAD, Role.TREASURY_OPERATOR),
    sentence=_("Only the programme lead or a treasury operator proves the contracts."),
    duty=_("Has the contracts proven"),
)
