"""The memorandum and its window."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput, OutsideMemorandum, WrongState
from approvals.models import Memorandum
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import date_text


@act
def record_memorandum(
    *, actor: Any, title: str, parties: str, signed_on: datetime.date, months: int, ceiling_usd: Decimal, terms: str
) -> Memorandum:
    """Records the memorandum, of which a portal has one. Raises WrongState for a second, InvalidInput for impossible terms."""
    require(actor, "record_memorandum")
    if Memorandum.objects.exists():
        raise WrongState(_("The memorandum is recorded already; an extension is a recorded act of its own."))
    if months < 1 or ceiling_usd <= 0 or signed_on > business_date():
        raise InvalidInput(
            _("A memorandum has at least one month, a positive ceiling and a signing date that has come.")
        )
    memorandum = Memorandum.objects.create(
        title=title, parties=parties, signed_on=signed_on, months=months, ceiling_usd=ceiling_usd, terms=terms
    )
    record_event(
        actor=actor,
        verb="memorandum_recorded",
        subject=memorandum.key,
        label=title,
        data={"signed_on": str(signed_on), "ends_on": str(memorandum.ends_on), "ceiling_usd": str(ceiling_usd)},
    )
    return memorandum


def lock_memorandum() -> Memorandum | None:
    """The memorandum's row, locked until the end of the transaction; None before it is recorded.

    Whoever takes room under the ceiling or gives it back holds this lock, and takes it first: the rows of the asset and
    of the case come after it.
    """
    return Memorandum.objects.select_for_update().first()


def require_window(memorandum: Memorandum, *, key: str = "") -> None:
    """Raises OutsideMemorandum unless the business date lies in the memorandum's window."""
    today = business_date()
    if not memorandum.covers(today):
        raise OutsideMemorandum(
            _(
                "The memorandum runs from %(start)s to %(end)s and today is %(today)s: nothing advances and nothing is minted outside it."
            )
            % {
                "start": date_text(memorandum.signed_on),
                "end": date_text(memorandum.ends_on),
                "today": date_text(today),
            },
            subject=key,
        )
