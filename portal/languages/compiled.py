"""The catalogues in the form in which Django reads them, made from their text when that changed.

Urdu has every message. English has only those of libraries that the portal says in words of its own.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"
CATALOGUE = LOCALE / "ur" / "LC_MESSAGES" / "django.po"


def ensure_compiled() -> None:
    """Compiles every catalogue that changed since. A file appears whole or not at all.

    A message without translation is left out, so that it is shown in English rather than not at all.
    """
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        _compile(source, source.with_suffix(".mo"))


def _compile(source: Path, target: Path) -> None:
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    catalogue = polib.pofile(str(source))
    catalogue[:] = [entry for entry in catalogue if is_complete(entry)]
    made = target.with_suffix(".mo.new")
    catalogue.save_as_mofile(str(made))
    made.replace(target)


def is_complete(entry: polib.POEntry) -> bool:
    """Whether a message has its translation, in every form."""
    return all(translations(entry))


def translations(entry: polib.POEntry) -> list[str]:
    """The translation of a message: one text, or one for each form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
