"""The hook for a scanner, and the one that speaks with clamd: against a small real server."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from approvals.checks import scanner_exists
from approvals.choices import ScanOutcome
from approvals.clamd import PIECE, ClamdScanner
from approvals.exceptions import PaperRefused
from approvals.models import AuditEvent, Document
from approvals.scanning import Scan, ScannerUnavailable
from approvals.services.documents import store_document

VERSION = b"ClamAV 1.4.2/27500/Tue Nov 24 10:00:00 2026"
#: Stands for what every scanner knows by heart.
BAD = b"an illustrative virus"
LIMIT = 400_000


class Clamd:
    """Enough of clamd: VERSION and INSTREAM with its limit, one connection for each command."""

    def __init__(self, listener: socket.socket) -> None:
        self.seen: list[bytes] = []
        self.answer: bytes | None = None
        self.version = VERSION
        self._listener = listener
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._speak(connection)

    def _speak(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        if command == b"zVERSION\0":
            connection.sendall(self.version + b"\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > LIMIT:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.seen.append(content)
        found = b"stream: Illustrative-Test-Signature FOUND" if BAD in content else b"stream: OK"
        connection.sendall((found if self.answer is None else self.answer) + b"\0")


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[Clamd]:
    """A server at an address of its own, which the settings name."""
    if request.param == "tcp":
        listener = socket.create_server(("127.0.0.1", 0))
        settings.CLAMD_ADDRESS = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(tmp_path / "clamd"))
        listener.listen()
        settings.CLAMD_ADDRESS = f"unix://{tmp_path / 'clamd'}"
    settings.DOCUMENT_SCANNER = "approvals.clamd.ClamdScanner"
    settings.CLAMD_TIMEOUT = 5.0
    server = Clamd(listener)
    yield server
    server.stop()


@pytest.fixture
def store(cast: Any) -> Callable[[bytes], Document]:
    """Stores a text."""
    return lambda content: store_document(actor=cast.case_officer, title="Deed", file_name="deed.txt", content=content)


def test_without_a_scanner_a_paper_says_that_nobody_looked(store: Any) -> None:
    document = store(b"A deed.")
    assert (document.scan_outcome, document.scanner) == (ScanOutcome.NOT_SCANNED, "")


def test_a_clean_paper_is_stored_with_who_looked_and_by_which_version(clamd: Clamd, store: Any) -> None:
    content = b"A long deed. " * 20_000
    assert len(content) > 3 * PIECE
    document = store(content)
    assert (document.scan_outcome, document.scanner) == (ScanOutcome.CLEAN, VERSION.decode())
    assert clamd.seen == [content]
    event = AuditEvent.objects.get(verb="document_stored", subject=f"document:{document.pk}")
    assert VERSION in bytes(event.content)


def test_a_refused_paper_is_stored_nowhere_and_says_why(clamd: Clamd, store: Any) -> None:
    with pytest.raises(PaperRefused, match="Illustrative-Test-Signature") as refusal:
        store(b"A deed with " + BAD)
    assert "ClamAV 1.4.2" in refusal.value.message
    assert not Document.objects.exists()
    assert AuditEvent.objects.filter(verb="refused", subject="act:store_document").count() == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [(b"stream: Something ERROR", "could not look"), (b"", "could not look"), (b"x" * 9000, "long")],
)
def test_an_answer_that_is_no_verdict_is_none(clamd: Clamd, answer: bytes, words: str) -> None:
    clamd.answer = answer
    with pytest.raises(ScannerUnavailable, match=words):
        ClamdScanner()(b"A deed.")


def test_a_paper_beyond_the_scanners_own_limit_was_not_looked_at(clamd: Clamd) -> None:
    with pytest.raises(ScannerUnavailable):
        ClamdScanner()(b"0" * (LIMIT + 5 * PIECE))


def test_another_server_at_the_address_is_no_scanner(clamd: Clamd) -> None:
    clamd.version = b"+PONG"
    with pytest.raises(ScannerUnavailable, match="no clamd"):
        ClamdScanner()(b"A deed.")


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:3310", "tcp://127.0.0.1", "unix://", "tcp://127.0.0.1:1", "unix:///no"]
)
def test_a_wrong_address_is_a_scanner_that_does_not_answer(address: str) -> None:
    with pytest.raises(ScannerUnavailable):
        ClamdScanner(address or "nothing", timeout=2.0)(b"A deed.")


def test_a_scanner_that_keeps_silent_does_not_hold_an_act_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScannerUnavailable, match="does not answer"):
            ClamdScanner(address, timeout=0.3)(b"A deed.")


def test_while_the_scanner_is_away_papers_are_refused_where_the_settings_demand_it(store: Any, settings: Any) -> None:
    settings.DOCUMENT_SCANNER = "approvals.clamd.ClamdScanner"
    settings.CLAMD_ADDRESS = "tcp://127.0.0.1:1"
    with pytest.raises(PaperRefused, match="does not answer"):
        store(b"A deed.")
    assert not Document.objects.exists()
    settings.DOCUMENT_SCAN_REQUIRED = False
    document = store(b"A deed.")
    assert (document.scan_outcome, document.scanner) == (ScanOutcome.UNAVAILABLE, "ClamAV")


def any_scanner(content: bytes) -> Scan:
    """A scanner of somebody's own."""
    return Scan(ScanOutcome.CLEAN, f"Counter of {len(content)} bytes, 1.0")


def test_the_hook_takes_any_callable(store: Any, settings: Any) -> None:
    settings.DOCUMENT_SCANNER = "tests.approvals.test_scanning.any_scanner"
    assert store(b"A deed.").scanner == "Counter of 7 bytes, 1.0"


def test_a_scanner_that_does_not_exist_is_reported_before_anybody_stores_a_paper(settings: Any) -> None:
    assert scanner_exists(None) == []
    settings.DOCUMENT_SCANNER = "approvals.clamd.NoSuchScanner"
    assert [message.id for message in scanner_exists(None)] == ["approvals.E004"]
