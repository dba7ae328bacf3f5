"""The question a situation report answers: as of which day, of which bureau."""

from datetime import date
from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput
from office.models import Bureau, User
from registry.errors import ComparedWithLater, DateInFuture, ReportTooEarly
from registry.figures import FIRST_DAY


class SituationForm(forms.Form):
    as_of = forms.DateField(label="截止日期", widget=DateInput(), initial=clock.today)
    compared_with = forms.DateField(
        label="对比日期", widget=DateInput(), required=False, help_text="不选就和上年同日比。"
    )
    bureau = forms.ModelChoiceField(
        None, label="单位", required=False, to_field_name="code", empty_label="本局及下级局"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = Bureau.objects.visible_to(user)
        self.own = user.bureau
        if self.fields["bureau"].queryset.count() < 2:  # with one bureau nothing of the tree shows
            del self.fields["bureau"]

    def clean_as_of(self) -> date:
        if self.cleaned_data["as_of"] > clock.today():
            raise DateInFuture("截止日期")
        if self.cleaned_data["as_of"] < FIRST_DAY:
            raise ReportTooEarly
        return self.cleaned_data["as_of"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("as_of") and values.get("compared_with") and values["compared_with"] >= values["as_of"]:
            self.add_error("compared_with", ComparedWithLater())
        return values

    @property
    def scope(self) -> Bureau | None:
        """Return the bureau asked for, else the user's own."""
        chosen = self.cleaned_data.get("bureau") if self.is_bound else None
        return chosen or self.own


class ReportFileForm(SituationForm):
    """A report as a file; its data may hold only the stable keys or everything."""

    details = forms.BooleanField(required=False)


class FigureForm(SituationForm):
    """One figure of the report, or those for whom its fact is not known."""

    figure = forms.CharField(max_length=80)
    unknown = forms.BooleanField(required=False)
    branch = forms.SlugField(max_length=12, required=False)


class ForecastStaffForm(SituationForm):
    """Who retires in a year of the forecast, or of whom it cannot be told."""

    as_of = forms.DateField(required=False)
    year = forms.IntegerField(min_value=1900, max_value=9998, required=False)

    def clean_as_of(self) -> date:
        return super().clean_as_of() if self.cleaned_data["as_of"] else clock.today()
