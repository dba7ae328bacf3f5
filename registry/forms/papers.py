"""The form by which a photo or a scan is added."""

from typing import Any

from django import forms

from registry import choices as c
from registry.scans import MAX_BYTES, PHOTO_SIDE, SCAN_SIDE, Scan, read_scan


class KeptFileField(forms.FileField):
    """A picture or a PDF to be kept with a record; cleans to a Scan, None without a file. Rule: R-235."""

    def __init__(self, *, side: int = SCAN_SIDE, takes_pdf: bool = True, help_text: str = "", **kwargs: Any) -> None:
        kinds = "JPG、PNG 图片或 PDF" if takes_pdf else "JPG、PNG 图片"
        widget = forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png" + ",.pdf" * takes_pdf})
        super().__init__(widget=widget, help_text=f"{help_text}{kinds},不超过 10 MB。", **kwargs)
        self.side, self.takes_pdf = side, takes_pdf

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        upload = super().clean(data, initial)
        # One byte more than allowed tells that there is more, without reading all of it.
        return read_scan(upload.read(MAX_BYTES + 1), side=self.side, takes_pdf=self.takes_pdf) if upload else None


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label="材料类别", choices=c.PaperKind.choices)
    title = forms.CharField(label="名称", required=False, max_length=100, help_text="例:2024年出院小结。不填就用类别。")
    file = forms.FileField(label="文件", help_text="JPG、PNG 图片或 PDF,不超过 10 MB。证件照只收图片。")

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if (file := values.get("file")) and (kind := values.get("kind")):
            try:
                is_photo = kind == c.PaperKind.PHOTO
                side = PHOTO_SIDE if is_photo else SCAN_SIDE
                values["file"] = read_scan(file.read(MAX_BYTES + 1), side=side, takes_pdf=not is_photo)
            except forms.ValidationError as error:
                self.add_error("file", error)
        return values


class PaperWithdrawForm(forms.Form):
    reason = forms.CharField(label="撤销原因", max_length=100)
