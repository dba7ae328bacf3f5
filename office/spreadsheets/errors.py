"""Why a file is not read."""

from office.errors import RuleBroken


class FileRefused(RuleBroken):
    """A file is refused as a whole; the text says why and what to do."""

    code = "file-refused"
