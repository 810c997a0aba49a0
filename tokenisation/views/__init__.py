"""The mint's pages. They read what workers stored and never ask the chain themselves."""
