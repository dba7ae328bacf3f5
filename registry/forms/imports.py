"""Forms of importing and exporting the roster."""

from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput
from office.purposes import PurposeField
from office.spreadsheets.limits import MAX_FILE_BYTES

MAX_STAFF = 1_000_000
NAME_LENGTH = 200


class RosterUploadForm(forms.Form):
    """A roster workbook, and what its head may leave open."""

    file = forms.FileField(
        label="花名册文件",
        help_text="Excel 或 WPS 另存的 .xlsx,或者 .csv,不超过 10 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "class": "form-control"}),
        error_messages={"required": "请选择花名册文件。", "empty": "文件是空的。请检查后重新上传。"},
    )
    as_of = forms.DateField(
        label="填报日期",
        required=False,
        widget=DateInput(),
        help_text="花名册反映哪一天的情况;不填就用表头上写的,表头也没有就用今天。",
    )
    serving_staff = forms.IntegerField(
        label="这一天的在职人数",
        required=False,
        min_value=0,
        max_value=MAX_STAFF,
        help_text="统计离退休人员占比用;不填就不登记。",
    )

    def clean_file(self) -> tuple[str, bytes]:
        upload = self.cleaned_data["file"]
        return upload.name[-NAME_LENGTH:], upload.read(MAX_FILE_BYTES + 1)

    def clean_as_of(self) -> Any:
        as_of = self.cleaned_data["as_of"]
        if as_of and as_of > clock.today():
            raise forms.ValidationError("填报日期不能在今天之后。")
        return as_of

    def to_stage(self) -> dict[str, Any]:
        """Return what staging a batch takes."""
        values = dict(self.cleaned_data)
        file_name, data = values.pop("file")
        return {"file_name": file_name, "data": data, **values}


class FullExportForm(forms.Form):
    reason = PurposeField()
