"""Home pages of those who watch and keep the house: programme lead, auditor, administrator, adviser."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.business_date import business_date
from approvals.choices import Role
from approvals.models import AuditEvent, Memorandum
from approvals.rules import allow
from approvals.wording import name_text, written
from portal.accounts.models import User
from portal.dashboards.home.officials import (
    SHOWN,
    before_gates,
    breaks_to_explain,
    case_url,
    ceiling_breach,
    gate_chair,
    ready_for_ruling,
)
from portal.dashboards.home.waiting import Group, HomePage, Shortcut, Waiting
from portal.dashboards.overview import overview
from portal.dashboards.trail import examine

#: Days before the memorandum's end from which on its extension is a decision to take.
LAST_DAYS = 30
#: How many of the latest entries the auditor's home page checks while it is made.
EXAMINED = 200


def programme_lead(user: User) -> HomePage:
    """Where the study stands, the memorandum that it begins with, and which cases wait for evidence or a ruling."""
    standing = overview()
    return HomePage(
        groups=[
            _memorandum(is_recorded=standing["memorandum"] is not None),
            ceiling_breach(may_resolve=True),
            *gate_chair(user).groups[2:],
        ],
        shortcuts=[
            Shortcut(_("Overview of the study"), reverse("overview")),
            Shortcut(_("All cases"), reverse("approvals:cases")),
            Shortcut(_("Audit trail"), reverse("trail")),
        ],
        more={**standing, "may_record_memorandum": allow(user, "record_memorandum")},
    )


def decide_now() -> list[Waiting]:
    """What waits for nothing but a decision: gates whose every criterion is met, and a memorandum that is about to end."""
    memorandum = Memorandum.objects.first()
    days = (memorandum.ends_on - business_date()).days if memorandum else LAST_DAYS
    extension = Waiting(
        _("Extend the memorandum, or let it end"),
        reverse("memorandum"),
        due=memorandum.ends_on if memorandum else None,
        hint=_("After its last day nothing advances and nothing is minted."),
        word=_("It has ended")
        if days < 0
        else ngettext("%(count)s day remains", "%(count)s days remain", days) % {"count": days},
    )
    return [
        *ready_for_ruling(before_gates(), page=lambda row: case_url(row.case)),
        *([extension] if days < LAST_DAYS else []),
    ]


def _memorandum(*, is_recorded: bool) -> Group:
    """Recording the memorandum, as long as nobody did."""
    return Group(
        _("The memorandum"),
        []
        if is_recorded
        else [
            Waiting(
                _("Record the memorandum"),
                reverse("record-memorandum"),
                hint=_("Every window of the study and the ceiling follow from it; nothing can be proposed before."),
            )
        ],
        empty="",
        is_shown_when_empty=False,
    )


def auditor(user: User) -> HomePage:
    """Whether the latest entries hold, breaks between register and chain, and the ways into the record."""
    latest = list(AuditEvent.objects.order_by("-id")[:EXAMINED])
    broken = [event for event in latest if not examine(event).holds]
    return HomePage(
        groups=[
            ceiling_breach(),
            Group(
                _("Entries of the trail that do not hold"),
                [
                    Waiting(
                        _("Entry %(number)s") % {"number": event.pk},
                        reverse("trail-entry", args=[event.event_id]),
                        hint=event.subject_label,
                        tone="stop",
                        word=_("Does not hold"),
                    )
                    for event in broken
                ],
                empty=_("The latest entries all match their hashes, computed while this page was made."),
            ),
            Group(
                _("Where register and chain differ"),
                breaks_to_explain(),
                empty=_("No break is open."),
            ),
        ],
        shortcuts=[
            Shortcut(_("Read the trail"), reverse("trail")),
            Shortcut(_("Refused acts"), reverse("trail") + "?verb=refused"),
            Shortcut(_("Overview of the study"), reverse("overview")),
        ],
        more={
            **overview(),
            "examined_count": len(latest),
            "entries": AuditEvent.objects.count(),
            "refusals": AuditEvent.objects.filter(verb="refused").count(),
        },
    )


def administrator(user: User) -> HomePage:
    """People who cannot work yet, or who work without a second factor."""
    factors = Q(authenticator__type__in=["totp", "webauthn"])
    people = User.objects.filter(is_active=True).exclude(role=Role.ADVISER)
    without_factor = people.exclude(pk__in=User.objects.filter(factors).values("pk")).order_by("full_name")
    return HomePage(
        groups=[
            Group(
                _("People without a second factor"),
                [
                    Waiting(
                        written(name_text(person.full_name)),
                        reverse("person", args=[person.username]),
                        hint=f"{person.get_role_display()} {person.body_code}".strip(),
                        word=_("Never signed in") if person.last_login is None else _("Has to set it up"),
                    )
                    for person in without_factor[:SHOWN]
                ],
                empty=_("Everybody has a second factor."),
                total=without_factor.count(),
                more_url=reverse("people") + "?factor=False",
            )
        ],
        shortcuts=[
            Shortcut(_("All people"), reverse("people")),
            Shortcut(_("Add a person"), reverse("create-person")),
            Shortcut(_("Register an API client"), reverse("register-client")),
            Shortcut(_("Roles and what each may do"), reverse("roles")),
            Shortcut(_("Bodies and their officers"), reverse("bodies")),
        ],
    )


def adviser(user: User) -> HomePage:
    """Advisers work through the API; the page says how."""
    return HomePage(groups=[])
