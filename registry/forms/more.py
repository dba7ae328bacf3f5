"""What the person's form asks of some: each group stays folded until it matters, and nothing in it is required."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from office.forms.fields import PartialDateField
from office.money import YuanFormField
from registry import choices as c
from registry import ranks
from registry.models.details import ILLNESS_NOTES_LENGTH

UNKNOWN = ("", "未登记")
ILLNESSES = [choice for choice in c.IllnessKind.choices if choice[0] != c.IllnessKind.NONE]


class YuanField(YuanFormField):
    unit = "元"


class AreaField(forms.DecimalField):
    unit = "平方米"


def coded(choices: type, label: str, **more: Any) -> forms.ChoiceField:
    """Return a select whose empty choice says that the fact is not known."""
    return forms.ChoiceField(label=label, choices=[UNKNOWN, *choices.choices], required=False, **more)


def text(label: str, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length, **more)


def words(label: str, length: int = 500, **more: Any) -> forms.CharField:
    return text(label, length, widget=forms.Textarea(attrs={"rows": 2}), **more)


@dataclass(frozen=True)
class Fold:
    """Fields behind one line that opens by hand, or by itself where another field says that they matter."""

    title: str
    names: str
    opens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # field → the values that open it


ILL = tuple(value for value, _ in ILLNESSES)
WORK = Fold(
    "履历和组织关系",
    "staff_identity origin last_unit last_post rank treatment education ethnicity native_place "
    "party_full_on outside_branch party_place",
)
SERVICE = Fold("服役经历", "military_from military_to military_service", {"is_veteran": (c.YesNo.YES,)})
HOUSING = Fold(
    "住房细情",
    "housing_area housing_condition co_residents",
    {"housing_tenure": (c.HousingTenure.RENTED, c.HousingTenure.LODGING)},
)
ILLNESS = Fold(
    "病情和就医",
    "other_illnesses illness_notes medication_notes outpatient_cost medical_insurance poor_care_access paid_carer",
    {
        "illness_kind": ILL,
        "long_term_medication": (c.YesNo.YES,),
        "self_care": (c.SelfCare.LIMITED_MOBILITY, c.SelfCare.DEPENDENT),
    },
)
MEANS = Fold(
    "家庭收支和劳动能力",
    "own_employment fixed_income work_capacity household_income medical_cost other_cost",
    {
        "kind": (c.PersonKind.SURVIVOR,),
        "spouse_employment": (c.SpouseEmployment.NOT_WORKING, c.SpouseEmployment.FARMING),
    },
)
HABITS = Fold("生活习惯", "birthday_calendar diet dialect contact_time hobbies")


class MoreForm(forms.Form):
    """The fields of all folds."""

    staff_identity = coded(c.StaffIdentity, "身份")
    origin = coded(c.Origin, "来自")
    last_unit = text("原工作单位或部门", 100)
    last_post = text("原职务", 100)
    rank = coded(ranks.Rank, "职级")
    treatment = coded(ranks.Treatment, "享受待遇", help_text="高于原职务的,以待遇文件为准。")
    education = coded(c.Education, "学历")
    ethnicity = text("民族", 20)
    native_place = text("籍贯", 50)
    party_full_on = PartialDateField(label="转正时间", required=False, help_text="党龄从转为正式党员之日算起。")
    outside_branch = text("外单位党支部", 100, help_text="组织关系不在本局的填写。")
    party_place = text("组织关系所在地", 100)
    military_from = PartialDateField(label="入伍时间", required=False)
    military_to = PartialDateField(label="退役时间", required=False)
    military_service = text("服役情况", 200, help_text="部队、职务、立功等。")
    housing_area = AreaField(label="住房面积", required=False, min_value=0, max_value=9999, decimal_places=2)
    housing_condition = coded(c.HousingCondition, "房屋状况")
    co_residents = text("同住的人", 100, help_text="例:与孙子合住。")
    other_illnesses = forms.MultipleChoiceField(
        label="其他疾病", choices=ILLNESSES, required=False, widget=forms.CheckboxSelectMultiple
    )
    illness_notes = words("病情说明", ILLNESS_NOTES_LENGTH)
    medication_notes = words("用药说明")
    outpatient_cost = YuanField(label="本年门诊费用", required=False)
    medical_insurance = coded(c.MedicalInsurance, "医疗保障")
    poor_care_access = coded(c.YesNo, "就医不便")
    paid_carer = coded(c.YesNo, "长期请人照料")
    own_employment = coded(c.ChildEmployment, "本人就业情况", help_text="遗属填写。")
    fixed_income = coded(c.YesNo, "有固定收入")
    work_capacity = coded(c.WorkCapacity, "劳动能力")
    household_income = YuanField(label="家庭年收入", required=False, help_text="不填的,按同住家人的月收入合计。")
    medical_cost = YuanField(label="家庭年医疗支出", required=False)
    other_cost = YuanField(label="家庭年其他支出", required=False)
    birthday_calendar = coded(c.Calendar, "生日怎么过")
    diet = text("饮食习惯", 100)
    dialect = text("方言", 50)
    contact_time = text("方便联系的时间", 50)
    hobbies = text("爱好特长", 100)

    def clean_illness_notes(self) -> str:
        return self.cleaned_data["illness_notes"].replace("\r\n", "\n")

    def clean_medication_notes(self) -> str:
        return self.cleaned_data["medication_notes"].replace("\r\n", "\n")


def is_open(fold: Fold, form: forms.BaseForm) -> bool:
    """Return whether a fold matters for what the form holds: a value or an error in it, or a field that opens it."""
    own = (form[name] for name in fold.names.split())
    if any(bound.errors or bound.value() not in (None, "", []) for bound in own):
        return True
    return any(form[name].value() in values for name, values in fold.opens.items())


def in_words(opens: Mapping[str, tuple[str, ...]]) -> str:
    """Return what opens a fold, as the page's script reads it: `field=value,value;field=value`."""
    return ";".join(f"{name}={','.join(values)}" for name, values in opens.items())
