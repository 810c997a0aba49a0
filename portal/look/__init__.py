"""The look of the pages: one sheet for each direction, fonts and scripts, built from npm's packages and `styles/`."""

from portal.look.build import ensure_built

__all__ = ["ensure_built"]
