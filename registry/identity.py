"""What makes a person the same, and the columns by which they are found."""

from typing import Any

from django.core.exceptions import ValidationError

from office.crypto import blind_index
from office.identifiers import names, national_id, pinyin

ID_PURPOSE, TAIL_PURPOSE = "registry.person.id", "registry.person.id-tail"


def id_hash(id_number: str) -> str | None:
    """Return the keyed hash by which a whole ID number is found; None without a number."""
    return blind_index(ID_PURPOSE, id_number) if id_number else None


def id_tail_hash(tail: str) -> str:
    """Return the keyed hash by which the last four characters of an ID number are found."""
    return blind_index(TAIL_PURPOSE, tail.upper()) if tail else ""


def hash_of_typed(text: str) -> str:
    """Return the keyed hash of an ID number as typed, fifteen digits or eighteen; '' for one that cannot be."""
    try:
        return blind_index(ID_PURPOSE, national_id.parse(text).number)
    except ValidationError:
        return ""


def derived_columns(name: str, id_number: str) -> dict[str, Any]:
    """Return the columns that follow from a person's name and ID number."""
    spelling = pinyin.spell(name)
    return {
        "name_key": names.name_key(name),
        "pinyin": spelling.full,
        "initials": spelling.initials,
        "spellings": " ".join(dict.fromkeys([spelling.full, spelling.initials, *spelling.alternates])),
        "id_hash": id_hash(id_number),
        "id_tail_hash": id_tail_hash(id_number[-4:]),
    }
