"""Public notices of recognitions: posting, closing, objections row by row, striking, adding, mending, issuing."""

import hashlib
from datetime import date

import pytest

from casework.documents import notices as documents
from casework.errors import recognition as errors
from casework.models import NoticeIssue
from casework.workflows import notice_changes as changes
from casework.workflows import notices as workflows
from casework.workflows.objections import decide_objection, record_objection
from casework.workflows.recognition import submit_recognition
from office import audit, clock, workdays
from office import errors as office_errors
from office import signing as rules
from office.choices import Finding
from office.models import AuditEvent, Bureau
from office.roles import Role
from tests.casework.recognise import TEXTS, approved, draft, drafted, posted, row_of, sign

POSTED = date(2026, 1, 20)  # Tuesday; five working days end on Monday the 26th
LAST = date(2026, 1, 26)
AFTER = date(2026, 1, 27)


@pytest.fixture(autouse=True)
def _january(monkeypatch):
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    with clock.at(POSTED):
        yield


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch):
    """Make a sheet of bytes instead of a PDF; the PDF itself is read back in test_notices_paper.py."""
    monkeypatch.setattr(documents, "notice_pdf", lambda content: repr(content).encode())


@pytest.fixture
def two(cast, person, make_person):
    return [approved(person, cast), approved(make_person("李明"), cast)]


@pytest.fixture
def notice(two, cast):
    return posted(two, cast, first_day=POSTED)


def object_to(notice, recognition, cast, *, day=date(2026, 1, 22), **values):
    values = {"channel": "phone", "content": "家中有汽车", "handler": cast.bureau_leader.staff_member} | values
    with clock.at(day):
        row = row_of(notice, recognition)
        return record_objection(row_id=row.pk, received_on=day, by=cast.caseworker, **values)


def decide(objection, finding, cast, *, day=date(2026, 1, 23)):
    with clock.at(day):
        return decide_objection(
            objection_id=objection.pk, finding=finding, finding_text="已入户核实", by=cast.caseworker
        )


def close(notice, cast, *, day=AFTER):
    with clock.at(day):
        return workflows.close_notice(notice_id=notice.pk, note="无异议", by=cast.caseworker)


def statuses(recognitions):
    for row in recognitions:
        row.refresh_from_db()
    return [row.status for row in recognitions]


def test_a_draft_prints_the_neutral_wording_only(two, cast):
    notice = drafted(two, cast)
    row = row_of(notice, two[0])
    assert (row.name, row.branch_name, row.person_kind, row.wording) == (
        "王秀英",
        "离退休第一党支部",
        "退休",
        "生活困难",
    )
    assert statuses(two) == ["approved", "approved"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASEWORKER])
def test_only_a_caseworker_drafts(two, cast, role):
    with pytest.raises(office_errors.Refused):
        workflows.draft_notice(recognition_ids=[two[0].pk], texts=TEXTS, working_days=5, by=getattr(cast, role.value))


def test_only_approved_ones_of_one_bureau_are_drafted(two, cast, make_person, person):
    with pytest.raises(errors.NoticeEmpty):
        drafted([], cast)
    with pytest.raises(errors.NotApproved, match="王秀英"):
        drafted([two[1], draft(person, cast, year=2025)], cast)
    other = two[1]
    other.bureau = Bureau.objects.create(code="431198", name="别的局")
    other.save()
    with pytest.raises(errors.NotApproved, match="本局"):
        drafted(two, cast)


def test_nobody_stands_on_two_notices(two, cast):
    drafted(two[:1], cast)
    with pytest.raises(errors.NotApproved, match="已在别的公示里"):
        drafted(two, cast)


def test_posting_fixes_the_period_and_keeps_the_sheet(notice, two):
    assert (notice.status, notice.from_on, notice.to_on) == ("posted", POSTED, LAST)
    assert statuses(two) == ["on_notice", "on_notice"]
    issue = notice.issues.get()
    assert issue.digest == hashlib.sha256(bytes(issue.pdf)).hexdigest()
    assert [row[1] for row in issue.printed["rows"]] == [row.name for row in notice.rows.order_by("number")]
    assert AuditEvent.objects.filter(action="casework.notice.posted", object_key=notice.public_id).exists()


def test_posting_refuses_a_short_period_and_a_past_day(two, cast):
    with pytest.raises(office_errors.NoticeTooShort):
        drafted(two, cast, working_days=2)
    notice = drafted(two, cast)
    with pytest.raises(errors.FirstDayPast):
        workflows.post_notice(notice_id=notice.pk, first_day=date(2026, 1, 19), by=cast.caseworker)


def test_posting_refuses_when_the_draft_changed_while_the_sheet_was_made(two, cast, monkeypatch):
    notice = drafted(two, cast)
    quick = documents.notice_pdf

    def slow(content):
        workflows.strike_row(row_id=row_of(notice, two[0]).pk, reason="另行公示", by=cast.caseworker)
        return quick(content)

    monkeypatch.setattr(documents, "notice_pdf", slow)
    with pytest.raises(office_errors.ChangedMeanwhile):
        workflows.post_notice(notice_id=notice.pk, first_day=POSTED, by=cast.caseworker)
    assert not NoticeIssue.objects.exists()


def test_posting_twice_is_refused(notice, cast):
    with pytest.raises(office_errors.WrongStatus):
        workflows.post_notice(notice_id=notice.pk, first_day=POSTED, by=cast.caseworker)


def test_closing_waits_for_the_day_after_the_last_day(notice, two, cast):
    with pytest.raises(errors.NothingRipe, match="2026-01-26"):
        close(notice, cast, day=LAST)
    assert statuses(two) == ["on_notice", "on_notice"]
    closed = close(notice, cast)
    assert (closed.status, closed.closing_note) == ("closed", "无异议")
    assert statuses(two) == ["recognised", "recognised"]
    assert two[0].recognised_on == AFTER


def test_an_objection_holds_its_row_and_no_other(notice, two, cast):
    objection = object_to(notice, two[0], cast)
    assert (row_of(notice, two[0]).status, row_of(notice, two[1]).status) == ("held", "posted")
    close(notice, cast)
    assert statuses(two) == ["on_notice", "recognised"]
    decide(objection, Finding.DISMISSED, cast, day=date(2026, 1, 30))
    assert statuses(two) == ["recognised", "recognised"]


def test_a_dismissed_objection_within_the_period_lets_the_row_run_on(notice, two, cast):
    decide(object_to(notice, two[0], cast), Finding.DISMISSED, cast)
    assert row_of(notice, two[0]).status == "posted"
    with pytest.raises(errors.NothingRipe):
        close(notice, cast, day=LAST)
    close(notice, cast)
    assert statuses(two) == ["recognised", "recognised"]


def test_an_upheld_objection_strikes_its_row_and_returns_the_application(notice, two, cast):
    decide(object_to(notice, two[0], cast), Finding.UPHELD, cast)
    assert row_of(notice, two[0]).status == "struck"
    assert statuses(two) == ["returned", "on_notice"]
    close(notice, cast)
    assert statuses(two) == ["returned", "recognised"]


def test_a_row_is_held_until_its_last_objection_is_decided(notice, two, cast):
    first, second = object_to(notice, two[0], cast), object_to(notice, two[0], cast, objector="周某")
    decide(first, Finding.DISMISSED, cast)
    assert row_of(notice, two[0]).status == "held"
    decide(second, Finding.DISMISSED, cast)
    assert row_of(notice, two[0]).status == "posted"


def test_a_finding_stands(notice, two, cast):
    objection = decide(object_to(notice, two[0], cast), Finding.DISMISSED, cast)
    with pytest.raises(office_errors.WrongStatus):
        decide(objection, Finding.UPHELD, cast)


@pytest.mark.parametrize("day", [date(2026, 1, 19), AFTER])
def test_an_objection_outside_the_period_holds_nothing(notice, two, cast, day):
    with clock.at(AFTER), pytest.raises(office_errors.ObjectionOutsidePeriod):
        record_objection(
            row_id=row_of(notice, two[0]).pk,
            received_on=day,
            channel="phone",
            content="家中有汽车",
            handler=cast.bureau_leader.staff_member,
            by=cast.caseworker,
        )
    assert row_of(notice, two[0]).status == "posted"


def test_who_objects_and_what_they_say_is_encrypted(notice, two, cast):
    from django.db import connection

    object_to(notice, two[0], cast, objector="周某某")
    with connection.cursor() as cursor:
        cursor.execute("SELECT objector, content FROM casework_objection")
        assert not {"周某某", "家中有汽车"} & set(cursor.fetchone())


def test_striking_a_row_disturbs_nobody_else(notice, two, cast):
    workflows.strike_row(row_id=row_of(notice, two[0]).pk, reason="本人放弃", by=cast.caseworker)
    other = row_of(notice, two[1])
    assert (other.status, other.from_on, other.to_on) == ("posted", POSTED, LAST)
    assert statuses(two) == ["returned", "on_notice"]
    with pytest.raises(rules.ReasonMissing):
        workflows.strike_row(row_id=other.pk, reason=" ", by=cast.caseworker)


def test_a_name_taken_off_a_draft_waits_for_another_notice(two, cast):
    notice = drafted(two, cast)
    workflows.strike_row(row_id=row_of(notice, two[0]).pk, reason="另行公示", by=cast.caseworker)
    assert statuses(two) == ["approved", "approved"]
    drafted(two[:1], cast)


def test_an_added_name_goes_through_the_route_and_a_full_period_of_its_own(notice, two, cast, make_person):
    late = draft(make_person("赵淑芳"), cast)
    with clock.at(date(2026, 1, 22)):
        with pytest.raises(errors.NotApproved):
            workflows.add_to_notice(notice_id=notice.pk, recognition_ids=[late.pk], by=cast.caseworker)
        submit_recognition(recognition_id=late.pk, by=cast.caseworker)
        sign(late, 1, cast.branch_secretary)
        sign(late, 2, cast.section_head)
        workflows.add_to_notice(notice_id=notice.pk, recognition_ids=[late.pk], by=cast.caseworker)
    row = row_of(notice, late)
    assert (row.from_on, row.to_on) == (date(2026, 1, 22), date(2026, 1, 28))
    assert row_of(notice, two[0]).to_on == LAST
    assert close(notice, cast).status == "posted"
    assert statuses([*two, late]) == ["recognised", "recognised", "on_notice"]
    assert close(notice, cast, day=date(2026, 1, 29)).status == "closed"
    assert statuses([late]) == ["recognised"]


def test_mending_words_is_recorded_and_moves_no_day(notice, two, cast):
    words = workflows.NoticeTexts(**(TEXTS.__dict__ | {"contact_phone": "0746-4700001"}))
    changes.mend_notice(notice_id=notice.pk, version=notice.version, texts=words, reason="电话印错", by=cast.caseworker)
    notice.refresh_from_db()
    assert (notice.contact_phone, notice.to_on) == ("0746-4700001", LAST)
    event = AuditEvent.objects.get(action="casework.notice.mended")
    assert event.data["changes"] == {"contact_phone": ["0746-4700000", "0746-4700001"]}
    with pytest.raises(office_errors.ChangedMeanwhile):
        changes.mend_notice(notice_id=notice.pk, version=1, texts=words, reason="旧页面", by=cast.caseworker)


def test_mending_a_row_keeps_its_period(notice, two, cast):
    row = row_of(notice, two[0])
    changes.mend_row(row_id=row.pk, name="王秀瑛", branch_name=row.branch_name, reason="错字", by=cast.caseworker)
    row.refresh_from_db()
    assert (row.name, row.to_on, row.status) == ("王秀瑛", LAST, "posted")


def test_an_issue_stays_as_it_was_issued(notice, two, cast):
    first = bytes(notice.issues.get().pdf)
    workflows.strike_row(row_id=row_of(notice, two[0]).pk, reason="本人放弃", by=cast.caseworker)
    again = changes.issue_again(notice_id=notice.pk, reason="撤下一人", by=cast.caseworker)
    assert (again.number, [row[1] for row in again.printed["rows"]]) == (2, ["李明"])
    assert bytes(notice.issues.get(number=1).pdf) == first


def test_a_withdrawn_notice_frees_its_names(notice, two, cast):
    workflows.withdraw_notice(notice_id=notice.pk, reason="地址印错", by=cast.caseworker)
    assert statuses(two) == ["approved", "approved"]
    assert posted(two, cast, first_day=date(2026, 1, 21)).status == "posted"


def test_a_closed_notice_takes_no_more_acts(notice, two, cast):
    close(notice, cast)
    for act in (
        lambda: workflows.withdraw_notice(notice_id=notice.pk, reason="x", by=cast.caseworker),
        lambda: workflows.strike_row(row_id=row_of(notice, two[0]).pk, reason="x", by=cast.caseworker),
        lambda: close(notice, cast),
        lambda: object_to(notice, two[0], cast),
        lambda: changes.issue_again(notice_id=notice.pk, reason="x", by=cast.caseworker),
    ):
        with pytest.raises(office_errors.WrongStatus):
            act()


def test_nothing_is_posted_when_the_audit_event_cannot_be_written(two, cast, monkeypatch):
    notice = drafted(two, cast)

    def fail(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit.AuditEvent, "save", fail)
    with pytest.raises(RuntimeError):
        workflows.post_notice(notice_id=notice.pk, first_day=POSTED, by=cast.caseworker)
    notice.refresh_from_db()
    assert (notice.status, notice.issues.count(), statuses(two)) == ("draft", 0, ["approved", "approved"])
