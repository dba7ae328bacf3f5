"""What an office starts with: one greetings standard, to be replaced by the office's own."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connections

from office.occasions import Occasion
from registry.choices import PersonKind

DOCUMENT = "系统默认,请以本局文件为准"


def ship_standard(*, using: str, **kwargs: Any) -> None:
    """Put the shipped Spring Festival standard in place after a migrate, once. Units: yuan a person and time."""
    from funds.models import GreetingsStandard

    if GreetingsStandard._meta.db_table not in connections[using].introspection.table_names():
        return  # another app alone was migrated
    GreetingsStandard.objects.using(using).get_or_create(
        bureau=None,
        occasion=Occasion.SPRING_FESTIVAL,
        proposed_by=None,
        defaults={
            "person_kinds": list(PersonKind.values),
            "amount": Decimal(500),
            "document": DOCUMENT,
            "holds_from": date(1900, 1, 1),
        },
    )
