"""The roster through the door a clerk uses: upload, preview, confirm."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.models import AuditEvent, Headcount
from registry.models import FamilyMember, HospitalStay, ImportBatch, Person

ROSTER = Path(__file__).parents[1] / "data" / "county-roster-2011.xlsx"
UPLOAD = "/people/import/"


@pytest.fixture
def clerk(cast, sign_in):
    return sign_in(cast.caseworker)


@pytest.fixture
def upload(clerk):
    def send(data: bytes = ROSTER.read_bytes(), name: str = "花名册.xlsx", **fields):
        return clerk.post(UPLOAD, {"file": SimpleUploadedFile(name, data), **fields})

    return send


def test_upload_shows_every_row_and_changes_nothing(upload, clerk):
    answer = upload(serving_staff=100)

    assert answer.status_code == 303
    page = clerk.get(answer.url)
    text = page.content.decode()
    assert "导入预览" in text and "157 行都可以导入" in text
    assert "确认导入" in text
    assert (Person.objects.count(), Headcount.objects.count()) == (0, 0)


def test_confirm_writes_all_sheets(upload, clerk):
    batch_page = upload(serving_staff=100).url

    answer = clerk.post(batch_page + "confirm/", follow=True)

    assert answer.status_code == 200
    assert "已导入" in answer.content.decode()
    assert (Person.objects.count(), FamilyMember.objects.count(), HospitalStay.objects.count()) == (49, 79, 29)
    assert Headcount.objects.get().number == 100
    assert AuditEvent.objects.filter(action="registry.roster.imported", actor="caseworker").count() == 1
