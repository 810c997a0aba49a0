"""The building blocks: the component page shows every one of them, and nothing lies in the look that no page uses."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from portal.templatetags import blocks, portal_ui

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = PROJECT / "templates"
LOOK = PROJECT / "portal" / "look"


@pytest.fixture
def component_page(cast: Any) -> Any:
    """The answer with the component page."""
    client = Client()
    client.force_login(cast.auditor)
    return client.get("/components/")


def test_the_component_page_shows_every_component(component_page: Any) -> None:
    shown = {template.name for template in component_page.templates}
    components = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "components").glob("*.html")}
    assert components - shown == set()


def test_the_component_page_uses_every_tag_of_the_building_blocks() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (TEMPLATES / "look").rglob("*.html"))
    used = set(re.findall(r"\{%\s*(\w+)", re.sub(r"\{% verbatim %\}.*?\{% endverbatim %\}", "", sources, flags=re.S)))
    used |= tags_of_components()
    assert {*blocks.register.tags, *portal_ui.register.tags} - used == set()


def test_every_tag_of_the_building_blocks_is_used_by_some_page_of_the_study() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if path.parent.parent.name != "look" != path.parent.name]
    used = {tag for path in pages for tag in re.findall(r"\{%\s*(\w+)", path.read_text(encoding="utf-8"))}
    assert {*blocks.register.tags, *portal_ui.register.tags} - used == set()


def tags_of_components() -> set[str]:
    """Tags that stand within a component, all of which the page shows."""
    sources = (path.read_text(encoding="utf-8") for path in (TEMPLATES / "components").glob("*.html"))
    return {tag for source in sources for tag in re.findall(r"\{%\s*(\w+)", source)}


# Nothing dead -----------------------------------------------------------------------------------------------------------


def sheets() -> str:
    """Our own sheets without their comments."""
    return "\n".join(re.sub(r"//.*", "", path.read_text(encoding="utf-8")) for path in sorted(LOOK.rglob("*.scss")))


@pytest.fixture
def markup(component_page: Any) -> str:
    """Everything that writes a class into a page, and the page that has every form field of the library."""
    paths = [*TEMPLATES.rglob("*.html"), *(PROJECT / "portal").rglob("*.py")]
    sources = [path.read_text(encoding="utf-8") for path in paths if "node_modules" not in path.parts]
    return "\n".join([*sources, component_page.content.decode()])


def unused_classes(sheet: str, pages: str) -> set[str]:
    """Classes of the sheet that no page writes: neither as a whole nor as a fixed beginning with an end put in."""
    beginnings = set(re.findall(r"((?:portal|govuk)-[\w-]*[-_])(?:\{|\"|')", pages))
    classes = set(re.findall(r"\.((?:portal|govuk)-[\w-]+)", sheet))
    return {
        name
        for name in classes
        if not re.search(rf"{re.escape(name)}(?![\w-])", pages) and not name.startswith(tuple(beginnings))
    }


def test_every_class_of_the_sheets_stands_on_some_page(markup: str) -> None:
    assert unused_classes(sheets(), markup) == set()


def test_a_planted_class_without_markup_is_found() -> None:
    assert unused_classes(".portal-planted { color: red; } .portal-status-good { }", '"portal-status-{}"') == {
        "portal-planted"
    }


def test_every_component_that_is_taken_from_the_library_is_used(markup: str) -> None:
    taken = set(re.findall(r'components/([a-z-]+)"', (LOOK / "look.scss").read_text(encoding="utf-8")))
    assert {name for name in taken if not re.search(rf"govuk-{name}(?![a-z])", markup)} == set()


def test_every_custom_property_is_read_somewhere(markup: str) -> None:
    sheet = sheets()
    defined = {name for name in re.findall(r"(?<![\w-])(--[a-z0-9-]+):", sheet) if not name.startswith("--govuk-")}
    read = set(re.findall(r"var\((--[a-z0-9-]+)", sheet)) | set(re.findall(r'"(--chart-[a-z0-9]+)"', markup))
    assert defined - read == set()
