"""Market conventions as pure functions: no database, decimal arithmetic, half up."""
