"""Starting a server on the port of the last run, or on another one where that is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from portal.embedded import ports
from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.process import PortTaken, ServerProcess

TRIES = 4


def start_listening(
    process: ServerProcess,
    *,
    note: Path,
    say: Callable[[str], None],
    launch: Callable[[int], None],
    answers: Callable[[int], bool],
    seconds: float,
) -> int:
    """Start `process` with `launch(port)`, wait until it listens there itself and `answers(port)`, return the port.

    The port is noted at `note` and preferred next time. Raises EmbeddedServerError.
    """
    preferred = ports.remembered_port(note)
    for _ in range(TRIES):
        port = ports.free_port(preferred)
        if preferred is not None and port != preferred:
            say(f"Port {preferred} is taken by another program; {process.name} listens on {port} instead.")
        launch(port)

        def is_ready(port: int = port) -> bool:
            pid = process.pid
            return pid is not None and ports.is_listened_on_by(port, pid) and answers(port)

        try:
            process.wait_until_ready(is_ready, seconds=seconds)
        except PortTaken:
            process.stop()
            preferred = None
            continue
        except BaseException:
            process.stop()
            raise
        ports.remember_port(note, port)
        return port
    raise EmbeddedServerError(
        f"{process.name} found {TRIES} ports taken by other programs, one after the other. Try again in a moment."
    )
