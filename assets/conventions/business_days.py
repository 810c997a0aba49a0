"""Business days: a calendar of weekends and holidays, and how a date that falls on one of them is moved."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

_DAY = datetime.timedelta(days=1)

#: Saturday and Sunday, as `date.weekday` numbers them.
SATURDAY_AND_SUNDAY = frozenset({5, 6})

#: The most days in a row that a calendar may close, so that a search for a business day ends.
_LONGEST_CLOSURE = 60


class Rolling(StrEnum):
    """Where a date goes that is no business day."""

    UNADJUSTED = "unadjusted"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified following"
    PRECEDING = "preceding"


@dataclass(frozen=True)
class Calendar:
    """The days on which payments are made: all but the weekend and the holidays given.

    Raises ValueError for a weekend that is the whole week or has days that no week has.
    """

    holidays: frozenset[datetime.date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise ValueError("A weekend has days from 0 (Monday) to 6 (Sunday), and not all of them.")

    def is_business_day(self, date: datetime.date) -> bool:
        """Whether payments are made on that day."""
        return date.weekday() not in self.weekend and date not in self.holidays

    def adjust(self, date: datetime.date, rolling: Rolling) -> datetime.date:
        """The date itself where it is a business day or stays unadjusted, otherwise the one that `rolling` names.

        Modified following goes forward, but back where forward would leave the month. Raises ValueError where the
        calendar closes for two months on end.
        """
        if rolling == Rolling.UNADJUSTED or self.is_business_day(date):
            return date
        if rolling == Rolling.PRECEDING:
            return self._search(date, -_DAY)
        following = self._search(date, _DAY)
        if rolling == Rolling.MODIFIED_FOLLOWING and following.month != date.month:
            return self._search(date, -_DAY)
        return following

    def add_business_days(self, date: datetime.date, days: int) -> datetime.date:
        """The business day that lies `days` business days after `date`, or before it where `days` is negative.

        With 0 it is the date itself or the next business day. Raises ValueError as `adjust` does.
        """
        if days == 0:
            return self.adjust(date, Rolling.FOLLOWING)
        step = _DAY if days > 0 else -_DAY
        for _ in range(abs(days)):
            date = self._search(date, step)
        return date

    def _search(self, date: datetime.date, step: datetime.timedelta) -> datetime.date:
        for _ in range(_LONGEST_CLOSURE):
            date += step
            if self.is_business_day(date):
                return date
        raise ValueError("This calendar has no business day for two months on end.")
