"""The machine on which something was measured, in words that a reader can compare with their own, and how busy it is."""

import os
import platform
from pathlib import Path


def described() -> str:
    """Cores, processor, memory, system and Python."""
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cores} {'core' if cores == 1 else 'cores'} of {_processor()}, {memory:.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )


def load() -> float:
    """How many processes ran or waited for a core, on average in the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    """The processor's name as Linux tells it, else its architecture."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
