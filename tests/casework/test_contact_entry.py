"""What a visit brings home in one form: needs and photos, once, for who may read them."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from casework.errors.contacts import ContactIncomplete
from casework.models import Contact, ContactPhoto, Need
from casework.workflows.contacts import Raised, add_photo
from casework.workflows.pairing import end_pairing
from office import clock
from office.models import AuditEvent
from registry import extract, holdings
from registry.scans import read_scan
from tests.casework.care import pair, visit

TODAY = date(2026, 11, 23)
FIELDS = {"kind": "visit", "held_on": "2026-11-20", "sheet_reference": "第4册1页", "request_key": "k1"}
ROWS = {"need-TOTAL_FORMS": "1", "need-INITIAL_FORMS": "0", "need-MAX_NUM_FORMS": "6"}


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


def picture(size=(2400, 1800)) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", size, "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def photo(name="门前.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), "image/jpeg")


def test_desk_form_makes_visit_need_and_photos_once(cast, sign_in, person):
    helper = cast.helper.staff_member
    pair(person, helper, cast)
    page, url = sign_in(cast.caseworker), reverse("casework:contact-record")
    for _ in range(2):
        posted = FIELDS | ROWS | {"persons": person.name, "need-0-kind": "housing", "need-0-text": "修水管"}
        answer = page.post(url, posted | {"photos": [photo(), photo("水管.jpg")]})
        assert answer.status_code == 303
    contact, need = Contact.objects.get(), Need.objects.get()
    assert (need.contact, need.person, need.text, need.raised_on) == (contact, person, "修水管", date(2026, 11, 20))
    kept = list(ContactPhoto.objects.order_by("pk"))
    assert [one.title for one in kept] == ["照片1", "照片2"] and b"secret" not in bytes(kept[0].content)
    with Image.open(io.BytesIO(bytes(kept[0].content))) as small:
        assert max(small.size) == 1600
    shown = page.get(reverse("casework:contact-photo", args=[kept[0].public_id]))
    assert shown.getvalue() == bytes(kept[0].content)
    assert AuditEvent.objects.filter(action="casework.contact.scan-seen").count() == 1
    assert sign_in(cast.auditor).get(reverse("casework:contact-photo", args=[kept[0].public_id])).status_code == 403
    held = {table.label: rows for table, rows in holdings.rows_of(person)}
    assert held["casework.ContactPhoto"] == kept
    assert extract.extract(person=person, kind="zip", asked_by="本人", by=cast.caseworker)


def test_withdrawn_photo_is_shown_no_more(cast, sign_in, person):
    contact = visit(person, cast.helper.staff_member, cast.caseworker)
    kept = add_photo(contact=contact, scan=read_scan(picture((40, 30))), by=cast.caseworker)
    page = sign_in(cast.caseworker)
    url = reverse("casework:contact-photo-withdraw", args=[kept.public_id])
    assert page.post(url, {"reason": ""}).status_code == 422
    assert page.post(url, {"reason": "拍错了"}).status_code == 303
    assert page.get(reverse("casework:contact-photo", args=[kept.public_id])).status_code == 404
    assert ContactPhoto.objects.get().withdrawn_reason == "拍错了"


def test_with_several_visited_a_need_says_whose_it_is(cast, sign_in, make_person):
    first, second = make_person("张甲"), make_person("张乙")
    helper = cast.helper.staff_member
    page, url = sign_in(cast.caseworker), reverse("casework:contact-record")
    posted = FIELDS | ROWS | {"persons": "张甲、张乙", "helpers": helper.staff_no}
    posted |= {"need-0-kind": "housing", "need-0-text": "修水管"}
    refused = page.post(url, posted)
    assert refused.status_code == 422 and "哪一位" in refused.content.decode()
    assert not Contact.objects.exists()
    assert page.post(url, posted | {"need-0-who": "张乙"}).status_code == 303
    assert Need.objects.get().person == second
    with pytest.raises(ContactIncomplete):
        visit(first, helper, cast.caseworker, raised=[Raised("housing", "修门", second)])
    assert Contact.objects.count() == 1


def test_phone_form_logs_visit_need_and_photo_without_script(cast, sign_in, person):
    pair(person, cast.helper.staff_member, cast)
    page, url = sign_in(cast.helper), reverse("casework:helper-contact")
    shown = page.get(url, {"person": person.public_id}).content.decode()
    assert 'capture="environment"' in shown and 'name="need-0-text"' in shown
    posted = {"persons": person.public_id, "kind": "visit", "held_on": "2026-11-23", "photos": photo()}
    answer = page.post(url, posted | ROWS | {"need-0-kind": "medical", "need-0-text": "陪去看病"})
    assert answer.status_code == 303 and "诉求 1 项" in page.get(answer["Location"]).content.decode()
    contact = Contact.objects.get()
    assert contact.photos.count() == 1 and contact.needs.get().text == "陪去看病"
    detail = page.get(reverse("casework:contact-detail", args=[contact.public_id])).content.decode()
    assert "照片1" in detail


def test_the_same_form_counts_once_though_the_pairing_has_ended(cast, person):
    pairing = pair(person, cast.helper.staff_member, cast)
    first = visit(person, cast.helper.staff_member, cast.helper, request_key="k2", held_on=TODAY)
    end_pairing(pairing_id=pairing.pk, ends_on=TODAY, reason="other", by=cast.caseworker)
    again = visit(person, cast.helper.staff_member, cast.helper, request_key="k2", held_on=TODAY)
    assert again == first and Contact.objects.count() == 1
