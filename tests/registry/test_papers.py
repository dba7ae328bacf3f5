"""Photos and scanned papers: by their content, without hidden notes, encrypted, opened by who may, with a trace."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from office.models import AuditEvent
from registry import scans
from registry.choices import PaperKind
from registry.models import PersonPaper

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF"


def picture(size=(1200, 1600), kind="JPEG", mode="RGB") -> bytes:
    """Return a picture with a camera's notes and a comment."""
    image = Image.new(mode, size, "red" if mode == "RGB" else (255, 0, 0, 0))
    exif = Image.Exif()
    exif[0x010E] = "secret place"  # ImageDescription
    exif[0x0112] = 6  # turned: shown upright only when that is minded
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def url(person, paper=None, act="") -> str:
    return f"/people/{person.public_id}/papers/" + (f"{paper.public_id}/{act}" if paper else "")


def upload(client, person, data, kind="honour", name="扫描.bin", **more):
    return client.post(url(person), {"kind": kind, "title": "某材料", "file": SimpleUploadedFile(name, data)} | more)


@pytest.mark.parametrize(("kind", "side"), [("photo", 640), ("honour", 3508)])
def test_a_picture_is_kept_small_and_without_what_the_camera_wrote(clerk, person, kind, side):
    assert upload(clerk, person, picture((6000, 4000)), kind=kind).status_code == 303
    kept = bytes(PersonPaper.objects.get().content)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG" and max(image.size) == side and not image.getexif()
        assert image.width < image.height  # turned upright before its note went
    assert b"secret place" not in kept


def test_a_transparent_png_becomes_a_white_page(clerk, person):
    upload(clerk, person, picture((40, 40), "PNG", "RGBA"))
    with Image.open(io.BytesIO(bytes(PersonPaper.objects.get().content))) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", "honour", "空文件"),
        (b"MZ\x90\x00", "honour", "只收 JPG、PNG"),
        (b"<svg onload=alert(1)>", "honour", "只收 JPG、PNG"),
        (b"GIF89a" + bytes(20), "honour", "只收 JPG、PNG"),
        (picture()[:400], "honour", "没有传完整"),
        (PDF + b"/JavaScript (app.alert(1))", "honour", "脚本、附件"),
        (PDF + b"/EmbeddedFile", "honour", "脚本、附件"),
        (PDF, "photo", "照片请用"),
    ],
)
def test_what_is_no_harmless_scan_is_refused_with_a_sentence(clerk, person, data, kind, words):
    response = upload(clerk, person, data, kind=kind, name="名字说是图片.jpg")
    assert response.status_code == 422 and words in response.content.decode()
    assert not PersonPaper.objects.exists()


def test_what_is_too_large_is_refused(clerk, person, monkeypatch):
    monkeypatch.setattr(scans, "MAX_PIXELS", 1000)
    assert "图片太大" in upload(clerk, person, picture()).content.decode()
    monkeypatch.setattr(scans, "MAX_BYTES", 10)
    assert "不能超过 10 MB" in upload(clerk, person, PDF).content.decode()


def test_a_paper_is_kept_encrypted_looked_at_with_a_trace_and_taken_away(clerk, person, cast):
    upload(clerk, person, PDF)
    paper = PersonPaper.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM registry_personpaper")
        assert "PDF" not in str(cursor.fetchone()[0])
    response = clerk.get(url(person, paper))
    assert response.content == PDF and response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment") and response["Cache-Control"] == "no-store"
    event = AuditEvent.objects.get(action="registry.paper.scan-seen")
    assert (event.actor, event.object_key) == (cast.caseworker.username, person.public_id)
    assert clerk.post(url(person, paper, "withdraw/"), {"reason": ""}).status_code == 422
    assert clerk.post(url(person, paper, "withdraw/"), {"reason": "传错人了"}).status_code == 303
    assert clerk.get(url(person, paper)).status_code == 404
    assert "传错人了" in clerk.get(f"{person.get_absolute_url()}history/").content.decode()


def test_a_new_photo_takes_the_place_of_the_old_and_stands_on_the_page(clerk, person):
    for size in ((600, 800), (300, 400)):
        upload(clerk, person, picture(size), kind="photo")
    old, new = PersonPaper.objects.order_by("pk")
    assert old.withdrawn_reason == "换了新照片" and new.withdrawn_on is None
    assert f'src="{url(person, new)}"' in clerk.get(person.get_absolute_url()).content.decode()
    assert clerk.get(url(person, new))["Content-Type"] == "image/jpeg"
    assert not AuditEvent.objects.filter(action="registry.paper.scan-seen").exists()


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("section_head", set(PaperKind.values)),
        ("bureau_leader", set(PaperKind.values) - {"id_card"}),
        ("auditor", {"photo", "retirement", "honour", "income", "consent"}),
        ("helper", set()),
        ("branch_secretary", set()),
    ],
)
def test_each_kind_is_opened_by_who_may_see_what_it_tells(sign_in, cast, person, role, opens):
    clerk = sign_in(cast.caseworker)
    for kind in PaperKind.values:
        upload(clerk, person, picture((60, 80)), kind=kind, title=f"材料-{kind}-")
    client = sign_in(getattr(cast, role))
    answers = {paper.kind: client.get(url(person, paper)).status_code for paper in PersonPaper.objects.all()}
    assert {kind for kind, status in answers.items() if status == 200} == opens
    assert set(answers.values()) <= {200, 403}
    text = client.get(url(person)).content.decode()
    assert {kind for kind in PaperKind.values if f"材料-{kind}-" in text} == opens


def test_only_who_keeps_the_records_adds_and_a_paper_of_another_is_not_opened_through_this_one(
    sign_in, cast, person, make_person
):
    assert upload(sign_in(cast.section_head), person, PDF).status_code == 403
    clerk = sign_in(cast.caseworker)
    upload(clerk, person, PDF)
    assert clerk.get(url(make_person("李桂兰"), PersonPaper.objects.get())).status_code == 404
