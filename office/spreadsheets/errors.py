"""Why a file is not read."""

from django.core.exceptions import ValidationError


class FileRefused(ValidationError):
    """A file is refused as a whole; the text says why and what to do."""

    def __init__(self, message: str, *, code: str):
        super().__init__(message, code=code)

    def __str__(self) -> str:
        return self.message
