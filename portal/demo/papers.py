"""Small evidence papers, generated and marked illustrative."""

from typing import Any

from approvals.business_date import business_date
from approvals.choices import PaperKind
from approvals.models import Document
from approvals.services.documents import store_document

_PAPER = """\
ILLUSTRATIVE PAPER - TEST ONLY - NO LEGAL TITLE

{title}

Date        {date}
Presented   {person}

{text}

This paper was generated for a rehearsal of the feasibility study. It is evidence of nothing outside it.
"""


def paper(
    *,
    actor: Any,
    title: str,
    text: str,
    kind: PaperKind = PaperKind.EVIDENCE,
    replaces: Document | None = None,
) -> Document:
    """Generates a paper and stores it as `actor` would."""
    content = _PAPER.format(title=title, date=business_date(), person=actor.get_full_name(), text=text)
    name = "".join(letter if letter.isalnum() else "-" for letter in title.lower()).strip("-")[:80]
    return store_document(
        actor=actor,
        title=title[:200],
        file_name=f"{name}.txt",
        content=content.encode(),
        kind=None if replaces else kind,
        replaces=replaces,
    )
