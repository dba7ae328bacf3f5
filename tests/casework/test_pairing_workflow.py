"""Pairings: who may be paired with whom, issuing, changing, ending, and what a death does."""

import itertools
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casework.choices.pairing import TRANSITIONS, EndReason, PairingKind, PairingStatus
from casework.errors import pairing as errors
from casework.models import ContactState, HelperReport, Pairing
from casework.workflows import pairing as workflows
from casework.workflows.reports import send_report
from office import clock
from office.errors import ChangedMeanwhile, Refused
from office.models import AuditEvent
from registry.models import Person, RelativeDeclaration
from registry.workflows.life import record_death
from tests.casework.care import issue, pair, visit

NEW_YEAR = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def helper(cast):
    return cast.helper.staff_member


def propose(person, helper, cast, **values):
    values = {"starts_on": NEW_YEAR, "by": cast.caseworker} | values
    return workflows.propose_pairing(person=person, helper=helper, **values)


@pytest.mark.parametrize("old, new", list(itertools.product(PairingStatus, repeat=2)))
def test_move_to_follows_the_table(old, new):
    pairing = Pairing(status=old)
    if new in TRANSITIONS.get(old, set()):
        pairing.move_to(new)
        assert pairing.status == new
    else:
        with pytest.raises(errors.PairingWrongStatus):
            pairing.move_to(new)


def test_propose_and_issue_keeps_body_document_and_audit(cast, person, helper):
    pairing = issue(propose(person, helper, cast), cast)
    pairing.refresh_from_db()
    assert (pairing.status, pairing.issuing_body, pairing.issued_by) == ("issued", "机关党委", cast.section_head)
    assert pairing.history.count() == 2
    actions = AuditEvent.objects.order_by("pk").values_list("action", "actor")
    assert list(actions) == [("casework.pairing.proposed", "caseworker"), ("casework.pairing.issued", "section_head")]


def test_issue_starts_the_schedule_of_the_current_quarter(cast, person, helper):
    pair(person, helper, cast)
    assert ContactState.objects.get(person=person).next_due_on == date(2026, 12, 31)


def test_issue_keeps_a_schedule_that_has_started(cast, person, helper, make_staff):
    first = pair(person, helper, cast)
    visit(person, helper, cast.caseworker, held_on=date(2026, 1, 5))
    change = workflows.propose_change(
        pairing_id=first.pk, helper=make_staff(), starts_on=clock.today(), reason=EndReason.CHANGED, by=cast.caseworker
    )
    issue(change, cast)
    assert ContactState.objects.get(person=person).next_due_on == date(2026, 6, 30)


@pytest.mark.parametrize("kind", ["honoured", "retiree", "survivor"])
def test_survivors_are_paired_like_anyone(cast, make_person, helper, kind):
    assert pair(make_person(kind=kind), helper, cast).status == PairingStatus.ISSUED


@pytest.mark.parametrize(
    "person_values, helper_values, error",
    [
        ({"died_on": date(2026, 5, 1)}, {}, errors.PersonNotPairable),
        ({"transferred_out_on": date(2025, 5, 1)}, {}, errors.PersonNotPairable),
        ({"withdrawn_on": date(2026, 5, 1)}, {}, errors.PersonNotPairable),
        ({}, {"serving_to": NEW_YEAR}, errors.HelperNotServing),
        ({}, {"serving_from": date(2026, 1, 2)}, errors.HelperNotServing),
        ({}, {"is_party_member": False}, errors.HelperNotPartyMember),
    ],
)
def test_propose_refuses(cast, make_person, make_staff, person_values, helper_values, error):
    with pytest.raises(error):
        propose(make_person(**person_values), make_staff(**helper_values), cast)
    assert not Pairing.objects.exists()


def test_propose_refuses_a_declared_relative_until_the_declaration_ends(cast, person, helper):
    declared = RelativeDeclaration.objects.create(
        staff_member=helper, person=person, relation="女婿", declared_on=NEW_YEAR
    )
    with pytest.raises(errors.HelperIsRelative, match="女婿"):
        propose(person, helper, cast)
    declared.ended_on = date(2026, 6, 1)
    declared.save()
    assert propose(person, helper, cast).pk


def test_issue_refuses_a_relative_declared_after_the_proposal(cast, person, helper):
    pairing = propose(person, helper, cast)
    RelativeDeclaration.objects.create(staff_member=helper, person=person, relation="女婿", declared_on=NEW_YEAR)
    with pytest.raises(errors.BatchNotIssued) as caught:
        issue(pairing, cast)
    assert "女婿" in caught.value.verdicts[pairing.pk]


@pytest.mark.parametrize("post, quota", [("staff", 1), ("leader", 1), ("principal_leader", 2)])
def test_quota_of_the_post_asks_for_a_reason(cast, make_person, make_staff, post, quota):
    helper = make_staff("何志远", post=post)
    for _ in range(quota):
        propose(make_person(), helper, cast)
    with pytest.raises(errors.QuotaReasonMissing, match=f"已联系 {quota} 人"):
        propose(make_person(), helper, cast)
    over = propose(make_person(), helper, cast, quota_reason="原联系人调离")
    assert issue(over, cast).quota_reason == "原联系人调离"


def test_leader_pairing_stands_beside_the_contact_person(cast, person, helper, make_staff):
    pair(person, helper, cast)
    leader = pair(person, make_staff(post="leader"), cast, kind=PairingKind.LEADER)
    assert leader.status == PairingStatus.ISSUED
    assert Pairing.objects.active_on(clock.today()).filter(person=person).count() == 2


def test_second_contact_person_is_refused_by_the_rule(cast, person, helper, make_staff):
    pair(person, helper, cast)
    with pytest.raises(errors.AlreadyHasContact, match=helper.name):
        propose(person, make_staff(), cast)


def test_second_contact_person_is_refused_when_issued(cast, person, make_staff):
    first, second = (propose(person, make_staff(), cast) for _ in range(2))
    issue(first, cast)
    with pytest.raises(errors.BatchNotIssued) as caught:
        issue(second, cast)
    assert "每人只能有一名联系人" in caught.value.verdicts[second.pk]


def test_second_active_contact_person_is_refused_by_the_database(cast, person, helper, make_staff):
    first = pair(person, helper, cast)
    twin = Pairing(
        person=person,
        helper=make_staff(),
        status=PairingStatus.ISSUED,
        starts_on=NEW_YEAR,
        proposed_by=cast.caseworker,
        proposed_at=clock.now(),
        issued_by=cast.section_head,
        issued_at=clock.now(),
        issuing_body="机关党委",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    workflows.end_pairing(pairing_id=first.pk, ends_on=clock.today(), reason=EndReason.CHANGED, by=cast.caseworker)
    twin.save()
    assert twin.pk


def test_batch_is_issued_whole_or_not_at_all(cast, make_person, make_staff):
    good, bad = (propose(make_person(), make_staff(), cast) for _ in range(2))
    bad.helper.is_party_member = False
    bad.helper.save()
    with pytest.raises(errors.BatchNotIssued) as caught:
        workflows.issue_pairings(
            pairing_ids=[good.pk, bad.pk], issuing_body="机关党委", document_number="1号", by=cast.section_head
        )
    assert list(caught.value.verdicts) == [bad.pk]
    assert set(Pairing.objects.values_list("status", flat=True)) == {"proposed"}
    assert not AuditEvent.objects.filter(action="casework.pairing.issued").exists()


@pytest.mark.parametrize("role", ["caseworker", "helper", "finance", "bureau_leader", "auditor"])
def test_issue_is_the_section_heads(cast, person, helper, role):
    pairing = propose(person, helper, cast)
    with pytest.raises(Refused):
        workflows.issue_pairings(
            pairing_ids=[pairing.pk], issuing_body="机关党委", document_number="1号", by=getattr(cast, role)
        )


def test_change_of_helper_ends_the_old_pairing_in_the_same_moment(cast, person, helper, make_staff):
    old, successor = pair(person, helper, cast), make_staff("何志远")
    change = workflows.propose_change(
        pairing_id=old.pk,
        helper=successor,
        starts_on=date(2026, 11, 1),
        reason=EndReason.HELPER_LEFT,
        by=cast.caseworker,
    )
    old.refresh_from_db()
    assert old.status == PairingStatus.ISSUED
    issue(change, cast)
    old.refresh_from_db()
    assert (old.status, old.ends_on, old.end_reason) == ("ended", date(2026, 11, 1), "helper_left")
    assert old.end_note == "由 何志远 接替"
    assert Pairing.objects.contacts().active_on(clock.today()).get(person=person).helper == successor


def test_stand_in_wants_dates_and_counts_only_between_them(cast, person, helper, make_staff):
    pair(person, helper, cast)
    deputy = make_staff()
    with pytest.raises(errors.PairingDatesWrong):
        propose(person, deputy, cast, kind=PairingKind.STAND_IN)
    stand_in = pair(
        person, deputy, cast, kind=PairingKind.STAND_IN, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1)
    )
    active = [stand_in.is_active_on(date(2026, *day)) for day in [(10, 31), (11, 1), (11, 30), (12, 1)]]
    assert active == [False, True, True, False]
    on_last_day, day_after = (Pairing.objects.active_on(date(2026, *day)) for day in [(11, 30), (12, 1)])
    assert on_last_day.filter(helper=deputy).exists() and not day_after.filter(helper=deputy).exists()


def test_end_wants_a_day_between_start_and_today(cast, person, helper):
    pairing = pair(person, helper, cast)
    for day in [date(2026, 11, 24), date(2025, 12, 31)]:
        with pytest.raises(errors.PairingDatesWrong):
            workflows.end_pairing(pairing_id=pairing.pk, ends_on=day, reason=EndReason.OTHER, by=cast.caseworker)
    workflows.end_pairing(pairing_id=pairing.pk, ends_on=clock.today(), reason=EndReason.OTHER, by=cast.caseworker)
    with pytest.raises(errors.PairingWrongStatus):
        workflows.end_pairing(pairing_id=pairing.pk, ends_on=clock.today(), reason=EndReason.OTHER, by=cast.caseworker)


def test_withdraw_takes_back_only_a_proposal(cast, person, helper):
    pairing = propose(person, helper, cast)
    workflows.withdraw_pairing(pairing_id=pairing.pk, reason="登记错人", by=cast.caseworker)
    with pytest.raises(errors.BatchNotIssued):
        issue(pairing, cast)
    assert propose(person, helper, cast).pk  # and the same two can be proposed again


def test_withdrawn_behind_the_section_heads_back_is_not_issued(cast, person, helper, monkeypatch):
    """The row is taken back between reading and writing: the compare-and-set refuses, whatever the locks did."""
    pairing = propose(person, helper, cast)
    real = workflows.check_pairable

    def withdraw_meanwhile(*args):
        type(pairing)._base_manager.filter(pk=pairing.pk).update(status=PairingStatus.WITHDRAWN, version=2)
        return real(*args)

    monkeypatch.setattr(workflows, "check_pairable", withdraw_meanwhile)
    with pytest.raises(errors.BatchNotIssued) as caught:
        issue(pairing, cast)
    assert caught.value.verdicts[pairing.pk] == str(ChangedMeanwhile())


def test_death_ends_pairings_withdraws_proposals_and_settles_reports(cast, person, helper, make_staff):
    contact = pair(person, helper, cast)
    proposal = propose(person, make_staff(post="leader"), cast, kind=PairingKind.LEADER)
    report = send_report(person=person, kind="death", happened_on=date(2026, 11, 20), by=cast.helper)
    findings = record_death(person=person, died_on=date(2026, 11, 20), by=cast.caseworker)
    for row in (contact, proposal, report):
        row.refresh_from_db()
    assert (contact.status, contact.ends_on, contact.end_reason) == ("ended", date(2026, 11, 20), "died")
    assert proposal.status == PairingStatus.WITHDRAWN
    assert HelperReport.objects.get().status == "confirmed"
    assert any(helper.name in finding.text for finding in findings)
    assert not Person.objects.visible_to(cast.helper).exists()


def test_nothing_is_saved_when_the_audit_event_fails(cast, person, helper, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(workflows, "record_event", fail)
    with pytest.raises(RuntimeError):
        propose(person, helper, cast)
    assert not Pairing.objects.exists() and not Pairing.history.exists()
