"""The local EVM chain. Public chains are refused by name, whatever is configured here."""

from pathlib import Path

from portal.settings.env import VAR, env, server_address

CHAIN_RPC_URL = server_address("CHAIN_RPC_URL", "http://127.0.0.1:1")
#: Chain ids of local development chains on which test tokens may be minted.
CHAIN_ALLOWED_IDS = env.list("CHAIN_ALLOWED_IDS", cast=int, default=[31337, 1337])
#: Blocks on top of a transaction's own block before it counts as confirmed.
CHAIN_CONFIRMATION_DEPTH = env.int("CHAIN_CONFIRMATION_DEPTH", default=2)
#: Seconds the node has for one answer; no answer means unknown, never failed.
CHAIN_TIMEOUT = env.float("CHAIN_TIMEOUT", default=10.0)
#: Seconds that sent bytes may wait in the node's pool before they are replaced with a higher fee.
CHAIN_STUCK_SECONDS = env.float("CHAIN_STUCK_SECONDS", default=60.0)
#: Recipients in one issue transaction, well below the block's gas.
CHAIN_BATCH_SIZE = env.int("CHAIN_BATCH_SIZE", default=100)
#: Keystore files (version 3) of the duties' test keys; only workers unlock them.
CHAIN_KEY_FOLDER = Path(env.str("CHAIN_KEY_FOLDER", default=str(VAR / "keys")))
#: Only for tests of what a killed worker leaves behind; refused outside a rehearsal. See tokenisation/crash.py.
CHAIN_CRASH_POINT = env.str("PORTAL_CRASH_POINT", default="")
