"""The form that takes a list of staff, and the sealed copy of the file that its preview carries to the confirmation."""

import base64
from typing import Any

from django import forms
from django.core import signing

from office.imports import read_staff
from office.resources import CleanRow
from office.spreadsheets import FileRefused

MAX_BYTES = 2 * 1024 * 1024  # a list of ten thousand; the preview page carries it back
GOOD_FOR_SECONDS = 3600
SALT = "office.staff-import"


class StaffUploadForm(forms.Form):
    file = forms.FileField(
        label="工作人员名单",
        help_text="Excel 或 WPS 另存的 .xlsx,或者 .csv,不超过 2 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的。请检查后重新上传。"},
    )
    sealed = ""

    def clean_file(self) -> list[CleanRow]:
        upload = self.cleaned_data["file"]
        data = upload.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise FileRefused("文件超过 2 MB。请删去图片和不用的工作表后再上传。", code="too_big")
        rows = read_staff(upload.name, data)
        self.sealed = signing.dumps([upload.name, base64.b64encode(data).decode()], salt=SALT)
        return rows


class StaffConfirmForm(forms.Form):
    """What the preview posts: the sealed file and the fingerprint of what was shown."""

    sealed = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_sealed(self) -> Any:
        try:
            name, encoded = signing.loads(self.cleaned_data["sealed"], salt=SALT, max_age=GOOD_FOR_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError("预览已经过期,请重新上传文件。") from None
        return read_staff(name, base64.b64decode(encoded))
