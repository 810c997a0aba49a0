"""The Urdu catalogue: kept in step with the sources, and checked."""

import re

import polib

from portal.languages.compiled import CATALOGUE, is_complete, translations
from portal.languages.extraction import Message, messages

_HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "ur",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
_PLACE = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def read() -> polib.POFile:
    """The catalogue as it is, empty where there is none yet."""
    if not CATALOGUE.exists():
        catalogue = polib.POFile(wrapwidth=0)
        catalogue.metadata = dict(_HEADER)
        return catalogue
    return polib.pofile(str(CATALOGUE), wrapwidth=0)


def update() -> int:
    """Writes every message of the sources into the catalogue, with the Urdu it has; returns how many have none.

    Messages stand in the order of the sources, without line numbers, so that a change of code changes few lines here.
    """
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in read()}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = dict(_HEADER)
    for message in messages():
        catalogue.append(_entry(message, known.get(message.key)))
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    return sum(not is_complete(entry) for entry in catalogue)


def faults() -> list[str]:
    """What is wrong, one sentence each: missing, empty or superfluous messages, and places that do not fit."""
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in read()}
    wanted = {message.key: message for message in messages()}
    found = [
        f"{message.place}: “{_short(message.singular)}” is not in the catalogue; run `manage.py translations update`."
        for key, message in wanted.items()
        if key not in entries
    ]
    found += [f"“{_short(key[1])}” is in the catalogue and nowhere else." for key in entries if key not in wanted]
    for key, entry in entries.items():
        if key not in wanted:
            continue
        if not is_complete(entry):
            found.append(f"{wanted[key].place}: “{_short(entry.msgid)}” has no Urdu.")
        for text in translations(entry):
            if text and sorted(set(_PLACE.findall(text))) != sorted(
                set(_PLACE.findall(entry.msgid_plural or entry.msgid))
            ):
                found.append(f"{wanted[key].place}: “{_short(entry.msgid)}” and its Urdu have other places to fill.")
        if "fuzzy" in entry.flags:
            found.append(f"{wanted[key].place}: “{_short(entry.msgid)}” is marked as doubtful.")
    return found


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.singular, msgctxt=message.context or None, occurrences=[(message.place, "")], flags=[]
    )
    if _PLACE.search(message.singular) and "%" in message.singular:
        entry.flags.append("python-format")
    if message.plural:
        entry.msgid_plural = message.plural
        former = known.msgstr_plural if known is not None and known.msgid_plural else {}
        entry.msgstr_plural = {0: former.get(0, ""), 1: former.get(1, "")}
    elif known is not None and not known.msgid_plural:
        entry.msgstr = known.msgstr
    return entry


def _short(text: str) -> str:
    return text if len(text) < 60 else f"{text[:57]}..."
