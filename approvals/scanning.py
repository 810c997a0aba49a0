"""Who looks at papers before they are stored: a hook for a scanner, which is a setting.

`DOCUMENT_SCANNER` is the dotted path of a class, made without arguments, or of a callable. It takes the bytes of a paper
and returns a `Scan`; it raises ScannerUnavailable where it could not look. `approvals.clamd.ClamdScanner` is one.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from approvals.choices import ScanOutcome
from approvals.exceptions import PaperRefused

#: Characters of a scanner's name and version that are kept.
LONGEST_SCANNER = 120


@dataclass(frozen=True)
class Scan:
    """What came of a scan: the scanner's name and version, and what it found where it refuses."""

    outcome: ScanOutcome
    scanner: str = ""
    finding: str = ""


class ScannerUnavailable(Exception):
    """The scanner could not look at the paper. `scanner` is its name, as far as it is known."""

    def __init__(self, reason: str, *, scanner: str = "") -> None:
        super().__init__(reason)
        self.scanner = scanner


Scanner = Callable[[bytes], Scan]


def scanned(name: str, content: bytes) -> Scan:
    """What the scanner of the settings says of a paper that may be stored.

    Raises PaperRefused for one that it refuses, and for any while it does not answer and the settings demand that it does.
    """
    scanner = configured_scanner()
    if scanner is None:
        return Scan(ScanOutcome.NOT_SCANNED)
    try:
        scan = scanner(content)
    except ScannerUnavailable as failure:
        if settings.DOCUMENT_SCAN_REQUIRED:
            raise PaperRefused(
                _("“%(name)s” was not stored: the scanner that looks at every paper does not answer. Try again later.")
                % {"name": name}
            ) from failure
        return Scan(ScanOutcome.UNAVAILABLE, (failure.scanner or settings.DOCUMENT_SCANNER)[:LONGEST_SCANNER])
    if scan.outcome == ScanOutcome.REFUSED:
        raise PaperRefused(
            _("“%(name)s” was not stored: the scanner (%(scanner)s) refuses it and calls it %(finding)s.")
            % {"name": name, "scanner": scan.scanner, "finding": scan.finding}
        )
    return Scan(scan.outcome, scan.scanner[:LONGEST_SCANNER])


def configured_scanner() -> Scanner | None:
    """The scanner of the settings; None where there is none. Raises ImportError for one that does not exist."""
    if not settings.DOCUMENT_SCANNER:
        return None
    found = import_string(settings.DOCUMENT_SCANNER)
    scanner: Scanner = found() if inspect.isclass(found) else found
    return scanner
