"""English and Urdu: every string can be translated and is, and figures and dates are right in both."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from portal.languages.catalogue import faults
from portal.languages.compiled import LOCALE, is_complete
from portal.look.words import Word
from tests.browser.pages import every_page
from tests.portal.test_access_matrix import arguments, clients  # noqa: F401  (records and people for every address)

PROJECT = Path(__file__).resolve().parents[2]
#: What is written alike in both languages.
CODES = {"ISIN", "CFI", "FISN", "SHA-256", "SBP-DMMD", "PVARA"}
WORDS = re.compile(r"[A-Za-z]{2,}")
#: Names of arguments and class attributes whose text people read.
READ_BY_PEOPLE = {
    *("label", "help_text", "heading", "caption", "consequence", "button", "done", "next_steps", "lead", "empty"),
    *("empty_hint", "empty_label", "verbose_name", "verbose_name_plural", "sentence", "violation_error_message"),
}
#: Folders of Python whose words only those who run the portal read, in English.
FOR_OPERATORS = ("migrations", "management", "embedded", "demo", "settings", "browser", "benchmarks", "node_modules")
#: The API speaks English to programs; the columns of models are explained to whoever reads the code.
FOR_DEVELOPERS = ("api", "models")
#: Tags of the building blocks whose first text people read.
TEXT_TAGS = re.compile(
    r'\{%\s*(?:section|summary_row|column|cell|details|headline|act_to|empty_state|table|task|notice_title)\s+"([^"]*)"'
)


def test_every_message_has_its_urdu_and_nothing_else_stands_in_the_catalogue() -> None:
    assert faults() == []


def test_the_english_catalogue_is_complete() -> None:
    import polib

    assert all(is_complete(entry) for entry in polib.pofile(str(LOCALE / "en" / "LC_MESSAGES" / "django.po")))


def test_the_fonts_that_pages_load_have_every_letter_of_the_catalogue() -> None:
    import polib

    letters = set((PROJECT / "portal" / "look" / "letters.txt").read_text(encoding="utf-8"))
    entries = polib.pofile(str(LOCALE / "ur" / "LC_MESSAGES" / "django.po"))
    written = {letter for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values()) for letter in text}
    arabic = {letter for letter in written if "\u0600" <= letter <= "\u06ff"}
    assert len(arabic) > 30
    assert arabic - letters == set()


# Strings that could never be translated ----------------------------------------------------------------------------


class Texts(HTMLParser):
    """Text and spoken attributes of a template whose tags were taken out."""

    SPOKEN = ("title", "alt", "aria-label", "placeholder")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def untranslatable_in_template(source: str) -> list[str]:
    """English words of a template that stand outside every translation tag."""
    texts = TEXT_TAGS.findall(source)
    for pattern in (
        r"\{% verbatim %\}.*?\{% endverbatim %\}",
        r"\{% blocktranslate.*?\{% endblocktranslate %\}",
        r"\{% comment %\}.*?\{% endcomment %\}",
        r"<script\b.*?</script>",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"\{#.*?#\}",
        r"&\w+;",
    ):
        source = re.sub(pattern, " ", source, flags=re.DOTALL)
    return [text for text in map(str.strip, [*texts, *Texts(source).found]) if WORDS.search(text) and text not in CODES]


def test_no_template_has_words_outside_its_translation_tags() -> None:
    found = [
        f"{path.relative_to(PROJECT).as_posix()}: {text}"
        for path in sorted((PROJECT / "templates").rglob("*.html"))
        for text in untranslatable_in_template(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Plain words</p>",
        '<nav aria-label="Pages"></nav>',
        '{% section "Sign-offs" %}{% endsection %}',
        "{% if late %}Late{% endif %}",
    ],
)
def test_planted_words_in_a_template_are_found(planted: str) -> None:
    assert untranslatable_in_template(planted)


def untranslatable_in_python(source: str) -> Iterator[str]:
    """Texts in Python that people would read and no catalogue could ever translate."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") != "record_event":  # the trail has one language
            yield from (
                f"{keyword.arg}={text}"
                for keyword in node.keywords
                if keyword.arg in READ_BY_PEOPLE and (text := _plain(keyword.value))
            )
        elif isinstance(node, ast.ClassDef):
            yield from _of_class(node)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            name = getattr(node.exc.func, "id", "")
            if name in DOMAIN_ERRORS and (text := _plain(node.exc.args[0])):
                yield f"{name}: {text}"


def _of_class(node: ast.ClassDef) -> Iterator[str]:
    is_choices = any(getattr(base, "attr", "").endswith("Choices") for base in node.bases)
    for statement in node.body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        value = getattr(statement, "value", None)
        if isinstance(target, ast.Name) and value is not None:
            if target.id in READ_BY_PEOPLE and (text := _plain(value)):
                yield f"{node.name}.{target.id}: {text}"
            if is_choices and (not isinstance(value, ast.Tuple) or _plain(value.elts[-1])):
                yield f"{node.name}.{target.id} has no translatable label"


def _plain(value: ast.expr) -> str:
    """The words of a literal that stands there as it is, without a call that translates it."""
    if isinstance(value, ast.JoinedStr):
        return (
            "".join(str(part.value) for part in value.values if isinstance(part, ast.Constant)) if _words(value) else ""
        )
    if isinstance(value, ast.BinOp):
        return _plain(value.left)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) and _words(value) else ""


def _words(value: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and WORDS.search(part.value) is not None
        for part in ast.walk(value)
    )


def _domain_errors() -> set[str]:
    from approvals.exceptions import DomainError

    def below(kind: type) -> Iterator[type]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return {"DomainError", *(kind.__name__ for kind in below(DomainError))}


DOMAIN_ERRORS = _domain_errors()


def test_no_python_that_people_read_has_words_outside_gettext() -> None:
    found: list[str] = []
    for app in ("approvals", "assets", "tokenisation", "portal"):
        for path in sorted((PROJECT / app).rglob("*.py")):
            place = path.relative_to(PROJECT)
            if not {*FOR_OPERATORS, *FOR_DEVELOPERS} & {*place.parts, place.stem} and place.stem != "apps":
                texts = untranslatable_in_python(path.read_text(encoding="utf-8"))
                found += [f"{place.as_posix()}: {text}" for text in texts]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        'field = CharField(label="Name of the asset")',
        'class Page:\n    heading = "Register an asset"',
        'class Kind(models.TextChoices):\n    BILL = "bill", "Treasury bill"',
        'class Kind(models.TextChoices):\n    BILL = "bill"',
        'raise InvalidInput("Enter whole units.")',
        'raise InvalidInput(f"{units} are too many.")',
        'raise InvalidInput("%s are too many." % units)',
    ],
)
def test_planted_words_in_python_are_found(planted: str) -> None:
    assert list(untranslatable_in_python(planted))


# Pages as they are shown ----------------------------------------------------------------------------------------------


class Shown(HTMLParser):
    """The texts of a page, apart from what people wrote, codes, exact bytes and the names of languages."""

    APART = {"bdi", "code", "pre", "script", "style", "svg", "data", "option"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self._apart: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.APART or dict(attrs).get("lang"):
            self._apart.append(tag) if tag != "html" else None

    def handle_endtag(self, tag: str) -> None:
        if self._apart and self._apart[-1] == tag:
            self._apart.pop()

    def handle_data(self, data: str) -> None:
        if not self._apart and len(WORDS.findall(data)) >= 2:
            self.texts.add(" ".join(data.split()))


def test_a_page_in_urdu_shows_no_english_but_what_people_wrote(
    arguments: dict[str, dict[str, Any]],  # noqa: F811
    clients: dict[str, Client],  # noqa: F811
) -> None:
    english: list[str] = []
    for page in every_page(arguments):
        client = clients[page.role]
        texts = []
        for language in ("en", "ur"):
            client.cookies["django_language"] = language
            response = client.get(page.address)
            texts.append(Shown(response.content.decode()).texts if "html" in response["Content-Type"] else set())
        english += [f"{page.address}: {text}" for text in sorted(texts[0] & texts[1])]
    assert not english, "\n".join(english)


def test_the_words_of_the_study_stand_in_the_order_of_the_urdu_alphabet_and_latin_ones_before_them() -> None:
    terms = ["یافت", "ہنڈی", "گواہ", "ٹوکن", "پتا", "آڈٹ", "اثاثہ", "تاریخ", "ڈیٹا", "دستاویز", "ISIN", "ئ"]
    ordered = sorted((Word(term, "") for term in terms), key=lambda word: word.sorting)
    assert [word.term for word in ordered] == [
        *("ISIN", "اثاثہ", "آڈٹ", "پتا", "تاریخ", "ٹوکن", "دستاویز", "ڈیٹا", "گواہ", "ہنڈی", "ئ", "یافت")
    ]


def test_a_number_keeps_its_latin_digits_and_a_month_has_its_urdu_name(cast: Any, plan: Any) -> None:
    client = Client()
    client.force_login(cast.programme_lead)
    client.cookies["django_language"] = "ur"
    page = client.get("/overview/").content.decode()
    assert "\u206712 دسمبر 2025\u2069" in page
    assert "USD\u00a02\u202f000\u202f000\u202f000.00" in page
    assert not re.search("[\u06f0-\u06f9\u0660-\u0669]", page)


def test_a_library_speaks_the_portals_words() -> None:
    from django import forms

    with translation.override("en"):
        assert forms.CharField().error_messages["required"] == "This is missing. Fill it in and send the page again."
    with translation.override("ur"):
        assert WORDS.search(str(forms.CharField().error_messages["required"])) is None
