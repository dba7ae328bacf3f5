"""The year's supervision in figures, per helper, section and leader; each number is the length of a list.

What is due is what the schedule held due: a person at a month's end, as it was kept then. A need counts once its day
has passed. People count where they are on the last day of the figures, everything else where it was when it happened.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from casework.choices.pairing import PairingKind
from casework.choices.reviews import ReviewStatus
from casework.choices.schedule import Standing
from casework.choices.supervision import Figure
from casework.models import (
    Contact,
    ContactHelper,
    ContactPerson,
    InspectedRecord,
    MonthEndRow,
    Need,
    Pairing,
    ReviewRow,
)
from casework.querysets import supervision as inspected
from casework.querysets.needs import IN_TIME
from office import clock
from office.models import Bureau, StaffMember
from office.money import percent
from registry.merged import owner
from registry.models import Person

ALL = Q()
NOBODY = "none"
# What is told in per cent: the part → the whole.
SHARES = {
    Figure.MET: Figure.PEOPLE,
    Figure.IN_TIME: Figure.DUE,
    Figure.SETTLED: Figure.NEEDS,
    Figure.REVIEWED: Figure.REVIEWS,
}


@dataclass(frozen=True)
class Year:
    """A bureau's year up to its last day or, before that, today."""

    bureau: Bureau
    year: int

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def as_of(self) -> date:
        return min(date(self.year, 12, 31), clock.today())


@dataclass(frozen=True)
class Line:
    """The numbers of one helper, section or leader, or of all; `query` asks for their lists."""

    label: str
    note: str
    query: Mapping[str, str]
    counts: Counter[str]

    def whole(self, part: Figure) -> int:
        return self.counts[SHARES[part]]

    def share(self, part: Figure) -> Decimal | None:
        """Return a part in per cent of its whole, None where there was nothing to do."""
        return percent(self.counts[part], self.whole(part))


@dataclass(frozen=True)
class Supervision:
    """The figures of a year, line by line."""

    of: Year
    total: Line
    helpers: list[Line]
    sections: list[Line]
    leaders: list[Line]


def supervision(year: Year) -> Supervision:
    """Count a year. Queries: seven, whatever the rows. Rules: R-535, R-536."""
    rows = [row for measure in MEASURES for row in _tallied(measure, year)]
    ids = {row[of] for row in rows for of in ("of_helper", "of_leader")} - {None}
    staff = StaffMember.objects.in_bulk(ids)
    return Supervision(
        of=year,
        total=Line("合计", "", {}, _summed(rows)),
        helpers=_helper_lines(rows, staff),
        sections=_section_lines(rows, staff),
        leaders=_leader_lines(rows, staff),
    )


def own_line(year: Year, helper: StaffMember) -> Line:
    """Return one helper's numbers. Queries: six. Rule: R-540."""
    rows = [row for measure in MEASURES for row in _tallied(measure, year, Q(of_helper=helper.pk))]
    return Line(helper.name, helper.section, {}, _summed(rows))


def records(figure: Figure, year: Year, asked: Mapping[str, str]) -> QuerySet:
    """Return what a number counts; `asked` is the query of its line. Rule: R-536."""
    measure = next(one for one in MEASURES if figure in one(year)[1])
    rows, parts = measure(year)
    staff = StaffMember.objects.filter(bureau=year.bureau)
    if helper := asked.get("helper"):
        of_helper = Q(of_helper=None) if helper == NOBODY else Q(of_helper__in=staff.filter(public_id=helper))
        rows = rows.filter(of_helper)
    if section := asked.get("section"):
        rows = rows.filter(of_helper__in=staff.filter(section="" if section == NOBODY else section))
    if leader := asked.get("leader"):
        rows = rows.filter(of_leader__in=staff.filter(public_id=leader))
    return rows.filter(parts[figure])


Measured = tuple[QuerySet, Mapping[Figure, Q]]
Measure = Callable[[Year], Measured]


def _people(year: Year) -> Measured:
    day = year.as_of
    rows = Person.objects.standing().living(day).filter(bureau=year.bureau)
    seen = ContactPerson.objects.filter(contact__in=contacts_of(year)).annotate(seen=owner())
    rows = rows.annotate(of_helper=_paired(PairingKind.CONTACT, "pk", day), of_leader=_leader("pk", day))
    return rows, {Figure.PEOPLE: ALL, Figure.MET: Q(pk__in=seen.values("seen"))}


def _contacts(year: Year) -> Measured:
    """Whoever went is counted, a leader as a leader: of two who went together both are."""
    rows = ContactHelper.objects.filter(contact__in=contacts_of(year))
    return rows.annotate(of_helper=F("helper_id"), of_leader=F("helper_id")), {Figure.CONTACTS: ALL}


def _month_ends(year: Year) -> Measured:
    rows = MonthEndRow.objects.filter(month_end__bureau=year.bureau, month_end__on__range=(year.first, year.as_of))
    rows = rows.exclude(standing=Standing.NONE)
    rows = rows.annotate(of_helper=F("helper_id"), of_leader=_leader("person", OuterRef("month_end__on")))
    return rows, {Figure.DUE: ALL, Figure.IN_TIME: ~Q(standing=Standing.OVERDUE)}


def _needs(year: Year) -> Measured:
    rows = needs_of(year).annotate(of_helper=F("assigned_to_id"), of_leader=_leader("person", OuterRef("due_on")))
    return rows, {Figure.NEEDS: ALL, Figure.SETTLED: IN_TIME}


def _reviews(year: Year) -> Measured:
    rows = reviews_of(year).annotate(
        of_helper=_paired(PairingKind.CONTACT, "person", year.as_of), of_leader=_leader("person", year.as_of)
    )
    return rows, {Figure.REVIEWS: ALL, Figure.REVIEWED: Q(status=ReviewStatus.DECIDED)}


def _inspected(year: Year) -> Measured:
    rows = InspectedRecord.objects.filter(inspection__bureau=year.bureau, inspection__year=year.year)
    parts = {
        Figure.DRAWN: ALL,
        Figure.CHECKED: inspected.CHECKED,
        Figure.FAULTY: inspected.FAULTY,
        Figure.UNMENDED: inspected.UNMENDED,
    }
    return rows.annotate(of_helper=F("helper_id"), of_leader=F("leader_id")), parts


MEASURES: tuple[Measure, ...] = (_people, _contacts, _month_ends, _needs, _reviews, _inspected)


def contacts_of(year: Year) -> QuerySet[Contact]:
    """Return the contacts of a year that stand."""
    return Contact.objects.valid().filter(bureau=year.bureau, held_on__range=(year.first, year.as_of))


def needs_of(year: Year) -> QuerySet[Need]:
    """Return the needs whose last day lies in the year and has passed."""
    until = min(date(year.year, 12, 31) + timedelta(days=1), clock.today())
    return Need.objects.filter(person__bureau=year.bureau).fell_due(year.first, until)


def reviews_of(year: Year) -> QuerySet[ReviewRow]:
    """Return the rows of the year's review, without those who died or left while it went on."""
    rows = ReviewRow.objects.filter(campaign__bureau=year.bureau, campaign__year=year.year)
    return rows.exclude(status=ReviewStatus.LEFT)


def _paired(kind: PairingKind, person: str, day: object) -> Subquery:
    """Return who was paired with the person on a day: of several leaders the first one, who is told of delays too."""
    rows = Pairing.objects.in_force_on(day).filter(kind=kind, person=OuterRef(person))
    return Subquery(rows.order_by("starts_on", "pk").values("helper")[:1])


def _leader(person: str, day: object) -> Subquery:
    return _paired(PairingKind.LEADER, person, day)


def _tallied(measure: Measure, year: Year, only: Q = ALL) -> list[dict[str, Any]]:
    rows, parts = measure(year)
    counts = {str(part): Count("pk", filter=condition) for part, condition in parts.items()}
    return list(rows.filter(only).order_by().values("of_helper", "of_leader").annotate(**counts))


def _summed(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found.update({figure: row[figure] for figure in Figure if figure in row})
    return found


def _line(one: StaffMember, name: str, rows: Iterable[Mapping[str, Any]]) -> Line:
    return Line(one.name, one.section, {name: one.public_id}, _summed(rows))


def _helper_lines(rows: list[dict[str, Any]], staff: Mapping[int, StaffMember]) -> list[Line]:
    """Return a line for everybody who answered for something, and last what nobody answered for."""
    of = _grouped(rows, lambda row: row["of_helper"])
    lines = [_line(one, "helper", of[one.pk]) for one in sorted(staff.values(), key=_place) if one.pk in of]
    return lines + _unanswered(rows)


def _unanswered(rows: list[dict[str, Any]]) -> list[Line]:
    nobody = [row for row in rows if row["of_helper"] is None]
    return [Line("没有责任人", "", {"helper": NOBODY}, _summed(nobody))] if nobody else []


def _section_lines(rows: list[dict[str, Any]], staff: Mapping[int, StaffMember]) -> list[Line]:
    answered = [row for row in rows if row["of_helper"] is not None]
    of = _grouped(answered, lambda row: staff[row["of_helper"]].section)
    lines = [Line(name or "未登记股室", "", {"section": name or NOBODY}, _summed(of[name])) for name in sorted(of)]
    return lines + _unanswered(rows)


def _leader_lines(rows: list[dict[str, Any]], staff: Mapping[int, StaffMember]) -> list[Line]:
    """Return a line for each leader paired with somebody: their own visits, and how their people fare."""
    of = _grouped(rows, lambda row: row["of_leader"])
    paired = {row["of_leader"] for row in rows if Figure.CONTACTS not in row}
    return [_line(one, "leader", of[one.pk]) for one in sorted(staff.values(), key=_place) if one.pk in paired]


def _grouped(rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], Any]) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _place(one: StaffMember) -> tuple[str, str, int]:
    return one.section, one.pinyin, one.pk
