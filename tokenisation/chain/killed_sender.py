"""A sender that kills itself, as a process of its own: what remains of it is the stored bytes.

Run by the recorded proof of the contracts: `python -m tokenisation.chain.killed_sender URL FILE POINT`, with the
throw-away key and the transaction on standard input. It signs, stores the bytes in FILE, and is then killed with
SIGKILL, at POINT `stored` before sending them and at `sent` before reading the node's answer to anybody.
"""

import json
import os
import signal
import sys
from pathlib import Path

from eth_account import Account

from tokenisation.chain.client import ChainClient
from tokenisation.chain.guard import require_local_chain


def main() -> None:
    """Signs, stores, perhaps sends, and dies."""
    url, path, point = sys.argv[1:4]
    given = json.load(sys.stdin)
    client = ChainClient(url)
    require_local_chain(client)
    signed = Account.sign_transaction(given["transaction"], given["key"])
    with Path(path).open("wb") as file:
        file.write(bytes(signed.raw_transaction))
        file.flush()
        os.fsync(file.fileno())
    if point == "sent":
        client.send_raw(bytes(signed.raw_transaction))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
