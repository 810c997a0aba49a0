"""The home page of each role: what waits with its age and due date, what changed, and where to go."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from approvals.choices import Role
from portal.accounts.models import User
from portal.dashboards.home import officials, oversight
from portal.dashboards.home.changes import changes_for
from portal.dashboards.home.waiting import HomePage

_BY_ROLE: dict[str, Callable[[User], HomePage]] = {
    Role.CASE_OFFICER: officials.case_officer,
    Role.APPROVER: officials.approver,
    Role.BODY_OFFICER: officials.body_officer,
    Role.GATE_CHAIR: officials.gate_chair,
    Role.TREASURY_OPERATOR: officials.treasury_operator,
    Role.PROGRAMME_LEAD: oversight.programme_lead,
    Role.AUDITOR: oversight.auditor,
    Role.ADMINISTRATOR: oversight.administrator,
    Role.ADVISER: oversight.adviser,
}


def context_for(user: Any, request: HttpRequest) -> dict[str, Any]:
    """What the home page of this person's role shows."""
    page = _BY_ROLE[user.role](user)
    return {
        "page": page,
        "changes": changes_for(user),
        "api_address": request.build_absolute_uri(reverse("home") + "api/v1/"),
        **page.more,
    }
