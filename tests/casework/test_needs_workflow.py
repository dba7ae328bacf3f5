"""Needs from registering to confirmation, and helpers' reports."""

import itertools
from datetime import date

import pytest

from casework.choices.needs import NEED_TRANSITIONS, NeedStatus
from casework.errors import needs as errors
from casework.models import HelperReport, Need
from casework.workflows import needs as workflows
from casework.workflows import reports
from office import clock
from office.errors import Refused
from tests.casework.care import pair

DUE = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def need(cast, person):
    return workflows.raise_need(person=person, kind="housing", text="屋顶漏雨", by=cast.caseworker)


@pytest.mark.parametrize("old, new", list(itertools.product(NeedStatus, repeat=2)))
def test_move_to_follows_the_table(old, new):
    need = Need(status=old)
    if new in NEED_TRANSITIONS.get(old, set()):
        need.move_to(new)
        assert need.status == new
    else:
        with pytest.raises(errors.NeedWrongStatus):
            need.move_to(new)


def test_need_goes_from_registered_to_confirmed(cast, need):
    helper = cast.helper.staff_member
    workflows.assign_need(need_id=need.pk, to=helper, due_on=DUE, by=cast.caseworker)
    workflows.finish_need(need_id=need.pk, outcome="已请人修好", by=cast.helper)
    workflows.assign_need(need_id=need.pk, to=helper, due_on=DUE, by=cast.caseworker)  # not settled: again
    workflows.finish_need(need_id=need.pk, outcome="又修了一次", by=cast.caseworker)
    workflows.confirm_need(need_id=need.pk, by=cast.caseworker)
    need.refresh_from_db()
    assert (need.status, need.outcome, need.confirmed_on) == ("confirmed", "又修了一次", clock.today())
    assert need.history.count() == 6


def test_helper_finishes_only_what_is_assigned_to_them(cast, need, make_staff):
    workflows.assign_need(need_id=need.pk, to=make_staff(), due_on=DUE, by=cast.caseworker)
    with pytest.raises(Refused):
        workflows.finish_need(need_id=need.pk, outcome="好了", by=cast.helper)


def test_assign_refuses_a_past_day_and_who_left(cast, need, make_staff):
    with pytest.raises(errors.NeedIncomplete):
        workflows.assign_need(need_id=need.pk, to=make_staff(), due_on=date(2026, 11, 22), by=cast.caseworker)
    with pytest.raises(errors.NeedIncomplete):
        gone = make_staff(serving_to=date(2026, 1, 1))
        workflows.assign_need(need_id=need.pk, to=gone, due_on=DUE, by=cast.caseworker)


def test_close_wants_a_reason(cast, need):
    with pytest.raises(errors.NeedIncomplete):
        workflows.close_need(need_id=need.pk, reason="", by=cast.caseworker)
    assert workflows.close_need(need_id=need.pk, reason="本人撤回", by=cast.caseworker).status == NeedStatus.CLOSED


def test_helper_raises_needs_of_own_people_only(cast, person, make_person):
    pair(person, cast.helper.staff_member, cast)
    assert workflows.raise_need(person=person, kind="medical", text="买药不便", by=cast.helper).pk
    with pytest.raises(Refused):
        workflows.raise_need(person=make_person(), kind="medical", text="买药不便", by=cast.helper)


def send(cast, person, **values):
    values = {"kind": "stay", "happened_on": date(2026, 11, 20), "hospital": "县人民医院", "by": cast.helper} | values
    return reports.send_report(person=person, **values)


def test_confirmed_stay_enters_the_registry(cast, person):
    pair(person, cast.helper.staff_member, cast)
    report = send(cast, person, ward="内三 12床")
    assert not person.stays.exists()
    reports.confirm_report(report_id=report.pk, by=cast.caseworker)
    assert person.stays.get().hospital == "县人民医院"


def test_confirmed_death_takes_the_corrected_date(cast, person):
    pair(person, cast.helper.staff_member, cast)
    report = send(cast, person, kind="death")
    findings = reports.confirm_report(report_id=report.pk, happened_on=date(2026, 11, 19), by=cast.caseworker)
    person.refresh_from_db()
    assert person.died_on == date(2026, 11, 19) and findings
    with pytest.raises(errors.ReportWrongStatus):
        reports.confirm_report(report_id=report.pk, by=cast.caseworker)


def test_declined_report_changes_nothing_and_says_why(cast, person):
    pair(person, cast.helper.staff_member, cast)
    report = send(cast, person, kind="death")
    with pytest.raises(errors.ReportIncomplete):
        reports.decline_report(report_id=report.pk, reason=" ", by=cast.caseworker)
    reports.decline_report(report_id=report.pk, reason="同名误报", by=cast.caseworker)
    person.refresh_from_db()
    assert person.died_on is None and HelperReport.objects.get().decline_reason == "同名误报"


def test_helper_confirms_nothing(cast, person):
    pair(person, cast.helper.staff_member, cast)
    report = send(cast, person)
    with pytest.raises(Refused):
        reports.confirm_report(report_id=report.pk, by=cast.helper)


def test_report_sent_twice_makes_one_and_wants_own_people(cast, person, make_person):
    pair(person, cast.helper.staff_member, cast)
    assert send(cast, person, request_key="r").pk == send(cast, person, request_key="r").pk
    with pytest.raises(Refused):
        send(cast, make_person())
    with pytest.raises(errors.ReportIncomplete):
        send(cast, person, happened_on=date(2026, 11, 24))
    with pytest.raises(errors.ReportIncomplete):
        send(cast, person, hospital="")
