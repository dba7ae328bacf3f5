"""The question a situation report answers: as of which day, of which bureau."""

from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput
from office.models import Bureau, User


class SituationForm(forms.Form):
    as_of = forms.DateField(label="截止日期", widget=DateInput(), initial=clock.today)
    bureau = forms.ModelChoiceField(None, label="单位", required=False, to_field_name="code", empty_label="本局及下级局")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = Bureau.objects.visible_to(user)
        if self.fields["bureau"].queryset.count() < 2:  # with one bureau nothing of the tree shows
            self.fields["bureau"].widget = forms.HiddenInput()


class FigureForm(SituationForm):
    """One figure of the report, or those for whom its fact is not known."""

    figure = forms.CharField(max_length=80)
    unknown = forms.BooleanField(required=False)
