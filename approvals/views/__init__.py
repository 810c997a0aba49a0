"""The rule book's pages. Services write; a view reads, offers what the rules allow, and hands over."""
