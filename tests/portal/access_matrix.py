"""Every address of the portal, found in the resolver, and how it treats every role.

The expected outcomes stand in `access_matrix.csv` and are reviewed by people. An address without its rows fails
`test_access_matrix.py`, which prints the missing rows as they are observed now: read them, correct them, add them.

| outcome | meaning |
|---|---|
| `enter` | let in: a page, a form that asks for more, or an act that is done or refused by its own rules |
| `refused` | 403 |
| `sign-in` | led to the sign-in |
| `token` | 401: the API wants a token |
| `unsupported` | 405: the address does not take this method |
| `unknown` | 404 |
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_suffix(".csv")
METHODS = ("GET", "POST")
PEOPLE = (
    "anonymous",
    "case_officer",
    "approver",
    "treasury_operator",
    "programme_lead",
    "gate_chair",
    "body_officer",
    "auditor",
    "administrator",
    "adviser",
    "api_client",
)
_PARAMETER = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


@dataclass(frozen=True)
class Route:
    """One address with its parameters unfilled, as the resolver knows it."""

    pattern: str
    parameters: tuple[str, ...] = field(default=())

    def path(self, arguments: dict[str, dict[str, Any]]) -> str:
        """The address with real records; `arguments` maps a beginning of the pattern to parameters, longest first.

        Raises LookupError for a parameter that nobody filled.
        """
        values: dict[str, Any] = {}
        for beginning in sorted(arguments, key=len):
            if self.pattern.startswith(beginning):
                values |= arguments[beginning]
        missing = set(self.parameters) - set(values)
        if missing:
            raise LookupError(f"Fill {sorted(missing)} of {self.pattern!r} in the test's `arguments`.")
        return "/" + _PARAMETER.sub(lambda found: str(values[found[1]]), self.pattern)


def routes() -> list[Route]:
    """Every address of the portal."""
    return [Route(pattern, tuple(_PARAMETER.findall(pattern))) for pattern in sorted(_patterns(get_resolver(), ""))]


def _patterns(resolver: URLResolver, beginning: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, beginning + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield beginning + str(entry.pattern)


def expected() -> dict[tuple[str, str], dict[str, str]]:
    """The reviewed table: (pattern, method) to outcome for each person."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = {(row["route"], row["method"]): {person: row[person] for person in PEOPLE} for row in rows}
    if len(table) != len(rows):
        raise ValueError(f"{TABLE.name} has an address twice.")
    return table


def outcome(response: Any) -> str:
    """What an answer means for who may enter."""
    if response.status_code in (301, 302, 303) and response["Location"].startswith(reverse("account_login")):
        return "sign-in"
    return {401: "token", 403: "refused", 404: "unknown", 405: "unsupported"}.get(response.status_code, "enter")


def as_row(route: str, method: str, observed: dict[str, str]) -> str:
    """A line of the table."""
    return ",".join([f'"{route}"' if "," in route else route, method, *(observed[person] for person in PEOPLE)])
