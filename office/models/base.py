"""What every record with a page of its own has."""

import secrets

from django.db import models

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """Return 12 random characters that stand in addresses instead of row numbers (about 59 bits)."""
    number = int.from_bytes(secrets.token_bytes(16))  # 128 bits for 59: no character is likelier than another
    characters = []
    for _ in range(12):
        number, at = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[at])
    return "".join(characters)


class PublicModel(models.Model):
    """A record that stands in an address (by `public_id`) and is saved by compare-and-set (by `version`)."""

    public_id = models.CharField("编号", max_length=12, unique=True, default=new_public_id, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True
