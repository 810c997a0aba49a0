"""Where Chromium is, how a machine without one gets it, and how it is started so that it asks nobody but the portal."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from portal.settings.env import VAR

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ChromiumMissing(Exception):
    """There is no browser to look at pages with; the message says how to get one."""


def executable() -> str:
    """The browser's path: the one that CHROMIUM names, else the machine's. Raises ChromiumMissing."""
    found = _found()
    if found is None:
        raise ChromiumMissing(
            "Looking at pages needs Chromium, and there is none. Install it (on Debian: apt-get install chromium), "
            "or name one by CHROMIUM=/path/of/chromium."
        )
    return found


def ensure_chromium() -> None:
    """Installs Debian's Chromium where there is none and this process may; else whoever needs it is told how to get it.

    Raises ChromiumMissing where the installation was tried and failed.
    """
    if _found() or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "chromium-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _found():  # another has done it while we waited
            _apt_get("update")
            _apt_get("install", "--yes", "--no-install-recommends", "chromium")


def flags() -> list[str]:
    """The flags; the sandbox is off for root alone, who cannot have one."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@contextmanager
def chromium(**options: Any) -> Iterator[Any]:
    """A running browser (Playwright's `Browser`), closed at the end. Raises ChromiumMissing."""
    from playwright.sync_api import sync_playwright  # of the development group; a portal in use has none

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=flags(), **options)
        try:
            yield browser
        finally:
            browser.close()


def _found() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next(filter(None, map(shutil.which, NAMES)), None)


def _apt_get(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ChromiumMissing(f"Chromium could not be installed:\n{done.stderr.strip()[-2000:]}")
