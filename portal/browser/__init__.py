"""A real browser for whoever builds the portal: screenshots, measurements and proofs. No part of the portal in use.

The packages that look at pages (axe-core, html-validate, Lighthouse) have an npm lock file of their own here, so that a
portal in use installs none of them.
"""

from pathlib import Path

from portal.embedded import install_npm_packages

HERE = Path(__file__).parent


def browser_tools() -> Path:
    """The node_modules folder of what looks at pages. Raises EmbeddedServerError where npm cannot fetch it."""
    install_npm_packages(HERE, production=True)
    return HERE / "node_modules"
