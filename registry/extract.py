"""The copy of everything held about one person, for who asks for it about themselves (PIPL 45): PDF, or a package.

The package holds a workbook and a JSON file with every table, and the scanned papers. It shows whole numbers: it is
given to the person. Making it is a right of its own and leaves an audit event.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from office import clock, formats, permissions
from office.audit import record_event
from office.documents import render_pdf
from office.models import Branch, User
from office.roles import Permission
from office.scans import KINDS, SUFFIX
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from registry import facts
from registry.holdings import Table, held_back, rows_of
from registry.models import FamilyFact, Person, PersonFact
from registry.permissions import check_own_people

TITLE = "个人信息查阅复制件"
PRINTED_ROWS = 200  # of one table on paper; the package holds all
# Columns that only the program reads: numbers of rows, search keys, what a date's precision column says beside it.
TECHNICAL = {"id", "public_id", "version", "history_id", "name_key", "pinyin", "initials", "spellings"}
TECHNICAL |= {"id_hash", "id_tail_hash"}
LABELS = {
    "history_date": "修改时间",
    "history_user": "修改人",
    "history_type": "修改方式",
    "history_change_reason": "修改原因",
    "merged_into": "并入",
    "url": "链接",
}
HISTORY_TYPES = {"+": "新建", "~": "修改", "-": "删除"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SHEET_NAME = 31  # characters a workbook allows


@dataclass(frozen=True)
class Part:
    """One table in words: its heads and its rows."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    is_history: bool

    @property
    def pairs(self) -> list[list[tuple[str, str]]]:
        """Return each row as head and value, what is empty left out, as far as paper goes."""
        shown = self.rows[:PRINTED_ROWS]
        return [[pair for pair in zip(self.heads, row, strict=True) if pair[1]] for row in shown]

    @property
    def cut(self) -> int:
        return max(0, len(self.rows) - PRINTED_ROWS)


def check_may_extract(by: User, person: Person) -> None:
    """Raise Refused unless this user may hand out everything held of the person. Rule: R-343."""
    permissions.check(by, Permission.EXTRACT_PERSON)
    check_own_people(by, person.bureau_id)


@transaction.atomic
def extract(*, person: Person, kind: str, asked_by: str, by: User) -> bytes:
    """Return everything held about a person as `pdf` or `zip`, and record who took it for whom.

    Raises: Refused, Unprintable. Queries: one a table, the branches, the audit event. Rule: R-342, R-343.
    """
    check_may_extract(by, person)
    held = rows_of(person)
    files: dict[str, bytes] = {}
    branches = {str(pk): name for pk, name in Branch.objects.values_list("pk", "name")}
    parts = [_part(table, rows, person, files, branches) for table, rows in held]
    data = _pdf(person, parts, asked_by) if kind == "pdf" else _package(person, parts, files, asked_by)
    summary = f"{'打印' if kind == 'pdf' else '导出'}全部信息,用途:{asked_by}"
    record_event("registry.person.extracted", on=person, by=by, summary=summary, purpose=asked_by, format=kind)
    return data


def _part(table: Table, rows: list[Any], person: Person, files: dict[str, bytes], branches: dict[str, str]) -> Part:
    columns = [column for column in table.model._meta.concrete_fields if _is_shown(column)]
    cells = [[_words(row, column, person, files, branches) for column in columns] for row in rows]
    return Part(table.title, [_label(column) for column in columns], cells, table.is_history)


def _is_shown(column: models.Field) -> bool:
    return column.name not in TECHNICAL and not column.name.endswith("_precision")


def _label(column: models.Field) -> str:
    name = str(column.verbose_name)
    if CHINESE.search(name):
        return name
    target = column.related_model._meta.verbose_name if column.related_model else column.name
    return LABELS.get(column.name, str(target))


def _words(row: Any, column: models.Field, person: Person, files: dict[str, bytes], branches: dict[str, str]) -> str:
    """Return one value in words, a fact's as its field reads; a scan becomes a file of the package and its name."""
    value = getattr(row, column.name)
    if value is None or value == "":
        return ""
    if column.name == "history_type":
        return HISTORY_TYPES[value]
    if isinstance(value, bytes | memoryview):
        return _kept(bytes(value), files)
    if value == person:
        return "本人"
    if column.name == "value" and isinstance(row, PersonFact | FamilyFact):
        return facts.shown(row.field, value, branches=branches)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return _plain(row, column, value)


def _plain(row: Any, column: models.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        short = column.name.removesuffix("_date").removesuffix("_on")
        precisions = [f"{column.name}_precision", f"{short}_precision"]
        return formats.day(value, next((getattr(row, name) for name in precisions if hasattr(row, name)), "day"))
    if isinstance(value, Decimal):
        return formats.yuan(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _kept(data: bytes, files: dict[str, bytes]) -> str:
    kind = next((kind for head, kind in KINDS.items() if data.startswith(head)), "")
    name = f"附件/{len(files) + 1:03}.{SUFFIX.get(kind, 'bin')}"
    files[name] = data
    return name


def _package(person: Person, parts: list[Part], files: dict[str, bytes], asked_by: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("全部信息.xlsx", write_workbook(list(_sheets(person, parts, asked_by))))
        package.writestr("全部信息.json", json.dumps(_as_json(person, parts, asked_by), ensure_ascii=False, indent=1))
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def _sheets(person: Person, parts: list[Part], asked_by: str) -> Iterator[SheetOut]:
    told = [[part.title, f"{len(part.rows)} 行"] for part in parts]
    told += [["未列入", reason] for reason in held_back().values()]
    subtitle = f"申请人:{asked_by};制作时间:{formats.moment(clock.now())}"
    columns = [ColumnOut("内容", 30), ColumnOut("说明", 60)]
    yield SheetOut("说明", columns, told, title=f"{person.name}的全部信息", subtitle=subtitle)
    for number, part in enumerate(parts, 1):
        name = f"{number:02} {part.title}"[:SHEET_NAME]
        yield SheetOut(name, [ColumnOut(head, 16) for head in part.heads], part.rows)


def _as_json(person: Person, parts: list[Part], asked_by: str) -> dict[str, Any]:
    return {
        "姓名": person.name,
        "申请人": asked_by,
        "制作时间": formats.moment(clock.now()),
        "内容": [
            {"名称": part.title, "记录": [dict(zip(part.heads, row, strict=True)) for row in part.rows]}
            for part in parts
        ],
        "未列入": list(held_back().values()),
    }


def _pdf(person: Person, parts: list[Part], asked_by: str) -> bytes:
    context = {
        "person": person,
        "parts": [part for part in parts if not part.is_history],
        "held_back": list(held_back().values()),
        "asked_by": asked_by,
        "made_at_words": formats.moment(clock.now()),
        "issuer": person.bureau.name,
        "issued_on": clock.today(),
    }
    return render_pdf("registry/extract_print.html", context, title=TITLE)
