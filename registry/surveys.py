"""What a home survey asks, in one place: the screen, the printed sheet and the stored answers all follow this list."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django import forms

from office.formats import UNKNOWN
from office.models import User
from registry import facts
from registry.choices import FACT_CHOICES
from registry.forms.people import PersonForm
from registry.models import HomeSurvey, Person
from registry.rights import hidden_from

GROUPS = (
    ("居住与住房", ("address", "residence_area", "living_arrangement", "housing_tenure")),
    ("健康与自理", ("illness_kind", "long_term_medication", "outpatient_visits", "self_care")),
    ("婚姻、收入与联系", ("marital_status", "spouse_employment", "monthly_income", "phone")),
)
FIELDS = tuple(name for _, names in GROUPS for name in names)


@dataclass(frozen=True)
class Asked:
    """One line of the survey: what is asked, what is known, and what may be ticked (nothing: it is written in)."""

    name: str
    label: str
    known: str
    choices: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Answer:
    """One line of a survey that was made: what was found, and what stood before where it was otherwise."""

    label: str
    found: str
    before: str = ""
    changed: bool = False


class FactsForm(forms.Form):
    """The facts a survey asks for, with the fields of the person's form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[name] = deepcopy(PersonForm.base_fields[name])


def known(person: Person) -> dict[str, Any]:
    """Return field → the value known of the person now."""
    return {name: getattr(person, name) for name in FIELDS}


def texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: facts.to_text(name, values[name]) for name in FIELDS}


def label(name: str) -> str:
    return str(PersonForm.base_fields[name].label)


def word(name: str, text: str) -> str:
    """Return an answer's text as it is read; what is not known is 未登记."""
    return facts.shown(name, text) or UNKNOWN


def asked(person: Person) -> list[tuple[str, list[Asked]]]:
    """Return the lines of a printed sheet by group, with what is known of the person."""
    now = texts(known(person))
    return [(title, [_asked(name, now[name]) for name in names]) for title, names in GROUPS]


def _asked(name: str, text: str) -> Asked:
    field = PersonForm.base_fields[name]
    choices = FACT_CHOICES.get(name)
    labels = tuple(str(label) for label in choices.labels) if choices else ()
    return Asked(name, label(name), facts.shown(name, text), labels, getattr(field, "unit", ""))


def answers(survey: HomeSurvey, user: User) -> list[Answer]:
    """Return what was found, less what this user may not see."""
    return [
        Answer(
            label=label(name),
            found=word(name, survey.answers[name]),
            before=word(name, survey.before.get(name, "")),
            changed=name in survey.before,
        )
        for name in _seen(survey, user)
    ]


def _seen(survey: HomeSurvey, user: User) -> Iterator[str]:
    hidden = hidden_from(user)
    return (name for name in FIELDS if name in survey.answers and name not in hidden)
