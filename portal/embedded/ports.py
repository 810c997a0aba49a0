"""Free TCP ports on 127.0.0.1, the one of the last run preferred so that addresses stay the same."""

from __future__ import annotations

import secrets
import socket
import sys
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Below the range from which Linux and macOS take the ports of outgoing connections. A port from that range can be
# taken at any moment by a client, and a client that polls such a port before the server listens can connect to itself.
LOWEST_PORT, HIGHEST_PORT = 20_000, 32_000
ATTEMPTS = 200


def is_free(port: int) -> bool:
    """Say whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As servers do: connections of the last run that are still winding down do not make the port taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
            # Binding alone succeeds beside another socket with SO_REUSEADDR that does not listen yet.
            listener.listen(1)
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """Return a port on which nothing listens at this moment: the preferred one where possible."""
    if preferred is not None and is_free(preferred):
        return preferred
    for _ in range(ATTEMPTS):
        port = LOWEST_PORT + secrets.randbelow(HIGHEST_PORT - LOWEST_PORT)
        if is_free(port):
            return port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


def remembered_port(path: Path) -> int | None:
    """Return the port noted at `path` by `remember_port`, or None where there is none that makes sense."""
    try:
        port = int(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return port if 1024 <= port <= 65_535 else None


def remember_port(path: Path, port: int) -> None:
    """Note `port` so that the next run prefers it."""
    path.write_text(f"{port}\n", encoding="ascii")


def is_listened_on_by(port: int, pid: int) -> bool:
    """Say whether the process listens on this port of 127.0.0.1.

    A server that finds its port taken dies a moment later, while another program answers there; asking who listens
    keeps us from taking the stranger for our own. Where the system does not tell (no /proc) the answer is yes.
    """
    if not sys.platform.startswith("linux"):
        return True
    # Linux lists the address as a little- or big-endian word; 0A is the state "listen".
    wanted = f"{int.from_bytes(socket.inet_aton(LOOPBACK), sys.byteorder):08X}:{port:04X}"
    inodes = set()
    try:
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[1] == wanted and fields[3] == "0A":
                inodes.add(f"socket:[{fields[9]}]")
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
    except PermissionError:
        return True
    except OSError:
        return False
    for descriptor in descriptors:
        try:
            if str(descriptor.readlink()) in inodes:
                return True
        except OSError:
            continue  # closed since it was listed
    return False
