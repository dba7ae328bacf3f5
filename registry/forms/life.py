"""Forms of death, departure and return, and of what follows a death."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput, VersionField, not_in_future
from office.models import Bureau, StaffMember
from registry.checklist import Outcome
from registry.duplicates import Side


class DeathForm(forms.Form):
    died_on = forms.DateField(label="去世日期", widget=DateInput())
    note = forms.CharField(label="由谁告知", required=False, max_length=100)

    def clean_died_on(self) -> date:
        not_in_future(self.cleaned_data["died_on"], "去世日期")
        return self.cleaned_data["died_on"]


class DeathCorrectionForm(forms.Form):
    """The right day, and why it was wrong. Rule: R-12."""

    died_on = forms.DateField(label="正确的去世日期", widget=DateInput())
    reason = forms.CharField(label="更正原因", max_length=100)


class ReasonForm(forms.Form):
    """Why something on record is taken back. Rule: R-253."""

    reason = forms.CharField(label="原因", max_length=200)


class TaskForm(forms.Form):
    """One line of the checklist."""

    outcome = forms.ChoiceField(
        label="办理情况", choices=Outcome.choices, required=False, widget=forms.RadioSelect, initial=Outcome.OPEN
    )
    done_on = forms.DateField(label="办理日期", required=False, widget=DateInput(), help_text="已办的填写。")
    assignee = forms.ModelChoiceField(None, label="承办人", required=False, empty_label="未定")
    due_on = forms.DateField(label="应办日期", widget=DateInput())
    note = forms.CharField(label="备注", required=False, max_length=200, help_text="不需要办的,请写明原因。")
    version = VersionField()

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        serving = StaffMember.objects.filter(bureau=bureau).serving(clock.today())
        self.fields["assignee"].queryset = serving.order_by("pinyin", "id")


class DepartureForm(forms.Form):
    transferred_out_on = forms.DateField(label="转出日期", widget=DateInput())
    transferred_out_to = forms.CharField(label="转往单位", max_length=100)
    papers = forms.CharField(
        label="移交材料",
        required=False,
        max_length=300,
        help_text="如 人事档案、党员组织关系介绍信(文号)、医疗保险关系。",
    )

    def clean_transferred_out_on(self) -> date:
        not_in_future(self.cleaned_data["transferred_out_on"], "转出日期")
        return self.cleaned_data["transferred_out_on"]


class ReturnForm(forms.Form):
    returned_on = forms.DateField(
        label="转回日期", widget=DateInput(), initial=clock.today, help_text="没有真正转出的,填写原来的转出日期。"
    )
    reason = forms.CharField(label="转回原因", max_length=200)


class CompareForm(forms.Form):
    """Two records of which one may stay: what is decided, why, and whose value each differing field keeps."""

    decision = forms.ChoiceField(choices=[("merge", "合并"), ("not_same", "不是同一人")])
    reason = forms.CharField(label="依据", max_length=200, help_text="如 查过档案、电话问过本人。")
    kept_version = VersionField()
    merged_version = VersionField()

    def __init__(self, *args: Any, sides: Sequence[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing = [side for side in sides if side.differs]
        for side in self.differing:
            choices = [("kept", side.kept or "未登记"), ("merged", side.merged or "未登记")]
            self.fields[f"take-{side.name}"] = forms.ChoiceField(
                label=side.label,
                choices=choices,
                initial=side.take,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )

    def taken(self) -> list[str]:
        """Return the names of which the record that goes away has the better value."""
        return [side.name for side in self.differing if self.cleaned_data[f"take-{side.name}"] == "merged"]
