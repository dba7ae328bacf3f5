"""Forms of needs and helpers' reports."""

from datetime import timedelta

from django import forms

from casework.choices.needs import NeedKind, ReportKind
from casework.forms.contacts import new_request_key
from casework.forms.fields import NamesField, StaffField
from office import clock, policy
from office.forms.fields import DateInput
from office.models import StaffMember, User
from registry.models import Person


class NeedForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=NeedKind)
    text = forms.CharField(label="诉求内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    raised_on = forms.DateField(label="提出日期", widget=DateInput())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["raised_on"].initial = clock.today


class DeskNeedForm(NeedForm):
    person = NamesField(label="谁的诉求", help_text="姓名;同名时写出生年份,如 王秀英(1942)。")
    field_order = ["person", "kind", "text", "raised_on"]

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.editable_by(user)

    def start_with(self, public_id: str) -> None:
        """Fill in the person named in the address. Queries: two."""
        self.initial["person"] = self.fields["person"].words_for([public_id])

    def clean_person(self) -> Person:
        return self.cleaned_data["person"][0]


class AssignForm(forms.Form):
    to = StaffField(label="承办人", help_text="在职人员的姓名或工号。")
    due_on = forms.DateField(label="办理期限", widget=DateInput())

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = StaffMember.objects.filter(bureau=user.bureau_id)
        self.fields["to"].widget.attrs |= {"list": "helpers", "autocomplete": "off"}
        if not self.is_bound:
            days = policy.whole("need_days", bureau=user.bureau)
            self.fields["due_on"].initial = clock.today() + timedelta(days=days)

    def clean_to(self) -> StaffMember:
        return self.cleaned_data["to"][0]


class FinishForm(forms.Form):
    outcome = forms.CharField(label="办理结果", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    done_on = forms.DateField(label="办理日期", widget=DateInput())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = clock.today


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label="报告什么", choices=ReportKind, widget=forms.RadioSelect)
    happened_on = forms.DateField(label="哪一天", widget=DateInput())
    hospital = forms.CharField(label="医院", max_length=80, required=False, help_text="报告住院时填写。")
    ward = forms.CharField(label="病区床位", max_length=40, required=False)
    note = forms.CharField(label="情况说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].initial = clock.today
        self.fields["request_key"].initial = new_request_key


class ConfirmReportForm(forms.Form):
    happened_on = forms.DateField(label="核实的日期", widget=DateInput())


class NeedFilter(forms.Form):
    SHOWN = [("open", "未办结"), ("waiting", "等着办的"), ("overdue", "已超期"), ("all", "全部")]
    q = forms.CharField(label="姓名", required=False, max_length=50)
    show = forms.ChoiceField(label="显示", required=False, choices=SHOWN)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *NeedKind.choices])
