"""The mint's pages. They read what workers stored and never ask the chain themselves.

One act does: opening a new epoch, where a person decides about the chain that stands there at that moment.
"""
