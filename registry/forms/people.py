"""The person's form (the roster's columns, and folded behind them the rest), and the form of a stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from office import clock
from office.forms.fields import (
    DateInput,
    IdNumberField,
    NameField,
    PartialDateField,
    PhonesField,
    VersionField,
    not_in_future,
)
from office.identifiers import national_id
from office.identifiers.dates import PartialDate, Precision
from office.models import Bureau
from registry import choices as c
from registry.forms import more
from registry.forms.more import Fold, MoreForm, YuanField, coded, words
from registry.known import PRECISION


@dataclass(frozen=True)
class Group:
    """Fields under a head of the form, and what is folded behind them."""

    title: str
    names: str
    folds: Sequence[Fold] = ()


# The roster's columns under its own heads, in its order.
GROUPS = [
    Group("基本信息", "name sex id_number birth_date kind"),
    Group(
        "工作与党组织", "worked_from retired_on was_leader is_veteran party_joined_on branch", [more.WORK, more.SERVICE]
    ),
    Group(
        "联系与居住",
        "phone address residence_area marital_status living_arrangement housing_tenure",
        [more.HOUSING, more.HABITS],
    ),
    Group("健康", "illness_kind long_term_medication outpatient_visits self_care", [more.ILLNESS]),
    Group("家庭与收入", "spouse_employment monthly_income remarks", [more.MEANS]),
]


class RosterForm(forms.Form):
    """The roster's columns."""

    name = NameField(label="姓名")
    kind = forms.ChoiceField(label="人员类别", choices=c.PersonKind.choices, initial=c.PersonKind.RETIREE)
    sex = coded(c.Sex, "性别")
    id_number = IdNumberField(
        label="身份证号", required=False, max_length=40, widget=forms.TextInput(attrs={"data-identity": ""})
    )
    birth_date = PartialDateField(
        label="出生日期",
        required=False,
        birth=True,
        help_text="以档案为准;只知道年月可以只填年月。留空的按身份证号登记。",
    )
    worked_from = PartialDateField(label="参加工作时间", required=False)
    retired_on = PartialDateField(label="离退休时间", required=False)
    was_leader = coded(c.YesNo, "原任领导职务")
    is_veteran = coded(c.YesNo, "退役军人")
    party_joined_on = PartialDateField(label="入党时间", required=False, help_text="不是党员请留空。")
    branch = forms.ModelChoiceField(None, label="所在党支部", required=False, empty_label="未登记")
    phone = PhonesField(label="联系电话", required=False, max_length=100, help_text="几个号码用顿号分开。")
    address = forms.CharField(label="家庭住址", required=False, max_length=200)
    residence_area = coded(c.ResidenceArea, "居住地")
    marital_status = coded(c.MaritalStatus, "婚姻状况")
    living_arrangement = coded(c.LivingArrangement, "居住情况")
    housing_tenure = coded(c.HousingTenure, "住房情况")
    illness_kind = coded(c.IllnessKind, "主要疾病")
    long_term_medication = coded(c.YesNo, "长期服药")
    outpatient_visits = forms.IntegerField(label="本年门诊次数", required=False, min_value=0, max_value=999)
    self_care = coded(c.SelfCare, "自理能力")
    spouse_employment = coded(c.SpouseEmployment, "配偶就业情况")
    monthly_income = YuanField(label="月收入", required=False)
    remarks = forms.CharField(label="备注", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_remarks(self) -> str:
        return self.cleaned_data["remarks"].replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        """Take sex and birth date from a number typed here where they are left empty; what is typed stands.

        Rule: R-370.
        """
        super().clean()
        values = self.cleaned_data
        if values.get("id_number"):
            told = national_id.parse(values["id_number"])
            values["sex"] = values.get("sex") or told.sex.value
            if "birth_date" in values:  # an unreadable one is asked for again
                values["birth_date"] = values["birth_date"] or PartialDate(told.birth_date, Precision.DAY)
        return values


class PersonForm(MoreForm, RosterForm):
    """Everything one page asks of a person, the roster's columns first."""

    def __init__(
        self,
        *args: Any,
        bureau: Bureau,
        branch_id: int | None = None,
        masked_id: str = "",
        id_birth_date: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # A branch that has ended stays on the form of those who are in it, or saving would take it away unseen.
        self.fields["branch"].queryset = bureau.branches.filter(Q(ended_on=None) | Q(pk=branch_id))
        if masked_id:
            self.fields["id_number"].help_text = f"现登记:{masked_id}。不改请留空。"
        if id_birth_date:
            self.fields["birth_date"].help_text = f"以档案为准;身份证上是 {id_birth_date}。"


class ChangeForm(forms.Form):
    """Which of the two an edit is: things changed from a day on, or were wrong from the start."""

    mode = forms.ChoiceField(
        label="这次修改是",
        choices=[
            (c.FactSource.CHANGE, "情况变了,从下面的日期起"),
            (c.FactSource.CORRECTION, "原来登记错了,按原来的日期更正"),
        ],
        initial=c.FactSource.CHANGE,
        widget=forms.RadioSelect,
    )
    holds_from = forms.DateField(label="变化日期", widget=DateInput(), initial=clock.today)

    def clean_holds_from(self) -> date:
        not_in_future(self.cleaned_data["holds_from"], "变化日期")
        return self.cleaned_data["holds_from"]


class StartForm(forms.Form):
    """From which day the facts of somebody newly registered hold."""

    holds_from = forms.DateField(
        label="以上情况的起始日期",
        widget=DateInput(),
        initial=clock.today,
        help_text="居住、住房、健康、收入这些情况从这一天起算,统计按日期取用。",
    )

    def clean_holds_from(self) -> date:
        not_in_future(self.cleaned_data["holds_from"], "起始日期")
        return self.cleaned_data["holds_from"]


class StayForm(forms.Form):
    admitted_on = forms.DateField(label="入院日期", widget=DateInput())
    hospital = forms.CharField(label="医院", max_length=100, widget=forms.TextInput(attrs={"list": "hospitals"}))
    ward = forms.CharField(label="病区", required=False, max_length=50)
    bed = forms.CharField(label="床号", required=False, max_length=20)
    told_by = forms.CharField(label="来电人", required=False, max_length=60, help_text="谁告诉的,如 长子 王军。")
    family_contact = forms.CharField(label="陪护家属", required=False, max_length=60)
    family_phone = forms.CharField(label="陪护家属电话", required=False, max_length=60)
    discharged_on = forms.DateField(label="出院日期", required=False, widget=DateInput())
    cost = YuanField(label="医疗费用", required=False)
    self_paid = YuanField(label="自付金额", required=False)
    notes = words("病情说明")
    version = VersionField()

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        cost, own = values.get("cost"), values.get("self_paid")
        if cost is not None and own is not None and own > cost:
            self.add_error("self_paid", f"自付金额({own})不能多于医疗费用({cost})。")
        return values

    def clean_notes(self) -> str:
        return self.cleaned_data["notes"].replace("\r\n", "\n")

    def clean_discharged_on(self) -> date | None:
        if self.cleaned_data["discharged_on"]:
            not_in_future(self.cleaned_data["discharged_on"], "出院日期")
        return self.cleaned_data["discharged_on"]


def columns(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return a form's cleaned values as columns: each PartialDate becomes a date and its precision."""
    values = dict(cleaned)
    for field, precision in PRECISION.items():
        if field not in values:
            continue
        partial: PartialDate | None = values[field]
        values[field] = partial.value if partial else None
        if partial:
            values[precision] = partial.precision
    return values
