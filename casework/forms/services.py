"""Forms of support plans and service arrangements; a kind's own fields come from its table."""

from typing import Any

from django import forms

from casework.choices.services import SPECS, Field, ServiceKind, Sort
from casework.forms.fields import StaffField
from casework.workflows.services import Terms
from office import clock
from office.forms.fields import DateInput, VersionField
from office.models import StaffMember, User
from registry.forms.more import YuanField
from registry.forms.papers import KeptFileField

OWN = "detail-"  # before the name of a kind's own field


class ServiceForm(forms.Form):
    """One form for every kind: who provides it, from when to when, and what the kind asks for."""

    version = VersionField()
    provider = forms.CharField(max_length=100)
    starts_on = forms.DateField(label="起始日期", widget=DateInput(), initial=clock.today)
    ends_on = forms.DateField(label="到期日期", widget=DateInput(), required=False, help_text="到期前会提醒。")

    def __init__(self, *args: Any, kind: ServiceKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].label = SPECS[kind].provider
        for field in SPECS[kind].fields:
            self.fields[OWN + field.name] = _form_field(field)
        self.fields["note"] = forms.CharField(
            label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
        )

    def terms(self) -> Terms:
        values = self.cleaned_data
        details = {name.removeprefix(OWN): value for name, value in values.items() if name.startswith(OWN)}
        return Terms(values["provider"], values["starts_on"], values["ends_on"], details, values["note"])


def _form_field(field: Field) -> forms.Field:
    choices = [(one, one) for one in field.choices]
    common: dict[str, Any] = {"label": field.label, "required": field.required}
    if field.sort == Sort.ONE:
        return forms.ChoiceField(choices=[("", "请选择"), *choices], **common)
    if field.sort == Sort.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if field.sort == Sort.YUAN:
        return YuanField(**common)
    if field.sort == Sort.DATE:
        return forms.DateField(widget=DateInput(), **common)
    return forms.CharField(max_length=200, **common)


class PlanForm(forms.Form):
    goals = forms.CharField(
        label="目标和措施",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一条一行:要解决什么,谁来办,到什么程度。",
    )
    in_charge = StaffField(label="负责人", help_text="在职人员的姓名或工号。")
    review_on = forms.DateField(label="下次回看日期", widget=DateInput())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_charge"].queryset = StaffMember.objects.filter(bureau=user.bureau_id)

    def clean_in_charge(self) -> StaffMember:
        return self.cleaned_data["in_charge"][0]


class PlanReviewForm(forms.Form):
    review = forms.CharField(label="进展如何", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    review_on = forms.DateField(label="下次回看日期", widget=DateInput())


class PlanSignForm(forms.Form):
    signed_on = forms.DateField(label="本人签字日期", widget=DateInput(), initial=clock.today)
    scan = KeptFileField(label="签字的方案")


class ServiceFilter(forms.Form):
    SHOWN = [("running", "进行中"), ("expiring", "快到期和已到期"), ("ended", "已结束"), ("all", "全部")]
    show = forms.ChoiceField(label="显示", required=False, choices=SHOWN)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *ServiceKind.choices])
