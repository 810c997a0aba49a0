"""Every string that people read: from Python, from templates, from the reference data and from libraries' forms.

Nothing but Python is needed; templates go through Django's own `templatize`, which turns their tags into calls.
"""

import csv
import importlib.util
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[2]
CODE = ("approvals", "assets", "tokenisation", "portal")
KEYWORDS: dict[str, None] = dict.fromkeys(
    (
        "_",
        "_t",
        "gettext",
        "gettext_lazy",
        "ngettext",
        "ngettext_lazy",
        "gettext_noop",
        "pgettext",
        "pgettext_lazy",
    )
)
#: Columns of data files whose text reaches pages, through the filter `in_language` or the glossary.
DATA = {
    "approvals/data/bodies.csv": ("name", "decides"),
    "approvals/data/stages.csv": ("theme",),
    "approvals/data/gates.csv": ("title",),
    "approvals/data/gate_criteria.csv": ("criterion",),
    "assets/data/benchmarks.csv": ("name",),
    "portal/look/data/glossary.csv": ("term", "definition"),
}


#: Modules of libraries whose sentences reach pages: form errors, names of months, sizes of files, sign-in.
LIBRARIES = (
    "django.forms.fields",
    "django.forms.models",
    "django.core.validators",
    "django.contrib.auth.password_validation",
    "django.utils.dates",
    "django.utils.text",
    "django.template.defaultfilters",
    "django.db.models.base",
    "allauth.account.adapter",
    "allauth.account.forms",
    "allauth.mfa.adapter",
    "allauth.mfa.base.forms",
    "allauth.mfa.totp.forms",
    "allauth.mfa.webauthn.forms",
)


@dataclass(frozen=True)
class Message:
    """A string to translate: singular, plural (empty without one), context, and the file it was first found in."""

    singular: str
    plural: str
    context: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other message of a catalogue."""
        return self.context, self.singular


def messages() -> list[Message]:
    """Every message once, in the order of the files."""
    found: dict[tuple[str, str], Message] = {}
    for message in (*_of_python(), *_of_templates(), *_of_data(), *_of_libraries()):
        known = found.get(message.key)
        if known is None or (message.plural and not known.plural):
            found[message.key] = message
    return list(found.values())


def _of_python() -> Iterator[Message]:
    for app in CODE:
        for path in sorted((PROJECT / app).rglob("*.py")):
            if not {"migrations", "node_modules"} & set(path.parts):
                yield from _calls(path.read_bytes(), _place(path))


def _of_libraries() -> Iterator[Message]:
    for name in LIBRARIES:
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            raise LookupError(f"The library module {name} is not installed; portal/languages/extraction.py names it.")
        yield from _calls(Path(found.origin).read_bytes(), name)


def _of_templates() -> Iterator[Message]:
    for path in sorted(path for path in (PROJECT / "templates").rglob("*") if path.suffix in (".html", ".txt")):
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # The indentation of HTML means nothing, but would be an error in Python; every message stands on one line.
        yield from _calls("\n".join(line.strip() for line in source.splitlines()).encode(), _place(path))


def _place(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def _calls(source: bytes, place: str) -> Iterator[Message]:
    for _line, found, texts, _comments in extract_python(io.BytesIO(source), KEYWORDS, (), {"encoding": "utf-8"}):
        function = str(found)
        parts = [texts] if isinstance(texts, str) else [text for text in texts or () if text]
        if not parts or not all(isinstance(part, str) for part in parts):
            continue
        context = parts.pop(0) if function.startswith("pgettext") else ""
        plural = parts[1] if function.startswith("ngettext") and len(parts) > 1 else ""
        if parts and parts[0]:
            yield Message(parts[0], plural, context, place)


def _of_data() -> Iterator[Message]:
    for place, columns in DATA.items():
        with (PROJECT / place).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in columns:
                    if row[column].strip():
                        yield Message(row[column].strip(), "", "", place)
