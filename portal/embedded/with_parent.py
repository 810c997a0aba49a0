"""Run a server that ends when its starter ends: `with_parent.py STARTER SIGNAL UID GID PROGRAM ARGUMENT...`.

A starter that is killed (SIGKILL) cannot stop what it started; Linux sends SIGNAL instead when asked to. UID and GID
are numbers, or `-` to stay who one is; the user is changed here, since changing it makes Linux forget what it was asked.
This is a program of its own since the alternative, code between fork and exec in a process with threads, can hang.
It imports nothing of the portal, so that it starts at once.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Change the user, ask for the signal, and become the program."""
    starter, number, uid, gid, program = sys.argv[1:6]
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != int(starter):
            sys.exit("The program that started this server has ended already.")
    os.execv(program, sys.argv[5:])  # noqa: S606 - the program and its arguments are the caller's own


if __name__ == "__main__":
    main()
