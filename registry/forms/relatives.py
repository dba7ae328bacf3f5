"""The declaration that a staff member is a person's relative."""

from typing import Any

from django import forms

from office import clock
from office.models import Bureau, StaffMember


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, staff: StaffMember) -> str:
        return "，".join(filter(None, [staff.name, staff.section, staff.staff_no]))


class RelativeForm(forms.Form):
    staff_member = StaffChoice(StaffMember.objects.none(), label="工作人员", empty_label="请选择")
    relation = forms.CharField(label="是本人的", max_length=50, help_text="例:女儿、女婿、侄子。")

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff_member"].queryset = bureau.staff.serving(clock.today())
