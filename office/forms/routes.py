"""The form of a route: from when it holds, on what ground, and its steps as rows."""

from typing import Any

from django import forms

from office import clock
from office.choices import STEP_SORTS, StepSort
from office.forms.fields import DateInput
from office.models import Bureau, PolicyText
from office.money import YuanFormField
from office.routes import PlannedStep

MAX_STEPS = 8


class BandField(YuanFormField):
    """A bound of a band, in yuan; empty without one."""

    unit = "元"


class RouteForm(forms.Form):
    """What every route says of itself; the form of money adds what it is for."""

    holds_from = forms.DateField(label="起用日期", widget=DateInput(), initial=clock.today)
    document = forms.CharField(
        label="依据", max_length=200, required=False, help_text="文号、会议或批示,例:新税发〔2026〕5号"
    )
    policy_text = forms.ModelChoiceField(
        label="依据文件", queryset=PolicyText.objects.none(), required=False, empty_label="没有登记"
    )

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy_text"].queryset = PolicyText.objects.citable_by(bureau)


class RouteStepForm(forms.Form):
    """One step; a row without a choice is no step."""

    sort = forms.ChoiceField(label="环节", required=False, choices=[("", "不用这一行"), *StepSort.choices])
    title = forms.CharField(label="名称", max_length=50, required=False)

    def planned(self, order: int) -> PlannedStep:
        """Return the step as the workflow takes it."""
        kind, role, usual = STEP_SORTS[StepSort(self.cleaned_data["sort"])]
        title = self.cleaned_data["title"].strip() or usual
        above, up_to = self.cleaned_data.get("above"), self.cleaned_data.get("up_to")
        return PlannedStep(order, kind, role, title, above or None, up_to)


class BandedStepForm(RouteStepForm):
    """A step of a route of money: a signature may be for a band of sums."""

    above = BandField(label="金额超过", required=False)
    up_to = BandField(label="金额不超过", required=False)


class StepRows(forms.BaseFormSet):
    """The steps in the order of their rows."""

    def steps(self) -> list[PlannedStep]:
        """Return the chosen steps, numbered as they stand."""
        chosen = [row for row in self.forms if row.cleaned_data.get("sort")]
        return [row.planned(order) for order, row in enumerate(chosen, start=1)]


RecognitionStepRows = forms.formset_factory(RouteStepForm, formset=StepRows, extra=2, max_num=MAX_STEPS)
FundStepRows = forms.formset_factory(BandedStepForm, formset=StepRows, extra=2, max_num=MAX_STEPS)


def initial_rows(steps: list[Any]) -> list[dict[str, Any]]:
    """Return the steps of a route as the rows to begin from."""
    sorts = {(kind, role): sort for sort, (kind, role, _) in STEP_SORTS.items()}
    return [
        {"sort": sorts.get((step.kind, step.role), ""), "title": step.title, "above": step.above, "up_to": step.up_to}
        for step in steps
    ]
