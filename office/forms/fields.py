"""Form fields of the trade: dates of which only the month is known, phone numbers, ID numbers, names."""

from datetime import date
from typing import Any

from django import forms

from office import clock
from office.identifiers import dates, names, national_id, phones
from office.identifiers.dates import PartialDate

MOST_CHANGES = 2**31 - 1  # what the column holds


class DateInput(forms.DateInput):
    """A native date picker, filled and read as 2026-01-05."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A native picker of a day and a time of it."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """A native picker of a time of the day, filled and read as 08:30."""

    input_type = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class VersionField(forms.IntegerField):
    """The version of a record that was on the screen; 0, which no record has, when none or nonsense was sent.

    So whoever saves over a record they never saw is refused as whoever saw an older one is. Rule: R-586.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_value=MOST_CHANGES, **kwargs)

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0


class PartialDateField(forms.CharField):
    """A date of which the day or the month may be unknown: 1948-05-01, 1948.5 or 1948年. Cleans to a PartialDate."""

    def __init__(self, *, birth: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "例:1948-05-01 或 1948.05"}))
        super().__init__(**kwargs)
        self.birth = birth

    def prepare_value(self, value: Any) -> Any:
        return value.iso() if isinstance(value, PartialDate) else value

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        return dates.parse_partial_date(text, birth=self.birth) if text else None


class MonthField(PartialDateField):
    """A month, such as that of a birth; a day is accepted and forgotten. Cleans to the first of the month."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "例:1970-05"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        return dates.month_of(parsed) if (parsed := super().clean(value)) else None


class PhonesField(forms.CharField):
    """One or several phone numbers, parted by 、; cleans to the tidy text."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return "、".join(phone.number for phone in phones.parse_phones(text)) if text else ""


class IdNumberField(forms.CharField):
    """An ID number; cleans to its eighteen characters."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return national_id.parse(text, as_of=clock.today()).number if text else ""


class NameField(forms.CharField):
    """A person's name: the separator put right, padding taken away."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return names.clean_name(text) if text else ""


def not_in_future(value: date, label: str) -> None:
    if value > clock.today():
        raise forms.ValidationError(f"{label}不能在今天({clock.today()})之后。")
