"""The study's words and what they mean, for the page that explains them and for their first use on other pages."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext

GLOSSARY = Path(__file__).parent / "data" / "glossary.csv"


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
    def local_definition(self) -> str:
        """The meaning in the reader's language."""
        return gettext(self.definition)


@cache
def words() -> dict[str, Word]:
    """Every word by its term, in the order of the glossary."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return {row["term"]: Word(row["term"], row["definition"]) for row in csv.DictReader(file)}
