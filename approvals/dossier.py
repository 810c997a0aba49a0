"""The dossier: what is signed. Its sections are listed here by name and filled by the apps that own the facts."""

from collections.abc import Callable
from typing import Any

from approvals.models import Case

#: What is material. Daily rates, later valuations, comments and the closing of conditions are not.
SECTIONS = ("terms", "title", "units", "valuation", "documents", "token")

SectionFunction = Callable[[Case], dict[str, Any]]

_sections: dict[str, SectionFunction] = {}


def dossier_section(name: str) -> Callable[[SectionFunction], SectionFunction]:
    """Registers the function that fills a section; it returns JSON types only."""

    def register(function: SectionFunction) -> SectionFunction:
        if name not in SECTIONS or name in _sections:
            raise ValueError(f"The dossier section {name} is unknown or filled twice.")
        _sections[name] = function
        return function

    return register


def unfilled_sections() -> list[str]:
    """Sections that no app fills."""
    return [name for name in SECTIONS if name not in _sections]


def papers_named(content: dict[str, Any]) -> dict[str, bool]:
    """The SHA-256 of every paper that a dossier names (under `sha256`), and whether a newer one `replaces` it there."""
    named: set[str] = set()
    replaced: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            named.update(text for text in [value.get("sha256")] if isinstance(text, str))
            replaced.update(value.get("replaces", ()))
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            look(inner)

    look(content.get("sections", {}))
    return {sha256: sha256 in replaced for sha256 in sorted(named)}


def dossier_content(case: Case) -> dict[str, Any]:
    """The dossier of a case as it stands now. Raises LookupError where a section has no owner."""
    if missing := unfilled_sections():
        raise LookupError(f"No app fills the dossier sections {', '.join(missing)}.")
    return {
        "case": case.reference,
        "subject": case.subject_key,
        "instrument_type": case.instrument_type,
        "sections": {name: _sections[name](case) for name in SECTIONS},
    }
