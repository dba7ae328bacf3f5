"""Forms of the year's supervision."""

from typing import Any

from django import forms

from casework.choices.supervision import Fault, Finding
from office.forms.fields import DateInput, VersionField


class FindingForm(forms.Form):
    finding = forms.ChoiceField(label="检查结果", choices=Finding.choices, widget=forms.RadioSelect)
    fault = forms.ChoiceField(label="问题", required=False, choices=[("", "合格的不用选"), *Fault.choices])
    fault_note = forms.CharField(
        label="问题说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只写经办上的问题,不写病情。考核表上不印这一栏。",
    )
    mend_by = forms.DateField(label="整改期限", required=False, widget=DateInput(), help_text="有问题的必须定期限。")
    version = VersionField()

    def clean_fault(self) -> Fault | None:
        return Fault(self.cleaned_data["fault"]) if self.cleaned_data["fault"] else None

    def clean_finding(self) -> Finding:
        return Finding(self.cleaned_data["finding"])

    def values(self) -> dict[str, Any]:
        """Return what the workflow takes: of a sound record nothing but that."""
        values = dict(self.cleaned_data)
        return values if values["finding"] == Finding.FAULTY else {k: values[k] for k in ("finding", "version")}


class MendingForm(forms.Form):
    mended_on = forms.DateField(label="整改日期", widget=DateInput())
    version = VersionField()
