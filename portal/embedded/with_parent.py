"""Run a program that ends when this one's starter ends: `with_parent.py STARTER_PID PROGRAM ARGUMENT...`.

A starter that is killed (SIGKILL) cannot stop what it started; Linux does it instead when asked to. The asking stands
in a program of its own since the alternative, code between fork and exec in a process with threads, can hang.
Imports nothing of the portal, so that it starts at once.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    starter, program = int(sys.argv[1]), sys.argv[2]
    if sys.platform.startswith("linux"):
        # SIGTERM and not SIGKILL: the servers write their data out before they go.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != starter:
            sys.exit("The program that started this server has ended already.")
    os.execv(program, sys.argv[2:])  # noqa: S606 - the program and its arguments are the caller's own


if __name__ == "__main__":
    main()
