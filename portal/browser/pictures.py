"""Which pages are shown in pictures, and the pictures' names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.browser.visitor import visiting

#: CSS pixels: a wide screen, a tablet and the narrowest telephone.
WIDTHS = (1280, 768, 320)
LANGUAGES = ("en", "ur")


@dataclass(frozen=True)
class Picture:
    """One page to show: its name in the file, its address, and who looks at it (nobody: before the sign-in)."""

    name: str
    address: str
    username: str = ""


def main_pages(*, asset: int, case: str, order: str) -> tuple[Picture, ...]:
    """The pages that people look at most, with these records behind those that show one."""
    return (
        Picture("sign-in", "/accounts/login/"),
        Picture("overview", "/overview/", "programme-lead"),
        Picture("home-case-officer", "/", "case-officer"),
        Picture("home-body-officer", "/", "law-recording"),
        Picture("home-auditor", "/", "auditor"),
        Picture("assets", "/assets/", "case-officer"),
        Picture("asset", f"/assets/{asset}/", "case-officer"),
        Picture("register-asset", "/assets/register/", "case-officer"),
        Picture("cases", "/cases/", "gate-chair"),
        Picture("case", f"/cases/{case}/", "programme-lead"),
        Picture("orders", "/orders/", "treasury-operator-1"),
        Picture("order", f"/orders/{order}/", "treasury-operator-1"),
        Picture("investors", "/orders/investors/", "treasury-operator-1"),
        Picture("trail", "/trail/", "auditor"),
        Picture("people", "/people/", "administrator"),
        Picture("person", "/people/law-recording/", "administrator"),
        Picture("security", "/accounts/2fa/", "case-officer"),
        Picture("words", "/words/", "auditor"),
        Picture("components", "/components/", "auditor"),
    )


#: The demo's main pages: its records have the same references at every run, and this case is the one that stops.
MAIN_PAGES = main_pages(asset=4, case="CASE-0009", order="MO-0001")


def take(
    browser: Any,
    portal_url: str,
    folder: Path,
    *,
    pages: tuple[Picture, ...] = MAIN_PAGES,
    languages: tuple[str, ...] = LANGUAGES,
    widths: tuple[int, ...] = WIDTHS,
) -> list[Path]:
    """Takes every page in every language and width, the whole page long; returns the files `NAME-LANGUAGE-WIDTH.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for picture in pages:
        for language in languages:
            with visiting(
                browser, portal_url, username=picture.username, language=language, color_scheme="light"
            ) as page:
                for width in widths:
                    page.set_viewport_size({"width": width, "height": 900})
                    answer = page.goto(picture.address)
                    if answer is None or answer.status != 200:
                        raise LookupError(f"{picture.address} of the demo answers {answer and answer.status}.")
                    page.evaluate("document.fonts.ready")
                    path = folder / f"{picture.name}-{language}-{width}.png"
                    page.screenshot(path=path, full_page=True)
                    taken.append(path)
    return taken
