"""A scanner that asks ClamAV's daemon, clamd, over TCP or a unix socket, by its commands VERSION and INSTREAM.

The bytes are sent in pieces, each with its length before it, and a piece of no length at the end (clamd(8)).
"""

import socket
import struct
import time
from contextlib import closing
from urllib.parse import urlsplit

from django.conf import settings

from approvals.choices import ScanOutcome
from approvals.scanning import Scan, ScannerUnavailable

#: Bytes of one piece.
PIECE = 64 * 1024
#: Bytes of an answer; clamd says what it has to say in a line.
LONGEST_ANSWER = 4096
NAME = "ClamAV"


class ClamdScanner:
    """Asks the clamd of the settings `CLAMD_ADDRESS` and `CLAMD_TIMEOUT`, or another one."""

    def __init__(self, address: str = "", timeout: float = 0.0) -> None:
        self._address = address or settings.CLAMD_ADDRESS
        self._timeout = timeout or settings.CLAMD_TIMEOUT

    def __call__(self, content: bytes) -> Scan:
        """The outcome for a paper. Raises ScannerUnavailable where clamd does not answer, or with anything else."""
        ends_at = time.monotonic() + self._timeout
        try:
            scanner = _shown(self._ask(b"zVERSION\0", b"", ends_at))
            if not scanner.startswith(NAME):
                raise ScannerUnavailable("What answers at the address is no clamd.", scanner=NAME)
            answer = _shown(self._ask(b"zINSTREAM\0", content, ends_at))
        except (OSError, ValueError) as failure:
            raise ScannerUnavailable(f"clamd does not answer: {failure}", scanner=NAME) from failure
        verdict = answer.removeprefix("stream: ")
        if verdict == "OK":
            return Scan(ScanOutcome.CLEAN, scanner)
        if verdict.endswith(" FOUND"):
            return Scan(ScanOutcome.REFUSED, scanner, finding=verdict.removesuffix(" FOUND"))
        raise ScannerUnavailable(f"clamd could not look: {verdict}", scanner=scanner)

    def _ask(self, command: bytes, content: bytes, ends_at: float) -> bytes:
        """One command on a connection of its own; INSTREAM with its content behind it."""
        with closing(self._connected(ends_at)) as connection:
            connection.sendall(command)
            if command.startswith(b"zINSTREAM"):
                try:
                    for place in range(0, len(content), PIECE):
                        piece = content[place : place + PIECE]
                        connection.settimeout(_left(ends_at))
                        connection.sendall(struct.pack(">I", len(piece)) + piece)
                    connection.sendall(struct.pack(">I", 0))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # clamd answers and hangs up once its own limit is passed; the answer says so
            return _answer(connection, ends_at)

    def _connected(self, ends_at: float) -> socket.socket:
        """A connection to the address. Raises ValueError for an address that is none."""
        parts = urlsplit(self._address)
        if parts.scheme == "unix" and parts.path:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(_left(ends_at))
            try:
                connection.connect(parts.path)
            except OSError:
                connection.close()
                raise
            return connection
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            return socket.create_connection((parts.hostname, parts.port), timeout=_left(ends_at))
        raise ValueError("CLAMD_ADDRESS is tcp://HOST:PORT or unix:///PATH")


def _answer(connection: socket.socket, ends_at: float) -> bytes:
    """Everything up to the zero byte or the end of the connection. Raises ValueError for an answer that is too long."""
    answer = b""
    while b"\0" not in answer:
        connection.settimeout(_left(ends_at))
        piece = connection.recv(LONGEST_ANSWER)
        answer += piece
        if not piece:
            break
        if len(answer) > LONGEST_ANSWER:
            raise ValueError("the answer is too long")
    return answer.partition(b"\0")[0]


def _left(ends_at: float) -> float:
    """Seconds that are left. Raises TimeoutError where none are."""
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left


def _shown(answer: bytes) -> str:
    """An answer as text that can be shown and kept."""
    text = answer.decode("utf-8", "replace").strip()
    return "".join(letter for letter in text if letter.isprintable())
