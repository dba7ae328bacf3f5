"""Yearly lists through their pages: opened, ticked, taken back, printed, closed; a visit ticks a round."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.choices.duties import Tick
from casework.errors import duties as errors
from casework.models import Duty, DutyRow
from casework.workflows import contacts, duties
from casework.workflows.duties import Who
from office import clock, todo
from office.models import AuditEvent
from office.spreadsheets import read_workbook
from registry.merged import records_of
from registry.workflows import life
from tests.casework import care

TODAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend="office.backends.AccountBackend")
    return client


@pytest.fixture
def clerk(cast):
    return as_user(cast.caseworker)


@pytest.fixture
def people(make_person):
    names = ["阿一", "白二", "陈三", "邓四"]
    return [make_person(name, residence_area="elsewhere" if n == 3 else "town") for n, name in enumerate(names)]


def opened(cast, **values) -> Duty:
    told = {"kind": "proof", "title": "生存认证", "year": 2026, "starts_on": date(2026, 11, 1)}
    told |= {"due_on": date(2026, 11, 30), "who": Who(), "by": cast.caseworker} | values
    return duties.open_duty(**told)


def opened_round(cast, **values) -> Duty:
    return opened(cast, **({"kind": "round", "occasion": "winter", "title": "送温暖"} | values))


def row_of(duty, person) -> DutyRow:
    return duty.rows.with_visits().get(person=person)


def url(name, duty, query="") -> str:
    return reverse(f"casework:{name}", args=[duty.public_id]) + query


def pick(*rows) -> list[str]:
    return [f"{row.public_id}:{row.version}" for row in rows]


def test_a_list_is_opened_for_whom_it_is_and_once_a_year(clerk, cast, people, make_person):
    make_person("甲六十", birth_date=date(1966, 11, 21))
    make_person("乙六十", birth_date=date(1966, 11, 20))
    body = {"kind": "medal", "title": "纪念章", "year": 2026, "starts_on": "2026-11-20", "due_on": "2026-11-30"}
    body |= {"age": "60", "kinds": ["retiree"]}
    assert clerk.post(reverse("casework:duty-open"), body).status_code == 303
    names = set(Duty.objects.get().rows.values_list("person__name", flat=True))
    assert names == {"阿一", "白二", "陈三", "邓四", "乙六十"}
    again = clerk.post(reverse("casework:duty-open"), body)
    assert again.status_code == 422 and "已经有“纪念章”" in again.content.decode()
    assert Duty.objects.count() == 1
    with pytest.raises(errors.OccasionMismatch):
        opened(cast, kind="round", title="慰问")


def test_who_lives_away_stands_first_and_every_number_opens_its_list(clerk, cast, people):
    duty = opened(cast)
    listed = clerk.get(url("duty-rows", duty)).context["page"].object_list
    assert [row.person.name for row in listed] == ["邓四", "阿一", "白二", "陈三"]
    with clock.at(TODAY):
        duties.tick(
            duty_id=duty.pk,
            picked=[(row_of(duty, people[0]).public_id, 1)],
            status=Tick.DONE,
            on=TODAY,
            note="",
            by=cast.caseworker,
        )
    page = clerk.get(url("duty-page", duty))
    for tile in page.context["tiles"]:
        assert clerk.get(tile.url).context["page"].paginator.count == tile.value, tile.label
    for group in ("branch", "helper"):
        for line in page.context[f"by_{group}"]:
            for code in ("all", "missing", "done", "absent", "excused", "left"):
                found = clerk.get(url("duty-rows", duty, f"?{group}={line['key']}&show={code}")).context["page"]
                assert found.paginator.count == line[f"n_{code}"], (group, code)


def test_many_are_ticked_at_once_and_a_tick_is_taken_back(clerk, cast, people):
    duty = opened(cast)
    first, second, third = (row_of(duty, person) for person in people[:3])
    body = {"pick": pick(first, second), "status": "done", "on": "2026-11-10", "note": "视频认证"}
    assert clerk.post(url("duty-tick", duty, "?show=missing"), body)["Location"].endswith("?show=missing")
    assert {row.person.name for row in duty.rows.shown("done")} == {"阿一", "白二"}
    stale = clerk.post(url("duty-tick", duty), body | {"status": "absent", "pick": pick(first, third)}, follow=True)
    assert "阿一 的情况刚刚有人改过" in stale.content.decode()
    assert row_of(duty, people[0]).status == Tick.DONE and row_of(duty, people[2]).status == Tick.ABSENT
    undo = {"pick": pick(row_of(duty, people[0])), "status": "waiting", "on": "2026-11-20"}
    clerk.post(url("duty-tick", duty), undo)
    undone = row_of(duty, people[0])
    assert (undone.status, undone.done_on, undone.ticked_by) == (Tick.WAITING, None, None)
    assert AuditEvent.objects.filter(action="casework.duty.ticked").count() == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [({"status": "excused"}, "请在备注里写明原因"), ({"on": "2026-11-21"}, "不能在开始日期以前,也不能晚于今天")],
)
def test_a_tick_that_cannot_be_is_refused_with_the_picks_kept(clerk, cast, people, change, said):
    duty = opened(cast)
    row = row_of(duty, people[0])
    answer = clerk.post(url("duty-tick", duty), {"pick": pick(row), "status": "done", "on": "2026-11-20"} | change)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert f'value="{row.public_id}:1" aria-label="选 阿一" checked' in answer.content.decode()
    assert row_of(duty, people[0]).status == Tick.WAITING


def test_a_visit_made_for_the_round_ticks_and_any_other_does_not(cast, people, clerk):
    duty = opened_round(cast)
    tell = {"helpers": [cast.helper.staff_member], "by": cast.caseworker, "sheet_reference": "第1册"}
    within = tell | {"held_on": date(2026, 11, 5)}
    visit = contacts.record_contact(kind="visit", persons=people[:2], made_for=duty, **within)
    contacts.record_contact(kind="visit", persons=[people[2]], **within)
    early = tell | {"held_on": date(2026, 10, 31)}
    for refused in (within | {"kind": "call"}, early | {"kind": "visit"}, within | {"kind": "visit"}):
        whom = people[2:] if refused["kind"] == "call" or refused["held_on"].month == 10 else people[1:3]
        with pytest.raises(errors.NotForRound):
            contacts.record_contact(persons=whom, made_for=duty, **refused)
    assert {row.person.name for row in duty.rows.shown("done")} == {"阿一", "白二"}
    assert "已走访" in clerk.get(url("duty-rows", duty, "?show=done")).content.decode()
    contacts.void_contact(contact_id=visit.pk, reason="登记错了", by=cast.caseworker)
    assert duty.rows.shown("missing").count() == 4
    assert opened(cast).rows.shown("done").count() == 0


def test_a_helper_ticks_who_is_theirs_and_nobody_else(cast, people):
    care.pair(people[0], cast.helper.staff_member, cast)
    duty = opened(cast)
    own, other = row_of(duty, people[0]), row_of(duty, people[1])
    phone = as_user(cast.helper)
    shown = phone.get(reverse("casework:helper-duties")).content.decode()
    assert "阿一" in shown and "白二" not in shown
    assert phone.post(reverse("casework:helper-duty-tick", args=[own.public_id])).status_code == 303
    assert phone.post(reverse("casework:helper-duty-tick", args=[other.public_id])).status_code == 404
    assert row_of(duty, people[0]).ticked_by == cast.helper
    assert row_of(duty, people[1]).status == Tick.WAITING
    assert phone.post(url("duty-tick", duty), {"pick": pick(other)}).status_code == 403


def test_the_dead_leave_the_list_and_come_back_when_alive_after_all(cast, people, clerk):
    duty = opened(cast)
    duties.tick(
        duty_id=duty.pk,
        picked=[(row_of(duty, people[1]).public_id, 1)],
        status=Tick.DONE,
        on=TODAY,
        note="",
        by=cast.caseworker,
    )
    for person in people[:2]:
        life.record_death(person=person, died_on=TODAY, by=cast.caseworker)
    assert row_of(duty, people[0]).left_reason == "2026-11-20 去世"
    assert row_of(duty, people[1]).left_reason == ""  # was done when it was done
    duties.resume_after_death(people[0], clock.now(), cast.caseworker)
    assert row_of(duty, people[0]).left_reason == ""


def test_a_merge_carries_the_tick_to_the_record_that_stays(cast, people):
    duty = opened(cast)
    kept, merged = people[:2]
    duties.tick(
        duty_id=duty.pk,
        picked=[(row_of(duty, merged).public_id, 1)],
        status=Tick.DONE,
        on=TODAY,
        note="窗口办理",
        by=cast.caseworker,
    )
    duties.join(kept, merged, cast.caseworker)
    assert (row_of(duty, kept).status, row_of(duty, kept).note) == (Tick.DONE, "窗口办理")
    assert {row.person_id for row in duty.rows.shown("left")} == {merged.pk}
    duties.part(kept, merged, cast.caseworker)
    assert row_of(duty, merged).status == Tick.DONE and not duty.rows.shown("left")
    assert records_of([kept.pk]).count() == 1


def test_people_are_added_by_name_or_by_the_range_and_helpers_changed(clerk, cast, people, make_person):
    duty = opened(cast, who=Who(away=True))
    assert duty.rows.count() == 1
    make_person("后来", residence_area="elsewhere")
    assert clerk.post(url("duty-add", duty), {"people": ""}).status_code == 303
    assert clerk.post(url("duty-add", duty), {"people": "阿一"}).status_code == 303
    assert set(duty.rows.values_list("person__name", flat=True)) == {"邓四", "后来", "阿一"}
    helper = cast.helper.staff_member
    body = {"pick": pick(row_of(duty, people[0])), "helper": helper.public_id}
    assert clerk.post(url("duty-assign", duty), body).status_code == 303
    assert row_of(duty, people[0]).helper == helper


def test_closing_says_what_is_left_and_then_nothing_moves(clerk, cast, people):
    duty = opened(cast)
    assert clerk.post(url("duty-close", duty), {"note": ""}).status_code == 422
    assert clerk.post(url("duty-close", duty), {"note": "四人改由社保代办"}).status_code == 303
    assert "四人改由社保代办" in clerk.get(url("duty-page", duty)).content.decode()
    with pytest.raises(errors.DutyClosed):
        duties.add_people(duty_id=duty.pk, people=[], by=cast.caseworker)


def test_the_list_is_printed_to_sign_and_taken_as_a_workbook(clerk, cast, people):
    duty = opened(cast)
    data = clerk.post(url("duty-file", duty, "?show=away"), {"kind": "xlsx"})
    sheet = read_workbook("x.xlsx", data.content).sheets[0]
    cells = [cell for row in sheet.rows for cell in row]
    assert "邓四" in cells and "阿一" not in cells
    paper = clerk.post(url("duty-file", duty), {"kind": "pdf"})
    assert paper.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(action="casework.duty_list.made").count() == 2


def test_what_is_missing_near_the_last_day_waits_in_my_work(cast, people):
    opened(cast)
    opened(cast, title="体检", kind="check_up", due_on=date(2026, 12, 31))
    lines = [item for item in todo.items(cast.caseworker) if "未完成的人" in item.label]
    assert [(line.label, line.count) for line in lines] == [("生存认证未完成的人(2026-11-30 前)", 4)]


def test_the_pages_ask_few_queries_whatever_the_rows(clerk, cast, people, make_person):
    duty = opened_round(cast)
    for number in range(20):
        make_person(f"多{number}")
    duties.add_people(duty_id=duty.pk, people=[], by=cast.caseworker)
    for path in (reverse("casework:duty-list"), url("duty-page", duty), url("duty-rows", duty)):
        clerk.get(path)
        with CaptureQueriesContext(connection) as asked:
            clerk.get(path)
        assert len(asked) <= 18, path  # the frame's own included
