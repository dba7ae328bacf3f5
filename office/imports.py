"""The list of serving staff as a workbook: its columns, what a file would change, the empty form to fill in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from office.choices import StaffIdentity
from office.identifiers.dates import month_of
from office.identifiers.names import name_key
from office.identifiers.national_id import Sex
from office.models import Bureau, StaffMember
from office.models.bureaus import Post
from office.resources import (
    CellWidget,
    ChoiceWidget,
    CleanRow,
    ColumnField,
    DateWidget,
    DayWidget,
    NameWidget,
    PartialDateWidget,
    TableResource,
    YesNoWidget,
    spellings,
)
from office.spreadsheets import FileRefused, SheetOut, find_table, read_workbook, write_workbook

POSTS = spellings(
    {
        Post.PRINCIPAL_LEADER: "局长 党委书记 党组书记 党委书记、局长 一把手",
        Post.LEADER: "副局长 党委委员 党组成员 纪检组长 总经济师 总会计师 局领导 班子 党委委员、副局长",
        Post.SECTION_PRINCIPAL: "股长 科长 主任 分局长 分局局长 所长 负责人 科室负责人",
        Post.STAFF: "副股长 副科长 副主任 科员 一级科员 二级科员 办事员 干部 职工 工人 一般干部",
    }
)
IDENTITIES = spellings(
    {
        StaffIdentity.CADRE: "公务员 参公 参公人员 参公管理人员 行政 行政编制 事业干部",
        StaffIdentity.SENIOR: "处级干部 县处级干部 处级",
        StaffIdentity.WORKER: "工勤 工勤人员 机关工人 工人身份",
    }
)
PARTY = spellings({True: "党员 中共党员 中共预备党员 预备党员 正式党员", False: "群众 团员 共青团员 民主党派 无党派"})
COLUMNS = (
    "staff_no",
    "name",
    "sex",
    "born_in",
    "identity",
    "section",
    "post",
    "is_party_member",
    "serving_from",
    "serving_to",
)


class PartyWidget(YesNoWidget):
    """Party membership: 是 and 否, or the words of a personnel list."""

    def clean(self, value: Any, row: Any = None, **context: Any) -> Any:
        word = str(value).strip()
        if word in PARTY:
            return PARTY[word]
        answer = super().clean(value)
        return answer if answer is None else answer == "yes"

    def same(self, old: Any, new: Any) -> bool:
        return bool(old) == new


class SinceWidget(DateWidget):
    """A first day; of a month it is the first."""

    guide = PartialDateWidget.guide

    def clean(self, value: Any, row: Any = None, **context: Any) -> date | None:
        parsed = self.read(value, context)
        return parsed.value if parsed else None


class MonthWidget(DateWidget):
    """A month; a day is accepted and forgotten."""

    guide = "年月:1970-05"

    def clean(self, value: Any, row: Any = None, **context: Any) -> date | None:
        parsed = self.read(value, context)
        return month_of(parsed) if parsed else None

    def render(self, value: date | None, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%Y-%m}" if value else ""


class StaffResource(TableResource):
    """工作人员: one row a member of staff."""

    sheet_name = "工作人员"

    staff_no = ColumnField("工号", "人员编号", "职工编号", "编号", widget=CellWidget(20), attribute="staff_no")
    name = ColumnField("姓名", "人员姓名", widget=NameWidget(), attribute="name", required=True)
    sex = ColumnField("性别", widget=ChoiceWidget(Sex), attribute="sex", width=8)
    born_in = ColumnField("出生年月", "出生日期", "出生时间", widget=MonthWidget(birth=True), attribute="born_in")
    identity = ColumnField(
        "身份", "人员身份", "干部身份", widget=ChoiceWidget(StaffIdentity, IDENTITIES), attribute="identity"
    )
    section = ColumnField(
        "股室", "科室", "部门", "所在部门", "单位", widget=CellWidget(50), attribute="section", width=18
    )
    post = ColumnField("职务", "职务类别", "岗位", widget=ChoiceWidget(Post, POSTS), attribute="post")
    is_party_member = ColumnField(
        "党员", "是否党员", "政治面貌", widget=PartyWidget(), attribute="is_party_member", width=8
    )
    branch = ColumnField(
        "所在党支部", "党支部", "支部", "所在支部", widget=CellWidget(100), attribute="branch__name", width=20
    )
    serving_from = ColumnField(
        "在职起", "任职时间", "到岗时间", "参加工作时间", "入职时间", widget=SinceWidget(), attribute="serving_from"
    )
    serving_to = ColumnField("在职止", "离岗时间", "离职时间", "退休时间", widget=DayWidget(), attribute="serving_to")


STAFF = StaffResource()


@dataclass
class StaffItem:
    """One row and what it would do; `record` is who it means, or a new member not yet saved."""

    row: CleanRow
    record: StaffMember | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    branch: str = ""  # to be set, by name
    changes: list[dict[str, str]] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.row.faults or self.record is None:
            return "refused"
        if self.record._state.adding:
            return "new"
        return "changed" if self.columns or self.branch else "same"


def read_staff(file_name: str, data: bytes) -> list[CleanRow]:
    """Return the cleaned rows of a staff workbook. Raises: FileRefused."""
    workbook = read_workbook(file_name, data)
    for sheet in workbook.sheets:
        table = find_table(sheet, STAFF.looked_for())
        if table is not None and not table.missing and not sheet.hidden:
            rows = [STAFF.clean(table, row, date1904=workbook.date1904) for row in table.rows]
            if rows:
                return rows
    raise FileRefused(
        "没有找到工作人员名单:表头至少要有“姓名”一列和其他一列,下面要有人。可以下载空白表,照着填好再上传。",
        code="no_staff",
    )


def empty_staff_list() -> bytes:
    """Return the staff workbook with nothing in it, and a sheet that says what each column takes."""
    guide = SheetOut(
        "填写说明",
        [column.out for column in STAFF.columns.values()],
        [[c.widget.guide for c in STAFF.columns.values()]],
    )
    return write_workbook([SheetOut(STAFF.sheet_name, STAFF.columns_out(), []), guide])


class StaffPlan:
    """What a staff workbook would change. Queries: two, whatever the number of rows."""

    def __init__(self, rows: list[CleanRow], bureau: Bureau) -> None:
        self.items = [StaffItem(row.fresh()) for row in rows]
        self.bureau = bureau
        self.branches = {branch.name: branch for branch in bureau.branches.all()}
        self.by_number: dict[str, StaffMember] = {}
        self.by_name: dict[str, list[StaffMember]] = defaultdict(list)
        for member in StaffMember.objects.filter(bureau=bureau).select_related("branch").order_by("pk"):
            self.by_name[name_key(member.name)].append(member)
            if member.staff_no:
                self.by_number[member.staff_no] = member
        for item in self.items:
            self._match(item)
        self._refuse_duplicates()
        for item in self.items:
            self._compare(item)

    @property
    def faults(self) -> list[dict[str, Any]]:
        return [
            {"sheet": item.row.sheet, "row": item.row.number} | fault
            for item in self.items
            for fault in item.row.faults
        ]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        return [
            {"sheet": item.row.sheet, "row": item.row.number} | note
            for item in self.items
            for note in item.row.warnings
        ]

    def counts(self) -> dict[str, int]:
        verdicts = [item.verdict for item in self.items]
        return {
            "created": verdicts.count("new"),
            "updated": verdicts.count("changed"),
            "unchanged": verdicts.count("same"),
        }

    def _match(self, item: StaffItem) -> None:
        """Find who the row means: by number, else by a name nobody else has."""
        name, number = item.row.get("name"), item.row.get("staff_no")
        if not name:
            if "name" not in item.row.faulty:
                STAFF.refuse(item.row, "name", "姓名是空的,请填写。")
            return
        if number and number in self.by_number:
            item.record = self.by_number[number]
            return
        namesakes = [member for member in self.by_name[name_key(name)] if not (number and member.staff_no)]
        if len(namesakes) > 1:
            STAFF.refuse(item.row, "name", f"系统里有 {len(namesakes)} 个“{name}”,请填工号来区分。")
            return
        item.record = namesakes[0] if namesakes else StaffMember(bureau=self.bureau)

    def _refuse_duplicates(self) -> None:
        same: dict[Any, list[StaffItem]] = defaultdict(list)
        for item in self.items:
            if item.record is not None:
                number = item.row.get("staff_no")
                same[item.record.pk or number or name_key(item.row.get("name"))].append(item)
        for items in same.values():
            for item in items if len(items) > 1 else []:
                others = "、".join(str(other.row.number) for other in items if other is not item)
                STAFF.refuse(item.row, "name", f"第 {item.row.number} 行和第 {others} 行是同一个人,请只留一行。")

    def _compare(self, item: StaffItem) -> None:
        member, row = item.record, item.row
        if member is None:
            return
        for key in (*COLUMNS, "branch"):
            new, column = row.get(key), STAFF.columns[key]
            old = column.get_value(member)
            if new is None or (member.pk and column.widget.same(old, new)):
                continue
            if key == "branch":
                item.branch = new
            else:
                item.columns[key] = new
            if member.pk:
                item.changes.append(STAFF.difference(key, old, new))
        self._check(item, member)

    def _check(self, item: StaffItem, member: StaffMember) -> None:
        since = item.columns.get("serving_from", member.serving_from)
        until = item.columns.get("serving_to", member.serving_to)
        if since and until and until < since:
            STAFF.refuse(item.row, "serving_to", f"在职止 {until} 早于在职起 {since},请核对。")
        if item.branch and self.branches and item.branch not in self.branches:
            STAFF.warn(
                item.row,
                "branch",
                f"系统里还没有“{item.branch}”,导入时会新建这个党支部;如果是写错了,请改正后重新上传。",
            )
