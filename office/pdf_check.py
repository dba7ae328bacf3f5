"""Whether a PDF does something when it is opened: as far as that can be read without a reader of PDFs.

What is taken in is also never shown by the site but given as a file (decision 0018); this keeps the plain cases out.
"""

import re
import zlib

# Names that make a reader run, open, send or fetch something.
ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|OpenAction|AA|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Encrypt)"
    rb"(?=[\s/()<>\[\]{}%]|$)"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # /J#53 is /JS
STREAM = re.compile(rb"stream\r?\n")
DICTIONARY_BYTES = 1000  # looked at before the data of a stream
UNPACKED_BYTES = 50_000_000  # of all object streams together


def is_active(data: bytes) -> bool:
    """Return whether a PDF has scripts, actions or files in it, or hides its objects so that nobody can tell.

    The pixels of pictures are left out: in megabytes of them every short name occurs by chance. Object streams are
    unpacked; encrypted ones cannot be, so an encrypted PDF counts as active. Rule: R-380.
    """
    plain, packed = _parts(data)
    return _names_action(b" ".join(plain)) or any(_hides(one) for one in _unpacked(packed))


def _parts(data: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return what stands open in the file, without the data of pictures, and the object streams as they are packed."""
    plain, packed, at = [], [], 0
    for match in STREAM.finditer(data):
        if match.start() < at:
            continue  # within the data of a picture
        begin, end = match.end(), data.find(b"endstream", match.end())
        if end < 0:
            break
        line = data[max(match.start() - DICTIONARY_BYTES, at) : match.start()]
        dictionary = _decoded(line[line.rfind(b" obj") + 1 :])
        if b"/ObjStm" in dictionary:
            packed.append(data[begin:end])
        elif re.search(rb"/Subtype\s*/Image", dictionary) and not re.search(rb"[%(]", dictionary):
            plain.append(data[at:begin])
            at = end
    return [*plain, data[at:]], packed


def _unpacked(packed: list[bytes]) -> list[bytes | None]:
    """Unpack object streams, None for what is packed some other way or into too much."""
    found: list[bytes | None] = []
    left = UNPACKED_BYTES
    for data in packed:
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(data, left + 1)
        except zlib.error:
            text = b""
        left -= len(text)
        found.append(text if text and left >= 0 else None)
        if left < 0:
            break
    return found


def _hides(objects: bytes | None) -> bool:
    return objects is None or _names_action(objects)


def _names_action(text: bytes) -> bool:
    return ACTIVE.search(_decoded(text)) is not None


def _decoded(text: bytes) -> bytes:
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), text)
