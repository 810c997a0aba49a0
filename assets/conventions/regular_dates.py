"""Regular dates: the coupon dates that a maturity implies, counted back from it in whole months."""

import calendar
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

#: Days between two dates, as a day count counts them.
DaysBetween = Callable[[datetime.date, datetime.date], int]


@dataclass(frozen=True)
class RegularDates:
    """The dates 12/`per_year` months apart of which `maturity` is the last. They go back without end.

    Each is counted from maturity itself, so that a 31st is the 31st again wherever the month has one. Raises ValueError
    where a year cannot be divided so into whole months.
    """

    maturity: datetime.date
    per_year: int

    def __post_init__(self) -> None:
        if self.per_year < 1 or 12 % self.per_year:
            raise ValueError("Payments fall into whole months: 1, 2, 3, 4, 6 or 12 a year.")

    def at(self, back: int) -> datetime.date:
        """The date that lies `back` periods before maturity."""
        year, month = divmod(self.maturity.year * 12 + self.maturity.month - 1 - back * (12 // self.per_year), 12)
        day = self.maturity.day
        if day > 28:
            day = min(day, calendar.monthrange(year, month + 1)[1])
        return datetime.date(year, month + 1, day)

    def back_to(self, date: datetime.date) -> int:
        """How many periods before maturity the period begins that `date` lies in; a regular date begins its period.

        0 for maturity itself. Raises ValueError for a date after maturity.
        """
        if date > self.maturity:
            raise ValueError("Regular dates end at maturity.")
        months = 12 * (self.maturity.year - date.year) + self.maturity.month - date.month
        back = months // (12 // self.per_year)
        # Counting whole months is right but for the day within the month.
        return back if self.at(back) <= date else back + 1

    def position(self, date: datetime.date, days_between: DaysBetween) -> Decimal:
        """Where `date` lies, in periods from maturity (0, and negative before); within a period by the days gone by.

        To be called at working precision. Raises ValueError for a date after maturity.
        """
        back = self.back_to(date)
        start = self.at(back)
        if start == date:
            return Decimal(-back)
        return Decimal(days_between(start, date)) / days_between(start, self.at(back - 1)) - back
