"""Forms of staff members, branches, the bureau, accounts, policy numbers and the calendar."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from office import clock, policy
from office.forms.fields import DateInput, MonthField, VersionField
from office.identifiers import dates, names
from office.models import Branch, Bureau, CalendarDay, PolicyText, StaffMember, User
from office.roles import Role


class StaffForm(forms.ModelForm):
    class Meta:
        model = StaffMember
        fields = [
            "name",
            "staff_no",
            "sex",
            "born_in",
            "identity",
            "section",
            "post",
            "is_party_member",
            "branch",
            "phone",
            "serving_from",
            "serving_to",
        ]
        widgets = {"serving_from": DateInput(), "serving_to": DateInput()}

    version = VersionField()
    born_in = MonthField(label="出生年月", required=False, birth=True, help_text="只到月,用来预测退休时间。")

    def __init__(self, *args, bureau: Bureau, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = bureau.branches.filter(ended_on=None)
        self.fields["version"].initial = self.instance.version if self.instance.pk else None
        self.fields["identity"].help_text = "女同志的退休年龄按身份不同;男同志可以不填。"

    def clean_name(self) -> str:
        return names.clean_name(self.cleaned_data["name"])


class BranchForm(forms.ModelForm):
    class Meta:
        model = Branch
        fields = ["name", "secretary", "is_outside", "ended_on"]
        widgets = {"ended_on": DateInput()}

    version = VersionField()

    def __init__(self, *args, bureau: Bureau, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secretary"].queryset = bureau.staff.filter(is_party_member=True).serving(clock.today())
        self.fields["version"].initial = self.instance.version if self.instance.pk else None


class BureauForm(forms.ModelForm):
    class Meta:
        model = Bureau
        fields = ["name", "section_name", "party_body_name", "phone", "address"]

    version = VersionField()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version


class HeadcountForm(forms.Form):
    on = forms.DateField(label="日期", widget=DateInput())
    number = forms.IntegerField(label="在职人数", min_value=0, max_value=100_000)


class AccountForm(forms.Form):
    username = forms.CharField(label="用户名", max_length=150, help_text="登录时填写,只用字母、数字和 . - _。")
    name = forms.CharField(label="姓名", max_length=100)
    bureau = forms.ModelChoiceField(
        Bureau.objects.none(), label="所属局", required=False, empty_label="请选择", help_text="系统管理员可以不选。"
    )
    staff_member = forms.ModelChoiceField(
        StaffMember.objects.none(),
        label="对应的工作人员",
        required=False,
        empty_label="请选择",
        help_text="签字、结对的人必须选;选了才能判断回避。",
    )
    roles = forms.MultipleChoiceField(
        label="角色", choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, user: User | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = Bureau.objects.all()
        self.fields["staff_member"].queryset = StaffMember.objects.select_related("bureau")
        if user is not None:
            del self.fields["username"]

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if not re.fullmatch(r"[A-Za-z0-9._-]{3,150}", username):
            raise ValidationError("用户名只能用字母、数字和 . - _,至少 3 个字符。")
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(f"用户名“{username}”已经有人用了,请换一个。")
        return username

    def clean_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]


class PolicyCodeForm(forms.Form):
    """Which policy number is meant."""

    code = forms.ChoiceField(label="项目", choices=[(code, shipped.label) for code, shipped in policy.SHIPPED.items()])


class PolicyNumberForm(forms.Form):
    """A new value of one policy number; a switch is answered by 是 or 否."""

    code = forms.CharField(widget=forms.HiddenInput)
    value = forms.DecimalField(label="数值", max_digits=12, decimal_places=2, min_value=0)
    holds_from = forms.DateField(label="起用日期", widget=DateInput())
    note = forms.CharField(
        label="依据", max_length=200, required=False, help_text="文号、会议或批示,例:××局办发〔2026〕5号"
    )
    source = forms.ModelChoiceField(
        label="依据文件", queryset=PolicyText.objects.none(), required=False, empty_label="没有登记"
    )

    def __init__(self, *args, code: str, bureau: Bureau, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].initial = code
        self.fields["source"].queryset = PolicyText.objects.citable_by(bureau)
        if policy.SHIPPED[code].is_switch:
            self.fields["value"] = forms.TypedChoiceField(
                label="是或否", choices=[("1", "是"), ("0", "否")], coerce=Decimal, initial="1"
            )
        else:
            self.fields["value"].unit = policy.SHIPPED[code].unit


class RefuseForm(forms.Form):
    reason = forms.CharField(label="不同意的原因", max_length=200, required=False)


class HolidayPlanForm(forms.Form):
    source = forms.CharField(label="依据", max_length=200, help_text="国务院办公厅通知的文号")
    days = forms.CharField(
        label="放假和上班的日期",
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="一行一天:日期、放假或上班、名称。例:2027-01-01 放假 元旦",
    )

    def clean_days(self) -> list[tuple]:
        kinds = {label: value for value, label in CalendarDay.Kind.choices}
        rows, seen = [], set()
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), 1):
            parts = line.split()
            if not parts:
                continue
            if len(parts) < 2 or parts[1] not in kinds:
                raise ValidationError(
                    f"第 {number} 行“{line}”看不懂,应为“2027-01-01 放假 元旦”或“2027-02-06 上班 春节”。"
                )
            day = dates.parse_partial_date(parts[0]).value
            if day in seen:
                raise ValidationError(f"第 {number} 行的 {day} 写了两次。")
            seen.add(day)
            rows.append((day, kinds[parts[1]], " ".join(parts[2:])))
        return rows


class AuditFilterForm(forms.Form):
    actor = forms.CharField(label="操作人", required=False, max_length=100)
    action = forms.CharField(label="动作", required=False, max_length=80)
    since = forms.DateField(label="起", required=False, widget=DateInput())
    until = forms.DateField(label="止", required=False, widget=DateInput())
    stated = forms.BooleanField(label="只看写明用途的", required=False)
