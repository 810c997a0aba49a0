"""Named points at which a test kills the process, to show that nothing is minted twice or lost.

`PORTAL_CRASH_POINT=C2` kills at the first passage of C2, `C2:3` at the third. Without the setting nothing happens, and a
system check refuses the setting outside a rehearsal.

C0 signed, not stored; C1 stored, not committed; C2 committed, not sent; C3 sent, answer not read; C4 before the commit
that says sent; C5 after it; C6 receipt read, not recorded; C7 before the ledger's commit; C8 after it; C9 a replacement
stored, not sent; C10 while what was rolled back is un-confirmed; C11 while the chain is recognised; C12 released, the
worker not woken; C13 contracts proven on request, not committed.
"""

import os
import signal
from collections import Counter

from django.conf import settings

POINTS = ("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "C13")

_passages: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """Kills this process with SIGKILL where the setting names this point and this passage."""
    if not settings.CHAIN_CRASH_POINT:
        return
    point, _, passage = settings.CHAIN_CRASH_POINT.partition(":")
    if point != name:
        return
    _passages[name] += 1
    if _passages[name] == int(passage or 1):
        os.kill(os.getpid(), signal.SIGKILL)
