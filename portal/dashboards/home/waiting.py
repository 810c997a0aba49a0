"""What waits for a person: one thing to do, how long it has waited, when it is due, and the groups of a home page."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.business_date import business_date
from approvals.models import Case, Memorandum
from approvals.wording import date_text
from assets.models import Instrument


@dataclass(frozen=True)
class Waiting:
    """One thing to do, with the page on which it is done.

    `since` and `due` are business dates, None where they are not known. `tone` overrides how the age is coloured; `word`
    stands in the place of the age.
    """

    title: str
    url: str
    since: datetime.date | None = None
    due: datetime.date | None = None
    hint: str = ""
    tone: str = ""
    word: str = ""

    @property
    def is_overdue(self) -> bool:
        """Whether the day on which it was due has passed."""
        return self.due is not None and business_date() > self.due

    @property
    def state(self) -> str:
        """The tone in which its status is shown."""
        return self.tone or ("alert" if self.is_overdue else "wait")

    @property
    def age(self) -> str:
        """How long it has waited, in words."""
        if self.word:
            return self.word
        if self.since is None:
            return _("Waiting")
        days = (business_date() - self.since).days
        if days <= 0:
            return _("Since today")
        return ngettext("Waiting %(count)s day", "Waiting %(count)s days", days) % {"count": days}

    @property
    def note(self) -> str:
        """What belongs to it, and when it is due."""
        if self.due is None:
            return self.hint
        sentence = _("Was due on %(day)s.") if self.is_overdue else _("Due on %(day)s.")
        due = sentence % {"day": date_text(self.due)}
        return f"{self.hint} {due}".strip()


@dataclass(frozen=True)
class Group:
    """Things to do of one kind. `total` counts those as well that are not shown; they stand at `more_url`.

    What does not wait for this person yet says in its heading how much it is, and counts for nothing else.
    """

    heading: str
    items: list[Waiting]
    empty: str
    empty_hint: str = ""
    total: int = 0
    more_url: str = ""
    is_shown_when_empty: bool = True
    waits: bool = True

    @property
    def count(self) -> int:
        """How many things there are."""
        return max(self.total, len(self.items))

    @property
    def title(self) -> str:
        """The heading, with the number of things that the page's own heading leaves out."""
        if self.waits or not self.items:
            return self.heading
        return _("%(heading)s (%(count)s)") % {"heading": self.heading, "count": self.count}

    @cached_property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.items)


@dataclass(frozen=True)
class Shortcut:
    """A way to something that the person does often."""

    text: str
    url: str


@dataclass(frozen=True)
class HomePage:
    """A role's home: what waits, ways to go, and what else its template shows."""

    groups: list[Group]
    shortcuts: list[Shortcut] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many things wait for the person."""
        return sum(group.count for group in self.groups if group.waits)


def oldest_first(items: Iterable[Waiting]) -> list[Waiting]:
    """Overdue things first, then by how long they have waited."""
    return sorted(items, key=lambda item: (not item.is_overdue, item.since or datetime.date.max))


def due_with_stage(case: Case) -> datetime.date:
    """The last day of the planned window of the stage in which the case stands."""
    return case.memorandum.month_window(case.stage_id)[1]


def proposed_until(asset: Instrument, memorandum: Memorandum | None) -> datetime.date | None:
    """The last day on which the asset can be proposed: before it matures, and while the memorandum runs."""
    if memorandum is None:
        return None
    if asset.maturity_date is None:
        return memorandum.ends_on
    return min(memorandum.ends_on, asset.maturity_date - datetime.timedelta(days=1))
