"""Table files on their way into the register: columns, rows, comparison with the register, and bulk writing."""
