"""Forms of the annual review."""

import re
from datetime import date
from typing import Any

from django import forms

from casework.choices.recognition import Category, EndReason
from casework.choices.reviews import FOR_OTHERS, FOR_RECIPIENTS, ReviewOutcome
from casework.models import ReviewCampaign, ReviewRow
from casework.querysets.reviews import NO_BRANCH
from casework.workflows.reviews import Proposal
from office import clock
from office.forms.fields import DateInput, VersionField, not_in_future
from office.models import Bureau, StaffMember

SHOWN_CHOICES = [
    ("all", "全部"),
    ("unsurveyed", "没有调查"),
    ("surveyed", "已调查"),
    ("waiting", "待提出意见"),
    ("returned", "退回重提"),
    ("proposed", "待审定"),
    ("undecided", "没有审定"),
    ("decided", "已审定"),
    *((str(outcome), outcome.label) for outcome in ReviewOutcome),
    ("unapplied", "待录入申请"),
    ("sampled", "抽查名单"),
    ("unchecked", "待抽查"),
    ("differs", "抽查不一致"),
    ("left", "不再复核"),
]


class OpenReviewForm(forms.Form):
    year = forms.TypedChoiceField(label="年度", coerce=int)
    everybody = forms.ChoiceField(
        label="复核哪些人",
        choices=[("", "已认定的帮扶对象"), ("on", "全体离退休人员和遗属,逐人摸底")],
        required=False,
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(label="完成期限", widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = clock.today().year
        self.fields["year"].choices = [(year, f"{year} 年"), (year - 1, f"{year - 1} 年")]
        self.fields["due_on"].initial = date(year, 12, 20)
        self.fields["due_on"].help_text = "年终统计表要在年底以前报送,宜留出时间。"

    def clean_everybody(self) -> bool:
        return bool(self.cleaned_data["everybody"])


class RowFilterForm(forms.Form):
    q = forms.CharField(label="姓名", required=False, max_length=50)
    branch = forms.ChoiceField(label="党支部", required=False)
    show = forms.ChoiceField(label="进度", required=False, choices=SHOWN_CHOICES)

    def __init__(self, *args: Any, campaign: ReviewCampaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = campaign.bureau.branches.values_list("public_id", "name")
        self.fields["branch"].choices = [("", "全部党支部"), *branches, (NO_BRANCH, "没有党支部")]


class ProposalForm(forms.Form):
    """What comes of one person's review; which outcomes there are hangs on whether they are a recipient."""

    outcome = forms.ChoiceField(label="复核意见", widget=forms.RadioSelect)
    end_reason = forms.ChoiceField(label="退出原因", required=False)
    new_category = forms.ChoiceField(label="类别", required=False)
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="情况没有变化的可以不写。",
    )
    no_survey_reason = forms.CharField(
        label="没有入户的原因", required=False, max_length=200, help_text="例:随子女住外省,已电话了解。"
    )
    version = VersionField()

    def __init__(self, *args: Any, row: ReviewRow, recipient: bool, surveyed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = FOR_RECIPIENTS if recipient else FOR_OTHERS
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in outcomes]
        self.fields["end_reason"].choices = [("", "不退出的不用选"), *EndReason.choices]
        self.fields["new_category"].choices = [("", "不调整、不纳入的不用选"), *Category.choices]
        if not recipient:
            del self.fields["end_reason"]
        if surveyed:
            del self.fields["no_survey_reason"]
        self.fields["version"].initial = row.version

    def proposal(self) -> Proposal:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Proposal(**values | {"outcome": ReviewOutcome(values["outcome"])})


class DecisionForm(forms.Form):
    note = forms.CharField(
        label="审定意见",
        required=False,
        max_length=300,
        help_text="退回的必须写明理由。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = VersionField()

    def clean(self) -> dict[str, Any]:
        decision = self.data.get("decision")
        if decision not in ("agree", "return"):
            raise forms.ValidationError("请按“同意”或“退回”中的一个。")
        return self.cleaned_data | {"agree": decision == "agree"}


class ManyForm(forms.Form):
    """Picked rows: each tick carries the row and the version that was on the screen."""

    def picked(self) -> list[tuple[str, int]]:
        pairs = (value.partition(":") for value in self.data.getlist("pick"))
        return [(key, int(version)) for key, _, version in pairs if re.fullmatch(r"[0-9]{1,9}", version)]


class FollowUpForm(forms.Form):
    reason = forms.CharField(
        label="困难情况和原因", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}), help_text="写进认定申请。"
    )


class RecheckForm(forms.Form):
    checked_on = forms.DateField(label="抽查日期", widget=DateInput())
    checker = forms.ModelChoiceField(StaffMember.objects.none(), label="抽查人", empty_label="请选择")
    agrees = forms.ChoiceField(
        label="与复核结果", choices=[("yes", "一致"), ("no", "不一致")], widget=forms.RadioSelect
    )
    findings = forms.CharField(
        label="抽查情况", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checker"].queryset = StaffMember.objects.filter(bureau=bureau).serving(clock.today())
        self.fields["checked_on"].initial = clock.today()

    def clean_checked_on(self) -> date:
        not_in_future(self.cleaned_data["checked_on"], "抽查日期")
        return self.cleaned_data["checked_on"]

    def clean_agrees(self) -> bool:
        return self.cleaned_data["agrees"] == "yes"


class CloseReviewForm(forms.Form):
    note = forms.CharField(
        label="没办完的怎样处理",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="全部办完的可以不写。",
    )
