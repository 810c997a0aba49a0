#!/usr/bin/env python3
"""Django's entry point."""

import os
import sys


def main() -> None:
    """Run one management command with the development settings unless others are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
