"""Needs from registering to confirmation, and helpers' reports."""

import itertools
from datetime import date

import pytest
from django.core.management import call_command

from casework.choices.needs import NEED_ACTS, OPEN_NEEDS, Act, NeedStatus, Who
from casework.errors import needs as errors
from casework.models import HelperReport, Need
from casework.workflows import needs as workflows
from casework.workflows import reports
from casework.workflows.escalation import escalate_overdue
from office import clock
from office.errors import Refused
from office.roles import Role
from registry.workflows.deaths import reverse_death
from registry.workflows.departures import record_departure
from registry.workflows.life import record_death
from tests.casework.care import pair

DUE = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def need(cast, person):
    return workflows.raise_need(person=person, kind="housing", text="屋顶漏雨", by=cast.caseworker)


@pytest.mark.parametrize("status, act", list(itertools.product(NeedStatus, NEED_ACTS)))
def test_perform_follows_the_table(status, act):
    need = Need(status=status)
    if status in NEED_ACTS[act].moves:
        need.perform(act)
        assert need.status == NEED_ACTS[act].moves[status]
    else:
        with pytest.raises(errors.NeedWrongStatus):
            need.perform(act)


def test_a_need_ends_settled_only_through_the_persons_word():
    ways = {act for act, rule in NEED_ACTS.items() for new in rule.moves.values() if new not in (*OPEN_NEEDS, "closed")}
    assert ways == {Act.CONFIRM}
    closing = {act for act, rule in NEED_ACTS.items() if "closed" in rule.moves.values()}
    assert closing == {Act.WITHDRAW, Act.END} and NEED_ACTS[Act.END].who == {Who.HOUSE}


def test_need_goes_from_registered_to_confirmed_and_counts_the_reopening(cast, need):
    helper = cast.helper.staff_member
    workflows.assign_need(need_id=need.pk, to=helper, due_on=DUE, by=cast.caseworker)
    workflows.note_need(need_id=need.pk, text="约了师傅", by=cast.helper)
    workflows.finish_need(need_id=need.pk, outcome="已请人修好", by=cast.helper)
    workflows.reopen_need(need_id=need.pk, reason="还是漏", due_on=DUE, by=cast.caseworker)
    workflows.finish_need(need_id=need.pk, outcome="又修了一次", by=cast.caseworker)
    workflows.confirm_need(need_id=need.pk, how="visit", by=cast.caseworker)
    need.refresh_from_db()
    assert (need.status, need.outcome, need.confirmed_on) == ("confirmed", "又修了一次", clock.today())
    assert need.reopened == 1 and need.history.count() == 6
    course = list(need.steps.values_list("act", flat=True))
    assert course == ["raise", "assign", "note", "finish", "reopen", "finish", "confirm"]


def test_who_handled_it_does_not_vouch_and_another_helper_may(cast, need, person, make_user):
    pair(person, cast.helper.staff_member, cast)
    workflows.assign_need(need_id=need.pk, to=cast.helper.staff_member, due_on=DUE, by=cast.caseworker)
    workflows.finish_need(need_id=need.pk, outcome="修好", by=cast.helper)
    with pytest.raises(Refused):
        workflows.confirm_need(need_id=need.pk, how="call", by=cast.helper)
    workflows.reopen_need(need_id=need.pk, reason="没有修好", due_on=DUE, by=cast.caseworker)
    other = make_user(Role.HELPER)
    workflows.assign_need(need_id=need.pk, to=other.staff_member, due_on=DUE, by=cast.caseworker)
    workflows.finish_need(need_id=need.pk, outcome="修好", by=other)
    assert workflows.confirm_need(need_id=need.pk, how="call", by=cast.helper).status == NeedStatus.CONFIRMED


@pytest.mark.parametrize("kind, due", [("medical", date(2026, 11, 26)), ("loneliness", date(2026, 11, 30))])
def test_the_deadline_of_a_kind_counts_working_days(cast, person, kind, due):
    assert workflows.raise_need(person=person, kind=kind, text="请帮忙", by=cast.caseworker).due_on == due


def test_a_passed_deadline_goes_to_the_leader_once(cast, need, person):
    workflows.assign_need(need_id=need.pk, to=cast.helper.staff_member, due_on=DUE, by=cast.caseworker)
    pair(person, cast.bureau_leader.staff_member, cast, kind="leader")
    with clock.at(date(2026, 12, 1)):
        assert escalate_overdue(clock.today()) == 0
    with clock.at(date(2026, 12, 2)):
        assert escalate_overdue(clock.today()) == 1 and escalate_overdue(clock.today()) == 0
        need.refresh_from_db()
        assert need.escalated_to == cast.bureau_leader.staff_member
        assert list(Need.objects.escalated_to(cast.bureau_leader)) == [need]
        assert not Need.objects.escalated_to(cast.section_head)
        later = date(2026, 12, 8)
        workflows.direct_need(need_id=need.pk, text="请后勤股本周办结", due_on=later, by=cast.bureau_leader)
        assert not Need.objects.escalated_to(cast.bureau_leader)
        assert need.steps.filter(act="escalate").count() == 1
    with clock.at(date(2026, 12, 9)):
        assert escalate_overdue(clock.today()) == 1  # the new deadline passed too


def test_without_a_paired_leader_the_section_head_has_it(cast, need):
    with clock.at(date(2027, 1, 20)):
        call_command("run_worker", "--once")
        call_command("run_worker", "--once")
        assert list(Need.objects.escalated_to(cast.section_head)) == [need]
        assert not Need.objects.escalated_to(cast.bureau_leader)
    assert need.steps.filter(act="escalate").count() == 1


def test_only_a_leader_directs(cast, need):
    with pytest.raises(Refused):
        workflows.direct_need(need_id=need.pk, text="快办", due_on=DUE, by=cast.caseworker)


def test_a_death_ends_what_is_open_and_its_reversal_takes_it_up_again(cast, need, person):
    with clock.at(date(2026, 11, 24)):
        record_death(person=person, died_on=date(2026, 11, 23), by=cast.caseworker)
        need.refresh_from_db()
        assert (need.status, need.closed_as) == ("closed", "died") and "去世" in need.closed_reason
        reverse_death(person=person, reason="同名误报", by=cast.caseworker)
        need.refresh_from_db()
        assert (need.status, need.closed_as) == ("registered", "")


def test_a_departure_ends_what_is_open(cast, need, person):
    record_departure(
        person=person, transferred_out_on=date(2026, 11, 20), transferred_out_to="市局", by=cast.caseworker
    )
    need.refresh_from_db()
    assert (need.status, need.closed_as) == ("closed", "left")


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


def test_withdrawing_wants_a_reason(cast, need):
    with pytest.raises(errors.NeedIncomplete):
        workflows.withdraw_need(need_id=need.pk, reason="", by=cast.caseworker)
    closed = workflows.withdraw_need(need_id=need.pk, reason="孩子已经修好", by=cast.caseworker)
    assert (closed.status, closed.closed_as) == ("closed", "withdrawn")


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
