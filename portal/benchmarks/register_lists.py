"""Lists, searches, homes and files on a register of many assets, beside the same on one of few."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from rest_framework.test import APIClient

from approvals.business_date import business_date
from approvals.models import Document, Memorandum
from approvals.wording import number_text
from assets.models import ExchangeRate
from portal.accounts.models import User
from portal.benchmarks.asking import Asked, asked, signed_in
from portal.benchmarks.register_filling import Filling, fill
from portal.benchmarks.report import Report

Say = Callable[[str], Any]

#: Assets of a study as it is today, beside which the large register stands.
FEW = 1_000
#: Cases of both registers; a study of six months has some dozens.
CASES = 50
#: The goal for each address: milliseconds that PostgreSQL works for it.
GOAL_MS = 300


@dataclass(frozen=True)
class Look:
    """One thing that somebody looks at: in words, by whom, and where."""

    what: str
    who: str
    address: str


@dataclass(frozen=True)
class Listed:
    """What one look took on both registers."""

    look: Look
    few: Asked
    many: Asked


def looks() -> list[Look]:
    """Everything that is measured. A page beyond the last shows the last, which is the deepest."""
    orders = [
        (f"by {column}, {'falling' if sign else 'rising'}", {"sort": f"{sign}{column}"})
        for column in ("number", "name", "kind", "maturity", "value", "stage")
        for sign in ("", "-")
    ]
    queries: list[tuple[str, dict[str, str]]] = [
        ("first page", {}),
        ("last page", {"page": "999999"}),
        ("search: part of a name", {"search": "Gwadar"}),
        ("search: part of an owner", {"search": "highway auth"}),
        ("search: name of one asset", {"search": "series 000122"}),
        ("search: ISIN", {"search": "PK0000000122"}),
        ("search: two letters", {"search": "zz"}),
        ("search: Urdu", {"search": "گوادر"}),
        ("kind", {"kind": "COMMODITY_LOT"}),
        ("stage 3", {"stage": "3"}),
        ("never proposed", {"stage": "none"}),
        ("title, eligibility and currency", {"title": "to_be_proven", "eligibility": "open", "currency": "PKR"}),
        ("maturity within a year", {"matures_from": "2027-01-01", "matures_to": "2027-12-31"}),
        ("encumbered", {"encumbered": "yes"}),
        ("not encumbered", {"encumbered": "no"}),
        *orders,
        ("by value, falling, last page", {"sort": "-value", "page": "999999"}),
        ("by name, last page", {"sort": "name", "page": "999999"}),
        ("everything as CSV", {"download": "csv"}),
    ]
    return [
        *(Look(f"Register, {what}", "auditor", f"/assets/?{urlencode(asks)}".rstrip("?")) for what, asks in queries),
        Look("Home of a case officer", "case-officer", "/"),
        Look("Home of an approver", "approver", "/"),
        Look("Home of the auditor", "auditor", "/"),
        Look("Home of the programme lead", "programme-lead", "/"),
        Look("Overview", "programme-lead", "/overview/"),
        Look("API: assets under study", "adviser", "/api/v1/assets/"),
    ]


def measured(
    say: Say, *, settle: Callable[[], None], assets: int = 100_000, few: int = FEW, times: int = 5
) -> list[Listed]:
    """Fills the default database with `few` assets, looks, fills it up to `assets` and looks again.

    One asset in five has an accepted valuation. `settle` is called once the rows are there. The database must have what
    a study begins with and no assets. Raises LookupError where an address does not answer.
    """
    valued = few // 5
    say(f"Filling the register with {few} assets ...")
    fill(_filling(), assets=few, valued=valued, cases=min(CASES, valued))
    settle()
    before = _asked(looks(), times, say)
    say(f"Filling it up to {assets} assets ...")
    fill(_filling(), assets=assets - few, valued=assets // 5 - valued, cases=0)
    settle()
    after = _asked(looks(), times, say)
    return [Listed(look, first, then) for look, first, then in zip(looks(), before, after, strict=True)]


def report(found: Sequence[Listed], *, assets: int, few: int = FEW, sentences: Sequence[str] = ()) -> Report:
    """The table of what was measured; `sentences` say where, when and by which command."""
    return Report(
        title="Lists of the register",
        sentences=[*sentences, *_explained(found, assets, few)],
        headings=(
            "What is looked at",
            f"Queries, {number_text(few)} assets",
            f"Queries, {number_text(assets)}",
            f"Database, ms, {number_text(few)}",
            f"Database, ms, {number_text(assets)}",
            f"Answer, ms, {number_text(assets)}",
        ),
        rows=[
            [
                one.look.what,
                str(one.few.queries),
                str(one.many.queries),
                f"{one.few.database_ms:.1f}",
                f"{one.many.database_ms:.1f}",
                f"{one.many.total_ms:.0f}",
            ]
            for one in found
        ],
    )


def _explained(found: Iterable[Listed], assets: int, few: int) -> list[str]:
    found = list(found)
    grown = ", ".join(one.look.what for one in found if one.many.queries > one.few.queries) or "none"
    slow = ", ".join(one.look.what for one in found if one.many.database_ms > GOAL_MS) or "none"
    return [
        f"A register of {number_text(assets)} assets beside one of {number_text(few)}, one in five with an accepted "
        f"valuation, {CASES} cases. **Queries** must not grow with the assets; those that do: {grown}. **Database** is the "
        f"time in which PostgreSQL works for all of an answer's queries, up to their first rows, as a median; the goal is "
        f"{GOAL_MS} ms; above it: {slow}. **Answer** is the whole of it up to the last byte, in one process. Homes ask for "
        "each case that they show, of which there are as many in both."
    ]


def _asked(every: Iterable[Look], times: int, say: Say) -> list[Asked]:
    browsers: dict[str, Client] = {}
    found = []
    for look in every:
        if look.who not in browsers:
            person = User.objects.get(username=look.who)
            browsers[look.who] = _program() if look.who == "adviser" else signed_in(person)
        one = asked(browsers[look.who], look.address, times=times)
        say(f"{look.what}: {one.queries} queries, {one.database_ms:.1f} ms")
        found.append(one)
    return found


def _program() -> Client:
    """An adviser's program whose token is taken for granted: what a token costs is no matter of the register."""
    client = APIClient(SERVER_NAME="127.0.0.1")
    client.force_authenticate(user=User.objects.get(username="adviser"), token=_EveryScope())  # type: ignore[arg-type]
    return client


class _EveryScope:
    def is_valid(self, scopes: Sequence[str]) -> bool:
        return True


def _filling() -> Filling:
    return Filling(
        officer=User.objects.get(username="case-officer").pk,
        approver=User.objects.get(username="approver").pk,
        memorandum=Memorandum.objects.get().pk,
        rate=ExchangeRate.objects.latest("pk").pk,
        document=Document.objects.latest("pk").pk,
        today=business_date(),
    )
