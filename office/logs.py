"""What is written to the log."""

import logging
import re

from office.identifiers import masks

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


class MaskingFormatter(logging.Formatter):
    """Masks ID numbers in every line, tracebacks too: somebody may paste one into an address, and Django logs those."""

    def format(self, record: logging.LogRecord) -> str:
        return ID_NUMBER.sub(lambda found: masks.id_number(found[0]), super().format(record))
