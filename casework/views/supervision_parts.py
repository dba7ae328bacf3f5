"""Parts of supervision's pages: lines whose every number opens its list, the lists, the inspection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from casework.choices.supervision import OWN_FIGURES, SHARE_HEADS, Figure, Finding
from casework.models import ContactHelper, InspectedRecord, Inspection, MonthEndRow, Need, ReviewRow
from casework.querysets.visits import own_people_of
from casework.supervision import SHARES, Line, Year
from casework.workflows.supervision import drawn
from office import clock
from office.display import Tile
from office.models import User
from office.roles import Permission
from office.views.bureaus import bureau_query
from registry.models import Person

F = Figure
INSPECTED = (F.DRAWN, F.CHECKED, F.FAULTY, F.UNMENDED)
FILES = (("pdf", "打印 PDF"), ("xlsx", "导出表格"))
UNITS = dict.fromkeys((F.CONTACTS, F.DUE, F.IN_TIME), "人次") | dict.fromkeys((F.NEEDS, F.SETTLED), "件")
UNITS |= dict.fromkeys((F.PEOPLE, F.MET, F.REVIEWS, F.REVIEWED), "人")


@dataclass(frozen=True)
class Count:
    """So many, and the list that shows exactly those."""

    number: int
    url: str


@dataclass(frozen=True)
class Share:
    """A part of a whole under its head, both with their lists."""

    head: str
    part: Count
    whole: Count
    percent: Decimal | None


@dataclass(frozen=True)
class Row:
    """One line of the page's tables."""

    label: str
    note: str
    contacts: Count
    shares: list[Share]
    inspected: list[tuple[str, Count]]


def row_of(line: Line, request: HttpRequest, year: int) -> Row:
    counts = {figure: Count(line.counts[figure], _url(figure, line.query, request, year)) for figure in Figure}
    shares = [Share(SHARE_HEADS[p], counts[p], counts[w], line.share(p)) for p, w in SHARES.items()]
    return Row(line.label, line.note, counts[F.CONTACTS], shares, _named(counts))


def rows_of(lines: Iterable[Line], request: HttpRequest, year: int) -> list[Row]:
    return [row_of(line, request, year) for line in lines]


def _named(counts: Mapping[Figure, Count]) -> list[tuple[str, Count]]:
    words = {F.DRAWN: "抽中", F.FAULTY: "有问题", F.UNMENDED: "未整改"}
    return [(word, counts[figure]) for figure, word in words.items()]


def _url(figure: Figure, query: Mapping[str, str], request: HttpRequest, year: int) -> str:
    asked = dict(query) | ({"bureau": request.GET["bureau"]} if request.GET.get("bureau") else {})
    url = reverse("casework:supervision-rows", args=[year, figure.value])
    return f"{url}?{urlencode(asked)}" if asked else url


def tiles_of(total: Line, request: HttpRequest, year: int) -> list[Tile]:
    """Return the shares of the whole bureau."""
    return [_tile(total, part, _url(part, {}, request, year)) for part in SHARES]


def own_tiles(line: Line) -> list[Tile]:
    """Return a helper's own numbers; what is inspected or reviewed is no part of them."""
    tiles = []
    for figure in OWN_FIGURES:
        url = reverse("casework:supervision-own-rows", args=[figure.value])
        tiles.append(_tile(line, figure, url) if figure in SHARES else _plain(line, figure, url))
    return tiles


def _tile(line: Line, part: Figure, url: str) -> Tile:
    return Tile(SHARE_HEADS[part], line.counts[part], UNITS[part], line.whole(part), line.share(part), url=url)


def _plain(line: Line, figure: Figure, url: str) -> Tile:
    return Tile(figure.label, line.counts[figure], UNITS[figure], url=url)


def inspected_counts(total: Line, request: HttpRequest, year: int) -> list[tuple[str, Count]]:
    return [(f.label, Count(total.counts[f], _url(f, {}, request, year))) for f in INSPECTED]


def inspection_of(inspection: Inspection | None) -> dict[str, Any] | None:
    """Return the draw, and whether made again it gives the records that were drawn. Queries: one."""
    if inspection is None:
        return None
    columns = ("contact__public_id", "need__public_id", "review__public_id")
    kept = {key for row in inspection.records.values_list(*columns) for key in row if key}
    again = {key for keys in drawn(inspection).values() for key in keys}
    return {"of": inspection, "frame": sum(map(len, inspection.frame.values())), "proved": kept == again}


def may_draw(user: User, of: Year) -> bool:
    recent = of.year in (clock.today().year, clock.today().year - 1)
    return recent and user.may(Permission.INSPECT) and user.bureau_id == of.bureau.pk


def files_of(request: HttpRequest, year: int) -> list[tuple[str, str]]:
    return [
        (reverse(f"casework:supervision-{kind}", args=[year]) + bureau_query(request), label) for kind, label in FILES
    ]


@dataclass(frozen=True)
class Listed:
    """One record of a list: whose, when, what, who answers, how it stands; nothing of an illness."""

    name: str
    url: str
    on: date | None
    what: str
    staff: str
    state: str
    tone: str


JOINS: dict[Figure, tuple[tuple[str, ...], tuple[str, ...]]] = {
    F.PEOPLE: ((), ("pinyin", "pk")),
    F.MET: ((), ("pinyin", "pk")),
    F.CONTACTS: (("contact", "helper"), ("-contact__held_on", "-pk")),
    F.DUE: (("person", "helper", "month_end"), ("-month_end__on", "person__pinyin", "pk")),
    F.NEEDS: (("person", "assigned_to"), ("due_on", "pk")),
    F.REVIEWS: (("person", "decided_by"), ("person__pinyin", "pk")),
}
JOINS |= {part: JOINS[whole] for part, whole in SHARES.items()}


def for_list(figure: Figure, rows: Any) -> QuerySet:
    """Join what the list shows and put it in order. Queries: at most three, whatever the rows."""
    if figure in INSPECTED:
        return rows.for_list()
    joined, order = JOINS[figure]
    rows = rows.select_related(*joined).order_by(*order)
    return rows.prefetch_related("contact__persons") if figure == F.CONTACTS else rows


def lines_of(figure: Figure, rows: Iterable[Any], user: User) -> list[Listed]:
    return [LISTED[type(row)](row, user) for row in rows]


def own_lines_of(figure: Figure, rows: Iterable[Any], user: User) -> list[Listed]:
    """Return the lines of a helper's list: whoever is no longer theirs is not named. Queries: one. Rule: R-540."""
    own = {person.pk: person for person in own_people_of(user)}
    return [_own_line(LISTED[type(row)](row, user), _person_ids(row), own) for row in rows]


def _own_line(line: Listed, people: list[int], own: Mapping[int, Person]) -> Listed:
    mine = [own[pk] for pk in people if pk in own]
    name = "、".join(person.name for person in mine) or "原来联系的人"
    url = reverse("casework:helper-person", args=[mine[0].public_id]) if mine else ""
    return Listed(name, url, line.on, line.what, line.staff, line.state, line.tone)


def _person_ids(row: Any) -> list[int]:
    if isinstance(row, Person):
        return [row.pk]
    return [p.pk for p in row.contact.persons.all()] if isinstance(row, ContactHelper) else [row.person_id]


def _of_person(row: Person, user: User) -> Listed:
    return Listed(row.name, row.get_absolute_url(), None, row.get_kind_display(), "", "在册", "quiet")


def _of_contact(row: ContactHelper, user: User) -> Listed:
    contact = row.contact
    names = "、".join(person.name for person in contact.persons.all())
    url = reverse("casework:contact-detail", args=[contact.public_id])
    return Listed(names, url, contact.held_on, contact.get_kind_display(), row.helper.name, "已登记", "good")


def _of_month_end(row: MonthEndRow, user: User) -> Listed:
    tone = {"overdue": "bad", "soon": "warn"}.get(row.standing, "good")
    helper = row.helper.name if row.helper else "无"
    what = f"应于 {row.next_due_on} 前联系"
    url = row.person.get_absolute_url()
    return Listed(row.person.name, url, row.month_end.on, what, helper, row.get_standing_display(), tone)


def _of_need(row: Need, user: User) -> Listed:
    done = f"{row.done_on} 办完" if row.done_on else "还没有办完"
    in_time = row.done_on is not None and row.due_on is not None and row.done_on <= row.due_on
    state, tone = ("按期", "good") if in_time else ("超期", "bad")
    url = reverse("casework:need-detail", args=[row.public_id])
    staff = row.assigned_to.name if row.assigned_to else "无"
    return Listed(row.person.name, url, row.due_on, done, staff, state, tone)


def _of_review(row: ReviewRow, user: User) -> Listed:
    url = reverse("casework:review-row", args=[row.public_id])
    state, staff = row.get_status_display(), str(row.decided_by or "")
    return Listed(row.person.name, url, row.decided_on, row.get_outcome_display(), staff, state, row.tone)


def _of_inspected(row: InspectedRecord, user: User) -> Listed:
    url = reverse("casework:inspected-record", args=[row.public_id])
    name = row.person.name if row.person else "无"
    staff = row.helper.name if row.helper else "无"
    return Listed(name, url, row.found_on, row.get_subject_display(), staff, *state_of(row))


def state_of(row: InspectedRecord) -> tuple[str, str]:
    """Return the word and tone of a drawn record."""
    if not row.finding:
        return "待检查", "wait"
    if row.finding == Finding.SOUND:
        return "合格", "good"
    return ("待整改", "bad") if row.mended_on is None else ("已整改", "good")


LISTED: dict[type, Any] = {
    Person: _of_person,
    ContactHelper: _of_contact,
    MonthEndRow: _of_month_end,
    Need: _of_need,
    ReviewRow: _of_review,
    InspectedRecord: _of_inspected,
}
