"""A recognition from its draft to its end: statuses, who may, what is refused, what is audited."""

import itertools
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casework.choices.recognition import PUBLIC_WORDING, TRANSITIONS, Category, EndReason, RecognitionStatus
from casework.errors import recognition as errors
from casework.models import Recognition, RecognitionRoute
from casework.workflows import recognition as workflows
from casework.workflows.notices import close_notice
from office import clock
from office import signing as rules
from office.choices import StepKind
from office.errors import ChangedMeanwhile, Refused
from office.models import AuditEvent, Bureau
from office.roles import Role
from registry.workflows.life import record_death
from tests.casework.recognise import approved, draft, posted, row_of, sign, step, submitted
from tests.own_routes import put_in_force

DAY = date(2026, 1, 20)  # a Tuesday


@pytest.fixture(autouse=True)
def _january():
    with clock.at(DAY):
        yield


@pytest.mark.parametrize("old, new", list(itertools.product(RecognitionStatus, repeat=2)))
def test_move_to_follows_the_table(old, new):
    recognition = Recognition(status=old)
    if new in TRANSITIONS.get(old, set()):
        recognition.move_to(new)
        assert recognition.status == new
    else:
        with pytest.raises(errors.RecognitionWrongStatus):
            recognition.move_to(new)


def test_no_printed_wording_names_an_illness():
    assert set(PUBLIC_WORDING) == set(Category)
    assert PUBLIC_WORDING[Category.SEVERE_ILLNESS] == PUBLIC_WORDING[Category.HARDSHIP]
    assert not any("病" in wording or "症" in wording for wording in PUBLIC_WORDING.values())


def test_submit_writes_the_shipped_route_down(cast, person):
    recognition = submitted(person, cast)
    steps = [(row.order, row.kind, row.role, row.outcome) for row in recognition.steps.all()]
    assert steps == [(1, "opinion", "branch_secretary", ""), (2, "signature", "section_head", "")]
    assert (recognition.status, recognition.round, recognition.branch) == ("submitted", 1, person.branch)
    assert AuditEvent.objects.filter(action="casework.recognition.submitted", object_key=recognition.public_id).exists()


def test_submit_follows_the_bureaus_own_route(cast, person, bureau):
    signatures = [(StepKind.SIGNATURE, role, f"{role.label}审批") for role in (Role.SECTION_HEAD, Role.BUREAU_LEADER)]
    put_in_force(RecognitionRoute, bureau, *signatures)
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.section_head)
    recognition.refresh_from_db()
    assert recognition.status == "submitted"
    sign(recognition, 2, cast.bureau_leader)
    recognition.refresh_from_db()
    assert recognition.status == "approved"


def test_a_route_changed_later_leaves_the_path_as_submitted(cast, person, bureau):
    recognition = submitted(person, cast)
    put_in_force(RecognitionRoute, bureau, ("signature", "bureau_leader", "局领导"))
    sign(recognition, 1, cast.branch_secretary)
    sign(recognition, 2, cast.section_head)
    recognition.refresh_from_db()
    assert recognition.status == "approved"


def test_one_recognition_a_person_category_and_year(cast, person):
    first = draft(person, cast)
    with pytest.raises(errors.AlreadyOpen, match="只认定一次"):
        draft(person, cast)
    draft(person, cast, year=2025)
    draft(person, cast, category=Category.VETERAN)
    workflows.withdraw_recognition(recognition_id=first.pk, reason="填错了", by=cast.caseworker)
    again = draft(person, cast)
    assert again.pk != first.pk


def test_an_edit_makes_no_second_one_either(cast, person):
    draft(person, cast)
    other = draft(person, cast, year=2025)
    values = {"category": Category.SEVERE_ILLNESS, "year": 2026, "reason": "患癌症两年", "origin": other.origin}
    with pytest.raises(errors.AlreadyOpen):
        workflows.edit_recognition(recognition_id=other.pk, version=other.version, by=cast.caseworker, **values)
    assert Recognition.objects.get(pk=other.pk).year == 2025


def test_history_keeps_the_words_readable_to_those_who_may(cast, person):
    recognition = draft(person, cast, reason="患病住院")
    values = {"category": Category.DISASTER, "year": 2026, "reason": "房屋受灾", "origin": "self"}
    workflows.edit_recognition(recognition_id=recognition.pk, version=1, by=cast.second_caseworker, **values)
    newest, first = recognition.history.all()
    assert (newest.reason, newest.history_user) == ("房屋受灾", cast.second_caseworker)
    assert (first.reason, first.history_user) == ("患病住院", cast.caseworker)


def test_the_database_refuses_a_second_open_one(cast, person):
    first = draft(person, cast)
    first.pk, first.public_id = None, "abcdefghjkmn"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASEWORKER])
def test_only_a_caseworker_opens(cast, person, role):
    with pytest.raises(Refused):
        draft(person, cast, by=getattr(cast, role.value))
    assert not Recognition.objects.exists()


def test_an_upper_bureau_reads_and_changes_nothing(cast, person, bureau, make_user):
    upper = Bureau.objects.create(code="431100", name="市税务局")
    bureau.parent = upper
    bureau.save()
    clerk = make_user(Role.CASEWORKER, bureau=upper)
    recognition = draft(person, cast)
    assert recognition in Recognition.objects.visible_to(clerk)
    with pytest.raises(Refused, match="上级局"):
        workflows.submit_recognition(recognition_id=recognition.pk, by=clerk)


def test_the_dead_are_not_recognised(cast, make_person):
    with pytest.raises(errors.PersonNotRecognisable, match="已去世"):
        draft(make_person("李明", died_on=date(2026, 1, 2)), cast)


def test_reason_is_required_and_kept_encrypted(cast, person):
    with pytest.raises(rules.ReasonMissing):
        draft(person, cast, reason="  ")
    recognition = draft(person, cast)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM casework_recognition WHERE id = %s", [recognition.pk])
        assert "癌" not in cursor.fetchone()[0]


def test_edit_of_a_stale_version_is_refused(cast, person):
    recognition = draft(person, cast)
    values = {"category": Category.DISASTER, "year": 2026, "reason": "房屋受灾", "origin": "self"}
    edited = workflows.edit_recognition(
        recognition_id=recognition.pk, version=recognition.version, by=cast.caseworker, **values
    )
    assert edited.category == Category.DISASTER
    with pytest.raises(ChangedMeanwhile):
        workflows.edit_recognition(
            recognition_id=recognition.pk, version=1, by=cast.caseworker, **(values | {"reason": "旧页面"})
        )
    edited.refresh_from_db()
    assert edited.reason == "房屋受灾"


def test_what_was_submitted_is_frozen(cast, person):
    recognition = submitted(person, cast)
    with pytest.raises(errors.RecognitionWrongStatus):
        workflows.edit_recognition(
            recognition_id=recognition.pk,
            version=recognition.version,
            category=Category.DISASTER,
            year=2026,
            reason="改",
            origin="self",
            by=cast.caseworker,
        )


def test_returned_one_starts_again_and_keeps_what_was_signed(cast, person):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary)
    sign(recognition, 2, cast.section_head, "return", "请补充住院证明")
    recognition.refresh_from_db()
    assert (recognition.status, recognition.closing_note) == ("returned", "请补充住院证明")
    workflows.submit_recognition(recognition_id=recognition.pk, by=cast.caseworker)
    assert step(recognition, 1).outcome == ""
    old = recognition.steps.get(round=1, order=2)
    assert (old.outcome, old.signer) == ("return", cast.section_head.staff_member)


def test_refused_one_is_closed_and_may_be_applied_for_again(cast, person):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary)
    sign(recognition, 2, cast.section_head, "refuse", "不符合条件")
    recognition.refresh_from_db()
    assert (recognition.status, recognition.closed_by) == ("refused", cast.section_head)
    assert draft(person, cast).status == "draft"


def test_end_needs_a_recognised_one_and_a_reason(cast, person):
    recognition = approved(person, cast)
    end = {"recognition_id": recognition.pk, "ended_on": date(2026, 2, 1), "by": cast.caseworker}
    with pytest.raises(errors.RecognitionWrongStatus):
        workflows.end_recognition(end_reason=EndReason.IMPROVED, **end)
    notice = posted([recognition], cast, first_day=DAY)
    with clock.at(date(2026, 2, 1)):
        close_notice(notice_id=notice.pk, note="无异议", by=cast.caseworker)
        assert list(Recognition.objects.in_force(2026)) == [recognition]
        with pytest.raises(rules.ReasonMissing):
            workflows.end_recognition(end_reason=EndReason.OTHER, **end)
        workflows.end_recognition(end_reason=EndReason.IMPROVED, **end)
    recognition.refresh_from_db()
    assert (recognition.status, recognition.end_reason) == ("ended", "improved")
    assert not Recognition.objects.in_force(2026).exists()


def test_a_death_ends_what_is_open_and_strikes_the_posted_name(cast, person, make_person):
    other = approved(make_person("李明"), cast)
    recognition = approved(person, cast)
    waiting = draft(person, cast, category=Category.VETERAN)
    notice = posted([recognition, other], cast, first_day=DAY)
    person.refresh_from_db()
    findings = record_death(person=person, died_on=DAY, by=cast.caseworker)
    for row in (recognition, waiting):
        row.refresh_from_db()
        assert (row.status, row.end_reason, row.ended_on) == ("ended", "died", DAY)
    assert (row_of(notice, recognition).status, row_of(notice, other).status) == ("struck", "posted")
    assert [finding for finding in findings if "请重新印发" in finding.text]


def test_withdrawing_strikes_the_posted_name(cast, person):
    recognition = approved(person, cast)
    notice = posted([recognition], cast, first_day=DAY)
    workflows.withdraw_recognition(recognition_id=recognition.pk, reason="本人放弃", by=cast.caseworker)
    assert row_of(notice, recognition).status == "struck"


def test_nothing_is_saved_when_the_audit_event_cannot_be(cast, person, monkeypatch):
    recognition = draft(person, cast)

    def fail(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr(workflows, "record_event", fail)
    with pytest.raises(RuntimeError):
        workflows.submit_recognition(recognition_id=recognition.pk, by=cast.caseworker)
    recognition.refresh_from_db()
    assert (recognition.status, recognition.steps.count()) == ("draft", 0)


def test_two_at_once_one_wins(cast, person, monkeypatch):
    """The second of two writers read before the first one wrote; its compare-and-set must notice."""
    recognition = draft(person, cast)
    read = workflows._locked

    def read_then_lose(recognition_id):
        found = read(recognition_id)
        Recognition.objects.filter(pk=recognition_id).update(version=found.version + 1)
        return found

    monkeypatch.setattr(workflows, "_locked", read_then_lose)
    with pytest.raises(ChangedMeanwhile):
        workflows.submit_recognition(recognition_id=recognition.pk, by=cast.caseworker)
    assert not recognition.steps.exists()
