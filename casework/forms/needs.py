"""Forms of needs and helpers' reports."""

from django import forms

from casework.choices.needs import ConfirmedHow, NeedKind, ReportKind
from casework.forms.contacts import new_request_key
from casework.forms.fields import NamesField, StaffField
from casework.models import Need
from casework.workflows.needs import deadline
from office import clock
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


class NeedActForm(forms.Form):
    """A form of an act that must know the need it is about."""

    def __init__(self, *args, need: Need, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.need = need


class DueForm(NeedActForm):
    """With a new deadline: the one that holds while it has not passed, else one counted from today."""

    due_on = forms.DateField(label="办理期限", widget=DateInput())

    def __init__(self, *args, need: Need, **kwargs) -> None:
        super().__init__(*args, need=need, **kwargs)
        if not self.is_bound:
            today = clock.today()
            late = need.due_on is None or need.due_on < today
            bureau = need.person.bureau
            self.fields["due_on"].initial = deadline(NeedKind(need.kind), today, bureau) if late else need.due_on


class AssignForm(DueForm):
    to = StaffField(label="承办人", help_text="在职人员的姓名或工号。")
    field_order = ["to", "due_on"]

    def __init__(self, *args, need: Need, **kwargs) -> None:
        super().__init__(*args, need=need, **kwargs)
        self.fields["to"].queryset = StaffMember.objects.filter(bureau=need.person.bureau_id)
        self.fields["to"].widget.attrs |= {"list": "helpers", "autocomplete": "off"}

    def clean_to(self) -> StaffMember:
        return self.cleaned_data["to"][0]


class DirectForm(DueForm):
    text = forms.CharField(label="批示意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["text", "due_on"]


class ReopenForm(DueForm):
    reason = forms.CharField(label="本人哪里不满意", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["reason", "due_on"]


class NoteForm(forms.Form):
    text = forms.CharField(label="做了什么", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    on = forms.DateField(label="日期", widget=DateInput(), initial=clock.today)


class ConfirmForm(forms.Form):
    how = forms.ChoiceField(label="怎样问的本人", choices=ConfirmedHow, widget=forms.RadioSelect)
    confirmed_on = forms.DateField(label="哪一天", widget=DateInput(), initial=clock.today)
    said = forms.CharField(label="本人的话", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class FinishForm(forms.Form):
    outcome = forms.CharField(label="办理结果", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    done_on = forms.DateField(label="办理日期", widget=DateInput(), initial=clock.today)


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label="报告什么", choices=ReportKind, widget=forms.RadioSelect)
    happened_on = forms.DateField(label="哪一天", widget=DateInput())
    hospital = forms.CharField(label="医院", max_length=80, required=False, help_text="报告住院时填写。")
    ward = forms.CharField(label="病区", max_length=40, required=False)
    bed = forms.CharField(label="床号", max_length=20, required=False)
    told_by = forms.CharField(label="来电人", max_length=60, required=False, help_text="谁告诉您的。")
    family_contact = forms.CharField(label="陪护家属", max_length=60, required=False)
    family_phone = forms.CharField(label="陪护家属电话", max_length=60, required=False)
    note = forms.CharField(label="情况说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].initial = clock.today
        self.fields["request_key"].initial = new_request_key


class ConfirmReportForm(forms.Form):
    happened_on = forms.DateField(label="核实的日期", widget=DateInput())


class NeedFilter(forms.Form):
    SHOWN = [
        ("open", "未办结"),
        ("waiting", "等着办的"),
        ("overdue", "已超期"),
        ("escalated", "已上报领导"),
        ("mine", "上报给我的"),
        ("confirm", "待本人确认"),
        ("reopened", "重新办理过的"),
        ("all", "全部"),
    ]
    q = forms.CharField(label="姓名", required=False, max_length=50)
    show = forms.ChoiceField(label="显示", required=False, choices=SHOWN)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *NeedKind.choices])
