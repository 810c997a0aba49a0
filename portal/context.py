"""What every page needs to know."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from approvals.business_date import KARACHI
from approvals.models import Rehearsal
from approvals.rules import allow


@dataclass(frozen=True)
class Entry:
    """One entry of the service navigation."""

    label: str
    url: str
    current: bool


#: Label, the address by name, the action that whoever sees it may do; the pages ask the same rule again.
ENTRIES: tuple[tuple[Any, str, str], ...] = (
    (_("Overview"), "overview", "read_study"),
    (_("Assets"), "assets:register", "read_study"),
    (_("Cases"), "approvals:cases", "read_study"),
    (_("Mint orders"), "tokenisation:orders", "read_study"),
    (_("Audit trail"), "trail", "read_trail"),
    (_("People"), "people", "manage_people"),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Business date, whether this is a rehearsal, the person's role and the navigation; one query, made when asked."""
    rehearsal = SimpleLazyObject(lambda: Rehearsal.objects.first())
    user = getattr(request, "user", None)
    return {
        "business_date": SimpleLazyObject(
            lambda: rehearsal.business_date if rehearsal else localdate(timezone=KARACHI)  # type: ignore[attr-defined]
        ),
        "is_rehearsal": SimpleLazyObject(lambda: bool(rehearsal)),
        "role": getattr(user, "role", ""),
        "navigation": navigation(request, user),
        "direction": "rtl" if get_language_bidi() else "ltr",
    }


def navigation(request: HttpRequest, user: Any) -> list[Entry]:
    """The entries for a person: home, and what the rules let them read. None for whoever is not signed in."""
    if not getattr(user, "is_authenticated", False):
        return []
    home = reverse("home")
    entries = [Entry(str(_("Home")), home, request.path == home)]
    for label, name, action in ENTRIES:
        if allow(user, action):
            url = reverse(name)
            entries.append(Entry(str(label), url, request.path.startswith(url)))
    return entries
