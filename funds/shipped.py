"""What an office starts with: one greetings standard, to be replaced by the office's own."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connections
from django.db.models import Model

from office.occasions import Occasion
from registry.choices import PersonKind

DOCUMENT = "系统默认,请以本局文件为准"


def ship_standard(*, using: str, **kwargs: Any) -> None:
    """Put the shipped Spring Festival standard in place after a migrate, once. Units: yuan a person and time."""
    from funds.models import GreetingsStandard

    if not _is_current(GreetingsStandard, using):
        return  # another app alone was migrated, or an older state was asked for
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


def _is_current(model: type[Model], using: str) -> bool:
    """Return whether the database holds the model's table with every column this version reads."""
    connection, table = connections[using], model._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return {str(field.column) for field in model._meta.local_concrete_fields} <= there
