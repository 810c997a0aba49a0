"""Building the sheets: when a source or a locked package changed, and at no other time.

What is built stays out of the repository. It depends on the sources here and on package-lock.json only, whose digest is
written last, so that an interrupted build is made again.
"""

import fcntl
import hashlib
import subprocess
from pathlib import Path

from portal.embedded import EmbeddedServerError, install_npm_packages
from portal.embedded.node import node_executable

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = PROJECT / "portal" / "look"
BUILT = PROJECT / "portal" / "static" / "portal" / "built"


def is_built() -> bool:
    """Whether the built files are those of today's sources."""
    try:
        return (BUILT / "digest").read_text(encoding="ascii") == _digest()
    except FileNotFoundError:
        return False


def ensure_built() -> None:
    """Builds sheets, fonts and scripts unless they are there. Several at once wait for each other.

    Raises EmbeddedServerError when npm's packages cannot be had or the build fails.
    """
    if is_built():
        return
    install_npm_packages(PROJECT, production=True)
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_built():  # another has done it while we waited
            _build()


def _build() -> None:
    command = [str(node_executable()), str(SOURCES / "build.mjs"), str(PROJECT / "node_modules"), str(BUILT)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EmbeddedServerError(f"The look of the pages cannot be built:\n{done.stderr.strip()[-2000:]}")
    (BUILT / "digest").write_text(_digest(), encoding="ascii")


def _digest() -> str:
    digest = hashlib.sha256((PROJECT / "package-lock.json").read_bytes())
    for path in sorted([*SOURCES.rglob("*.scss"), *SOURCES.glob("*.mjs"), *SOURCES.glob("*.txt")]):
        digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
