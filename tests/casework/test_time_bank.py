"""The time bank: switched off and on, recorded, confirmed, booked, spent, given, reversed, told in a statement."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import timebank as book
from casework.choices.timebank import SERVICE_TRANSITIONS, ServiceStatus
from casework.errors import timebank as errors
from casework.models import TimeBooking, TimeEntry, Volunteer, VolunteerService
from casework.querysets.timebank import AppendOnly
from casework.time_statement import statements
from casework.workflows import timebank
from casework.workflows.timebank import Who
from funds.books import mismatches
from office import clock, store
from office.errors import ChangedMeanwhile, Refused
from office.models import AuditEvent, PolicyNumber
from office.spreadsheets import read_workbook
from tests import pdf_tools

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


def switch(bureau, cast, code="time_bank", value=1):
    told = {"bureau": bureau, "code": code, "value": value, "holds_from": date(2026, 1, 1)}
    number = PolicyNumber(**told, proposed_by=cast.section_head)
    number.proposed_at = number.confirmed_at = clock.now()
    number.confirmed_by = cast.bureau_leader
    return store.create(number, by=cast.bureau_leader)


@pytest.fixture
def bank(bureau, cast):
    return switch(bureau, cast)


@pytest.fixture
def volunteer(cast) -> Volunteer:
    return timebank.enrol(who=Who(name="覃小满"), phone="19900003022", by=cast.caseworker)


@pytest.fixture
def record(cast, person, volunteer):
    def make(minutes=90, **values) -> VolunteerService:
        told = {"volunteer_id": volunteer.pk, "person": person, "on": TODAY, "minutes": minutes, "what": "打扫卫生"}
        return timebank.record_service(**(told | {"by": cast.caseworker} | values))

    return make


@pytest.fixture
def confirmed(cast, record):
    def make(minutes=90, **values) -> VolunteerService:
        service = record(minutes, **values)
        return timebank.confirm_service(service_id=service.pk, version=1, confirmer="second", by=cast.section_head)

    return make


def balance(volunteer) -> int:
    return Volunteer.objects.with_time().get(pk=volunteer.pk).balance


def test_switched_off_there_is_no_page_and_no_tab(cast, volunteer, record):
    service, clerk = record(), as_user(cast.caseworker)
    pages = [reverse("casework:time-bank"), reverse("casework:volunteer-service", args=[service.public_id])]
    pages += [reverse("casework:volunteer-page", args=[volunteer.public_id]), reverse("casework:volunteer-enrol")]
    assert [clerk.get(page).status_code for page in pages] == [404] * 4
    assert "时间银行" not in clerk.get(reverse("casework:home")).content.decode()


def test_a_service_goes_from_the_form_to_the_book_by_a_second_person(bank, cast, person, volunteer):
    clerk, head = as_user(cast.caseworker), as_user(cast.section_head)
    assert "时间银行" in clerk.get(reverse("casework:home")).content.decode()
    sent = {"volunteer": volunteer.public_id, "person": "王秀英", "on": "2026-11-19", "minutes": "1.5", "what": "买菜"}
    assert clerk.post(reverse("casework:volunteer-service-record"), sent).status_code == 303
    service = VolunteerService.objects.get()
    assert (service.minutes, service.status, balance(volunteer)) == (90, ServiceStatus.RECORDED, 0)
    url = reverse("casework:volunteer-service-act", args=[service.public_id, "confirm"])
    assert "登记的人不能自己核实" in clerk.get(service_url(service)).content.decode()
    assert clerk.post(url, {"version": service.version}).status_code == 403
    assert head.post(url, {"version": service.version}).status_code == 303
    service.refresh_from_db()
    assert (service.status, service.confirmer, balance(volunteer)) == (ServiceStatus.CONFIRMED, "second", 90)
    assert sorted(TimeEntry.objects.values_list("minutes", flat=True)) == [-90, 90]
    assert head.post(url, {"version": service.version}).status_code == 422
    assert "1 小时 30 分" in clerk.get(reverse("casework:time-bank")).content.decode()
    assert AuditEvent.objects.filter(action="casework.volunteer_service.confirmed").count() == 1


def service_url(service) -> str:
    return reverse("casework:volunteer-service", args=[service.public_id])


def test_the_served_persons_word_is_registered_by_whoever_recorded_but_not_by_the_volunteer(cast, person, record, bank):
    service, clerk = record(), as_user(cast.caseworker)
    url = reverse("casework:volunteer-service-act", args=[service.public_id, "witness"])
    assert clerk.post(url, {"version": 1}).status_code == 422  # how the person confirmed is to be told
    assert clerk.post(url, {"version": 1, "confirmation": "在服务单上签字"}).status_code == 303
    own = timebank.enrol(who=Who(staff_member=cast.section_head.staff_member), by=cast.caseworker)
    served = record(volunteer_id=own.pk)
    for confirmer in ("second", "served"):
        with pytest.raises(Refused):
            timebank.confirm_service(service_id=served.pk, version=1, confirmer=confirmer, by=cast.section_head)
    assert balance(own) == 0


def test_what_cannot_be_is_not_recorded(bank, cast, bureau, make_person, volunteer, record):
    dead = make_person("逝者", died_on=date(2026, 11, 10))
    retired = make_person("自助")
    himself = timebank.enrol(who=Who(person=retired), by=cast.caseworker)
    cases = [
        (errors.FutureService, {"on": date(2026, 11, 21)}),
        (errors.ServedAfterDeath, {"person": dead, "on": date(2026, 11, 11)}),
        (errors.ServesSelf, {"person": retired, "volunteer_id": himself.pk}),
        (errors.OverDailyCap, {"minutes": 8 * 60 + 1}),
        (errors.NoSuchTime, {"minutes": 0}),
    ]
    for error, values in cases:
        with pytest.raises(error):
            record(**values)
    assert not VolunteerService.objects.exists()
    record(person=dead, on=date(2026, 11, 10))
    timebank.end_volunteer(volunteer_id=volunteer.pk, reason="搬走了", by=cast.caseworker)
    with clock.at(date(2026, 11, 25)), pytest.raises(errors.VolunteerEnded):
        record(on=date(2026, 11, 24))


def test_the_daily_cap_counts_what_stands_and_follows_the_policy(cast, bureau, record):
    first = record(300)
    with pytest.raises(errors.OverDailyCap):
        record(200, what="买菜")
    with pytest.raises(errors.ServiceTwice):
        record(30)
    timebank.withdraw_service(service_id=first.pk, version=1, reason="记错了", by=cast.caseworker)
    record(200, what="买菜")
    switch(bureau, cast, "time_bank_daily_hours", 2)
    with pytest.raises(errors.OverDailyCap):
        record(60, on=date(2026, 11, 19), what="甲") and record(61, on=date(2026, 11, 19), what="乙")


def test_a_volunteer_is_one_of_three_and_registered_once(cast, person, volunteer):
    for who in (Who(), Who(person=person, name="别人")):
        with pytest.raises(errors.WhoUnclear):
            timebank.enrol(who=who, by=cast.caseworker)
    timebank.enrol(who=Who(person=person), by=cast.caseworker)
    for who, phone in ((Who(person=person), ""), (Who(name="覃小满"), "19900003022")):
        with pytest.raises(errors.VolunteerExists):
            timebank.enrol(who=who, phone=phone, by=cast.caseworker)


def test_of_two_who_confirm_or_reverse_at_once_one_does(cast, confirmed, record):
    service = record(what="买菜")
    timebank.confirm_service(service_id=service.pk, version=1, confirmer="second", by=cast.section_head)
    with pytest.raises(errors.ServiceWrongStatus):
        timebank.confirm_service(service_id=service.pk, version=1, confirmer="second", by=cast.second_caseworker)
    other = record(30, what="读报")
    with pytest.raises(ChangedMeanwhile):  # it was seen as it no longer is
        timebank.withdraw_service(service_id=other.pk, version=9, reason="记错", by=cast.caseworker)
    timebank.reverse(booking_id=service.booking.pk, reason="记错了人", by=cast.section_head)
    with pytest.raises(errors.AlreadyReversed):
        timebank.reverse(booking_id=service.booking.pk, reason="再来一次", by=cast.section_head)
    assert TimeBooking.objects.count() == 2


def test_hours_are_spent_given_and_undone_only_by_a_mirror(bank, cast, volunteer, confirmed):
    service, clerk, head = confirmed(120), as_user(cast.caseworker), as_user(cast.section_head)

    def act(name):
        return reverse("casework:volunteer-act", args=[volunteer.public_id, name])

    gift = {"relation": "parent", "name": "韦阿婆", "minutes": "1"}
    assert clerk.post(act("give"), gift).status_code == 303
    assert clerk.post(act("give"), gift | {"minutes": "1.5"}).status_code == 422  # only one hour is left
    relative = volunteer.beneficiaries.get()
    spent = {"on": "2026-11-20", "minutes": "0.75", "what": "陪护", "beneficiary": relative.public_id}
    assert clerk.post(act("spend"), spent).status_code == 303
    assert clerk.post(act("spend"), spent).status_code == 422
    assert [one.closing for one in statements(volunteer, date(2026, 1, 1), TODAY)] == [60, 15]
    undo = reverse("casework:booking-reverse", args=[service.booking.public_id])
    refused = head.post(undo, {"reason": "记错了"})
    assert refused.status_code == 422 and "请先冲销后来的支取或转出" in refused.content.decode()
    for booking in TimeBooking.objects.exclude(pk=service.booking.pk).order_by("-pk"):
        timebank.reverse(booking_id=booking.pk, reason="记错了", by=cast.section_head)
    assert head.post(undo, {"reason": "记错了"}).status_code == 303
    service.refresh_from_db()
    assert (service.status, balance(volunteer), TimeEntry.objects.minutes()) == (ServiceStatus.REVERSED, 0, 0)
    assert list(book.faults()) == []


def test_nobody_moves_hours_of_their_own(bank, cast, record):
    own = timebank.enrol(who=Who(staff_member=cast.caseworker.staff_member), by=cast.caseworker)
    service = record(volunteer_id=own.pk)
    timebank.confirm_service(service_id=service.pk, version=1, confirmer="second", by=cast.section_head)
    page = as_user(cast.caseworker).get(reverse("casework:volunteer-page", args=[own.public_id]))
    assert "您自己的时间,请另一位同事办理" in page.content.decode()
    with pytest.raises(Refused):
        timebank.spend(volunteer_id=own.pk, minutes=10, on=TODAY, what="保洁", by=cast.caseworker)
    with pytest.raises(Refused):
        timebank.reverse(booking_id=service.booking.pk, reason="记错", by=cast.caseworker)


def test_what_is_booked_cannot_be_changed_and_the_check_finds_what_was(cast, confirmed):
    service = confirmed()
    for act in (service.booking.save, service.booking.delete, TimeEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            act()
    for sql in ("UPDATE casework_timeentry SET minutes = 5", "DELETE FROM casework_timebooking"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert list(book.faults()) == []
    alone = service.volunteer
    odd = TimeBooking(volunteer=alone, bureau=alone.bureau, kind="gift", minutes=10, on=TODAY, what="x")
    odd.by, odd.at = cast.caseworker, clock.now()
    odd.save()
    TimeEntry(booking=odd, volunteer=alone, minutes=-200).save()
    found = [one.text for one in mismatches() if one.code == "time_bank"]
    assert len(found) == 3 and "合计应为 0" in found[0] and "不应低于 0" in found[2]


def test_the_statement_is_the_same_on_page_sheet_and_paper(bank, cast, volunteer, confirmed):
    confirmed(60, on=date(2026, 10, 5))
    confirmed(90, on=date(2026, 11, 5))
    clerk, asked = as_user(cast.caseworker), "?since=2026-11-01&until=2026-11-30"
    page = clerk.get(reverse("casework:volunteer-page", args=[volunteer.public_id]) + asked)
    [one] = page.context["statements"]
    assert (one.opening, [line.minutes for line in one.lines], one.closing) == (60, [90], 150)
    url = reverse("casework:volunteer-statement", args=[volunteer.public_id]) + asked
    sheet = read_workbook("s.xlsx", clerk.post(url, {"kind": "xlsx"}).content).sheets[0]
    assert [row[6] for row in sheet.rows[-2:]] == [1, 2.5]
    assert "2 小时 30 分" in pdf_tools.text(clerk.post(url, {"kind": "pdf"}).content)
    auditor = as_user(cast.auditor)
    assert auditor.get(reverse("casework:time-bank")).status_code == 200
    assert auditor.post(url, {"kind": "pdf"}).status_code == 403


def test_pages_ask_as_much_for_many_as_for_few(bank, cast, volunteer, confirmed):
    clerk = as_user(cast.caseworker)
    pages = [reverse("casework:volunteer-service-list"), reverse("casework:time-bank")]
    pages.append(reverse("casework:volunteer-page", args=[volunteer.public_id]))

    def queries(page) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get(page).status_code == 200
        return len(seen)

    confirmed(10)
    clerk.get(pages[0])  # the frame's badges are kept from here on
    few = [queries(page) for page in pages]
    for number in range(4):
        confirmed(10, what=f"第 {number} 次")
        timebank.enrol(who=Who(name=f"志愿者{number}"), by=cast.caseworker)
    assert [queries(page) for page in pages] == few


@pytest.mark.parametrize("old", ServiceStatus)
@pytest.mark.parametrize("new", ServiceStatus)
def test_a_service_moves_as_the_table_says(old, new):
    service = VolunteerService(status=old)
    if new in SERVICE_TRANSITIONS.get(old, set()):
        service.move_to(new)
        assert service.status == new
    else:
        with pytest.raises(errors.ServiceWrongStatus):
            service.move_to(new)
