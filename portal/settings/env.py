"""The only reader of the environment.

Every variable can also be given as `NAME_FILE`, a file that holds the value, which is how secrets should arrive.
While the embedded servers run they leave their addresses in `var/embedded/environment.json`; a command that is started
without addresses of its own then uses those.
"""

import json
from pathlib import Path

import environ

PROJECT = Path(__file__).resolve().parents[2]

env = environ.FileAwareEnv()

VAR = Path(env.str("PORTAL_VAR", default=str(PROJECT / "var")))
EMBEDDED_ENVIRONMENT = VAR / "embedded" / "environment.json"


def server_address(name: str, default: str = "") -> str:
    """The address of one server: the environment first, then the embedded servers that run now, then `default`."""
    given = str(env.str(name, default=""))
    if given:
        return given
    try:
        embedded = json.loads(EMBEDDED_ENVIRONMENT.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return default
    return str(embedded.get(name, default))
