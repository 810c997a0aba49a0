"""Lighthouse on pages of a running portal, as somebody who has signed in, in one Chromium that asks only this machine."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from portal.browser import HERE, browser_tools
from portal.browser.chromium import executable, flags
from portal.embedded.node import node_executable

#: Whatever a page or the browser itself wants, no name but this machine's own leads anywhere, and no proxy is asked.
#: Lighthouse sends nothing by itself: it loads through the browser, and its reports of errors are its command line's.
ONLY_THIS_MACHINE = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-proxy-server",
)
#: Seconds that Lighthouse has to close its browser before it is told to.
GRACE = 10.0


class LighthouseFailed(Exception):
    """Lighthouse could not judge a page; the message says which and gives its own words."""


@dataclass(frozen=True)
class Audit:
    """What Lighthouse finds wrong: the audit's name and title, and the elements or files that it names."""

    category: str
    name: str
    title: str
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n    ".join((f"{self.category}: {self.name}: {self.title}", *self.places))


@dataclass(frozen=True)
class Judgement:
    """What Lighthouse says of one page: a score of 100 for each category, every failing audit, and every measure.

    A score is rounded, so that it can be 100 although something small fails: look at both. Measures have their audits'
    names and Lighthouse's units, which are milliseconds for times.
    """

    url: str
    scores: Mapping[str, int]
    failing: tuple[Audit, ...]
    measures: Mapping[str, float]


class Lighthouse:
    """Lighthouse and its browser, started; `version` and `browser` name both."""

    def __init__(self, process: subprocess.Popen[str], complaints: IO[str]) -> None:
        self._process = process
        self._complaints = complaints
        said = self._answer()
        self.version: str = said["version"]
        self.browser: str = said["browser"]

    def judge(
        self, url: str, *, cookies: Mapping[str, str], categories: Sequence[str], **settings: object
    ) -> Judgement:
        """Judges the page at `url` in a fresh profile that holds only the cookies; `settings` are Lighthouse's own.

        Raises LighthouseFailed, also where the address leads on to another page.
        """
        said = self._ask(
            {
                "url": url,
                "cookies": [{"name": name, "value": value} for name, value in cookies.items()],
                "categories": list(categories),
                "settings": settings,
            }
        )
        if "fault" in said:
            raise LighthouseFailed(f"Lighthouse could not judge {url}: {said['fault']}")
        if said["arrived"] != url:
            raise LighthouseFailed(f"{url} led on to {said['arrived']}, so that another page would have been judged.")
        return Judgement(
            url=url,
            scores={name: round(100 * (score or 0)) for name, score in said["scores"].items()},
            failing=tuple(Audit(**{**audit, "places": tuple(audit["places"])}) for audit in said["failing"]),
            measures=said["measures"],
        )

    def _ask(self, wish: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101  (it was started with a pipe)
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101  (it was started with a pipe)
        line = self._process.stdout.readline()
        if not line:
            self._complaints.seek(0)
            raise LighthouseFailed(f"Lighthouse ended by itself:\n{self._complaints.read().strip()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def lighthouse() -> Iterator[Lighthouse]:
    """Lighthouse, installed where it is missing, and one Chromium for all pages, closed at the end.

    Raises LighthouseFailed, ChromiumMissing where there is no browser, and EmbeddedServerError where npm fails.
    """
    browser_tools()
    command = [str(node_executable()), "lighthouse.mjs", executable(), *flags(), "--headless=new", *ONLY_THIS_MACHINE]
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(
            command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as process,
    ):
        try:
            yield Lighthouse(process, complaints)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """The end of its input lets Lighthouse close the browser; one that is still at a page is told to."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()
