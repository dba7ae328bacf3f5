"""The filters of the person's timeline: what kind, which year, from where on."""

from collections.abc import Sequence
from typing import Any

from django import forms

from registry.timeline import Asked


class TimelineForm(forms.Form):
    """Offers the kinds and years of which there is anything; what is asked besides is shown as if not asked."""

    kind = forms.ChoiceField(label="类别", required=False)
    year = forms.ChoiceField(label="年份", required=False)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "全部"), *kinds]
        self.fields["year"].choices = [("", "全部"), *((str(year), f"{year}年") for year in years)]

    @property
    def asked(self) -> Asked:
        self.is_valid()
        year = self.cleaned_data.get("year")
        until, skip = Asked.cursor(self.data.get("before", ""))
        return Asked(self.cleaned_data.get("kind", ""), int(year) if year else None, until, skip)
