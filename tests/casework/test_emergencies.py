"""Calls, stays and what is due for them, emergencies by the hour, help in manpower."""

import itertools
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from casework import stays
from casework.choices.emergencies import EMERGENCY_TRANSITIONS, EmergencyStatus
from casework.errors import emergencies as errors
from casework.models import Emergency, Shift
from casework.workflows import emergencies as workflows
from office import clock
from office.errors import Refused
from registry.models import HospitalStay
from registry.workflows.deaths import reverse_death
from registry.workflows.life import edit_stay, record_death
from tests.casework.care import pair, visit

TODAY = date(2026, 11, 23)
NUMBERS = {"stay_first_days": 3, "stay_days": 30, "discharge_days": 7}
IN = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


def call(person, by, **values):
    told = {"told_by": "长子 王军", "told_at": clock.now() - timedelta(hours=1)} | values
    return workflows.record_call(person=person, call=workflows.Call(**told), by=by)


@pytest.mark.parametrize(
    "discharged, visited, contacted, due",
    [
        (None, None, None, ("到医院看望", date(2026, 11, 4))),
        (None, date(2026, 11, 3), None, ("再去看望", date(2026, 12, 3))),
        (date(2026, 11, 20), date(2026, 11, 3), None, ("出院后联系", date(2026, 11, 27))),
        (date(2026, 11, 20), None, date(2026, 11, 21), None),
    ],
)
def test_what_a_stay_asks_for(discharged, visited, contacted, due):
    found = stays.due_of(
        admitted_on=IN, discharged_on=discharged, visited_on=visited, contacted_on=contacted, numbers=NUMBERS
    )
    assert found == (stays.Due(*due) if due else None)


def test_a_call_starts_a_stay_that_waits_for_a_visit_and_then_for_a_call(cast, person, sign_in):
    helper = cast.helper.staff_member
    pair(person, helper, cast)
    told = {
        "hospital": "县人民医院",
        "ward": "内二",
        "bed": "8",
        "family_contact": "王军",
        "family_phone": "19900006621",
    }
    stay, emergency = call(person, cast.caseworker, **told)
    assert emergency is None and stay.admitted_on == TODAY

    def waiting(show):
        found = stays.shown(stays.stays_of(cast.caseworker), show, clock.today(), NUMBERS)
        page = sign_in(cast.caseworker).get(reverse("casework:stay-list"), {"show": show})
        assert [row.pk for row in page.context["page"]] == [row.pk for row in found]
        return len(found)

    assert (waiting("in"), waiting("visit"), waiting("call")) == (1, 1, 0)
    shown = sign_in(cast.helper).get(reverse("casework:helper-person", args=[person.public_id])).content.decode()
    assert all(word in shown for word in ["内二", "8 床", "王军", "19900006621", "到医院看望"])
    visit(person, helper, cast.caseworker, held_on=TODAY)
    assert (waiting("in"), waiting("visit")) == (1, 0)
    edit_stay(stay=HospitalStay.objects.get(), values={"discharged_on": TODAY}, by=cast.caseworker)
    assert waiting("call") == 0  # seen that very day
    with clock.at(date(2026, 12, 30)):
        edit_stay(stay=HospitalStay.objects.get(), values={"discharged_on": date(2026, 12, 26)}, by=cast.caseworker)
        assert (waiting("in"), waiting("call")) == (0, 1)
        visit(person, helper, cast.caseworker, kind="call", held_on=date(2026, 12, 28))
        assert waiting("call") == 0


def test_an_emergency_goes_to_the_contact_person_with_a_time(cast, person):
    pair(person, cast.helper.staff_member, cast)
    stay, emergency = call(person, cast.caseworker, kind="injury", note="滑倒")
    assert stay is None and emergency.lead == cast.helper.staff_member
    assert emergency.due_at == emergency.told_at + timedelta(hours=24)
    assert not Emergency.objects.late(clock.now())
    with clock.at(TODAY + timedelta(days=1)):
        assert list(Emergency.objects.late(clock.now())) == [emergency]
        now = clock.now()
        workflows.answer_emergency(emergency_id=emergency.pk, answer="已送医", answered_at=now, by=cast.helper)
        assert not Emergency.objects.late(now)
        with pytest.raises(Refused):
            workflows.close_emergency(emergency_id=emergency.pk, closing="好转", helps=["manpower"], by=cast.helper)
        closed = workflows.close_emergency(
            emergency_id=emergency.pk, closing="已出院", helps=["manpower", "money"], by=cast.caseworker
        )
    assert closed.help_labels == ["人力", "资金"] and not Emergency.objects.going_on()


def test_calls_that_say_nothing_or_are_somebody_elses_are_refused(cast, person, make_user):
    for bad in ({}, {"kind": "injury"}, {"hospital": "县医院", "told_at": clock.now() + timedelta(hours=1)}):
        with pytest.raises(errors.EmergencyIncomplete):
            call(person, cast.caseworker, **bad)
    with pytest.raises(Refused):
        call(person, cast.helper, hospital="县医院")
    _, emergency = call(person, cast.caseworker, kind="injury", lead=cast.finance.staff_member)
    with pytest.raises(Refused):
        workflows.answer_emergency(emergency_id=emergency.pk, answer="到了", answered_at=clock.now(), by=cast.helper)
    with pytest.raises(errors.EmergencyIncomplete):
        workflows.close_emergency(emergency_id=emergency.pk, closing="好", helps=["money"], by=cast.caseworker)


@pytest.mark.parametrize("old, new", list(itertools.product(EmergencyStatus, repeat=2)))
def test_move_to_follows_the_table(old, new):
    emergency = Emergency(status=old)
    if new in EMERGENCY_TRANSITIONS.get(old, set()):
        emergency.move_to(new)
        assert emergency.status == new
    else:
        with pytest.raises(errors.EmergencyWrongStatus):
            emergency.move_to(new)


HOURS = {"on": TODAY, "starts_at": time(8), "ends_at": time(12), "task": "accompany"}


def test_nobody_is_in_two_places_at_once(cast, person, make_person):
    helper, clerk = cast.helper.staff_member, cast.caseworker
    workflows.plan_shift(person=person, helper=helper, by=clerk, **HOURS)
    with pytest.raises(errors.ShiftImpossible):
        workflows.plan_shift(person=make_person(), helper=helper, by=clerk, **HOURS | {"starts_at": time(11)})
    workflows.plan_shift(person=person, helper=helper, by=clerk, **HOURS | {"starts_at": time(12), "ends_at": time(13)})
    for bad in ({"ends_at": time(8)}, {"on": date(2026, 11, 22)}, {"other": "护工"}):
        with pytest.raises(errors.ShiftImpossible):
            workflows.plan_shift(person=person, helper=helper, by=clerk, **HOURS | bad)


def test_a_helper_settles_their_own_hours_only(cast, person, sign_in):
    own = workflows.plan_shift(person=person, helper=cast.helper.staff_member, by=cast.caseworker, **HOURS)
    other = workflows.plan_shift(person=person, other="护工 周姨", by=cast.caseworker, **HOURS)
    page = sign_in(cast.helper)
    assert "我的陪护值班" in page.get(reverse("casework:helper-home")).content.decode()
    assert page.post(reverse("casework:shift-settle", args=[own.public_id]), {"kept": "1"}).status_code == 303
    assert page.post(reverse("casework:shift-settle", args=[other.public_id]), {"kept": "1"}).status_code == 404
    own.refresh_from_db()
    assert own.status == "done"
    with pytest.raises(errors.ShiftImpossible):
        workflows.settle_shift(shift_id=other.pk, kept=False, by=cast.caseworker)


def test_a_death_closes_what_goes_on(cast, person):
    _, emergency = call(person, cast.caseworker, kind="illness", lead=cast.helper.staff_member)
    workflows.plan_shift(person=person, other="护工 周姨", by=cast.caseworker, **HOURS)
    record_death(person=person, died_on=TODAY, by=cast.caseworker)
    emergency.refresh_from_db()
    assert emergency.status == "closed" and "去世" in emergency.closing
    assert not Shift.objects.planned()


def test_a_call_through_its_pages(cast, sign_in, person):
    page = sign_in(cast.caseworker)
    posted = {"person": person.name, "told_by": "长子", "told_at": "2026-11-22T21:30", "hospital": "县人民医院"}
    assert page.post(reverse("casework:call-record"), posted | {"told_at": "2026-12-01T00:00"}).status_code == 422
    posted |= {"kind": "illness", "lead": cast.helper.staff_member.name}
    assert page.post(reverse("casework:call-record"), posted).status_code == 303
    emergency = Emergency.objects.get()
    assert emergency.stay.admitted_on == date(2026, 11, 22)
    assert emergency.told_at == datetime(2026, 11, 22, 21, 30, tzinfo=clock.SHANGHAI)
    assert "住院、特情和陪护值班" in page.get(person.get_absolute_url()).content.decode()
    now = page.get(reverse("casework:shift-list", args=[person.public_id])).content.decode()
    assert "住院中" in now and "突发重病" in now
    act = reverse("casework:emergency-act", args=[emergency.public_id, "answer"])
    assert page.post(act, {"answer": "", "answered_at": "2026-11-22T23:00"}).status_code == 422
    assert page.post(act, {"answer": "已到病房", "answered_at": "2026-11-22T23:00"}).status_code == 303
    assert "没有办结的特情" in page.get(reverse("home")).content.decode()


def test_a_death_taken_back_takes_emergency_and_hours_up_again(cast, person):
    """Rule: R-588. Hours whose day has passed meanwhile stay undone."""
    lead = cast.helper.staff_member
    _, emergency = call(person, cast.caseworker, kind="illness", lead=lead)
    terms = {"person": person, "task": "meals", "other": "邻居", "by": cast.caseworker}
    hours = {"starts_at": time(8), "ends_at": time(9)}
    passed, ahead = (workflows.plan_shift(on=TODAY + timedelta(days=days), **terms, **hours) for days in (0, 5))
    record_death(person=person, died_on=TODAY, by=cast.caseworker)
    assert {row.status for row in (*Shift.objects.all(), *Emergency.objects.all())} == {"missed", "closed"}
    with clock.at(TODAY + timedelta(days=2)):
        reverse_death(person=person, reason="同名误报", by=cast.caseworker)
    for row, status in ((emergency, "open"), (passed, "missed"), (ahead, "planned")):
        row.refresh_from_db()
        assert row.status == status
    assert (emergency.closing, emergency.closed_on, ahead.remark) == ("", None, "")
