"""The roster as a workbook: the full three sheets, the masked list, the empty one to fill in. Exports are audited."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from office import clock, permissions
from office.models import Bureau, User
from office.roles import Permission
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry import looks
from registry.errors import NotInOwnBureau
from registry.imports import columns as w
from registry.imports.resources import RESOURCES, PersonResource
from registry.models import FamilyMember, HospitalStay, Person
from registry.querysets import PersonQuerySet
from registry.rights import hidden_from

NUMBERING = ColumnOut("序号", 6, "number")
FOOT = ("填表人:", "审核人:", "单位负责人:")
MASKED = ("id_number", "phone")
NEVER_LISTED = {"remarks", "illness_notes"}


@transaction.atomic
def export_full(*, bureau: Bureau, by: User, reason: str) -> bytes:
    """Return the bureau's roster of today, ID numbers whole, as a workbook that imports again without a change.

    Raises: Refused. Queries: three, the audit event and whom the file holds.
    Rule: R-64, R-337.
    """
    permissions.check(by, Permission.EXPORT_FULL)
    if not by.is_operator and by.bureau_id != bureau.pk:
        raise NotInOwnBureau
    on = clock.today()
    people = list(_listed(bureau, on))
    looks.record_file(
        "registry.roster.exported",
        people=[person.pk for person in people],
        on=bureau,
        by=by,
        bureau=bureau,
        summary=f"完整导出花名册 {len(people)} 人,用途:{reason}",
        count=len(people),
        purpose=reason,
    )
    family = FamilyMember.objects.filter(person__in=_listed(bureau, on), ended_on=None)
    stays = HospitalStay.objects.filter(person__in=_listed(bureau, on), withdrawn_on=None)
    kin = family.select_related("person").order_by("person__pinyin", "person_id", "pk")
    in_hospital = stays.select_related("person").order_by("person__pinyin", "person_id", "admitted_on", "pk")
    return _roster(bureau, on, {w.PEOPLE: people, w.FAMILY: kin, w.STAYS: in_hospital})


def empty_roster(bureau: Bureau) -> bytes:
    """Return the roster's three sheets with nothing in them, and a fourth that says what each column takes."""
    return _roster(bureau, clock.today(), {w.PEOPLE: [], w.FAMILY: [], w.STAYS: []}, _guide())


@transaction.atomic
def export_people(people: PersonQuerySet, *, user: User, purpose: str) -> bytes:
    """Return the persons of a list as a workbook: numbers masked, without the columns the user may not see.

    Raises: Refused. Queries: one, the audit event and whom the file holds.
    Rule: R-337.
    """
    permissions.check(user, Permission.EXPORT_PEOPLE)
    left_out = NEVER_LISTED | hidden_from(user)
    fields = {key: field for key, field in PersonResource().columns.items() if key not in left_out}

    def cells(person: Person) -> Iterable[Any]:
        for key, field in fields.items():
            yield field.widget.shown(field.get_value(person)) if key in MASKED else field.export(person)

    held = list(people.select_related("branch"))
    rows = [[number, *cells(person)] for number, person in enumerate(held, start=1)]
    looks.record_file(
        "registry.people.exported",
        people=[person.pk for person in held],
        by=user,
        summary=f"导出人员名单 {len(rows)} 人,用途:{purpose}",
        count=len(rows),
        columns=list(fields),
        purpose=purpose,
    )
    subtitle = f"导出日期:{_printed(clock.today())}"
    columns = [NUMBERING, *(field.out for field in fields.values())]
    return write_workbook([SheetOut("人员名单", columns, rows, title="离退休人员名单", subtitle=subtitle)])


def _listed(bureau: Bureau, on: date) -> PersonQuerySet:
    """Return who stands in the roster of a day: living, here, and not left out by a later roster."""
    people = Person.objects.standing().living(on).filter(bureau=bureau, unlisted_from=None)
    return people.select_related("branch", "details").order_by("pinyin", "pk")


def _roster(bureau: Bureau, on: date, records: dict[str, Iterable[Any]], *more: SheetOut) -> bytes:
    people, family, stays = (RESOURCES[kind] for kind in (w.PEOPLE, w.FAMILY, w.STAYS))
    rows = [[number, *cells] for number, cells in enumerate(people.rows_out(records[w.PEOPLE]), start=1)]
    return write_workbook(
        [
            SheetOut(
                people.sheet_name,
                [NUMBERING, *people.columns_out()],
                rows,
                title=f"{bureau.name}离退休人员基本情况登记表({on.year}年度)",
                subtitle=(f"填报单位:{bureau.name}{bureau.section_name}", f"填报日期:{_printed(on)}"),
                groups=PersonResource.groups,
                footer=FOOT,
            ),
            *(
                SheetOut(resource.sheet_name, resource.columns_out(), resource.rows_out(records[kind]))
                for kind, resource in ((w.FAMILY, family), (w.STAYS, stays))
            ),
            *more,
        ]
    )


def _guide() -> SheetOut:
    rows = [
        [resource.sheet_name, column.column_name, "必填" if column.required else "", column.widget.guide]
        for resource in RESOURCES.values()
        for column in resource.columns.values()
    ]
    columns = [ColumnOut("工作表", 12), ColumnOut("列", 20), ColumnOut("必填", 8), ColumnOut("怎样填写", 60)]
    return SheetOut(w.GUIDE_SHEET, columns, rows)


def _printed(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
