"""Public notices through the door: draft, post, object, decide, strike, print, and who may."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import NoticeIssue, Objection, RecognitionNotice
from casework.workflows.notices import strike_row
from office import clock, workdays
from office.models import AuditEvent
from tests import pdf_tools
from tests.casework.recognise import approved, drafted, posted, row_of

DAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _january(monkeypatch):
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    with clock.at(DAY):
        yield


@pytest.fixture
def two(cast, person, make_person):
    return [approved(person, cast, reason="患癌症两年"), approved(make_person("李明"), cast)]


@pytest.fixture
def notice(two, cast):
    return posted(two, cast, first_day=DAY)


def url(name, thing, *more) -> str:
    return reverse(f"casework:{name}", args=[thing.public_id, *more])


def text(response) -> str:
    return response.content.decode()


def test_the_draft_page_lists_who_is_approved_and_the_usual_words(sign_in, cast, two):
    shown = text(sign_in(cast.caseworker).get(reverse("casework:notice-draft")))
    assert "王秀英" in shown and "李明" in shown and "关于2026年度拟帮扶离退休人员名单的公示" in shown
    assert "人事教育股" in shown and "0746-4700000" in shown


def test_the_draft_page_says_when_nobody_waits(sign_in, cast):
    assert "没有待公示的认定" in text(sign_in(cast.caseworker).get(reverse("casework:notice-draft")))


def test_the_notice_page_shows_rows_periods_and_the_barred_close(sign_in, cast, notice):
    shown = text(sign_in(cast.caseworker).get(url("notice-detail", notice)))
    assert "2026-01-20 至 2026-01-26" in shown and "次日零时起才能办结" in shown
    assert "癌" not in shown and "重症" not in shown


def test_the_sheet_prints_what_may_be_printed_and_nothing_else(cast, notice, person):
    issue = notice.issues.get()
    pdf = bytes(issue.pdf)
    printed = "".join(pdf_tools.text(pdf).split())
    for words in (
        "王秀英",
        "李明",
        "离退休第一党支部",
        "生活困难",
        "2026年1月20日至2026年1月26日",
        "0746-4700000",
        "新山县税务局",
    ):
        assert words in printed
    assert not pdf_tools.has_boxes(pdf)
    whole = printed + str(pdf_tools.metadata(pdf)) + str(pdf_tools.info(pdf))
    for words in ("癌", "重症", person.phone or "1990000", person.address or "某某路", "身份证"):
        assert words not in whole


def test_reissuing_gives_the_stored_bytes_whatever_happened_since(sign_in, cast, notice, two):
    client = sign_in(cast.caseworker)
    pdf = url("notice-pdf", notice, 1)
    assert client.get(pdf).status_code == 405
    first = client.post(pdf)
    strike_row(row_id=row_of(notice, two[0]).pk, reason="本人放弃", by=cast.caseworker)
    assert "墙上的那一张旧了" in text(client.get(url("notice-detail", notice)))
    client.post(url("notice-issue", notice), {"reason": "撤下一人"})
    assert "墙上的那一张旧了" not in text(client.get(url("notice-detail", notice)))
    assert client.post(pdf).content == first.content
    assert client.post(url("notice-pdf", notice, 2)).content != first.content
    assert client.post(url("notice-pdf", notice, 3)).status_code == 404
    assert AuditEvent.objects.filter(action="casework.notice.printed").count() == 3
    assert NoticeIssue.objects.count() == 2


def test_an_objection_is_entered_decided_and_answered(sign_in, cast, notice, two):
    client = sign_in(cast.caseworker)
    row = row_of(notice, two[0])
    values = {
        "received_on": "2026-01-20",
        "channel": "phone",
        "objector": "周某某",
        "content": "家中有汽车",
        "handler": cast.bureau_leader.staff_member.pk,
    }
    late = client.post(url("objection-record", row), values | {"received_on": "2026-01-19"})
    assert (late.status_code, Objection.objects.count()) == (422, 0)
    assert client.post(url("objection-record", row), values).status_code == 303
    objection = Objection.objects.get()
    listed = text(client.get(reverse("casework:objection-list")))
    assert url("objection-detail", objection) in listed and "周某某" not in listed
    assert "家中有汽车" in text(client.get(url("objection-detail", objection)))
    decision = {"finding": "upheld", "finding_text": "确有汽车", "replied_on": "2026-01-20"}
    assert client.post(url("objection-detail", objection), decision).status_code == 303
    row.refresh_from_db()
    two[0].refresh_from_db()
    assert (row.status, two[0].status) == ("struck", "returned")
    assert client.get(reverse("casework:objection-list")).context["page"].paginator.count == 0


def test_an_auditor_reads_no_words_of_an_objection_and_decides_nothing(sign_in, cast, notice, two):
    client = sign_in(cast.caseworker)
    row = row_of(notice, two[0])
    values = {
        "received_on": "2026-01-20",
        "channel": "box",
        "content": "并没有生病",
        "handler": cast.finance.staff_member.pk,
    }
    client.post(url("objection-record", row), values)
    objection = Objection.objects.get()
    client = sign_in(cast.auditor)
    assert "并没有生病" not in text(client.get(url("objection-detail", objection)))
    refused = client.post(url("objection-detail", objection), {"finding": "upheld", "finding_text": "x"})
    objection.refresh_from_db()
    assert (refused.status_code, objection.finding) == (403, "")


ACTS = [
    ("notice-edit", "draft"),
    ("notice-post", "draft"),
    ("notice-add", "posted"),
    ("notice-mend", "posted"),
    ("notice-issue", "posted"),
    ("notice-close", "posted"),
    ("notice-withdraw", "posted"),
]


@pytest.mark.parametrize("name, state", ACTS)
@pytest.mark.parametrize("role", ["section_head", "bureau_leader", "auditor", "finance", "helper", "branch_secretary"])
def test_only_a_caseworker_acts_on_a_notice(sign_in, cast, two, name, state, role):
    notice = drafted(two, cast) if state == "draft" else posted(two, cast, first_day=DAY)
    client = sign_in(getattr(cast, role))
    for answer in (client.get(url(name, notice)), client.post(url(name, notice), {"reason": "x"})):
        assert answer.status_code == 403


@pytest.mark.parametrize("name, state", ACTS)
def test_every_act_opens_as_a_page(sign_in, cast, two, name, state):
    notice = drafted(two, cast) if state == "draft" else posted(two, cast, first_day=DAY)
    client = sign_in(cast.caseworker)
    assert client.get(url(name, notice)).status_code == 200
    assert client.post(url(name, notice), {}).status_code == 422


@pytest.mark.parametrize("role, status", [("section_head", 200), ("auditor", 200), ("helper", 403), ("finance", 403)])
def test_who_reads_notices(sign_in, cast, notice, role, status):
    client = sign_in(getattr(cast, role))
    for address in (reverse("casework:notice-list"), url("notice-detail", notice), reverse("casework:objection-list")):
        assert client.get(address).status_code == status


def test_rows_are_struck_and_mended_from_the_page(sign_in, cast, notice, two):
    client = sign_in(cast.caseworker)
    first, second = row_of(notice, two[0]), row_of(notice, two[1])
    values = {"name": "李铭", "branch_name": second.branch_name, "reason": "错字"}
    assert client.post(url("row-mend", second), values).status_code == 303
    assert client.post(url("row-strike", first), {"reason": "本人放弃"}).status_code == 303
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.name, second.status) == ("struck", "李铭", "posted")


def test_a_year_without_its_holiday_plan_is_told(sign_in, cast, two, monkeypatch):
    monkeypatch.setattr(workdays, "current", lambda: workdays.from_days([], years=[]))
    notice = posted(two, cast, first_day=DAY)
    assert "2026年的放假安排还没有录入" in text(sign_in(cast.caseworker).get(url("notice-detail", notice)))


def test_the_list_shows_what_may_be_closed(sign_in, cast, notice):
    client = sign_in(cast.caseworker)
    address = reverse("casework:notice-list") + "?ripe=on"
    assert client.get(address).context["page"].paginator.count == 0
    with clock.at(date(2026, 1, 27)):
        assert list(client.get(address).context["page"]) == [RecognitionNotice.objects.get()]


def test_a_notice_page_asks_no_more_for_more_rows(sign_in, cast, make_person, django_assert_max_num_queries):
    notice = posted([approved(make_person(f"李明{n}"), cast) for n in range(12)], cast, first_day=DAY)
    client = sign_in(cast.caseworker)
    client.get(url("notice-detail", notice))
    with django_assert_max_num_queries(16):
        client.get(url("notice-detail", notice))
