"""One person's dossier on paper: what the page says to whoever prints it, and the timeline under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from office import clock, permissions
from office.audit import record_event
from office.display import Fact
from office.documents import render_pdf
from office.formats import known, moment
from office.models import User
from office.roles import Permission
from registry import timeline
from registry.hooks import Panel
from registry.models import Person
from registry.permissions import check_own_people
from registry.person_page import PersonPage, compose
from registry.timeline import Asked

TITLE = "离退休人员帮扶档案"
LINES = 300  # a page holds about thirty; more are read on the screen


@dataclass(frozen=True)
class Group:
    """A block of facts, two to a printed row."""

    title: str
    rows: list[tuple[Fact, ...]]


def check_may_print(by: User, person: Person) -> None:
    """Raise Refused unless this user may take the person's dossier. Rule: R-317."""
    permissions.check(by, Permission.PRINT_DOSSIER)
    check_own_people(by, person.bureau_id)


def dossier_pdf(*, person: Person, panels: Sequence[Panel], year: int | None, purpose: str, by: User) -> bytes:
    """Return the dossier as PDF and record who printed it for what; the timeline of one year, or its newest lines.

    It holds what the user may see on the page and no more; the ID number stands masked.
    Raises: Refused, Unprintable.
    Rule: R-317.
    """
    check_may_print(by, person)
    page = compose(by, person, panels)
    told = timeline.read(by, person, Asked(year=year), size=LINES)
    context = {
        "person": person,
        "page": page,
        "groups": _groups(person, page),
        "family": page.family,
        "events": told.events,
        "more": bool(told.further),
        "year": year,
        "lines": LINES,
        "remark": f"打印人:{by};用途:{purpose};打印时间:{moment(clock.now())}。",
    }
    data = render_pdf("registry/dossier_print.html", context, title=TITLE)
    with transaction.atomic():
        summary = f"打印帮扶档案,用途:{purpose}"
        record_event("registry.dossier.printed", on=person, by=by, summary=summary, year=year, purpose=purpose)
    return data


def _groups(person: Person, page: PersonPage) -> list[Group]:
    """Return the page's facts in its order; what nobody knows is left to the screen, except in the first two."""
    who = [
        Fact("姓名", person.name),
        Fact("年龄", None if page.age is None else f"{page.age} 岁"),
        Fact("身份证号", person.masked_id),
        Fact("所在单位", person.bureau.name),
    ]
    groups = [
        ("基本情况", [*who, *page.identity]),
        ("生活和帮扶", page.key_facts),
        ("生活习惯", page.habits),
        ("其他电话", page.phones),
        ("住房与收入", page.home),
        ("其他住址", page.addresses),
        ("社会救助", page.assistance),
        ("受灾情况", page.disasters),
        ("健康", page.health),
        ("失能评估", page.assessments),
    ]
    return [Group(title, _pairs(facts)) for title, facts in groups if facts]


def _pairs(facts: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    """Return facts in words, two a row; the last of an odd number stands beside an empty one."""
    words = [Fact(fact.label, _words(fact)) for fact in facts]
    return [(*words[place : place + 2], Fact("", ""))[:2] for place in range(0, len(words), 2)]


def _words(fact: Fact) -> Any:
    value = known(fact.value)
    return f"{value}({fact.note})" if fact.note else value
