"""The filters of the suggestions, the reason of a decline, and the day a person's suggestions are looked at."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from office import clock
from office.forms.fields import DateInput
from office.models import User
from registry.categories.choices import State
from registry.categories.rules import RuleVersion
from registry.categories.suggestions import Suggestion
from registry.errors import DateInFuture
from registry.forms.lists import ANY, PersonFilterForm
from registry.models import Person

PEOPLE_FILTERS = ("q", "kind", "branch", "bureau")


class AsOfForm(forms.Form):
    as_of = forms.DateField(label="截止日期", required=False, widget=DateInput())

    def clean_as_of(self) -> date:
        day = self.cleaned_data["as_of"] or clock.today()
        if day > clock.today():
            raise DateInFuture("截止日期")
        return day

    @property
    def day(self) -> date:
        """Return the day asked for; today where none or an impossible one is."""
        return self.cleaned_data.get("as_of") or clock.today() if self.is_valid() else clock.today()


class SuggestionFilterForm(AsOfForm, PersonFilterForm):
    """Which rule, which state, and the filters of people that are no question of illness."""

    def __init__(self, *args: Any, user: User, versions: list[RuleVersion], **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        for name in set(self.fields) - {*PEOPLE_FILTERS, "as_of"}:
            del self.fields[name]
        self.extra = []
        rules = [(version.rule.value, version.rule.label) for version in versions]
        self._add("rule", "规则", [ANY, *rules])
        self._add("show", "状态", [("", State.SUGGESTED.label), *State.choices[1:]])
        self.order_fields(["q", "rule", "show", "as_of", *PEOPLE_FILTERS[1:]])

    def narrow(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """Return the people the filters leave, dead or alive: who counts on the day, the evidence says."""
        self.is_valid()
        self.cleaned_data["state"] = "all"
        return super().narrow(people)

    def picks(self, suggestion: Suggestion) -> bool:
        """Say whether a suggestion is of the rule and in the state asked for."""
        rule = self.cleaned_data.get("rule")
        wanted = self.cleaned_data.get("show") or State.SUGGESTED
        return suggestion.state == wanted and (not rule or suggestion.verdict.version.rule == rule)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="不采纳的原因",
        max_length=200,
        help_text="例:本人表示不需要;子女就住在隔壁。这一栏加密保存。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
