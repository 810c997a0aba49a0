"""A browser for each worker, the portal served to it, and a study in which every page has something to show."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from portal.browser import browser_tools
from portal.browser.chromium import chromium
from tests.browser.journey import PASSWORD, AuthenticatorApp, Person

_browsers = itertools.count(1)


@pytest.fixture(scope="session")
def tools() -> Path:
    """The node_modules folder of what looks at pages."""
    return browser_tools()


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the worker, closed before the database is, which the driver's event loop would stand in the way of.

    The driver's loop runs in the tests' own thread until the worker ends, and Django would refuse its database to every
    later test of this worker, whatever that test is about. Django's variable for this would be inherited by the
    processes that tests start, and production settings rightly refuse it, so its question is answered here alone.
    """
    with pytest.MonkeyPatch.context() as patched, chromium() as started:
        patched.setattr("django.utils.asyncio.get_running_loop", _no_loop_of_ours)
        yield started


def _no_loop_of_ours() -> None:
    """What a thread hears that runs no event loop of its own."""
    raise RuntimeError("The only loop here is that of the browser's driver.")


@pytest.fixture
def portal(committed_db: Any) -> Iterator[Any]:
    """The portal served to the browser, on a database in which everything commits."""
    server = LiveServer("127.0.0.1:0")
    yield server
    server.stop()


@dataclass
class Watched:
    """A page with everything that it complained of or asked for elsewhere."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Listens to console, faults, policy violations and requests."""
        self.page.on("console", lambda said: self._note(f"console {said.type}: {said.text}", said.type == "error"))
        self.page.on("pageerror", lambda error: self._note(f"fault: {error}", True))
        self.page.on("request", lambda asked: self._note(f"asked elsewhere: {asked.url}", not self._is_own(asked.url)))
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " event => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
        )

    def _is_own(self, url: str) -> bool:
        return url.startswith((self.origin, "data:", "blob:"))

    def _note(self, words: str, counts: bool) -> None:
        # A page of an error is an error to the console as well; its status is checked by the test.
        if counts and "Failed to load resource: the server responded with a status of 4" not in words:
            self.complaints.append(words)


@pytest.fixture
def opened(browser: Browser, portal: Any) -> Iterator[Callable[..., Watched]]:
    """Opens a page of the portal as a person, in a language and width; the test fails where a page complained."""
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def open_as(person: Any = None, *, language: str = "en", width: int = 1280, **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=portal.url, **options)
        contexts.append(context)
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": portal.url}]
        if person is not None:
            client = Client()
            client.force_login(person)
            cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": portal.url})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        watched = Watched(context.new_page(), portal.url)
        watched.watch()
        pages.append(watched)
        return watched

    yield open_as
    complaints = [words for watched in pages for words in watched.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def at_a_browser(opened: Callable[..., Watched], language: str, settings: Any) -> Callable[..., Person]:
    """Seats people at browsers of their own where a second factor is demanded; they have a password and an app.

    Each has an address of their own as well, because attempts to sign in are counted by address.
    """
    settings.SECOND_FACTOR_WAIVED_IN_REHEARSAL = False
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def seat(user: Any, *, password: str = PASSWORD, has_app: bool = True, language: str = language) -> Person:
        user.set_password(password)
        user.save(update_fields=["password"])
        address = f"fd00:{os.getpid() % 65536:x}:{next(_browsers):x}::1"
        page = opened(language=language, extra_http_headers={"X-Forwarded-For": address}).page
        return Person(user, page, language, password, AuthenticatorApp.set_up_for(user) if has_app else None)

    return seat


@pytest.fixture
def axe(tools: Path) -> str:
    """The source of axe-core."""
    return (tools / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
