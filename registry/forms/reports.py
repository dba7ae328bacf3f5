"""The question a situation report answers: as of which day, of which bureau."""

from datetime import date
from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput
from office.models import Bureau, User
from registry.errors import DateInFuture


class SituationForm(forms.Form):
    as_of = forms.DateField(label="截止日期", widget=DateInput(), initial=clock.today)
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
        return self.cleaned_data["as_of"]

    @property
    def scope(self) -> Bureau | None:
        """Return the bureau asked for, else the user's own."""
        chosen = self.cleaned_data.get("bureau") if self.is_bound else None
        return chosen or self.own


class FigureForm(SituationForm):
    """One figure of the report, or those for whom its fact is not known."""

    figure = forms.CharField(max_length=80)
    unknown = forms.BooleanField(required=False)
