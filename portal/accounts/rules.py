"""Who may do what with people and API clients."""

from django.utils.translation import gettext_lazy as _

from approvals.choices import Role
from approvals.rules import has_role, permit

permit(
    "create_person",
    has_role(Role.ADMINISTRATOR),
    sentence=_("Only an administrator creates people."),
    duty=_("Adds people"),
)
permit(
    "deactivate_person",
    has_role(Role.ADMINISTRATOR),
    sentence=_("Only an administrator deactivates people."),
    duty=_("Ends people's access"),
)
permit(
    "register_api_client",
    has_role(Role.ADMINISTRATOR),
    sentence=_("Only an administrator registers and retires API clients."),
    duty=_("Registers and retires API clients"),
)
permit(
    "manage_people",
    has_role(Role.ADMINISTRATOR),
    sentence=_("Only an administrator looks after people."),
    duty=_("Looks after people, their passwords and second factors"),
)
permit(
    "read_through_api",
    has_role(Role.ADVISER),
    sentence=_("Only an adviser's client reads through the API."),
    duty=_("Reads the study through the API"),
)
