"""A visitor of the demo in a real browser: signed in as one of its people, in a language, at a width."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LANGUAGE_COOKIE = "django_language"
HEIGHT = 900


@contextmanager
def visiting(
    browser: Any, portal_url: str, *, username: str = "", language: str = "en", width: int = 1280, **options: Any
) -> Iterator[Any]:
    """A page (Playwright's `Page`) of the demo at `portal_url`, where `username` has signed in by their button.

    Without a username nobody signs in. `options` are those of a browser context. Raises LookupError where the demo
    knows no such person.
    """
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, base_url=portal_url, reduced_motion="reduce", **options
    )
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": portal_url}])
    page = context.new_page()
    try:
        if username:
            page.goto("/accounts/login/")
            button = page.locator(f'button[name="username"][value="{username}"]')
            if button.count() != 1:
                raise LookupError(f"The demo at {portal_url} has no button for {username}.")
            button.click()
            page.wait_for_url(f"{portal_url}/")
        yield page
    finally:
        context.close()
