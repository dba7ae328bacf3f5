"""What proves a notice: photos of it, the page inside the network, answers to who objected, the closing sheet."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from casework.closing import closing_of
from casework.documents import notices as documents
from casework.errors.recognition import HandlerSigned
from casework.models import NoticeEvidence, Objection
from casework.workflows import notices as workflows
from casework.workflows.notice_evidence import keep_evidence
from casework.workflows.objections import decide_objection, record_objection
from office import clock, todo, workdays
from office.errors import WrongStatus
from office.models import PolicyNumber
from tests import pdf_tools
from tests.casework.recognise import TEXTS, approved, drafted, evidence, posted, row_of

DAY, LAST, AFTER = date(2026, 1, 20), date(2026, 1, 26), date(2026, 1, 27)


@pytest.fixture(autouse=True)
def _january(monkeypatch):
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    monkeypatch.setattr(documents, "notice_pdf", lambda content: repr(content).encode())
    with clock.at(DAY):
        yield


@pytest.fixture
def two(cast, person, make_person):
    return [approved(person, cast), approved(make_person("李明"), cast)]


@pytest.fixture
def notice(two, cast):
    return posted(two, cast, first_day=DAY)


def url(name, thing) -> str:
    return reverse(f"casework:{name}", args=[thing.public_id])


def text(response) -> str:
    return response.content.decode()


def object_to(notice, recognition, cast, **values):
    values = {"channel": "phone", "content": "家中有汽车", "handler": cast.bureau_leader.staff_member} | values
    row = row_of(notice, recognition)
    return record_objection(row_id=row.pk, received_on=clock.today(), by=cast.caseworker, **values)


def decide(objection, finding, cast, **values):
    values = {"finding_text": "已入户核实"} | values
    return decide_objection(objection_id=objection.pk, finding=finding, by=cast.caseworker, **values)


def photo() -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    out = io.BytesIO()
    Image.new("RGB", (4000, 3000), "white").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("board.jpg", out.getvalue())


def test_a_photo_of_the_board_is_shrunk_and_given_to_who_may_open_the_notice(sign_in, cast, notice):
    clerk = sign_in(cast.caseworker)
    values = {"kind": "up", "channel": "board", "taken_on": "2026-01-20", "file": photo()}
    assert clerk.post(url("notice-evidence-add", notice), values).status_code == 303
    kept = NoticeEvidence.objects.get()
    picture = Image.open(io.BytesIO(bytes(kept.content)))
    assert (max(picture.size), dict(picture.getexif())) == (1600, {})
    file = url("notice-evidence", kept)
    assert file in text(clerk.get(url("notice-detail", notice)))
    assert sign_in(cast.auditor).get(file).content == bytes(kept.content)
    assert sign_in(cast.helper).get(file).status_code == 403
    clerk = sign_in(cast.caseworker)
    assert clerk.post(url("notice-evidence-withdraw", kept), {"reason": "拍糊了"}).status_code == 303
    assert clerk.get(file).status_code == 404


@pytest.mark.parametrize(
    "kind, day, today",
    [
        ("up", date(2026, 1, 19), DAY),
        ("up", date(2026, 1, 21), DAY),
        ("down", date(2026, 1, 23), AFTER),
    ],
)
def test_a_photo_is_of_a_day_on_which_it_can_have_been_taken(cast, notice, kind, day, today):
    with clock.at(today), pytest.raises(WrongStatus):
        keep_evidence(notice_id=notice.pk, evidence=evidence(day, kind), by=cast.caseworker)
    with clock.at(today):
        keep_evidence(notice_id=notice.pk, evidence=evidence(today, kind), by=cast.caseworker)


def test_a_draft_has_no_photo(cast, two):
    with pytest.raises(WrongStatus, match="还没有张贴"):
        keep_evidence(notice_id=drafted(two, cast).pk, evidence=evidence(DAY), by=cast.caseworker)


def switch_on(bureau, cast):
    PolicyNumber.objects.create(
        bureau=bureau,
        code="notice_on_intranet",
        value=1,
        holds_from=date(2026, 1, 1),
        proposed_by=cast.section_head,
        proposed_at=clock.now(),
        confirmed_by=cast.bureau_leader,
        confirmed_at=clock.now(),
    )


def test_the_intranet_page_shows_what_hangs_to_whoever_is_signed_in(sign_in, cast, bureau, two):
    page = reverse("casework:bulletin")
    texts = workflows.NoticeTexts(**(TEXTS.__dict__ | {"channels": ["board", "intranet"]}))
    draft = workflows.draft_notice(
        recognition_ids=[row.pk for row in two], texts=texts, working_days=5, by=cast.caseworker
    )
    notice = workflows.post_notice(notice_id=draft.pk, first_day=DAY, by=cast.caseworker)
    helper = sign_in(cast.helper)
    assert helper.get(page).status_code == 404  # until the office has switched it on
    switch_on(bureau, cast)
    shown = text(helper.get(page))
    assert all(words in shown for words in ("王秀英", "生活困难", "0746-4700000", "2026年1月26日"))
    assert not any(words in shown for words in ("癌", "重症", "1990000"))
    assert [item.url for item in todo.items(cast.helper) if item.label == "正在公示的名单"] == [page]
    workflows.strike_row(row_id=row_of(notice, two[0]).pk, reason="本人放弃", by=cast.caseworker)
    shown = text(helper.get(page))
    assert ("王秀英" in shown, "李明" in shown) == (False, True)
    with clock.at(AFTER):
        assert "李明" not in text(helper.get(page))


def test_the_channel_is_offered_once_it_is_switched_on(sign_in, cast, bureau, two):
    client, page = sign_in(cast.caseworker), reverse("casework:notice-draft")
    offered = text(client.get(page))
    assert ('value="intranet"' in offered, 'value="circular"' in offered) == (False, True)
    switch_on(bureau, cast)
    assert 'value="intranet"' in text(client.get(page))


def test_who_signed_does_not_look_into_an_objection(cast, notice, two):
    with pytest.raises(HandlerSigned, match="换一个人"):
        object_to(notice, two[0], cast, handler=cast.section_head.staff_member)
    assert not Objection.objects.exists()


def test_who_objected_in_their_name_waits_for_an_answer(sign_in, cast, notice, two):
    named = decide(object_to(notice, two[0], cast, objector="周某"), "dismissed", cast)
    anonymous = decide(object_to(notice, two[1], cast), "dismissed", cast)
    client = sign_in(cast.caseworker)
    page = client.get(reverse("casework:objection-list")).context["page"]
    assert list(page) == [named]
    assert client.post(url("objection-reply", anonymous), {"replied_on": DAY, "reply": "x"}).status_code == 422
    early = {"replied_on": "2026-01-19", "reply": "已当面答复"}
    assert client.post(url("objection-reply", named), early).status_code == 422
    assert client.post(url("objection-reply", named), early | {"replied_on": "2026-01-20"}).status_code == 303
    assert "已当面答复" in text(client.get(url("objection-detail", named)))
    assert client.get(reverse("casework:objection-list")).context["page"].paginator.count == 0


def test_the_closing_note_tells_what_came_in_and_how_it_was_decided(sign_in, cast, notice, two):
    decide(object_to(notice, two[0], cast, objector="周某"), "upheld", cast, replied_on=DAY)
    decide(object_to(notice, two[1], cast), "dismissed", cast)
    words = closing_of(notice).words
    assert words == (
        "公示期内收到异议 2 件(实名 1 件,匿名 1 件),经核实,成立 1 件、不成立 1 件。"
        "列入名单 2 人,撤下 1 人,无异议的 1 人认定为帮扶对象。"
    )
    client = sign_in(cast.caseworker)
    assert client.post(url("notice-closing", notice)).status_code == 404
    with clock.at(AFTER):
        page = text(client.get(url("notice-close", notice)))
        assert words in page and "还没有上传张贴照片" in page
        client.post(url("notice-close", notice), {"note": words})
        sheet = client.post(url("notice-closing", notice)).content
    printed = "".join(pdf_tools.text(sheet).split())
    assert all(part in printed for part in ("公示情况说明", "王秀英", "异议成立", "实名", "2026年1月26日"))
    assert "周某" not in printed and "汽车" not in printed
    assert not pdf_tools.has_boxes(sheet)


def test_a_notice_nobody_objected_to_closes_with_one_sentence(notice):
    assert closing_of(notice).words == "公示期内无异议。列入名单 2 人,无异议的 2 人认定为帮扶对象。"
