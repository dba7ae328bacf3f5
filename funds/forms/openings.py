"""The form that takes an opening workbook, and the sealed copy of it that the preview carries on."""

import base64
from typing import Any

from django import forms
from django.core import signing

from funds.openings import Read, read_openings
from office.spreadsheets import FileRefused

MAX_BYTES = 2 * 1024 * 1024
GOOD_FOR_SECONDS = 3600
SALT = "funds.opening"


class OpeningUploadForm(forms.Form):
    file = forms.FileField(
        label="期初表",
        help_text="照空白表填好的 .xlsx,不超过 2 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    sealed = ""

    def clean_file(self) -> Read:
        upload = self.cleaned_data["file"]
        data = upload.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise FileRefused("文件超过 2 MB。请删去图片和不用的工作表后再上传。", code="too_big")
        read = read_openings(upload.name, data)
        self.sealed = signing.dumps([upload.name, base64.b64encode(data).decode()], salt=SALT)
        return read


class OpeningAskForm(forms.Form):
    """What the preview posts: the sealed file, the fingerprint of what was shown, all rows or the valid ones."""

    sealed = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    rows = forms.ChoiceField(choices=[("all", "全部"), ("valid", "没有问题的行")], widget=forms.HiddenInput)

    def clean_sealed(self) -> tuple[str, bytes]:
        try:
            name, encoded = signing.loads(self.cleaned_data["sealed"], salt=SALT, max_age=GOOD_FOR_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError("预览已经过期,请重新上传文件。") from None
        return name, base64.b64decode(encoded)

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        name, content = data["sealed"]
        return {"file_name": name, "data": content, "seen": data["seen"], "only_valid": data["rows"] == "valid"}
