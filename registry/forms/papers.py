"""The form by which a photo or a scan is added."""

from typing import Any

from django import forms

from registry import choices as c
from registry.scans import MAX_BYTES, read_scan


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label="材料类别", choices=c.PaperKind.choices)
    title = forms.CharField(label="名称", required=False, max_length=100, help_text="例:2024年出院小结。不填就用类别。")
    file = forms.FileField(label="文件", help_text="JPG、PNG 图片或 PDF,不超过 10 MB。证件照只收图片。")

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if (file := values.get("file")) and (kind := values.get("kind")):
            try:
                # One byte more than allowed tells that there is more, without reading all of it.
                values["file"] = read_scan(file.read(MAX_BYTES + 1), kind=kind)
            except forms.ValidationError as error:
                self.add_error("file", error)
        return values


class PaperWithdrawForm(forms.Form):
    reason = forms.CharField(label="撤销原因", max_length=100)
