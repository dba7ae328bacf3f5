"""The dues of one account's people as an iCalendar file (RFC 5545): all-day events, initials only."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils.crypto import salted_hmac

from casework.choices.schedule import DueKind
from casework.models import ContactDue
from casework.querysets import people
from office import clock
from office.models import User
from office.roles import Permission
from registry.models import Person

OCTETS = 75  # the longest line a calendar program must take
MOST = 2000


def dues_of(user: User) -> Iterable[ContactDue]:
    """Return what is due for the people this account helps; without a helper's or caseworker's right, nothing."""
    if not (user.may(Permission.LOG_CONTACTS) or user.may(Permission.SEE_CASEWORK)):
        return ContactDue.objects.none()
    mine = Person.objects.visible_to(user).living(clock.today()).filter(people.own_people(user))
    return ContactDue.objects.of(mine).select_related("person").order_by("due_on", "id")[:MOST]


def feed(user: User) -> bytes:
    """Return the calendar. Rule: R-414."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//supportdesk//contacts//ZH", "X-WR-CALNAME:联系走访"]
    for due in dues_of(user):
        lines += _event(due)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line)).encode()


def _event(due: ContactDue) -> list[str]:
    act = "上门" if due.kind == DueKind.VISIT else "联系"
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(due)}@supportdesk",
        f"DTSTAMP:{due.opens_on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{due.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due.due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{act} {due.person.initials[:1].upper()}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _uid(due: ContactDue) -> str:
    """Return what stays the same when dues are worked out anew, and tells neither who nor why (an illness)."""
    told = f"{due.person.public_id} {due.kind} {due.cause} {due.due_on}"
    return salted_hmac("calendar-feed", told, algorithm="sha256").hexdigest()[:32]


def folded(line: str) -> Iterator[str]:
    """Give the physical lines of a logical one: at most 75 octets each, never a character cut in two."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part
