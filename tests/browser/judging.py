"""What every page is judged by: its language, title and headings, axe-core, its room on screens, its focus, its HTML."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Response

from portal.embedded.node import node_executable

LOOKING = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")
DIRECTIONS = {"en": "ltr", "ur": "rtl"}
#: Screens in CSS pixels: a desk, a tablet, and the narrowest telephone, which is also a desk enlarged four times.
DESK, TABLET, TELEPHONE = (1280, 900), (768, 1024), (320, 640)
#: The size of text that browsers begin with.
TEXT = 16


#: The form that the sign-in library's script sends once the device has answered; without script its page says what to
#: do instead (`test_without_script.py`).
SENT_BY_SCRIPT = {("/accounts/2fa/passkeys/add/", "wcag/h32")}
#: Only what is wrong is asked for: listing all that is right takes several times as long as finding it.
AXE = """async rules => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ target }) => `${id}: ${help}: ${JSON.stringify(target)}`));
}"""
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class Judge:
    """Collects the faults of pages, so that one run tells all of them."""

    def __init__(self, language: str, titles: dict[str, set[str]], *, axe: str, tools: Path, folder: Path) -> None:
        self.language = language
        self.titles = titles
        self.axe = axe
        self.tools = tools
        self.folder = folder
        self.places: list[str] = []
        self.faults: list[str] = []
        self._seen: set[str] = set()

    def visit(self, page: Page, address: str, place: str, *, status: int = 200) -> None:
        """Opens an address and judges its page; being led elsewhere is a fault."""
        answer = page.goto(address)
        if answer is not None and not answer.url.endswith(address):
            self.faults.append(f"{place}: leads away to {answer.url}")
            return
        self.judge(page, answer, place, status=status)

    def judge(self, page: Page, answer: Response | None, place: str, *, status: int = 200) -> None:
        """Judges what the page shows after `answer`. Pages of one `place` may share a title, others may not."""
        if answer is None or answer.status != status or "text/html" not in answer.headers.get("content-type", ""):
            self.faults.append(f"{place}: no page with status {status}, but {answer and answer.status}")
            return
        (self.folder / f"{len(self.places):03}.html").write_text(answer.text(), encoding="utf-8")
        self.places.append(place)
        self.titles[page.title()].add(place)
        self._seen.add(page.title())
        page.evaluate(LOOKING)
        page.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true })")
        self.faults += [f"{place}: {fault}" for fault in self._faults_of(page)]

    def verdict(self) -> list[str]:
        """Every fault, those included that only all pages together show."""
        shared = [(title, sorted(self.titles[title])) for title in self._seen if len(self.titles[title]) > 1]
        return [
            *self.faults,
            *(f"the title “{title}” names several pages: {places}" for title, places in shared),
            *self._invalid(),
        ]

    def _faults_of(self, page: Page) -> Iterator[str]:
        html = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        if html != [self.language, DIRECTIONS[self.language]]:
            yield f"language and direction are {html}"
        headings = page.locator("h1").count()
        if headings != 1:
            yield f"{headings} headings of the first order"
        yield from (f"without a mark of focus: {found}" for found in page.evaluate("looking.unmarkedFocus()"))
        page.evaluate(self.axe)
        yield from violations(page)
        yield from no_room(page)
        with screen(page, TELEPHONE):
            yield from (f"on a telephone: {found}" for found in violations(page))

    def _invalid(self) -> list[str]:
        """What html-validate says of the pages as they were sent, before any script ran."""
        pages = sorted(map(str, self.folder.glob("*.html")))
        command = [str(node_executable()), "validate.mjs", "html-validate.json", *pages]
        done = subprocess.run(command, cwd=self.tools.parent, capture_output=True, text=True, check=True)
        return [
            f"{self.places[int(Path(report['page']).stem)]}: {report['ruleId']}: {report['message']} "
            f"(line {report['line']})"
            for report in json.loads(done.stdout)
            if (self.places[int(Path(report["page"]).stem)], report["ruleId"]) not in SENT_BY_SCRIPT
        ]


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core, which the page has read already, finds against the standards, or against single rules."""
    asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": STANDARDS}
    found: list[str] = page.evaluate(AXE, asked)
    return found


def no_room(page: Page) -> Iterator[str]:
    """Where a page is wider than a screen or cuts text off: on three screens, and with text twice as large on two."""
    for size, enlarged in ((TABLET, 1), (TELEPHONE, 1), (TELEPHONE, 2), (DESK, 2), (DESK, 1)):
        with screen(page, size), text_size(page, TEXT * enlarged):
            width, cut = page.evaluate("[document.documentElement.scrollWidth, looking.cutTexts()]")
        where = f"on {size[0]} px with text at {enlarged * 100} %"
        if width > size[0]:
            yield f"{width} px wide {where}"
        yield from (f"cut off {where}: {text!r}" for text in cut)


@contextmanager
def screen(page: Page, size: tuple[int, int]) -> Iterator[None]:
    """The page on a screen of another size."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": size[0], "height": size[1]})
    yield
    page.set_viewport_size(before)


@contextmanager
def text_size(page: Page, pixels: int) -> Iterator[None]:
    """The size of text that a person has chosen in their browser's settings."""
    if pixels == TEXT:
        yield
        return
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})
    yield
    session.send("Page.setFontSizes", {"fontSizes": {"standard": TEXT, "fixed": 13}})
    session.detach()
