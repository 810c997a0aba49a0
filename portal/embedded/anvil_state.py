"""The chain's state file, and a copy of it that is known to be whole.

anvil writes its state over the old one, in place. A kill in that moment leaves half a file, and with it the chain would
be lost. So the file is copied aside whenever it has rested for a moment while anvil lives, which means it is complete.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

#: Seconds for which the file must not have changed to count as complete; anvil writes it in one go.
REST_SECONDS = 1.0
#: Seconds between two looks.
LOOK_SECONDS = 1.0


class ChainState:
    """The state file of one chain below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.json"
        self.copy = folder / "state.copy.json"
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def keep_copies(self, is_alive: Callable[[], bool]) -> None:
        """Begin to copy the file aside as long as the server lives."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._work, args=(is_alive,), name="chain state copies", daemon=True)
        self._thread.start()

    def end_copies(self) -> None:
        """Stop copying, and wait for a copy in progress."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def copy_aside(self, is_alive: Callable[[], bool]) -> bool:
        """Copy the file if it is complete and newer than the copy; say whether a copy was made."""
        try:
            before = self.path.stat()
            if time.time() - before.st_mtime < REST_SECONDS or before.st_size == 0:
                return False
            if self.copy.exists() and self.copy.stat().st_mtime_ns == before.st_mtime_ns:
                return False
            fresh = self.copy.with_suffix(".new")
            shutil.copy2(self.path, fresh)
            after = self.path.stat()
            # A server that was killed in the middle of writing leaves a file that rests as well, so it must live.
            if not is_alive() or (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, before.st_size):
                return False
            fresh.replace(self.copy)
        except FileNotFoundError:
            return False
        return True

    def recover(self) -> str:
        """Put the copy, or nothing, in the place of a damaged file, which is kept; return what was done as a sentence."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        self.path.replace(self.path.with_name(f"state.damaged-{moment}.json"))
        damaged = "The chain's state file is damaged, since anvil was killed while it wrote it"
        if not self.copy.exists():
            return f"{damaged}, and there is no copy yet: the chain begins anew, and tokens of the old one are lost."
        shutil.copy2(self.copy, self.path)
        of = datetime.fromtimestamp(self.copy.stat().st_mtime, UTC).strftime("%H:%M:%S UTC")
        return f"{damaged}; the chain goes on from the copy of {of}, and what was mined after that is lost."

    def _work(self, is_alive: Callable[[], bool]) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self.copy_aside(is_alive)
