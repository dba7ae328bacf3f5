"""The form of a policy text."""

from django import forms

from office.forms.fields import DateInput, VersionField
from office.models import PolicyText
from office.scans import ScanField


class PolicyTextForm(forms.ModelForm):
    scan_file = ScanField(required=False)
    version = VersionField()

    class Meta:
        model = PolicyText
        fields = ["number", "title", "issued_by", "issued_on", "holds_from"]
        widgets = {"issued_on": DateInput(), "holds_from": DateInput()}
        help_texts = {"number": "例:新税发〔2026〕5号", "title": "不用写书名号。"}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version if self.instance.pk else None
        if self.instance.scan_type:
            self.fields["scan_file"].help_text += "已经有一份扫描件;再传一份就换掉它。"
