"""What a first visit costs: few bytes, each file once and for ever, and nothing from anybody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from portal.browser.pictures import LANGUAGES
from portal.browser.weights import Transfer, Weight, weigh
from tests.browser.pages import every_page, people_by_role
from tests.browser.serving import page_of, served, static_root  # noqa: F401  (fixtures)
from tests.portal.test_access_matrix import arguments  # noqa: F401  (the study behind the pages)

pytestmark = pytest.mark.slow

#: Bytes on the wire that a page may cost somebody who has nothing yet, fonts apart.
LIGHT = 100_000
HASHED_NAME = re.compile(r"\.[0-9a-f]{12}\.\w+$")
FOR_EVER = {"max-age=315360000", "public", "immutable"}
EVERY_PAGE_HAS = {"Document", "Stylesheet", "Script", "Font"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_to_any_page_is_light_and_asks_nobody_else(
    language: str,
    browser: Browser,
    served: Any,  # noqa: F811
    arguments: dict[str, dict[str, Any]],  # noqa: F811
    cast: Any,
    investors: Any,
) -> None:
    investors(60)  # more than a page of the list holds
    people = {role: person.username if person else "" for role, person in people_by_role(cast).items()}
    pages = [(page.address, people[page.role]) for page in every_page(arguments)]
    homes = [("/", username) for username in people.values() if username]
    assert len(pages) > 40
    faults = [
        f"{address} for {username or 'nobody'}: {fault}"
        for address, username in {*pages, *homes}
        for fault in faults_of(weigh(browser, served.url + address, served.cookies_of(username, language)), served.url)
    ]
    assert not faults, "\n".join(faults)


def faults_of(weight: Weight, origin: str) -> Iterator[str]:
    """What is wrong with a page's transfers."""
    if weight.without_fonts >= LIGHT:
        yield f"{weight.without_fonts} bytes without its fonts"
    yield from (f"asks elsewhere: {url}" for url in weight.asked if not url.startswith(f"{origin}/"))
    if missing := EVERY_PAGE_HAS - {transfer.kind for transfer in weight.transfers}:
        yield f"was not loaded whole: it lacks {sorted(missing)}"
    if not any(transfer.url.endswith(".svg") for transfer in weight.transfers):
        yield "shows no icon"
    for transfer in weight.transfers:
        yield from (f"{transfer.url} {fault}" for fault in faults_of_one(transfer))


def faults_of_one(transfer: Transfer) -> Iterator[str]:
    """What is wrong with one file."""
    if transfer.status != 200:
        yield f"answers {transfer.status}"
    if transfer.is_font:
        if (transfer.headers["content-type"], transfer.url.rpartition(".")[2]) != ("font/woff2", "woff2"):
            yield "is a font in another form than woff2"
    elif transfer.headers.get("content-encoding") not in ("br", "gzip"):
        yield "is sent uncompressed"
    if transfer.kind == "Document":
        return
    if not HASHED_NAME.search(transfer.url):
        yield "has no hash in its name"
    if set(transfer.headers.get("cache-control", "").split(", ")) != FOR_EVER:
        yield f"is not kept for ever: {transfer.headers.get('cache-control')}"


def test_a_page_that_is_heavy_and_asks_elsewhere_is_found_out(browser: Browser, page_of: Any) -> None:  # noqa: F811
    script = b"//" + b"x" * LIGHT
    address = page_of(
        '<!DOCTYPE html><title>Heavy</title><script src="plain.js"></script><img src="http://127.0.0.1:1/spy.png">',
        **{"plain.js": script},
    )
    weight = weigh(browser, address, {})
    loaded = next(transfer for transfer in weight.transfers if transfer.kind == "Script")
    assert len(script) < loaded.size < len(script) + 1000
    faults = "\n".join(faults_of(weight, address.rpartition("/")[0]))
    for fault in (
        "bytes without its fonts",
        "asks elsewhere: http://127.0.0.1:1/spy.png",
        "lacks ['Font', 'Stylesheet']",
        "plain.js is sent uncompressed",
        "plain.js has no hash in its name",
        "plain.js is not kept for ever: None",
    ):
        assert fault in faults


def test_an_address_without_a_page_is_not_weighed(browser: Browser, page_of: Any) -> None:  # noqa: F811
    with pytest.raises(LookupError, match="404"):
        weigh(browser, page_of("").replace("page.html", "nothing.html"), {})
