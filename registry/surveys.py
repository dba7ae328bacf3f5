"""What a home survey asks, in one place: the screen, the printed sheet and the stored answers all follow this list."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django import forms

from office import clock
from office.formats import UNKNOWN
from office.models import User
from registry import facts, rights
from registry.choices import FACT_CHOICES
from registry.forms.people import PersonForm
from registry.models import HomeSurvey, Person

GROUPS = (
    (
        "居住与住房",
        ("address", "residence_area", "living_arrangement", "co_residents", "housing_tenure", "housing_condition"),
    ),
    (
        "健康与自理",
        (
            "illness_kind",
            "long_term_medication",
            "outpatient_visits",
            "self_care",
            "paid_carer",
            "poor_care_access",
            "work_capacity",
        ),
    ),
    (
        "婚姻、收入与联系",
        ("marital_status", "spouse_employment", "monthly_income", "household_income", "medical_cost", "phone"),
    ),
)
FIELDS = tuple(name for _, names in GROUPS for name in names)
BESIDE = tuple(name for name in FIELDS if name in facts.MORE_FIELDS)


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
    """Return field → the value known of the person now. Queries: one."""
    return known_of([person])[person.pk]


def known_of(people: Sequence[Person]) -> dict[int, dict[str, Any]]:
    """Return person id → field → the value known now. Queries: one, whatever the number of people."""
    newest = facts.newest(clock.today(), [person.pk for person in people], BESIDE)
    return {person.pk: {name: _known(person, name, newest.get(person.pk, {})) for name in FIELDS} for person in people}


def _known(person: Person, name: str, newest: Mapping[str, Any]) -> Any:
    if name not in BESIDE:
        return getattr(person, name)
    return facts.to_column(name, newest[name].value if name in newest else "")


def texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: facts.to_text(name, values[name]) for name in FIELDS}


def label(name: str) -> str:
    return str(PersonForm.base_fields[name].label)


def word(name: str, text: str) -> str:
    """Return an answer's text as it is read; what is not known is 未登记."""
    return facts.shown(name, text) or UNKNOWN


def asked(values: Mapping[str, Any]) -> list[tuple[str, list[Asked]]]:
    """Return the lines of a printed sheet by group, with what is known."""
    now = texts(values)
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
    hidden = rights.hidden_from(user)
    return (name for name in FIELDS if name in survey.answers and name not in hidden)
