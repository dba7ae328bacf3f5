"""Who asked, why in kinds, and the written request that is kept with an application."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from casework.errors import recognition as errors
from casework.models import Recognition, RecognitionPaper
from casework.workflows.recognition import Request, submit_recognition
from office import clock
from office.models import AuditEvent
from registry import extract
from tests.casework.recognise import draft, submitted

DAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _january():
    with clock.at(DAY):
        yield


def photo() -> SimpleUploadedFile:
    """Return a photo of a sheet, as a phone takes it: large, and with a note of the place."""
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    out = io.BytesIO()
    Image.new("RGB", (4200, 3000), "white").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("申请.jpg", out.getvalue())


def test_the_request_is_entered_with_its_scan(sign_in, cast, person):
    client = sign_in(cast.caseworker)
    values = {
        "category": "hardship",
        "year": "2026",
        "origin": "family",
        "asked_by": "女儿 王芳",
        "asked_on": "2026-01-12",
        "cause": "schooling",
        "second_cause": "illness",
        "reason": "供两个孩子上学",
        "paper": photo(),
    }
    url = reverse("casework:recognition-open") + f"?person={person.public_id}"
    page = client.get(client.post(url, values)["Location"]).content.decode()
    assert all(words in page for words in ("因学(子女就学)、因病", "家属申请:女儿 王芳", "2026-01-12", "申请书"))
    paper = RecognitionPaper.objects.get()
    kept = Image.open(io.BytesIO(bytes(paper.content)))
    assert (max(kept.size), dict(kept.getexif())) == (3508, {})
    given = client.get(reverse("casework:recognition-paper", args=[paper.public_id]))
    assert (given.content, given["Cache-Control"]) == (bytes(paper.content), "no-store")
    assert AuditEvent.objects.filter(action="casework.recognition.scan-seen").count() == 1
    held = {table.label for table, _ in extract.rows_of(person)}
    assert "casework.RecognitionPaper" in held


@pytest.mark.parametrize(
    "origin, request_, words",
    [
        ("family", Request(cause="illness", asked_on=DAY), "写明提出人"),
        ("self", Request(cause="illness", asked_on=date(2026, 1, 21)), "不能晚于今天"),
        ("self", Request(cause="illness", second_cause="illness"), "相同"),
    ],
)
def test_a_request_that_does_not_hold_together_is_refused(cast, person, origin, request_, words):
    with pytest.raises(errors.RequestIncomplete, match=words):
        draft(person, cast, origin=origin, request=request_)
    assert not Recognition.objects.exists()


def test_an_application_without_a_cause_is_not_handed_in(sign_in, cast, person):
    recognition = draft(person, cast, request=Request())
    with pytest.raises(errors.CauseMissing):
        submit_recognition(recognition_id=recognition.pk, by=cast.caseworker)
    page = sign_in(cast.caseworker).get(reverse("casework:recognition-detail", args=[recognition.public_id]))
    assert "还没有写主要致困原因" in page.content.decode()


def test_a_paper_is_opened_by_who_may_read_the_reason_and_stays_once_signed_on(sign_in, cast, person):
    recognition = submitted(person, cast)
    clerk = sign_in(cast.caseworker)
    add = reverse("casework:recognition-paper-add", args=[recognition.public_id])
    assert clerk.post(add, {"kind": "proof", "title": "票据", "paper": photo()}).status_code == 303
    paper = RecognitionPaper.objects.get()
    url = reverse("casework:recognition-paper", args=[paper.public_id])
    withdraw = reverse("casework:recognition-paper-withdraw", args=[paper.public_id])
    answer = clerk.post(withdraw, {"reason": "传错了"})
    assert (answer.status_code, "待审批" in answer.content.decode()) == (422, True)
    assert clerk.post(add, {"kind": "proof", "paper": SimpleUploadedFile("a.exe", b"MZ")}).status_code == 422
    assert sign_in(cast.branch_secretary).get(url).status_code == 200
    assert sign_in(cast.auditor).get(url).status_code == 403


def test_a_paper_of_a_draft_is_taken_away_with_a_reason(sign_in, cast, person):
    recognition = draft(person, cast)
    clerk = sign_in(cast.caseworker)
    add = reverse("casework:recognition-paper-add", args=[recognition.public_id])
    clerk.post(add, {"kind": "request", "paper": photo()})
    paper = RecognitionPaper.objects.get()
    withdraw = reverse("casework:recognition-paper-withdraw", args=[paper.public_id])
    assert clerk.post(withdraw, {"reason": "传错了"}).status_code == 303
    assert clerk.get(reverse("casework:recognition-paper", args=[paper.public_id])).status_code == 404
    assert RecognitionPaper.objects.get().withdrawn_reason == "传错了"
