"""Real servers out of packages: PostgreSQL, Valkey and anvil, started and stopped by the portal's own commands.

Nothing here imports Django or another part of the portal, so that commands can start the servers before settings that
need their addresses are read.
"""

from portal.embedded.anvil import EmbeddedAnvil
from portal.embedded.exceptions import EmbeddedServerError
from portal.embedded.node import install_npm_packages, node_executable, npm_command, npm_packages_match
from portal.embedded.ports import free_port
from portal.embedded.postgres import EmbeddedPostgres
from portal.embedded.supervisor import EmbeddedServers
from portal.embedded.valkey import EmbeddedValkey

__all__ = [
    "EmbeddedAnvil",
    "EmbeddedPostgres",
    "EmbeddedServerError",
    "EmbeddedServers",
    "EmbeddedValkey",
    "free_port",
    "install_npm_packages",
    "node_executable",
    "npm_command",
    "npm_packages_match",
]
