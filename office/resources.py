"""Tables of a workbook as resources of django-import-export: each column declared once, to be read and written.

A resource cleans rows and renders records. It never saves: what a file would change is planned, shown, and then written
by a workflow.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices
from import_export import fields, resources
from import_export.widgets import Widget

from office.identifiers import masks
from office.identifiers.amounts import parse_yuan
from office.identifiers.codes import cell_text, is_unknown, look_up, parse_yes_no, plain
from office.identifiers.dates import PartialDate, Precision, parse_partial_date
from office.identifiers.names import clean_name, name_warnings, split_name_suffix
from office.identifiers.national_id import parse as parse_national_id
from office.identifiers.phones import parse_phones
from office.spreadsheets import Column, ColumnOut, Table, TableRow

NOTHING_KNOWN = {"blank", "unknown"}  # codes of a parser's refusal that mean an empty cell, not a wrong one
LONG_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9})(?![0-9])")
YUAN_PER_WAN = 10_000


def spellings(words: Mapping[Any, str]) -> dict[str, Any]:
    """Return word → value from value → the words that mean it, parted by spaces."""
    return {word: value for value, text in words.items() for word in text.split()}


@dataclass(slots=True)
class CleanRow:
    """One row as it was read: cleaned values by key (None: nothing known), and what is wrong or doubtful, by key."""

    sheet: str
    number: int
    values: dict[str, Any]
    cells: Mapping[str, Any]
    headers: Mapping[str, str]  # as they stand in the file
    faults: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)  # keys of the faults

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def fresh(self) -> "CleanRow":
        """Return the row with lists of its own, for what a comparison finds wrong."""
        return replace(self, faults=[*self.faults], warnings=[*self.warnings], faulty={*self.faulty})


def without_numbers(text: str) -> str:
    """Return a text in which whole identity numbers and mobiles are masked, wherever somebody typed them."""

    def mask(match: re.Match[str]) -> str:
        return masks.phone(match[0]) if len(match[0]) == 11 else masks.id_number(match[0])

    return LONG_NUMBER.sub(mask, text)


class CellWidget(Widget):
    """A cell that is text: trimmed, blank and 不详 are nothing.

    The context of `clean` holds the column's `header` as it stands in the file, the list of `notes` that a doubt is
    added to, and whether the workbook counts its days from 1904 (`date1904`).
    """

    guide = "文字"

    def __init__(self, max_length: int = 200) -> None:
        super().__init__()
        self.max_length = max_length

    def clean(self, value: Any, row: Any = None, **context: Any) -> Any:
        text = cell_text(value).strip()
        if is_unknown(text):
            return None
        if len(text) > self.max_length:
            raise ValidationError(f"这一格有 {len(text)} 个字,最多 {self.max_length} 个,请缩短。")
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the value as it is written to a workbook."""
        return "" if value is None else value

    def same(self, old: Any, new: Any) -> bool:
        return " ".join(str(old or "").split()) == " ".join(str(new or "").split())

    def shown(self, value: Any) -> str:
        """Return the value as a preview may show it."""
        return str(self.render(value))

    def typed(self, cell: Any) -> str:
        """Return the cell as it was typed, for a sentence about it."""
        return without_numbers(" ".join(cell_text("" if cell is None else cell).split()))


class NameWidget(CellWidget):
    def clean(self, value: Any, row: Any = None, **context: Any) -> str | None:
        name = split_name_suffix(cell_text(value)).name
        if is_unknown(name):
            return None
        cleaned = clean_name(name)
        context["notes"] += name_warnings(cleaned)
        return cleaned


class NationalIdWidget(CellWidget):
    guide = "18 位号码,整列设为文本格式"

    def clean(self, value: Any, row: Any = None, **context: Any) -> str | None:
        return None if is_unknown(value) else parse_national_id(value).number

    def shown(self, value: Any) -> str:
        return masks.id_number(value)

    def typed(self, cell: Any) -> str:
        return masks.id_number(plain(cell))


class PhonesWidget(CellWidget):
    """Telephone numbers, several to a cell, each with whose it is behind it."""

    guide = "手机 11 位,座机 0746-4712345;几个号码用“、”分开"

    def clean(self, value: Any, row: Any = None, **context: Any) -> str | None:
        phones = parse_phones(value)
        context["notes"] += [phone.warning for phone in phones if phone.warning]
        text = "、".join(f"{phone.number}({phone.note})" if phone.note else phone.number for phone in phones)
        return super().clean(text) if phones else None

    def shown(self, value: Any) -> str:
        return re.sub(r"[0-9][0-9-]*[0-9]", lambda match: masks.phone(match[0]), value or "")


class DateWidget(CellWidget):
    """What the date columns share: reading a date as people write it, of which the day or the month may be unknown."""

    def __init__(self, *, birth: bool = False) -> None:
        super().__init__()
        self.birth = birth

    def read(self, value: Any, context: dict[str, Any]) -> PartialDate | None:
        try:
            parsed = parse_partial_date(value, birth=self.birth, epoch_1904=context["date1904"])
        except ValidationError as refused:
            if refused.code in NOTHING_KNOWN:
                return None
            raise
        if parsed.assumed:
            context["notes"].append(parsed.assumed)
        return parsed

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""

    def same(self, old: Any, new: Any) -> bool:
        return old == new


class PartialDateWidget(DateWidget):
    """A date of which the day, or the month, may be unknown."""

    guide = "日期:1948-05-23,只知道月份的写 1948-05"

    def clean(self, value: Any, row: Any = None, **context: Any) -> PartialDate | None:
        return self.read(value, context)

    def render(self, value: PartialDate | None, obj: Any = None, **kwargs: Any) -> str:
        return value.iso() if value else ""


class DayWidget(DateWidget):
    """A date that must be known to the day."""

    guide = "日期,写到日:2011-03-05"

    def clean(self, value: Any, row: Any = None, **context: Any) -> date | None:
        parsed = self.read(value, context)
        if parsed is None:
            return None
        if parsed.precision != Precision.DAY:
            raise ValidationError("这里的日期要写到日,例如 2011-03-05。")
        return parsed.value


class ChoiceWidget(CellWidget):
    """A word of a small vocabulary, with the synonyms people use; any other word is refused with the list."""

    def __init__(self, choices: type[Choices], synonyms: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.labels = {str(member.value): str(member.label) for member in choices}
        self.words = {label.casefold(): value for value, label in self.labels.items()}
        self.words |= {word.casefold(): str(value) for word, value in (synonyms or {}).items()}
        self.expected = self.guide = "、".join(self.labels.values())

    def clean(self, value: Any, row: Any = None, **context: Any) -> str | None:
        if isinstance(value, str) and value in self.words:  # as nearly every cell is
            return self.words[value]
        return look_up(value, self.words, expected=self.expected)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(value, "") if value else ""


class YesNoWidget(CellWidget):
    """是 or 否 in any of their spellings, kept as `yes` and `no`."""

    guide = "是、否"

    def clean(self, value: Any, row: Any = None, **context: Any) -> str | None:
        answer = parse_yes_no(value)
        return None if answer is None else "yes" if answer else "no"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return {"yes": "是", "no": "否", True: "是", False: "否"}.get(value, "")


class YuanWidget(CellWidget):
    guide = "金额,单位元:1200.00"

    def clean(self, value: Any, row: Any = None, **context: Any) -> Any:
        if is_unknown(value):
            return None
        amount = parse_yuan(value)
        written_in_wan = "万元" in context["header"] and "万" not in plain(value)
        return amount * YUAN_PER_WAN if written_in_wan else amount

    def same(self, old: Any, new: Any) -> bool:
        return old == new

    def shown(self, value: Any) -> str:
        return "" if value is None else f"{value:,.2f}"


class CountWidget(CellWidget):
    """A count of times."""

    guide = "次数:0、1、12"

    def clean(self, value: Any, row: Any = None, **context: Any) -> int | None:
        if is_unknown(value):
            return None
        text = plain(value).removesuffix("次").strip()
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise ValidationError("这里要填次数,写成 0、1、12 这样的整数。")
        return int(text)

    def same(self, old: Any, new: Any) -> bool:
        return old == new


class ColumnField(fields.Field):
    """A column: the header we write, the other headers we read, and how its cells are understood."""

    def __init__(
        self,
        header: str,
        *names: str,
        widget: CellWidget,
        attribute: str | None = None,
        precision: str = "",
        required: bool = False,
        width: float = 12,
        kind: Any = "text",
    ) -> None:
        super().__init__(attribute=attribute, column_name=header, widget=widget)
        self.names = (header, *names)
        self.precision = precision
        self.required = required
        self.out = ColumnOut(header, width, kind)

    def get_value(self, instance: Any) -> Any:
        value = super().get_value(instance)
        return PartialDate(value, getattr(instance, self.precision)) if value and self.precision else value


class TableResource(resources.Resource):
    """A sheet of records. Subclasses declare their columns as ColumnFields."""

    sheet_name = ""

    @property
    def columns(self) -> dict[str, ColumnField]:
        return self.fields

    def save_instance(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError("resources clean and compare; workflows save")

    def looked_for(self) -> list[Column]:
        """Return the columns as `find_table` looks for them."""
        return [Column(key, column.names, column.required) for key, column in self.columns.items()]

    def clean(self, table: Table, row: TableRow, *, date1904: bool = False) -> CleanRow:
        """Return one row of a found table, every cell cleaned; what cannot be understood is among its faults."""
        clean = CleanRow(table.sheet, row.number, {}, row.cells, table.headers)
        for key, column in self.columns.items():
            cell = row.cells.get(key, "")
            clean.values[key] = None
            if cell == "":
                continue
            notes: list[str] = []
            header = table.headers.get(key, "")
            try:
                clean.values[key] = column.widget.clean(cell, header=header, notes=notes, date1904=date1904)
            except ValidationError as refused:
                for reason in refused.messages:
                    self.refuse(clean, key, reason)
            for reason in notes:
                self.warn(clean, key, reason)
        return clean

    def refuse(self, row: CleanRow, key: str, reason: str) -> None:
        row.faulty.add(key)
        row.faults.append(self._remark(row, key, reason))

    def warn(self, row: CleanRow, key: str, reason: str) -> None:
        row.warnings.append(self._remark(row, key, reason))

    def _remark(self, row: CleanRow, key: str, reason: str) -> dict[str, str]:
        """Return what is to be said about a cell: column, value as typed (numbers masked), reason."""
        column = self.columns.get(key)
        header = row.headers.get(key) or (column.column_name if column else "")
        value = column.widget.typed(row.cells.get(key, "")) if column else ""
        return {"column": header, "value": value, "reason": without_numbers(reason)}

    def difference(self, key: str, old: Any, new: Any, note: str = "") -> dict[str, str]:
        """Return one change as a preview shows it."""
        widget = self.columns[key].widget
        return {"column": self.columns[key].column_name + note, "old": widget.shown(old), "new": widget.shown(new)}

    def rows_out(self, records: Iterable[Any]) -> list[list[Any]]:
        """Return records as rows to be written, in the order of the columns."""
        return [[column.export(record) for column in self.columns.values()] for record in records]

    def columns_out(self) -> list[ColumnOut]:
        return [column.out for column in self.columns.values()]
