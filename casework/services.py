"""The fields of a service arrangement's kind: checked on the way in, put in words on the way out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from casework.choices.services import SPECS, Field, ServiceKind, Sort
from casework.errors.services import ServiceIncomplete
from office.display import Fact
from office.identifiers.amounts import parse_yuan
from office.models import User
from office.money import format_yuan
from office.roles import Permission


def checked(kind: ServiceKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details of a kind as they are kept: text, lists of text, ISO dates and sums in 元.

    Raises: ServiceIncomplete, ValidationError for what is no sum.
    Rule: R-437.
    """
    fields = {field.name: field for field in SPECS[kind].fields}
    if unknown := set(given) - set(fields):
        raise ServiceIncomplete(f"{kind.label}没有这些内容:{'、'.join(sorted(unknown))}。")
    kept = {name: _kept(field, given.get(name)) for name, field in fields.items()}
    for name, field in fields.items():
        if field.required and not kept[name]:
            raise ServiceIncomplete(f"请填写“{field.label}”。")
    if kind == ServiceKind.KIN and kept["state"] == "已公证" and not (kept["notary"] and kept["certificate"]):
        raise ServiceIncomplete("已公证的,请填写公证处和公证书编号。")
    return {name: value for name, value in kept.items() if value}


def _kept(field: Field, value: Any) -> Any:
    if field.sort == Sort.SEVERAL:
        chosen = list(value or [])
        _check_choices(field, chosen)
        return chosen
    if not value:
        return ""
    if field.sort == Sort.ONE:
        _check_choices(field, [value])
    if field.sort == Sort.YUAN:
        return str(value if isinstance(value, Decimal) else parse_yuan(str(value)))
    if field.sort == Sort.DATE:
        return value.isoformat() if isinstance(value, date) else date.fromisoformat(str(value)).isoformat()
    return str(value).strip()


def _check_choices(field: Field, chosen: list[str]) -> None:
    if wrong := [one for one in chosen if one not in field.choices]:
        raise ServiceIncomplete(f"“{field.label}”没有“{wrong[0]}”这一项。")


def in_words(kind: ServiceKind, details: Mapping[str, Any], user: User) -> list[Fact]:
    """Return what a user may read of the details; a child's are for who works with minors' data."""
    fields = [field for field in SPECS[kind].fields if not field.of_child or user.may(Permission.SEE_MINORS)]
    return [Fact(field.label, _word(field, details.get(field.name, ""))) for field in fields]


def _word(field: Field, value: Any) -> str:
    if field.sort == Sort.SEVERAL:
        return "、".join(value)
    return f"{format_yuan(Decimal(value))} 元" if field.sort == Sort.YUAN and value else str(value)
