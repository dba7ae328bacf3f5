"""Pairings from a workbook: which columns, what each cell means, and the trial run that the preview shows.

The resource declares and cleans and never saves; `propose_pairing` decides every row, in the trial as on confirming.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from import_export import fields, resources, widgets

from casework.choices.pairing import PairingKind
from casework.errors.pairing import AlreadyPaired
from casework.models import Pairing
from casework.workflows.pairing import propose_pairing
from office import clock
from office.errors import RuleBroken
from office.identifiers import dates, names
from office.models import StaffMember, User
from office.spreadsheets import Column, FileRefused, TableRow, column_letter, find_table, read_workbook
from registry.identity import id_hash, id_tail_hash
from registry.models import Person

MAX_ROWS = 1000
PREVIEW_HOLDS_SECONDS = 3600
SALT = "casework.pairing-import"
NEW, SAME, REFUSED = "new", "same", "refused"

COLUMNS = [
    Column("person", ("离退休人员姓名", "结对对象", "姓名", "离退休人员"), required=True),
    Column("id_number", ("身份证号后四位", "身份证号", "身份证后四位", "证件号")),
    Column("helper", ("联系人姓名", "联系人", "结对党员", "帮扶责任人"), required=True),
    Column("staff_no", ("联系人工号", "工号")),
    Column("starts_on", ("起始日期", "结对日期", "开始日期", "起")),
    Column("quota_reason", ("超出名额原因", "超出联系名额的原因", "备注")),
]
HEADERS = [column.names[0] for column in COLUMNS]


class CellRefused(ValueError):
    """A cell cannot be read; the text says why and what to do."""


class PersonWidget(widgets.Widget):
    """A person by name, and by the whole ID number or its last four where two share a name."""

    def __init__(self, people: Sequence[Person]) -> None:
        super().__init__()
        self.by_key: dict[str, list[Person]] = {}
        for person in people:
            self.by_key.setdefault(person.name_key, []).append(person)

    def clean(self, value, row=None, **kwargs):
        found = self.by_key.get(names.name_key(str(value)), [])
        number = str(row.get("id_number") or "").strip().upper()
        if len(number) == 4:
            found = [person for person in found if person.id_tail_hash == id_tail_hash(number)]
        elif number:
            found = [person for person in found if person.id_hash == id_hash(number)]
        return _only_one(found, str(value), "人员登记", "身份证号后四位")


class HelperWidget(widgets.Widget):
    """A staff member by name, and by staff number where two share a name."""

    def __init__(self, staff: Sequence[StaffMember]) -> None:
        super().__init__()
        self.staff = staff

    def clean(self, value, row=None, **kwargs):
        key, number = names.name_key(str(value)), str(row.get("staff_no") or "").strip()
        found = [member for member in self.staff if names.name_key(member.name) == key]
        if number:
            found = [member for member in found if member.staff_no == number]
        return _only_one(found, str(value), "在职人员", "工号")


class DayWidget(widgets.Widget):
    """A whole date; blank is today."""

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return clock.today()
        try:
            read = dates.parse_partial_date(value)
        except ValidationError as exc:
            raise CellRefused(exc.messages[0]) from exc
        if read is None or read.precision != "day":
            raise CellRefused("起始日期要写到日,如 2026-01-05。")
        return read.value


def _only_one(found: Sequence, name: str, where: str, told_apart_by: str):
    if len(found) == 1:
        return found[0]
    if not found:
        raise CellRefused(f"在{where}里没有找到“{name}”(连同{told_apart_by})。请核对,或先登记。")
    raise CellRefused(f"“{name}”有 {len(found)} 人,请填写{told_apart_by}。")


class PairingResource(resources.Resource):
    """The columns of the template; `read` gives the values of a row or says which cell is wrong."""

    person = fields.Field(attribute="person", column_name="person")
    helper = fields.Field(attribute="helper", column_name="helper")
    starts_on = fields.Field(attribute="starts_on", column_name="starts_on", widget=DayWidget())
    quota_reason = fields.Field(attribute="quota_reason", column_name="quota_reason", widget=widgets.CharWidget())

    def __init__(self, user: User) -> None:
        super().__init__()
        self.fields["person"].widget = PersonWidget(Person.objects.editable_by(user).select_related("bureau"))
        staff = StaffMember.objects.filter(bureau=user.bureau_id).select_related("bureau")
        self.fields["helper"].widget = HelperWidget(list(staff))

    def read(self, row: TableRow) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
        """Return the cleaned values and the faults as (column, value, reason)."""
        cells = {column.key: row.cells.get(column.key, "") for column in COLUMNS}
        values: dict[str, Any] = {}
        faults = []
        for name, column in self.fields.items():
            try:
                values[name] = column.widget.clean(cells[name], row=cells)
            except CellRefused as exc:
                faults.append((name, str(cells[name]), str(exc)))
        return values, faults


@dataclass(frozen=True)
class Verdict:
    """What becomes of one row, and why not."""

    sheet: str
    number: int
    person: str
    helper: str
    verdict: str
    faults: list[str] = field(default_factory=list)
    starts_on: date | None = None


@dataclass(frozen=True)
class Preview:
    """The outcome of a trial run; `token` is what confirming needs, empty when a row is refused or none is new."""

    verdicts: list[Verdict]
    token: str = ""

    def count(self, verdict: str) -> int:
        return sum(1 for row in self.verdicts if row.verdict == verdict)


def preview_pairings(*, file_name: str, data: bytes, user: User) -> Preview:
    """Read a workbook and try every row; nothing stays in the database. Raises: FileRefused."""
    sheet, rows, columns = _table(file_name, data)
    resource = PairingResource(user)
    plan, verdicts = [], []
    with transaction.atomic():
        for row in rows:
            values, faults = resource.read(row)
            reasons = [f"{column_letter(columns[name])} 列“{value}”:{why}" for name, value, why in faults]
            verdict, why = (REFUSED, "") if faults else _try(values, user)
            verdicts.append(_verdict(sheet, row, verdict, [*reasons, why] if why else reasons, values))
            if verdict == NEW:
                plan.append(_packed(values))
        transaction.set_rollback(True)
    refused = any(row.verdict == REFUSED for row in verdicts)
    return Preview(verdicts, "" if refused or not plan else signing.dumps([user.pk, plan], salt=SALT, compress=True))


def _table(file_name: str, data: bytes) -> tuple[str, list[TableRow], dict[str, int]]:
    for sheet in read_workbook(file_name, data).sheets:
        table = find_table(sheet, COLUMNS)
        if table is not None and not table.missing:
            if len(table.rows) > MAX_ROWS:
                raise FileRefused(f"一次最多导入 {MAX_ROWS} 行,这个文件有 {len(table.rows)} 行。请分几个文件。")
            return table.sheet, table.rows, table.columns
    raise FileRefused("没有找到“离退休人员姓名”和“联系人姓名”两列。请下载模板,按模板的表头填写。")


def _try(values: dict[str, Any], user: User) -> tuple[str, str]:
    """Return the verdict on a row by doing it; the caller rolls everything back."""
    try:
        return (NEW if _propose(values, user) else SAME), ""
    except RuleBroken as exc:
        return REFUSED, str(exc)


def _propose(values: dict[str, Any], user: User) -> Pairing | None:
    """Propose the pairing unless the two are paired already. Raises what `propose_pairing` raises."""
    values = values | {"quota_reason": str(values["quota_reason"] or "")[:200]}
    try:
        return propose_pairing(kind=PairingKind.CONTACT, by=user, **values)
    except AlreadyPaired:
        return None


def _verdict(sheet: str, row: TableRow, verdict: str, reasons: list[str], values: dict[str, Any]) -> Verdict:
    return Verdict(
        sheet=sheet,
        number=row.number,
        person=str(row.cells.get("person", "")),
        helper=str(row.cells.get("helper", "")),
        verdict=verdict,
        faults=reasons,
        starts_on=values.get("starts_on"),
    )


def _packed(values: dict[str, Any]) -> list[str]:
    day, reason = values["starts_on"].isoformat(), str(values["quota_reason"] or "")
    return [values["person"].public_id, values["helper"].public_id, day, reason]


def import_pairings(*, token: str, user: User) -> int:
    """Propose everything that was previewed, whole or not at all, and return how many are new.

    Raises: FileRefused when the preview is too old or another's; what a row breaks since the preview.
    Rule: R-43.
    """
    try:
        owner, plan = signing.loads(token, salt=SALT, max_age=PREVIEW_HOLDS_SECONDS)
    except signing.BadSignature as exc:
        raise FileRefused("预览已过期。请重新上传文件。") from exc
    if owner != user.pk:
        raise FileRefused("这是别人的预览。请自己上传文件。")
    persons, helpers = _named_in(plan, user)
    made = 0
    with transaction.atomic():
        for person, helper, day, reason in plan:
            if person not in persons or helper not in helpers:
                raise FileRefused("预览之后有人员被并入或撤销。请重新上传文件。")
            values = {"person": persons[person], "helper": helpers[helper], "quota_reason": reason}
            made += _propose(values | {"starts_on": date.fromisoformat(day)}, user) is not None
    return made


def _named_in(plan: list[list[str]], user: User) -> tuple[dict[str, Person], dict[str, StaffMember]]:
    """Return the persons and helpers of a plan by their public id. Queries: two."""
    persons = Person.objects.editable_by(user).select_related("bureau")
    staff = StaffMember.objects.filter(bureau=user.bureau_id).select_related("bureau")
    return (
        {row.public_id: row for row in persons.filter(public_id__in=[row[0] for row in plan])},
        {row.public_id: row for row in staff.filter(public_id__in=[row[1] for row in plan])},
    )
