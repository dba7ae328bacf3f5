"""Forms of what may be done with a batch: say what its columns are, undo it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from registry.imports.resources import RESOURCES
from registry.models import ImportBatch

LEFT_OUT = "-"
OPEN = [("", "没有对应,不导入"), (LEFT_OUT, "不导入,以后不再提示")]


class ColumnsForm(forms.Form):
    """For each column of each sheet: which item of the roster it is."""

    remember = forms.BooleanField(label="本局以后的文件遇到同样的表头,也这样对应", required=False, initial=True)

    def __init__(self, batch: ImportBatch, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.batch = batch
        for kind, layout in batch.layout.items():
            items = [(key, column.column_name) for key, column in RESOURCES[kind].columns.items()]
            for column in layout["columns"]:
                left_out = batch.chosen.get(kind, {}).get(column["mark"]) == ""
                self.fields[field_name(kind, column)] = forms.ChoiceField(
                    label=column["label"],
                    choices=[*OPEN, *items],
                    required=False,
                    widget=forms.Select(attrs={"class": "form-select"}),
                    initial=LEFT_OUT if left_out else column["key"],
                )

    def chosen(self) -> dict[str, dict[str, str]]:
        """Return what differs from how the file was read: kind → mark of the header → column key."""
        chosen: dict[str, dict[str, str]] = {}
        for kind, layout in self.batch.layout.items():
            for column in layout["columns"]:
                name = field_name(kind, column)
                if name in self.changed_data:
                    key = self.cleaned_data[name]
                    chosen.setdefault(kind, {})[column["mark"]] = "" if key == LEFT_OUT else key
        return chosen


class UndoForm(forms.Form):
    reason = forms.CharField(
        label="撤销原因",
        max_length=100,
        help_text="例如:填报日期写错了,改好后重新导入。会写进每个人的记录。",
        error_messages={"required": "请写明撤销原因。"},
    )


def field_name(kind: str, column: Mapping[str, Any]) -> str:
    return f"{kind}-{column['number']}"
