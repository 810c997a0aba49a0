"""Every page of the portal, found in the URL configuration, with somebody who may read it."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.portal.access_matrix import PEOPLE, Route, expected, routes

#: Addresses that answer with a file, with data or not at all to whoever opens them, by their beginning or whole pattern.
#: `test_an_address_that_is_no_page_answers_without_html` proves it of each.
NO_PAGES = (
    "accounts/2fa/passkeys/login/",
    "accounts/2fa/recovery-codes/download/",
    "accounts/language/",
    "accounts/login/demo/",
    "api/",
    "assets/imports/template/",
    "charts/",
    "health/",
    "papers/<int:paper>/file/",
)
#: Pages that ask for something of one's own account: a password, a second factor, a sign-in half done.
OWN_ACCOUNT = frozenset(
    {
        "accounts/2fa/authenticate/",
        "accounts/2fa/passkeys/",
        "accounts/2fa/passkeys/<int:pk>/edit/",
        "accounts/2fa/passkeys/<int:pk>/remove/",
        "accounts/2fa/passkeys/add/",
        "accounts/2fa/passkeys/reauthenticate/",
        "accounts/2fa/reauthenticate/",
        "accounts/2fa/recovery-codes/",
        "accounts/2fa/recovery-codes/generate/",
        "accounts/2fa/totp/activate/",
        "accounts/2fa/totp/deactivate/",
        "accounts/password/change/",
        "accounts/reauthenticate/",
    }
)
#: Pages that only whoever has just acted can open.
AFTER_AN_ACT = frozenset({"done/<uuid:event_id>/"})
#: What people look at most, one page of every make.
MAIN_PAGES = (
    "",
    "accounts/login/",
    "assets/",
    "assets/<int:number>/",
    "assets/register/",
    "cases/<slug:reference>/",
    "cases/<slug:reference>/decisions/record/<slug:body>/",
    "cases/<slug:reference>/dossiers/<slug:digest>/",
    "components/",
    "orders/<slug:reference>/",
    "overview/",
    "check-paper/",
    "people/<str:username>/",
    "trail/",
    "words/",
)


@dataclass(frozen=True)
class PageToSee:
    """One page: its address, and the role of somebody who may enter."""

    pattern: str
    address: str
    role: str


def every_page(arguments: dict[str, dict[str, Any]]) -> list[PageToSee]:
    """Every page that a record opens. Raises LookupError where nobody filled a parameter, so none can be forgotten."""
    table = expected()
    return [
        PageToSee(route.pattern, route.path(arguments), _reader(route, table))
        for route in routes()
        if not is_no_page(route) and route.pattern not in OWN_ACCOUNT | AFTER_AN_ACT
    ]


def main_pages(arguments: dict[str, dict[str, Any]]) -> list[PageToSee]:
    """The main pages. Raises LookupError for one that is gone."""
    found = {page.pattern: page for page in every_page(arguments)}
    missing = set(MAIN_PAGES) - set(found)
    if missing:
        raise LookupError(f"There is no page {sorted(missing)} any more.")
    return [found[pattern] for pattern in MAIN_PAGES]


def is_no_page(route: Route) -> bool:
    """Whether an address is listed as none."""
    return route.pattern.startswith(NO_PAGES)


def _reader(route: Route, table: dict[tuple[str, str], dict[str, str]]) -> str:
    outcomes = table.get((route.pattern, "GET"), {})
    role = next((person for person in PEOPLE if outcomes.get(person) == "enter"), None)
    if role is None:
        raise LookupError(f"Nobody may enter {route.pattern}, says access_matrix.csv.")
    return role


class Readers:
    """A browser for every role in one language, opened at the first asking and kept."""

    def __init__(self, opened: Any, cast: Any, language: str, **options: Any) -> None:
        self._open = lambda role: opened(people_by_role(cast)[role], language=language, **options).page
        self._pages: dict[str, Page] = {}

    def page_of(self, role: str) -> Page:
        """The browser's page of somebody in this role."""
        if role not in self._pages:
            self._pages[role] = self._open(role)
        return self._pages[role]

    def goes_to(self, to_see: PageToSee) -> Page:
        """Opens a page as somebody who may read it."""
        page = self.page_of(to_see.role)
        answer = page.goto(to_see.address)
        assert answer is not None
        assert answer.status == 200, f"{to_see.address} answers {answer.status}"
        return page


def people_by_role(cast: Any) -> dict[str, Any]:
    """Somebody of every role; nobody at all for `anonymous`."""
    return {
        "anonymous": None,
        "case_officer": cast.case_officer,
        "approver": cast.approver,
        "treasury_operator": cast.second_treasury_operator,
        "programme_lead": cast.programme_lead,
        "gate_chair": cast.gate_chair,
        "body_officer": cast.recorder("LAW"),
        "auditor": cast.auditor,
        "administrator": cast.administrator,
        "adviser": cast.adviser,
    }
