"""Blank visit sheets (走访记录表) for a round: one page a person, filled in by hand and entered later at a desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.choices.contacts import ContactKind, ContactPurpose
from casework.errors.contacts import NothingToPrint
from casework.models import Pairing
from casework.querysets import people
from casework.querysets.schedule import standing
from casework.schedule.windows import window_end
from office import clock, policy
from office.documents import render_pdf
from office.identifiers.dates import completed_years
from office.models import StaffMember, User
from registry import looks
from registry.minors import is_minor

MAX_SHEETS = 200


@dataclass(frozen=True)
class Sheet:
    """What is printed of one pairing; the rest of the page is blank."""

    number: str
    pairing: Pairing
    age: int | None
    family: str
    last_contact_on: date | None


def visit_sheets_pdf(*, title: str, who: str, helpers: Sequence[StaffMember], by: User) -> bytes:
    """Return the sheets of a round, helper by helper, and note in the audit trail that they were made.

    Raises: NothingToPrint when there is nobody, or more than one print run should hold.
    """
    rows = list(_pairings(by, who, helpers)[: MAX_SHEETS + 1])
    if not rows:
        raise NothingToPrint("这样选没有需要打印的人。请换一个范围。")
    if len(rows) > MAX_SHEETS:
        raise NothingToPrint(f"一次最多打印 {MAX_SHEETS} 张。请按联系人分几次打印。")
    today = clock.today()
    context = {
        "round_title": title,
        "bureau": by.bureau,
        "sheets": [_sheet(number, row, today) for number, row in enumerate(rows, 1)],
        "kinds": ContactKind.labels,
        "purposes": ContactPurpose.labels,
    }
    data = render_pdf(
        "casework/visit_sheet_print.html", context, title=f"{title}走访记录表", styles=["visit_sheet.css"]
    )
    held = {row.person_id for row in rows}
    looks.record_file("casework.visit_sheets.made", people=held, by=by, summary=title, sheets=len(rows), who=who)
    return data


def _pairings(by: User, who: str, helpers: Sequence[StaffMember]):
    today = clock.today()
    own = people.cared_for(by).filter(bureau=by.bureau_id)  # the sheets are personal forms: R-353
    rows = Pairing.objects.contacts().active_on(today).filter(person__in=own)
    if who == "overdue":
        rows = rows.filter(standing("overdue", today, "person__contact_state__"))
    if who == "waiting":
        months = policy.whole("contact_months", bureau=by.bureau)
        rows = rows.exclude(person__contact_state__next_due_on__gt=window_end(today, months))
    if helpers:
        rows = rows.filter(helper__in=helpers)
    rows = rows.select_related("person__contact_state", "helper").prefetch_related("person__family")
    return rows.order_by("helper__pinyin", "helper_id", "person__pinyin", "id")


def _sheet(number: int, row: Pairing, today: date) -> Sheet:
    person = row.person
    listed = [member for member in person.family.all() if member.is_contact and member.ended_on is None]
    family = [member for member in listed if not is_minor(member, today)]
    state = getattr(person, "contact_state", None)
    return Sheet(
        number=f"{number:03}",
        pairing=row,
        age=completed_years(person.birth_date, today) if person.birth_date else None,
        family="、".join(f"{member.get_relation_display()} {member.name} {member.phone}".strip() for member in family),
        last_contact_on=state.last_contact_on if state else None,
    )
