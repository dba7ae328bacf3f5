"""The home survey: the visit itself, and printing its sheets. The facts it asks for are in `registry.surveys`."""

from datetime import date
from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput, VersionField, not_in_future
from office.models import Bureau, StaffMember
from registry.choices import MetWith

LONG = 1000


class VisitForm(forms.Form):
    """When, by whom, whom they met, what they saw. `version` is the person's that the clerk was shown."""

    surveyed_on = forms.DateField(label="调查日期", widget=DateInput(), help_text="有变化的情况从这一天起算。")
    surveyor = forms.ModelChoiceField(StaffMember.objects.none(), label="调查人", empty_label="请选择")
    companions = forms.CharField(
        label="同行人", required=False, max_length=100, help_text="例:支部书记李国栋、社区干部张敏。"
    )
    met_with = forms.ChoiceField(label="见到的人", choices=MetWith.choices, initial=MetWith.SELF)
    findings = forms.CharField(
        label="看到的情况", required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 4})
    )
    wishes = forms.CharField(
        label="困难和诉求", required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )
    signed_on_paper = forms.BooleanField(label="本人或家属已在纸质表上签字", required=False)
    version = VersionField()

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = StaffMember.objects.filter(bureau=bureau).serving(clock.today())
        self.fields["surveyor"].queryset = staff.order_by("pinyin", "pk")
        self.fields["surveyed_on"].initial = clock.today()

    def clean_surveyed_on(self) -> date:
        not_in_future(self.cleaned_data["surveyed_on"], "调查日期")
        return self.cleaned_data["surveyed_on"]


class SurveyFilterForm(forms.Form):
    """Which surveys the list shows; the year also says whose sheets are still to be printed."""

    year = forms.IntegerField(label="年度", required=False, min_value=1990, max_value=2100)
    branch = forms.ChoiceField(label="党支部", required=False)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = bureau.branches.filter(ended_on=None).values_list("public_id", "name")
        self.fields["branch"].choices = [("", "全部党支部"), *branches]


class SheetsForm(forms.Form):
    """Whose sheets to print."""

    branch = forms.ModelChoiceField(None, label="党支部", to_field_name="public_id", required=False)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = bureau.branches.filter(ended_on=None)
        self.fields["branch"].empty_label = "全部党支部"
