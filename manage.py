#!/usr/bin/env python
"""Run the project's commands: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:  # a setting is missing or weak: the sentence says how to mend it
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
