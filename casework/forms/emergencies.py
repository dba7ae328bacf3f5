"""Forms of calls, emergencies and help in manpower."""

from typing import Any

from django import forms

from casework.choices.emergencies import EmergencyKind, Help, ShiftTask
from casework.forms.fields import NamesField, StaffField
from casework.workflows.emergencies import Call
from office import clock
from office.forms.fields import DateInput, MomentInput, TimeInput
from office.models import StaffMember, User
from registry.models import Person


class CallForm(forms.Form):
    """One short form for the telephone: who called, where the person is, and whether it is urgent."""

    person = NamesField(label="谁住院或出了事", help_text="姓名;同名时写出生年份,如 王秀英(1942)。")
    told_by = forms.CharField(label="来电人", max_length=60, help_text="如 长子 王军。")
    told_at = forms.DateTimeField(label="来电时间", widget=MomentInput())
    hospital = forms.CharField(label="医院", max_length=100, required=False, help_text="没有住院的不填。")
    ward = forms.CharField(label="病区", max_length=40, required=False)
    bed = forms.CharField(label="床号", max_length=20, required=False)
    family_contact = forms.CharField(label="陪护家属", max_length=60, required=False)
    family_phone = forms.CharField(label="陪护家属电话", max_length=60, required=False)
    kind = forms.ChoiceField(
        label="紧急情况", choices=[("", "不紧急,一般住院"), *EmergencyKind.choices], required=False
    )
    note = forms.CharField(label="情况", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    lead = StaffField(label="由谁负责处置", required=False, help_text="紧急情况填写,不填就是其联系人。")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.editable_by(user)
        self.fields["lead"].queryset = StaffMember.objects.filter(bureau=user.bureau_id)
        self.fields["lead"].widget.attrs |= {"list": "helpers", "autocomplete": "off"}
        self.fields["hospital"].widget.attrs["list"] = "hospitals"
        self.fields["told_at"].initial = clock.now

    def start_with(self, public_id: str) -> None:
        """Fill in the person named in the address. Queries: two."""
        self.initial["person"] = self.fields["person"].words_for([public_id])

    def clean_person(self) -> Person:
        return self.cleaned_data["person"][0]

    def clean_lead(self) -> StaffMember | None:
        return next(iter(self.cleaned_data["lead"]), None)

    def call(self) -> Call:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("person", "kind")}
        kind = self.cleaned_data["kind"]
        return Call(**values, kind=EmergencyKind(kind) if kind else None)


class AnswerForm(forms.Form):
    answer = forms.CharField(label="到场后的情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    answered_at = forms.DateTimeField(label="到场时间", widget=MomentInput(), initial=clock.now)


class CloseForm(forms.Form):
    helps = forms.MultipleChoiceField(label="给了哪些帮助", choices=Help, widget=forms.CheckboxSelectMultiple)
    closing = forms.CharField(label="怎样处置的", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ShiftForm(forms.Form):
    on = forms.DateField(label="日期", widget=DateInput(), initial=clock.today)
    starts_at = forms.TimeField(label="开始", widget=TimeInput(), initial="08:00")
    ends_at = forms.TimeField(label="结束", widget=TimeInput(), initial="12:00")
    task = forms.ChoiceField(label="做什么", choices=ShiftTask)
    helper = StaffField(label="本局人员", required=False, help_text="姓名或工号。")
    other = forms.CharField(label="其他人", max_length=60, required=False, help_text="护工、志愿者、亲属,写明是谁。")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"].queryset = StaffMember.objects.filter(bureau=user.bureau_id)
        self.fields["helper"].widget.attrs |= {"list": "helpers", "autocomplete": "off"}

    def clean_helper(self) -> StaffMember | None:
        return next(iter(self.cleaned_data["helper"]), None)


class SettleForm(forms.Form):
    kept = forms.TypedChoiceField(choices=[("1", "已到"), ("0", "未到")], coerce=lambda value: value == "1")
    remark = forms.CharField(max_length=200, required=False)


class StayFilter(forms.Form):
    SHOWN = [("in", "正在住院"), ("visit", "待看望"), ("call", "出院后待联系")]
    show = forms.ChoiceField(label="显示", required=False, choices=SHOWN)


class EmergencyFilter(forms.Form):
    SHOWN = [("open", "没有办结"), ("late", "已超时限"), ("all", "全部")]
    show = forms.ChoiceField(label="显示", required=False, choices=SHOWN)
