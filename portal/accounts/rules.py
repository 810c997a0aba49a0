"""Who may do what with people and API clients."""

from django.utils.translation import gettext_lazy as _

from approvals.choices import Role
from approvals.rules import has_role, permit

permit("create_person", has_role(Role.ADMINISTRATOR), sentence=_("Only an administrator creates people."))
permit("deactivate_person", has_role(Role.ADMINISTRATOR), sentence=_("Only an administrator deactivates people."))
permit(
    "register_api_client",
    has_role(Role.ADMINISTRATOR),
    sentence=_("Only an administrator registers and retires API clients."),
)
permit("manage_people", has_role(Role.ADMINISTRATOR), sentence=_("Only an administrator looks after people."))
permit("read_through_api", has_role(Role.ADVISER), sentence=_("Only an adviser's client reads through the API."))
