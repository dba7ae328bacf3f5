"""The home-survey sheet on paper: one page a person, what is known printed, the rest to be ticked and signed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from office import clock
from office.documents import render_pdf
from office.identifiers.dates import completed_years
from office.models import User
from registry.choices import MetWith
from registry.errors import NothingToPrint
from registry.looks import record_file
from registry.models import FamilyMember, Person
from registry.querysets import PersonQuerySet
from registry.surveys import Asked, asked, known_of
from registry.workflows.people import check_may_edit

TITLE = "离退休人员入户调查表"
MAX_SHEETS = 200
BLANK_FAMILY_ROWS = 4


@dataclass(frozen=True)
class Sheet:
    """What is printed of one person."""

    person: Person
    age: int | None
    groups: list[tuple[str, list[Asked]]]
    family: list[FamilyMember]
    blanks: range


def sheets_pdf(people: Iterable[Person], *, scope: str, by: User) -> bytes:
    """Return the sheets of these people as one PDF and record that they were made, for whom in words (`scope`).

    Raises: Refused, NothingToPrint, Unprintable.
    Rule: R-292.
    """
    rows = list(people)
    if not rows:
        raise NothingToPrint("这样选没有需要打印的人。请换一个范围。")
    if len(rows) > MAX_SHEETS:
        raise NothingToPrint(f"一次最多打印 {MAX_SHEETS} 张。请按党支部分几次打印。")
    for bureau in {row.bureau_id: row.bureau for row in rows}.values():
        check_may_edit(by, bureau)
    today = clock.today()
    known = known_of(rows)
    context = {"sheets": [_sheet(person, known[person.pk]) for person in rows], "met": MetWith.labels, "as_of": today}
    data = render_pdf("registry/survey_print.html", context, title=TITLE, styles=["survey_sheet.css"])
    held = [person.pk for person in rows]
    record_file("registry.survey.sheets-made", people=held, by=by, summary=scope, sheets=len(rows))
    return data


def _sheet(person: Person, known: Mapping[str, Any]) -> Sheet:
    family = [member for member in person.family.all() if member.ended_on is None]
    return Sheet(
        person=person,
        age=completed_years(person.birth_date, clock.today()) if person.birth_date else None,
        groups=asked(known),
        family=family,
        blanks=range(max(1, BLANK_FAMILY_ROWS - len(family))),
    )


def for_sheets(people: PersonQuerySet) -> PersonQuerySet:
    """Return a query set of people with what their sheets print, in the order of branches and names."""
    joined = people.select_related("branch", "bureau").prefetch_related("family")
    return joined.order_by("branch__name", "pinyin", "pk")
