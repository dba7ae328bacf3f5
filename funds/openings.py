"""The workbook an office starts its books with: what each source holds, and what was paid this year before the start.

It reads and compares; `funds.workflows.openings` books.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from funds.choices import AidKind
from funds.eligibility import payee_obstacle
from funds.models import FundSource, LedgerEntry
from office import clock
from office.identifiers.names import name_key
from office.models import User
from office.money import format_yuan
from office.occasions import Occasion
from office.resources import CellWidget, ChoiceWidget, CleanRow, ColumnField, DayWidget, TableResource, YuanWidget
from office.spreadsheets import ColumnOut, FileRefused, SheetOut, find_table, read_workbook, write_workbook
from registry.identity import id_tail_hash
from registry.models import Person

MAX_ROWS = 1000
GUIDE = "填写说明"
ZERO = Decimal(0)


class BalanceResource(TableResource):
    """期初余额: one row a source."""

    sheet_name = "期初余额"

    source = ColumnField("资金来源", "来源", widget=CellWidget(60), required=True, width=28)
    carried = ColumnField("上年结余(元)", "上年结余", "年初结余", widget=YuanWidget(), required=True, width=16)
    received = ColumnField("本年已到账(元)", "本年已到账", "本年收入", widget=YuanWidget(), width=16)
    received_on = ColumnField("到账日期", widget=DayWidget())
    document = ColumnField("凭证", "凭证号", "依据", widget=CellWidget(100), width=24)


class PaidResource(TableResource):
    """本年已支付: one row a payment."""

    sheet_name = "本年已支付"

    paid_on = ColumnField("支付日期", "日期", widget=DayWidget(), required=True)
    source = ColumnField("资金来源", "来源", widget=CellWidget(60), required=True, width=28)
    name = ColumnField("姓名", widget=CellWidget(50), required=True)
    tail = ColumnField("身份证号后四位", widget=CellWidget(4), width=16)
    aid_kind = ColumnField("帮扶种类", widget=ChoiceWidget(AidKind), required=True, width=14)
    occasion = ColumnField("时节", widget=ChoiceWidget(Occasion))
    amount = ColumnField("金额(元)", "金额", widget=YuanWidget(), required=True, width=14)
    voucher = ColumnField("凭证号", "凭证", widget=CellWidget(60), required=True, width=20)
    title = ColumnField("事由", widget=CellWidget(80), width=24)


BALANCES, PAID = BalanceResource(), PaidResource()
GUIDE_COLUMNS = [ColumnOut("工作表", 14), ColumnOut("列", 18), ColumnOut("要求", 8), ColumnOut("填法", 60)]


@dataclass(frozen=True)
class Read:
    """The cleaned rows of both sheets."""

    balances: list[CleanRow]
    paid: list[CleanRow]


@dataclass
class Line:
    """One row and whom and which source it means."""

    row: CleanRow
    source: FundSource | None = None
    person: Person | None = None

    @property
    def is_fine(self) -> bool:
        return not self.row.faults

    @property
    def amount(self) -> Decimal:
        """Return what the row books, in yuan."""
        get = self.row.get
        return get("amount") or (get("carried") or ZERO) + (get("received") or ZERO)

    @property
    def text(self) -> str:
        """Return the row in a few words, for the preview."""
        get = self.row.get
        if "amount" not in self.row.values:
            carried, received = (format_yuan(get(key) or ZERO) for key in ("carried", "received"))
            return f"上年结余 {carried} 元,本年已到账 {received} 元"
        kind = AidKind(get("aid_kind")).label if get("aid_kind") else ""
        return " ".join(filter(None, (str(get("paid_on") or ""), get("name"), kind)))


def read_openings(file_name: str, data: bytes) -> Read:
    """Return the cleaned rows of an opening workbook. Raises: FileRefused."""
    workbook = read_workbook(file_name, data)
    found: dict[str, list[CleanRow]] = {}
    for resource in (PAID, BALANCES):
        for sheet in workbook.sheets:
            table = None if sheet.hidden or sheet.name == GUIDE else find_table(sheet, resource.looked_for())
            if table is not None and not table.missing:
                rows = [resource.clean(table, row, date1904=workbook.date1904) for row in table.rows]
                found[resource.sheet_name] = rows
                break
    balances, paid = found.get(BALANCES.sheet_name, []), found.get(PAID.sheet_name, [])
    if not balances:
        raise FileRefused("没有找到期初余额:请下载空白表,在“期初余额”一张填好再上传。", code="no_opening")
    if len(balances) + len(paid) > MAX_ROWS:
        raise FileRefused(f"一次最多 {MAX_ROWS} 行。", code="too_many")
    return Read(balances, paid)


def empty_workbook(keeper: User) -> bytes:
    """Return the workbook with the keeper's sources that have no entry yet, and a sheet that says what goes where."""
    empty = [[source.name, "", "", "", ""] for source, has in sources_of(keeper).items() if not has]
    guide = [
        [resource.sheet_name, column.column_name, "必填" if column.required else "可空", column.widget.guide]
        for resource in (BALANCES, PAID)
        for column in resource.columns.values()
    ]
    return write_workbook(
        [
            SheetOut(BALANCES.sheet_name, BALANCES.columns_out(), empty),
            SheetOut(PAID.sheet_name, PAID.columns_out(), []),
            SheetOut(GUIDE, GUIDE_COLUMNS, guide),
        ]
    )


def sources_of(keeper: User) -> dict[FundSource, bool]:
    """Return the open sources a keeper keeps → whether anything was booked in them. Queries: one."""
    entries = LedgerEntry.objects.filter(source=OuterRef("pk"))
    rows = FundSource.objects.kept_by(keeper).filter(closed_on=None).annotate(has_entries=Exists(entries))
    return {source: source.has_entries for source in rows}


class OpeningPlan:
    """What an opening workbook of a keeper would book. Queries: three, whatever the number of rows. Rule: R-683."""

    def __init__(self, read: Read, keeper: User) -> None:
        self.today = clock.today()
        self.has_entries = sources_of(keeper)
        self.sources = {source.name: source for source in self.has_entries}
        self.people: dict[str, list[Person]] = defaultdict(list)
        named = {name_key(row.get("name")) for row in read.paid if row.get("name")}
        people = Person.objects.filter(bureau=keeper.bureau_id, name_key__in=named, withdrawn_on=None, merged_into=None)
        for person in people.select_related("deceased"):
            self.people[person.name_key].append(person)
        self.balances = [Line(row.fresh()) for row in read.balances]
        self.paid = [Line(row.fresh()) for row in read.paid]
        for line in self.balances:
            self._check_balance(line)
        self.fine = {line.source.pk: line for line in self.balances if line.is_fine and line.source}
        for line in self.paid:
            self._check_paid(line)
        self._check_sums()

    @property
    def lines(self) -> list[Line]:
        return [*self.balances, *self.paid]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if not line.is_fine]

    @property
    def carried(self) -> Decimal:
        """Return what the rows that are fine bring in, in yuan."""
        return sum((line.amount for line in self.balances if line.is_fine), ZERO)

    @property
    def spent(self) -> Decimal:
        return sum((line.amount for line in self.paid if line.is_fine), ZERO)

    def fingerprint(self) -> str:
        """Return what tells one comparison from another: what is confirmed is what was seen."""
        told = [
            (
                line.row.sheet,
                line.row.number,
                line.is_fine,
                str(line.amount),
                line.source and line.source.pk,
                line.person and line.person.pk,
                line.text,
            )
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def _check_balance(self, line: Line) -> None:
        row = line.row
        source = self._find_source(line, BALANCES)
        if source is None:
            return
        if self.has_entries[source]:
            BALANCES.refuse(row, "source", f"“{source.name}”已经有账目,不能再导入期初。")
        if [other.source for other in self.balances].count(source) > 1:
            BALANCES.refuse(row, "source", f"“{source.name}”在表里有两行,请只留一行。")
        if not row.faults and line.amount <= 0:
            BALANCES.refuse(row, "carried", "上年结余和本年已到账至少填一项。")
        if row.get("received") and not self._is_this_year(row.get("received_on")):
            BALANCES.refuse(row, "received_on", "填了本年已到账的,请填本年内、今天以前的到账日期。")

    def _check_paid(self, line: Line) -> None:
        row = line.row
        source = self._find_source(line, PAID)
        if source is not None and source.pk not in self.fine:
            PAID.refuse(row, "source", f"“期初余额”里没有“{source.name}”,或者那一行不能导入。")
        if not self._is_this_year(row.get("paid_on")):
            PAID.refuse(row, "paid_on", "请填本年内、今天以前的支付日期。")
        for key, label in (("aid_kind", "帮扶种类"), ("amount", "金额"), ("voucher", "凭证号")):
            if not row.get(key) and key not in row.faulty:
                PAID.refuse(row, key, f"请填写{label}。")
        if source and source.purposes and row.get("aid_kind") and row.get("aid_kind") not in source.purposes:
            PAID.refuse(row, "aid_kind", f"“{source.name}”只能用于{'、'.join(source.purpose_labels())}。")
        self._find_person(line)

    def _find_person(self, line: Line) -> None:
        row, tail = line.row, line.row.get("tail")
        found = self.people.get(name_key(row.get("name") or ""), [])
        if tail:
            found = [person for person in found if person.id_tail_hash == id_tail_hash(tail)]
        if len(found) != 1:
            why = "有几个人同名,请填身份证号后四位。" if found else "人员登记里没有这个人,请核对姓名。"
            PAID.refuse(row, "name", why)
            return
        line.person = person = found[0]
        if line.source and (obstacle := payee_obstacle(line.source, person)):
            PAID.refuse(row, "name", str(obstacle))
        if person.died_on and row.get("paid_on") and person.died_on < row.get("paid_on"):
            PAID.refuse(row, "paid_on", f"{person.name} {person.died_on} 去世,请核对支付日期。")

    def _find_source(self, line: Line, resource: TableResource) -> FundSource | None:
        line.source = self.sources.get(line.row.get("source") or "")
        if line.source is None and "source" not in line.row.faulty:
            resource.refuse(line.row, "source", "没有这个资金来源,或者不由您管理。请先设立来源,名称要一致。")
        return line.source

    def _is_this_year(self, day: date | None) -> bool:
        return day is not None and day.year == self.today.year and day <= self.today

    def _check_sums(self) -> None:
        """Refuse the payments of a source that took more than it held."""
        spent: dict[int, Decimal] = defaultdict(Decimal)
        for line in self.paid:
            if line.is_fine and line.source:
                spent[line.source.pk] += line.amount
        for line in self.paid:
            source = line.source
            if line.is_fine and source and spent[source.pk] > self.fine[source.pk].amount:
                had = format_yuan(self.fine[source.pk].amount)
                text = f"“{source.name}”已支付合计 {format_yuan(spent[source.pk])} 元,超过上年结余和已到账 {had} 元。"
                PAID.refuse(line.row, "amount", text)
