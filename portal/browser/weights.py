"""What a page makes a browser fetch that has nothing yet: every file with its size on the wire and its headers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

#: Until the fonts are there, and the icon, for which the browser asks when it pleases.
EVERYTHING_IS_THERE = """Promise.all([...document.querySelectorAll('link[rel=icon]')]
  .map(link => fetch(link.href).then(answer => answer.arrayBuffer()))).then(() => document.fonts.ready).then(() => true)"""


@dataclass(frozen=True)
class Transfer:
    """One answer of a server: its address, Chromium's word for what it is, the bytes on the wire, and its headers.

    The bytes are those of the body as it was sent, compressed or not, and of the headers. Headers' names are in small
    letters.
    """

    url: str
    kind: str
    size: int
    status: int
    headers: Mapping[str, str]

    @property
    def is_font(self) -> bool:
        """Whether it is a font, which a browser keeps for ever and which is counted apart."""
        return self.kind == "Font"


@dataclass(frozen=True)
class Weight:
    """Everything that one page transfers, and every address it asks, whether an answer comes or not."""

    transfers: tuple[Transfer, ...]
    asked: tuple[str, ...]

    @property
    def without_fonts(self) -> int:
        """Bytes of everything but fonts."""
        return sum(transfer.size for transfer in self.transfers if not transfer.is_font)

    @property
    def total(self) -> int:
        """Bytes of everything."""
        return sum(transfer.size for transfer in self.transfers)


def weigh(browser: Any, url: str, cookies: Mapping[str, str]) -> Weight:
    """Loads the page at `url` in a fresh profile of `browser` (Playwright's) that holds only the cookies.

    Raises LookupError where there is no such page.
    """
    context = browser.new_context(reduced_motion="reduce")
    try:
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        page = context.new_page()
        with _listening(page) as (asked, heard):
            answer = page.goto(url, wait_until="networkidle")
            if answer is None or answer.status != 200 or answer.url != url:
                raise LookupError(f"{url} is no page to weigh: it answers {answer and (answer.status, answer.url)}.")
            page.evaluate(EVERYTHING_IS_THERE)
        return Weight(tuple(heard), tuple(asked))
    finally:
        context.close()


@contextmanager
def _listening(page: Any) -> Iterator[tuple[list[str], list[Transfer]]]:
    """What the browser's own network log says while the page loads.

    Data in the page itself, and what is there already, have no bytes on the wire and are no transfers.
    """
    asked: list[str] = []
    heard: list[Transfer] = []
    answers: dict[str, dict[str, Any]] = {}
    log = page.context.new_cdp_session(page)

    def asks(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            asked.append(event["request"]["url"])

    def finished(event: dict[str, Any]) -> None:
        if size := round(event["encodedDataLength"]):
            heard.append(_transfer(answers[event["requestId"]], size))

    log.on("Network.requestWillBeSent", asks)
    log.on("Network.responseReceived", lambda event: answers.update({event["requestId"]: event}))
    log.on("Network.loadingFinished", finished)
    log.send("Network.enable")
    yield asked, heard
    log.detach()


def _transfer(answered: dict[str, Any], size: int) -> Transfer:
    response = answered["response"]
    headers = {name.lower(): value for name, value in response["headers"].items()}
    return Transfer(response["url"], answered["type"], size, response["status"], headers)
