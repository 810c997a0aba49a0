"""The main pages of the demo: Lighthouse's score of their speed, their weight, and how long the server takes for them."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portal.benchmarks.answering import Answering, compared
from portal.benchmarks.report import Report
from portal.browser.lighthouse import Judgement, Lighthouse
from portal.browser.pictures import Picture
from portal.browser.visitor import visiting
from portal.browser.weights import Weight, weigh

Say = Callable[[str], None]

#: The score that every page is meant to reach.
GOAL = 95
#: The smallest thing that the web server answers with.
LIMIT = "icon.svg"
SPEED = "performance"


@dataclass(frozen=True)
class Measured:
    """What was measured of one page in one language. The speed's figures are medians of several runs."""

    name: str
    language: str
    score: int
    scores: tuple[int, ...]
    paint_seconds: float
    shift: float
    bytes_without_fonts: int
    bytes_total: int
    answering: Answering


def measured(
    browser: Any,
    lighthouse: Lighthouse,
    portal_url: str,
    *,
    pages: Sequence[Picture],
    languages: Sequence[str],
    runs: int,
    requests: int,
    say: Say,
) -> Iterator[Measured]:
    """Measures every page in every language, one at a time, on the demo at `portal_url`.

    Raises LookupError where the demo has no such page or person, and LighthouseFailed.
    """
    for page in pages:
        for language in languages:
            cookies = _cookies(browser, portal_url, page, language)
            url = portal_url + page.address
            weight = weigh(browser, url, cookies)
            answering = compared(url, _limit(weight), cookies=cookies, requests=requests)
            judgements = [lighthouse.judge(url, cookies=cookies, categories=[SPEED]) for _ in range(runs)]
            scores = [judgement.scores[SPEED] for judgement in judgements]
            found = Measured(
                name=page.name,
                language=language,
                score=round(statistics.median(scores)),
                scores=tuple(sorted(scores)),
                paint_seconds=_median(judgements, "largest-contentful-paint") / 1000,
                shift=_median(judgements, "cumulative-layout-shift"),
                bytes_without_fonts=weight.without_fonts,
                bytes_total=weight.total,
                answering=answering,
            )
            say(f"{page.name} ({language}): {found.score}, answers in {answering.ratio.median:.1f} times the least")
            yield found


def report(found: Sequence[Measured], *, sentences: Sequence[str] = ()) -> Report:
    """The table of what was measured; `sentences` say where, when and by which command."""
    return Report(
        title="Pages",
        sentences=[*sentences, *_explained(found)],
        headings=(
            "Page",
            "Language",
            "Speed",
            "Largest paint, s",
            "Shift",
            "kB",
            "kB with fonts",
            "Answer, ms",
            "Times the least",
        ),
        rows=[_row(page) for page in found],
    )


def _row(page: Measured) -> list[str]:
    ratio = page.answering.ratio
    return [
        page.name,
        page.language,
        f"{page.score} ({min(page.scores)} to {max(page.scores)})",
        f"{page.paint_seconds:.1f}",
        f"{page.shift:.3f}",
        f"{page.bytes_without_fonts / 1000:.1f}",
        f"{page.bytes_total / 1000:.1f}",
        f"{page.answering.page.median:.1f}",
        f"{ratio.median:.1f} ({ratio.lower:.1f} to {ratio.upper:.1f})",
    ]


def _explained(found: Sequence[Measured]) -> Iterator[str]:
    """What the columns mean, and which pages miss the goal."""
    below = ", ".join(f"{page.name} ({page.language})" for page in found if page.score < GOAL) or "none"
    least = statistics.median(page.answering.limit.median for page in found)
    yield (
        "**Speed** is Lighthouse's performance score with its own mobile preset: the median of the runs, and their range. "
        f"The goal is {GOAL}; below it: {below}. **Largest paint** and **shift** are the two of its measures that weigh "
        "most here, as medians. **kB** is what a browser with an empty cache transfers, without fonts and with them, in "
        "thousands of bytes on the wire, headers included."
    )
    yield (
        "**Answer** is the time from opening a connection to the last byte of the page itself. **Times the least** compares "
        f"it with the least that the same web server can do, its icon ({least:.1f} ms), both asked in turns: the median of "
        "the ratios of neighbouring requests, and the quarters around it."
    )


def _cookies(browser: Any, portal_url: str, page: Picture, language: str) -> dict[str, str]:
    """What the browser of the page's reader holds after the sign-in."""
    with visiting(browser, portal_url, username=page.username, language=language) as visitor:
        return {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}


def _limit(weight: Weight) -> str:
    """The icon's address, with the hash in its name."""
    beginning, _, ending = LIMIT.partition(".")
    return next(url for url in weight.asked if f"/{beginning}." in url and url.endswith(f".{ending}"))


def _median(judgements: Sequence[Judgement], measure: str) -> float:
    return statistics.median(judgement.measures[measure] for judgement in judgements)
