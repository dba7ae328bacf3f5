"""What every refusal owes to whoever typed: a sentence in Chinese."""

import re

from django.core.exceptions import ValidationError

HAN = re.compile(r"[\u4e00-\u9fff]{2}")


def is_sentence(text: str) -> bool:
    return bool(HAN.search(text)) and text.endswith("。")


def tells(error: ValidationError) -> bool:
    """Say whether each message of a refusal is a sentence people can read."""
    return bool(error.messages) and all(is_sentence(message) for message in error.messages)
