"""The study's words and what they mean, for the page that explains them and for their first use on other pages."""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext

GLOSSARY = Path(__file__).parent / "data" / "glossary.csv"
#: The letters of Urdu in the order of its dictionaries.
ALPHABET = "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیے"
#: Other characters keep the order of their code points, and so stand before them. Marks are taken off letters, which
#: leaves a yeh of Arabic under a hamza.
_RANKS = {letter: 0x110000 + place for place, letter in enumerate(ALPHABET)}
_RANKS["\u064a"] = _RANKS["ی"]


@dataclass(frozen=True)
class Word:
    """A term of the field or of the portal and its meaning, both in English as the glossary has them."""

    term: str
    definition: str

    @property
    def place(self) -> str:
        """Its place on the page of words."""
        return slugify(self.term)

    @property
    def local_term(self) -> str:
        """The term in the reader's language."""
        return gettext(self.term)

    @property
    def sorting(self) -> list[int]:
        """By what words are sorted: Latin letters first, then Urdu in the order of its alphabet."""
        letters = unicodedata.normalize("NFD", self.local_term.casefold())
        return [_RANKS.get(letter, ord(letter)) for letter in letters if not unicodedata.combining(letter)]

    @property
    def local_definition(self) -> str:
        """The meaning in the reader's language."""
        return gettext(self.definition)


@cache
def words() -> dict[str, Word]:
    """Every word by its term, in the order of the glossary."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return {row["term"]: Word(row["term"], row["definition"]) for row in csv.DictReader(file)}
