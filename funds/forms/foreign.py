"""Forms of another office's workbook: uploading it, saying what goes into a cell, filling it."""

from typing import Any

from django import forms

from funds.workflows.foreign import contents
from office import clock


class FileForm(forms.Form):
    file = forms.FileField(
        label="表格文件",
        help_text="上级发来的空表,.xlsx,不超过 2 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "form-control"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的。请检查后重新上传。"},
    )


class UploadForm(FileForm):
    name = forms.CharField(label="名称", max_length=60, help_text="例:市局慰问帮扶情况统计表。")
    field_order = ["name", "file"]


class CellForm(forms.Form):
    """What goes into which cell. An empty content takes the cell back."""

    sheet = forms.CharField(max_length=31, widget=forms.HiddenInput)
    address = forms.CharField(label="单元格", max_length=10, help_text="点左边的格子,或写地址,例:B5。")
    content = forms.ChoiceField(label="填什么", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(title, list(lines.items())) for title, lines in contents().items()]
        self.fields["content"].choices = [("", "不填"), *groups]


class FillForm(forms.Form):
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = clock.today().year
        self.fields["year"].choices = [(year, f"{year} 年") for year in range(this_year, this_year - 5, -1)]
