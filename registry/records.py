"""The small records about a person that each have a form of their own, read for the person's page in one query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, Model, QuerySet, Value
from django.db.models.functions import Cast

from office.money import from_fen
from office.roles import Permission
from registry.models import Assistance, CareAssessment, Disaster, OtherPhone, Person, PersonAddress, PersonPaper

TEXTS = 5


@dataclass(frozen=True)
class Kind:
    """A table of such records: what the page shows of it, and who may read it besides whoever sees the person."""

    key: str
    model: type[Model]
    label: str
    texts: Sequence[str]
    on: str = ""
    until: str = ""
    amount: str = ""
    needs: Permission = Permission.SEE_PEOPLE


PHONE = Kind("phone", OtherPhone, "其他电话", ["number", "owner", "relation"])
ADDRESS = Kind(
    "address",
    PersonAddress,
    "其他住址",
    ["kind", "address", "with_whom", "contact", "phone"],
    "lived_from",
    "lived_until",
)
ASSESSMENT = Kind(
    "assessment", CareAssessment, "失能评估", ["standard", "level", "level_words", "assessor"], "assessed_on"
)
ASSISTANCE = Kind(
    "assistance",
    Assistance,
    "社会救助",
    ["kind", "certificate_no", "granted_by"],
    "granted_from",
    "ended_on",
    "monthly_amount",
    Permission.SEE_INCOME,
)
DISASTER = Kind("disaster", Disaster, "受灾情况", ["kind"], "happened_on", "", "loss", Permission.SEE_INCOME)
PAPER = Kind("paper", PersonPaper, "照片和材料", ["kind", "title", "content_type"])
KINDS = {kind.key: kind for kind in (PHONE, ADDRESS, ASSESSMENT, ASSISTANCE, DISASTER)}  # those with a form
SHOWN = (*KINDS.values(), PAPER)


def of_person(person: Person, kinds: Sequence[Kind]) -> dict[str, list[Any]]:
    """Return key → the standing records, as objects with the columns the page shows. Queries: one."""
    rows, *others = (_rows(person, kind) for kind in kinds)
    found: dict[str, list[Any]] = {kind.key: [] for kind in kinds}
    by_key = {kind.key: kind for kind in kinds}
    for key, public_id, *values in rows.union(*others, all=True):
        found[key].append(by_key[key].model(person=person, public_id=public_id, **dict(_columns(by_key[key], values))))
    return found


def _rows(person: Person, kind: Kind) -> QuerySet:
    """Return the records of a kind in columns that are the same for all kinds."""
    texts = [Cast(name, CharField()) for name in kind.texts]
    texts += [Cast(Value(""), CharField()) for _ in range(TEXTS - len(texts))]
    columns = {f"text_{number}": text for number, text in enumerate(texts)}
    columns["day_on"] = Cast(kind.on or Value(None), DateField())
    columns["day_until"] = Cast(kind.until or Value(None), DateField())
    columns["fen"] = Cast(kind.amount or Value(None), BigIntegerField())
    records = kind.model._default_manager.filter(person=person, withdrawn_on=None).order_by()
    return records.annotate(**columns).values_list(Cast(Value(kind.key), CharField()), "public_id", *columns)


def _columns(kind: Kind, values: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    *texts, on, until, fen = values
    yield from zip(kind.texts, texts, strict=False)
    if kind.on:
        yield kind.on, on
    if kind.until:
        yield kind.until, until
    if kind.amount:
        yield kind.amount, None if fen is None else from_fen(fen)
