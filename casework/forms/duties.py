"""Forms of the yearly lists."""

from typing import Any

from django import forms

from casework.choices.contacts import MAX_HELPERS, ContactPurpose
from casework.choices.duties import MAX_NAMES, DutyKind, Tick
from casework.forms.contacts import new_request_key
from casework.forms.fields import NamesField, StaffField
from casework.models import Duty
from casework.querysets.duties import NOBODY
from casework.workflows.duties import Who
from office import clock
from office.forms.fields import DateInput
from office.models import Bureau, StaffMember, User
from office.occasions import Occasion
from registry.choices import PersonKind
from registry.models import Person

SHOWN_CHOICES = [
    ("all", "全部"),
    ("missing", "未完成"),
    ("away", "未完成且在外地"),
    ("done", "已完成"),
    ("absent", "未到"),
    ("excused", "因故不参加"),
    ("left", "不再列入"),
]


class DutyForm(forms.Form):
    kind = forms.ChoiceField(label="事项", choices=DutyKind)
    occasion = forms.ChoiceField(
        label="节日或时节", required=False, choices=[("", "不是走访慰问的不用选"), *Occasion.choices]
    )
    title = forms.CharField(label="名称", max_length=60, help_text="例:上半年情况通报会、春节走访慰问。")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    starts_on = forms.DateField(label="开始日期", widget=DateInput(), help_text="走访慰问从这一天起登记走访。")
    due_on = forms.DateField(label="完成期限", widget=DateInput(), help_text="通报会和活动填举办那一天。")
    kinds = forms.MultipleChoiceField(
        label="人员类别",
        required=False,
        choices=PersonKind,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选就是全体。",
    )
    branch = forms.ChoiceField(label="党支部", required=False)
    age = forms.IntegerField(label="年满多少岁", required=False, min_value=1, max_value=120)
    party_years = forms.IntegerField(
        label="党龄满多少年", required=False, min_value=1, max_value=100, help_text="发“光荣在党50年”纪念章的填 50。"
    )
    away = forms.BooleanField(label="只列现在住外地的人", required=False)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["year"].choices = [(year, f"{year} 年") for year in (today.year, today.year + 1)]
        self.fields["starts_on"].initial = today
        branches = bureau.branches.filter(ended_on=None).values_list("public_id", "name")
        self.fields["branch"].choices = [("", "全部党支部"), *branches]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("due_on") and values.get("starts_on") and values["due_on"] < values["starts_on"]:
            self.add_error("due_on", "完成期限不能在开始日期以前。")
        return values

    def opening(self) -> dict[str, Any]:
        """Return what the workflow takes."""
        asked = {name: self.cleaned_data[name] for name in ("kinds", "branch", "age", "party_years", "away")}
        told = {name: value for name, value in self.cleaned_data.items() if name not in asked}
        return told | {"who": Who(**asked)}


class RowFilterForm(forms.Form):
    q = forms.CharField(label="姓名", required=False, max_length=50)
    branch = forms.ChoiceField(label="党支部", required=False)
    helper = forms.ChoiceField(label="联系人", required=False)
    show = forms.ChoiceField(label="情况", required=False, choices=SHOWN_CHOICES)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = duty.bureau.branches.values_list("public_id", "name")
        named = StaffMember.objects.filter(pk__in=duty.rows.order_by().values("helper")).order_by("pinyin", "pk")
        helpers = named.values_list("public_id", "name")
        self.fields["branch"].choices = [("", "全部党支部"), *branches, (NOBODY, "没有党支部")]
        self.fields["helper"].choices = [("", "全部联系人"), *helpers, (NOBODY, "没有联系人")]


class PickedForm(forms.Form):
    """Picked rows: each tick carries the row and the version that was on the screen."""

    def picked(self) -> list[tuple[str, int]]:
        pairs = (value.partition(":") for value in self.data.getlist("pick"))
        return [(key, int(version)) for key, _, version in pairs if version.isascii() and version.isdigit()]


class TickForm(PickedForm):
    status = forms.ChoiceField(
        label="所选各人", choices=[*Tick.choices[1:], (Tick.WAITING.value, "撤销勾选,改回未完成")]
    )
    on = forms.DateField(label="日期", widget=DateInput())
    note = forms.CharField(label="备注", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        self.fields["note"].help_text = "因故不参加的写明原因。"


class AssignForm(PickedForm):
    helper = forms.ModelChoiceField(
        StaffMember.objects.none(), label="改由谁联系", empty_label="请选择", to_field_name="public_id"
    )

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"].queryset = StaffMember.objects.filter(bureau=bureau).serving(clock.today())


class VisitsForm(PickedForm):
    """One day of a round: the same staff saw everybody picked. Its fields are told apart by a prefix."""

    prefix = "visit"
    held_on = forms.DateField(label="走访日期", widget=DateInput())
    helpers = StaffField(label="谁去的", most=MAX_HELPERS, help_text="姓名或工号,几个人用顿号隔开。")
    purposes = forms.MultipleChoiceField(
        label="内容",
        choices=ContactPurpose,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[ContactPurpose.VISIT],
    )
    note = forms.CharField(label="情况", required=False, max_length=500, help_text="写在每个人的走访记录里。")
    sheet_reference = forms.CharField(
        label="签收名单", required=False, max_length=60, help_text="自己没有去的,写明签收名单的编号或存放处。"
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["held_on"].initial = today
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        self.fields["helpers"].queryset = StaffMember.objects.filter(bureau=bureau)
        self.fields["request_key"].initial = new_request_key


class AddForm(forms.Form):
    people = NamesField(
        label="姓名",
        most=MAX_NAMES,
        required=False,
        help_text="几个人用顿号隔开。不填就按开展时的范围,把后来符合的人补上。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = Person.objects.editable_by(user).living(clock.today())


class CloseForm(forms.Form):
    note = forms.CharField(
        label="没完成的怎样处理",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="全部完成的可以不写。",
    )
