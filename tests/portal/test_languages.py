"""English and Urdu: every string can be translated and is, and figures and dates are right in both."""

import ast
import inspect
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.utils.text import smart_split

from approvals.models import Body, Case
from approvals.wording import name_text
from assets.models import Instrument
from portal.accounts.models import User
from portal.languages.catalogue import faults
from portal.languages.compiled import LOCALE, is_complete
from portal.languages.extraction import KEYWORDS
from portal.look.verbs import VERBS
from portal.look.words import Word
from portal.templatetags import blocks, portal_ui
from tests.browser.pages import every_page
from tests.portal.strange_language import latin_words, speak_strangely
from tests.portal.test_access_matrix import arguments, clients, taken_back  # noqa: F401  (records, people)
from tokenisation.models import TokenDeployment

PROJECT = Path(__file__).resolve().parents[2]
#: What is written alike in both languages.
CODES = {"ISIN", "CFI", "FISN", "SHA-256", "SBP-DMMD", "PVARA"}
APPS = ("approvals", "assets", "tokenisation", "portal")
WORDS = re.compile(r"[A-Za-z]{2,}")
PHRASE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]+(?:$|[ ,.:;!?])")
#: Folders of Python whose words only those who run the portal read, in English.
FOR_OPERATORS = ("migrations", "management", "embedded", "demo", "settings", "browser", "benchmarks", "node_modules")
#: The API speaks English to programs; the columns of models are explained to whoever reads the code.
FOR_DEVELOPERS = ("api", "models")
#: What begins like a sentence of a page and is none: names of fonts, of headers and of Python's words and types.
NO_SENTENCES = {
    *("True", "False", "Portal", "Changes", "Origin", "Referer", "Location"),
    *("Cc", "Cf", "Zl", "Zp", "Row", "Table", "Override", "Id", "Target", "Type", "unexpected end of data"),
    *("Public Sans, Noto Naskh Arabic", "Noto Naskh Arabic, Public Sans"),
}
#: Modules that speak to those who run the portal, to the node and to the trail, each in English, or that name products.
NOT_FOR_PAGES = (
    *("artifacts", "build", "checks", "database", "examples", "guard", "guarding", "keys", "locks", "proof_suite"),
    *("clamd", "programs", "verification", "chain/", "contracts/", "conventions/", "languages/"),
)
#: Errors that a programmer made and no person sees.
FOR_PROGRAMMERS = {
    "ValueError",
    "LookupError",
    "RuntimeError",
    "TypeError",
    "KeyError",
    "NotImplementedError",
    "AppRegistryNotReady",
}


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


def parameters(tag: str) -> list[tuple[str, bool]]:
    """A building block's parameters, and whether people read them: those are annotated `Any`, for lazy texts."""
    function = (blocks.register.tags | portal_ui.register.tags).get(tag)
    found = inspect.signature(inspect.unwrap(function)).parameters.values() if function else ()
    return [
        (parameter.name, parameter.annotation is Any and parameter.kind is not parameter.VAR_POSITIONAL)
        for parameter in found
        if parameter.name not in ("content", "context")
    ]


def words_in_tags(source: str) -> Iterator[str]:
    """Literals that a building block or the filter `default` shows to people as they are."""
    source = re.sub(r"\{% verbatim %\}.*?\{% endverbatim %\}", " ", source, flags=re.DOTALL)
    for tag, rest in re.findall(r"\{%\s*(\w+)\s+(.*?)%\}", source, flags=re.DOTALL):
        places = parameters(tag)
        for number, bit in enumerate(smart_split(rest)):
            named = re.match(r"(\w+)=(.*)", bit, flags=re.DOTALL)
            value = named[2] if named else bit
            is_read = dict(places).get(named[1], False) if named else number < len(places) and places[number][1]
            if is_read and value[:1] in ("'", '"'):
                yield value[1:-1]
    yield from re.findall(r"\|(?:default|default_if_none|yesno):\"([^\"]*)\"", source)


def untranslatable_in_template(source: str) -> list[str]:
    """English words of a template that stand outside every translation tag."""
    texts = list(words_in_tags(source))
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
        '{% status_tag "good" "done" %}',
        '{% act_link url "Release it" %}',
        '{% rung "now" "being sent" %}',
        '{% progress 1 2 "Days" %}',
        '{% summary_row _("Name") url=url link="Change" %}{% endsummary_row %}',
        '{{ sentence|default:"Nothing" }}',
    ],
)
def test_planted_words_in_a_template_are_found(planted: str) -> None:
    assert untranslatable_in_template(planted)


def untranslatable_in_python(source: str) -> Iterator[str]:
    """Texts in Python that begin like a sentence or a heading, and that no catalogue could ever translate."""
    tree = ast.parse(source)
    apart = {id(part) for node in ast.walk(tree) if _is_apart(node) for part in ast.walk(node)}
    raised = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(getattr(base, "attr", "").endswith("Choices") for base in node.bases):
            yield from _without_label(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            text = re.sub(r"<[^>]*>|\{\}", " ", node.value).strip()
            is_read = SENTENCE.match(text) or (id(node) in raised and PHRASE.search(text))
            if is_read and text not in NO_SENTENCES:
                yield text


def _is_apart(node: ast.AST) -> bool:
    """Whether nobody reads what stands in it on a page, or its texts are translated: documentation, types, logs."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        is_log = getattr(getattr(node.func, "value", None), "id", "") == "logger"
        return name in KEYWORDS or name in FOR_PROGRAMMERS or name in ("record_event", "compile") or is_log
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return False


def _without_label(node: ast.ClassDef) -> Iterator[str]:
    """Choices whose label is made from their name, or stands there as it is."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and not isinstance(statement.value, ast.Tuple):
            yield f"{node.name}.{ast.unparse(statement.targets[0])} has no translatable label"


def test_no_python_that_people_read_has_words_outside_gettext() -> None:
    found: list[str] = []
    for app in APPS:
        for path in sorted((PROJECT / app).rglob("*.py")):
            place = path.relative_to(PROJECT)
            if not {*FOR_OPERATORS, *FOR_DEVELOPERS, *NOT_FOR_PAGES} & {
                *place.parts,
                place.stem,
                f"{place.parent.name}/",
            }:
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
        'columns = (ListColumn("state", "Status of it"),)',
        'messages.info(request, "Sign in again.")',
        'Shortcut("Assets", url)',
        'Group("What waits", [])',
        'Waiting(title="Accept the value")',
        'Step("Terms", ("name",))',
        'Chart(name="x", title="Cases", description="How many there are.")',
        'raise PermissionDenied("You may not.")',
        'raise ValidationError("Too long.")',
        'format_html("<p>Not yet</p>{}", text)',
        'class Page:\n    secret_lead = "Hand it over."',
    ],
)
def test_planted_words_in_python_are_found(planted: str) -> None:
    assert list(untranslatable_in_python(planted))


# Pages as they are shown ----------------------------------------------------------------------------------------------


def written_by_people() -> set[str]:
    """Names, references and codes of the records, which no translation changes; a choice cannot mark them on a page."""
    names = {
        *Case.objects.values_list("reference", flat=True),
        *Case.objects.values_list("subject_label", flat=True),
        *Body.objects.values_list("code", flat=True),
        *Instrument.objects.values_list("name", flat=True),
        *User.objects.values_list("full_name", flat=True),
        *TokenDeployment.objects.values_list("symbol", flat=True),
    }
    return {*names, "USD", "PKR", *CODES}


def test_no_page_has_a_word_that_no_translation_reaches_neither_before_nor_after_a_refusal(
    arguments: dict[str, dict[str, Any]],  # noqa: F811
    clients: dict[str, Client],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_strangely(monkeypatch)
    written = written_by_people()
    found: list[str] = []
    for page in every_page(arguments):
        answers = [clients[page.role].get(page.address)]
        if b'class="portal-form' in answers[0].content:
            with taken_back():
                answers.append(clients[page.role].post(page.address, {}))
        for answer in answers:
            found += [f"{page.address}: {text}" for text in latin_words(answer.content.decode(), written)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_the_pages_of_errors_have_no_such_word_either(
    template: str, monkeypatch: pytest.MonkeyPatch, rf: Any, db: None
) -> None:
    speak_strangely(monkeypatch)
    assert latin_words(render_to_string(template, {}, rf.get("/"))) == set()


@pytest.mark.parametrize(
    "planted", ["<option>All</option>", "<svg><text>Stage</text></svg>", "<p>Late</p>", '<a title="More">x</a>']
)
def test_a_single_planted_word_on_a_page_is_found(planted: str) -> None:
    assert latin_words(f'<html lang="en"><p lang="ur"><span>x</span></p>{planted}</html>')


def test_a_word_within_a_translated_sentence_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_strangely(monkeypatch)
    assert latin_words(f"<p>{translation.gettext('%(count)s units') % {'count': 'Many'}}</p>")
    assert not latin_words(f"<p>{translation.gettext('Nothing was changed')}</p>")


def test_urdu_is_no_english() -> None:
    import polib

    english = [
        entry.msgid
        for entry in polib.pofile(str(LOCALE / "ur" / "LC_MESSAGES" / "django.po"))
        if not re.search("[\u0600-\u06ff]", entry.msgstr) and re.search(r"(?<!%\()\b[A-Za-z]?[a-z]{3,}", entry.msgstr)
    ]
    assert english == []


def test_every_act_of_the_trail_reads_as_words() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for app in APPS for path in (PROJECT / app).rglob("*.py"))
    assert set(re.findall(r'\bverb="([a-z_]+)"', sources)) - set(VERBS) == set()


def test_the_trail_says_its_language_where_it_is_shown_in_another(cast: Any, plan: Any) -> None:
    client = Client()
    client.force_login(cast.auditor)
    client.cookies["django_language"] = "ur"
    page = client.get("/trail/").content.decode()
    assert "آڈٹ ٹریل کی ایک ہی زبان ہے" in page
    assert 'lang="en" dir="ltr">Memorandum of understanding of 12 December 2025</bdi>' in page
    client.cookies["django_language"] = "en"
    assert "The audit trail has one language" not in client.get("/trail/").content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Programme Lead, Finance Division", "پروگرام"),
        ("Recording Officer, Law and Justice Division", "افسر"),
        ("Khan, Asad", "Khan, Asad"),
        ("", ""),
    ],
)
def test_the_demos_people_have_their_urdu_names_and_others_their_own(name: str, shown: str) -> None:
    with translation.override("ur"):
        assert shown in name_text(name)
        assert (name_text(name) == name) is (shown == name)


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
