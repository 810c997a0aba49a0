"""Signing in to the demo without ceremony: one button for each of its made-up people, and nowhere else.

It needs three things together: the setting that only the demo's command gives, a database that is a rehearsal, and a
person of the demo's cast who has no second factor. Production settings know no such setting.
"""

from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from approvals.business_date import is_rehearsal
from approvals.choices import Role
from approvals.models import Body
from portal.accounts.models import User
from portal.demo.people import officers, officials


@dataclass(frozen=True)
class DemoPerson:
    """One of the demo's people: their username, and what they do in the reader's language."""

    username: str
    words: Any


@dataclass(frozen=True)
class DemoGroup:
    """People of the demo who do the same kind of work, or the two officers of one body (`body`, else empty)."""

    heading: Any
    people: list[DemoPerson]
    body: str = ""


#: The roles of each group on the sign-in page, in the order in which a case meets them.
_GROUPS: tuple[tuple[Any, tuple[Role, ...]], ...] = (
    (_("Finance Ministry"), (Role.PROGRAMME_LEAD, Role.CASE_OFFICER, Role.APPROVER, Role.TREASURY_OPERATOR)),
    (_("Chair of the gates"), (Role.GATE_CHAIR,)),
    (_("Watching and housekeeping"), (Role.AUDITOR, Role.ADVISER, Role.ADMINISTRATOR)),
)


def is_demo() -> bool:
    """Whether the demo's people may sign in by a button."""
    return bool(settings.DEMO_SIGN_IN) and is_rehearsal()


def demo_groups() -> list[DemoGroup]:
    """The demo's people by what they do, then body by body; none outside the demo."""
    if not is_demo():
        return []
    bodies = {body.code: body for body in Body.objects.all()}
    present = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    cast = [person for person in (*officials(), *(officers(bodies) if bodies else ())) if person.username in present]
    groups = [
        DemoGroup(heading, [DemoPerson(p.username, gettext(p.full_name)) for p in cast if p.role in roles])
        for heading, roles in _GROUPS
    ]
    for code in dict.fromkeys(person.body_code for person in cast if person.body_code):
        people = [DemoPerson(p.username, gettext(p.duty)) for p in cast if p.body_code == code]
        groups.append(DemoGroup(gettext(bodies[code].name), people, body=code))
    return groups


@require_POST
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Signs in as the named person of the demo. Not found outside the demo or for anybody else."""
    username = request.POST.get("username", "")
    if username not in {person.username for group in demo_groups() for person in group.people}:
        raise Http404
    person = User.objects.get(username=username)
    if is_mfa_enabled(person):
        raise Http404
    # The button stands for everything that others show here: what asks again who one is finds when that was.
    record_authentication(request, person, method="demo")
    answer: HttpResponse = perform_login(request, Login(user=person))
    return answer
