"""`python -m portal.embedded`: installs all packages that come from npm, those for building and testing as well."""

import sys
from pathlib import Path

from portal.embedded import EmbeddedServerError, install_npm_packages

try:
    install_npm_packages(Path(__file__).resolve().parents[2], production=False)
except EmbeddedServerError as problem:
    sys.exit(str(problem))
