"""Fields that the forms of money share."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput, not_in_future
from office.money import YuanFormField


class PositiveYuanField(YuanFormField):
    """A sum above zero, with its unit after the input."""

    unit = "元"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"min_value": Decimal("0.01")} | kwargs))
        self.error_messages["min_value"] = "金额要大于 0。"


class PastDateField(forms.DateField):
    """A day not after today."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput())
        kwargs.setdefault("initial", clock.today)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day:
            not_in_future(day, str(self.label))
        return day


class OnceForm(forms.Form):
    """A form that is acted on once: the key made when it was drawn tells a second sending from a second wish."""

    request_key = forms.RegexField(r"^[A-Za-z0-9_-]{1,48}$", widget=forms.HiddenInput)  # the system's own have a colon

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = secrets.token_urlsafe(24)


def chosen(empty: str, choices: list) -> list:
    """Return choices with an empty first line."""
    return [("", empty), *choices]
