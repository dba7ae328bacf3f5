"""What every record with a page of its own has."""

import secrets

from django.db import models

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """Return 12 random characters that stand in addresses instead of row numbers (about 59 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class PublicModel(models.Model):
    """A record that stands in an address (by `public_id`) and is saved by compare-and-set (by `version`)."""

    public_id = models.CharField("编号", max_length=12, unique=True, default=new_public_id, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True
