"""The schedule as it is kept: one act works it out, a day later nothing changes, every number opens its list."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from casework.models import ContactDue, ContactState, MonthEnd, MonthEndRow
from casework.schedule.windows import window_end
from casework.workflows.schedule import close_month, refresh_bureau, refresh_everybody
from office import clock
from registry.choices import PersonKind
from registry.models import Person
from registry.workflows import life
from registry.workflows.people import Edit, create_person, edit_person
from tests.casework.care import pair, visit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


def dues_of(person):
    return set(ContactDue.objects.filter(person=person).values_list("kind", "cause", "due_on"))


def test_what_the_registry_learns_is_worked_out_at_once(cast, person):
    edit_person(person=person, edit=Edit(values={"living_arrangement": "alone"}, holds_from=TODAY), by=cast.caseworker)
    assert ("visit", "alone", date(2026, 12, 31)) in dues_of(person)
    stay = life.record_stay(person=person, by=cast.caseworker, admitted_on=TODAY, hospital="县医院")
    assert ("visit", "stay", date(2026, 11, 26)) in dues_of(person)
    assert ContactState.objects.get(person=person).tier == "hospital"
    life.edit_stay(stay=stay, values={"discharged_on": TODAY}, by=cast.caseworker)
    assert ("contact", "discharge", date(2026, 11, 30)) in dues_of(person)
    values = {"kind": PersonKind.SURVIVOR, "name": "韦玉兰", "deceased": person}
    widow = create_person(bureau=person.bureau, edit=Edit(values=values, holds_from=TODAY), by=cast.caseworker)
    life.record_death(person=person, died_on=TODAY, by=cast.caseworker)
    assert not dues_of(person) and ContactState.objects.get(person=person).next_due_on is None
    assert ("visit", "bereaved", date(2026, 11, 30)) in dues_of(widow)


def test_worked_out_again_nothing_changes(bureau, make_person):
    people = [make_person(is_veteran="yes", living_arrangement="alone") for _ in range(3)]
    assert refresh_everybody() > len(people)
    assert refresh_everybody() == 0
    with clock.at(TODAY + timedelta(days=200)):
        assert refresh_bureau(bureau) and refresh_bureau(bureau) == 0


def test_a_month_s_end_is_kept_once_and_never_changes(cast, sign_in, make_person, make_staff):
    late, fine = make_person("张甲", birth_date=date(1966, 5, 1)), make_person("张乙", birth_date=date(1966, 5, 1))
    helper = make_staff("何志远")
    with clock.at(date(2026, 7, 10)):
        pair(late, helper, cast)
    visit(fine, helper, cast.caseworker, held_on=date(2026, 11, 20))
    with clock.at(date(2026, 12, 1)):
        for _ in range(2):
            call_command("run_worker", "--once")
        kept = MonthEnd.objects.get()
        assert (kept.on, kept.rows.count(), close_month(clock.today())) == (date(2026, 11, 30), 2, 0)
        visit(late, helper, cast.caseworker, held_on=date(2026, 11, 25))
        page = sign_in(cast.caseworker)
        url = reverse("casework:month-end", args=[kept.public_id])
        assert page.get(url).context["total"].overdue.number == 1
        _assert_numbers_open_their_lists(page, url)
    for act in ("UPDATE casework_monthendrow SET standing = 'fine'", "DELETE FROM casework_monthend"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    assert MonthEndRow.objects.filter(standing="overdue").count() == 1


def test_every_number_of_the_schedule_opens_its_list(cast, sign_in, make_person, make_staff, bureau):
    other = bureau.branches.create(name="离退休第二党支部")
    helper = make_staff("何志远")
    for number in range(6):
        person = make_person(birth_date=date(1938 + 6 * number, 1, 5), branch=other if number % 2 else None)
        if number < 4:
            with clock.at(date(2026, 3 + number, 10)):
                pair(person, helper, cast)
    make_person("张住院", living_arrangement="alone")
    refresh_everybody()
    page = sign_in(cast.caseworker)
    for name, least in (("schedule-warnings", 9), ("home", 3)):
        assert _assert_numbers_open_their_lists(page, reverse(f"casework:{name}")) >= least
    seen = 0
    for month in ("2026-12", "2027-01", "2027-02"):
        seen += _assert_numbers_open_their_lists(page, reverse("casework:schedule-calendar") + f"?month={month}")
    assert seen >= 3


def _assert_numbers_open_their_lists(page, url) -> int:
    """Follow each link of a page to a list of the schedule whose text is a number; return how many there were."""
    shown = page.get(url).content.decode()
    links = re.findall(
        r'<a[^>]*href="([^"]*schedule/(?:\?|due/|month-ends/\w+/people)[^"]*)"[^>]*>(.*?)</a>', shown, re.S
    )
    followed = 0
    for href, text in links:
        if not (number := re.search(r"\d+", re.sub("<[^>]*>", " ", text))):
            continue
        listed = page.get(href.replace("&amp;", "&")).context["page"].paginator.count
        assert listed == int(number[0]), (url, href, text)
        followed += 1
    return followed


def test_pages_cost_the_same_at_any_length(cast, sign_in, make_person, make_staff, django_assert_max_num_queries):
    page = sign_in(cast.caseworker)
    urls = [reverse(f"casework:{name}") for name in ("contact-schedule", "schedule-warnings", "schedule-calendar")]
    urls += [reverse("casework:due-list"), reverse("casework:schedule-rules")]
    for _ in range(12):
        make_person()
    refresh_everybody()
    for url in urls:
        page.get(url)
        with django_assert_max_num_queries(18):  # the frame's own are six
            page.get(url)


def test_rules_page_shows_what_holds_and_leads_a_section_head_to_a_proposal(cast, sign_in):
    shown = sign_in(cast.section_head).get(reverse("casework:schedule-rules")).content.decode()
    assert "系统默认、走访慰问惯例" in shown  # two numbers of one row, two sources
    assert "独居" in shown and "春节" in shown and "policy/new/?code=tier_alone_visit_months" in shown
    form = sign_in(cast.section_head).get(reverse("office:policy-propose"), {"code": "tier_alone_visit_months"})
    assert form.status_code == 200 and "独居" in form.content.decode()


def test_due_dates_of_two_years_agree_with_a_count_by_hand(cast, bureau, make_person, make_staff):
    """Walk through two years with contacts now and then; a plain count of windows gives the same rhythm each day."""
    helper = make_staff("何志远")
    ages = {date(1966, 5, 20): (3, 0), date(1953, 5, 20): (3, 12), date(1940, 5, 20): (3, 6)}
    people = {make_person(birth_date=born): rhythm for born, rhythm in ages.items()}
    start = date(2027, 1, 4)
    with clock.at(start):
        for person in people:
            pair(person, helper, cast)
    held: dict[int, list[tuple[date, str]]] = {person.pk: [] for person in people}
    for step in range(1, 105):
        day = start + timedelta(days=7 * step)
        with clock.at(day):
            for at, person in enumerate(people):
                if (step * (at + 2)) % 11 == 5:
                    kind = "visit" if step % 2 else "call"
                    visit(person, helper, cast.caseworker, held_on=day, kind=kind)
                    held[person.pk].append((day, kind))
            refresh_everybody()
            for person, (contact, visits) in people.items():
                found = dict(
                    ContactDue.objects.filter(person=person, cause__in=["general", "aged", "old"]).values_list(
                        "kind", "due_on"
                    )
                )
                expected = {"contact": _by_hand(held[person.pk], ("visit", "call"), contact, start)}
                if visits:
                    expected["visit"] = _by_hand(held[person.pk], ("visit",), visits, start)
                assert found == expected, (day, person.birth_date)
    assert Person.objects.count() == len(people)


def _by_hand(held, kinds, months, start) -> date:
    """Return the end of the first window, counted month by month from the start, that no contact has yet settled."""
    days = [day for day, kind in held if kind in kinds]
    if not days:
        return window_end(start, months)
    month = max(days).replace(day=1)
    ends = 0
    while True:
        if month.month % months == 0:
            ends += 1
        month = (month + timedelta(days=32)).replace(day=1)
        if ends == 2:
            return month - timedelta(days=1)
