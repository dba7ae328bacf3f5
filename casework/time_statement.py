"""A volunteer's statement between two days: what came in, what went out, what is left after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.choices.timebank import BookingKind
from casework.models import Beneficiary, TimeBooking, TimeEntry, Volunteer


@dataclass(frozen=True)
class Line:
    """One entry of the account, and what it held after it; minutes."""

    booking: TimeBooking
    minutes: int
    after: int
    reversible: bool

    @property
    def text(self) -> str:
        """Return what the line is for, with the name of who was served."""
        service = self.booking.service
        return f"为{service.person.name}:{self.booking.what}" if service else self.booking.what


@dataclass(frozen=True)
class Statement:
    """One account between two days, both included; `opening` and `closing` in minutes."""

    holder: str
    opening: int
    lines: list[Line]
    closing: int

    @property
    def gained(self) -> int:
        return sum(line.minutes for line in self.lines if line.minutes > 0)

    @property
    def spent(self) -> int:
        return -sum(line.minutes for line in self.lines if line.minutes < 0)


def statements(volunteer: Volunteer, since: date, until: date) -> list[Statement]:
    """Return the volunteer's own statement, then one for each relative they gave to. Queries: three. Rule: R-561."""
    found: dict[int | None, list[TimeEntry]] = {None: []}
    relatives = {one.pk: one for one in volunteer.beneficiaries.all()}
    found |= {pk: [] for pk in relatives}
    entries = TimeEntry.objects.filter(volunteer=volunteer, booking__on__lte=until).for_statement()
    undone = set(volunteer.bookings.exclude(reverses=None).values_list("reverses", flat=True))
    for entry in entries:
        found[entry.beneficiary_id].append(entry)
    return [_statement(volunteer, relatives.get(pk or 0), rows, since, undone) for pk, rows in found.items()]


def _statement(
    volunteer: Volunteer, relative: Beneficiary | None, entries: list[TimeEntry], since: date, undone: set[int | None]
) -> Statement:
    opening = sum(entry.minutes for entry in entries if entry.booking.on < since)
    lines = list(_lines(opening, [entry for entry in entries if entry.booking.on >= since], undone))
    closing = lines[-1].after if lines else opening
    return Statement(str(relative) if relative else volunteer.name, opening, lines, closing)


def _lines(opening: int, entries: list[TimeEntry], undone: set[int | None]) -> Iterator[Line]:
    after = opening
    for entry in entries:
        after += entry.minutes
        booking = entry.booking
        reversible = booking.kind != BookingKind.REVERSAL and booking.pk not in undone
        yield Line(booking, entry.minutes, after, reversible)
