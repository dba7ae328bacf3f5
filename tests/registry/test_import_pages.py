"""The roster through the door a clerk uses: upload, preview, confirm."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.models import AuditEvent, Bureau, Headcount
from office.roles import Role
from office.spreadsheets import read_workbook
from registry.models import FamilyMember, HospitalStay, ImportBatch, Person
from tests.registry import rosters as r

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


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("花名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "另存为 .xlsx"),
        ("花名册.xlsx", b"PK\x03\x04 broken", "已损坏"),
        ("花名册.xlsx", b"<html><body>x</body></html>", "网页"),
        ("花名册.docx", b"PK\x03\x04", "只能上传"),
        ("资料.csv", "甲,乙\n1,2\n".encode(), "没有找到花名册"),
        ("名册.csv", "姓名,电话\n赵建国,1\n".encode(), "缺少“人员类别”"),
        ("名册.csv", "姓名,人员类别\n".encode(), "没有人员"),
    ],
)
def test_wrong_file_is_refused_with_a_sentence(upload, name, data, words):
    answer = upload(data, name)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_missing_file_is_asked_for(clerk):
    answer = clerk.post(UPLOAD, {})

    assert answer.status_code == 422
    assert "请选择花名册文件" in answer.content.decode()


def test_refused_rows_hold_everything_back_until_the_valid_ones_are_chosen(upload, clerk):
    page = upload(r.roster([r.person(1), r.person(2, 居住情况="随便住")])).url

    text = clerk.get(page + "?verdict=refused").content.decode()
    assert "有 1 行不能导入" in text and "随便住" in text and "确认导入" not in text
    assert r.person(1)["姓名"] not in text
    refused = clerk.post(page + "confirm/", follow=True).content.decode()
    assert "一行也没有导入" in refused
    assert Person.objects.count() == 0

    clerk.post(page + "confirm/", {"accept_valid": "1"})
    assert Person.objects.count() == 1


def test_preview_shows_old_and_new_masked(upload, clerk):
    clerk.post(upload(r.roster([r.person(1)])).url + "confirm/")
    page = upload(r.roster([r.person(1) | {"联系电话": "19900009999", "居住情况": "空巢"}], as_of="2012-12-31")).url

    text = clerk.get(page).content.decode()

    assert "独居" in text and "空巢" in text and "有变化" in text
    assert "199****9999" in text and "19900009999" not in text
    assert r.person(1)["身份证号"] not in text


def test_changed_since_the_preview_is_not_written_but_shown_anew(upload, clerk, cast):
    page = upload(r.roster([r.person(1)])).url
    clerk.post(upload(r.roster([r.person(1, 居住情况="空巢")], as_of="2010-12-31")).url + "confirm/")
    before = Person.objects.values().get()

    answer = clerk.post(page + "confirm/", follow=True)

    assert "预览之后资料有了变化" in answer.content.decode()
    assert Person.objects.values().get() == before
    assert "空巢" in clerk.get(page).content.decode()
    clerk.post(page + "confirm/")
    assert Person.objects.get().living_arrangement == "alone"


def test_confirmed_once(upload, clerk):
    page = upload(r.roster([r.person(1)])).url
    clerk.post(page + "confirm/")

    answer = clerk.post(page + "confirm/", follow=True)

    assert "不能再处理" in answer.content.decode()
    assert AuditEvent.objects.filter(action="registry.roster.imported").count() == 1


def test_same_file_again_says_so(upload, clerk):
    clerk.post(upload().url + "confirm/")

    text = clerk.get(upload().url).content.decode()

    assert "这份文件导入过" in text


def test_discarded_batch_forgets_the_file(upload, clerk):
    page = upload().url

    clerk.post(page + "discard/")

    batch = ImportBatch.objects.get()
    assert (batch.status, bytes(batch.file_bytes), batch.rows.count()) == ("discarded", b"", 0)
    assert clerk.get(page).status_code == 200
    clerk.post(page + "confirm/")
    assert Person.objects.count() == 0


def test_nothing_is_saved_when_the_audit_trail_fails(upload, clerk, monkeypatch):
    page = upload().url

    def fail(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("office.audit.record_event", fail)
    with pytest.raises(RuntimeError):
        clerk.post(page + "confirm/")
    assert Person.objects.count() == 0
    assert ImportBatch.objects.get().status == "preview"


def test_file_and_numbers_are_unreadable_in_the_database(upload):
    upload()
    with connection.cursor() as cursor:
        cursor.execute("SELECT file_bytes, result FROM registry_importbatch")
        stored = cursor.fetchone()
        cursor.execute("SELECT label, faults, changes FROM registry_importrow")
        rows = cursor.fetchall()
    assert stored[0].startswith("v1.")
    assert "43119919461021699X" not in str(stored) + str(rows)


@pytest.mark.parametrize(
    "role", ["section_head", "bureau_leader", "finance", "helper", "branch_secretary", "auditor", "administrator"]
)
def test_only_a_caseworker_imports(cast, sign_in, role):
    browser = sign_in(getattr(cast, role))

    assert browser.get(UPLOAD).status_code == 403
    assert browser.post(UPLOAD, {"file": SimpleUploadedFile("a.xlsx", ROSTER.read_bytes())}).status_code == 403


def test_batch_of_another_bureau_is_not_there(upload, make_user, sign_in):
    page = upload().url
    other = Bureau.objects.create(code="431198", name="旧山县税务局")
    browser = sign_in(make_user(Role.CASEWORKER, bureau=other))

    assert browser.get(page).status_code == 404
    assert browser.post(page + "confirm/").status_code == 404
    assert browser.post(page + "discard/").status_code == 404


def test_import_and_preview_ask_no_more_for_more_rows(upload, clerk):
    def import_and_look(numbers: range) -> tuple[int, int]:
        people = [r.person(number) for number in numbers]
        family = [r.child(person, "赵小一") for person in people]
        with CaptureQueriesContext(connection) as importing:
            page = upload(r.roster(people, family, [r.stay(person, "2011-03-01") for person in people])).url
            clerk.post(page + "confirm/")
        with CaptureQueriesContext(connection) as looking:
            clerk.get(page)
        return len(importing), len(looking)

    import_and_look(range(1, 2))
    few, many = import_and_look(range(10, 12)), import_and_look(range(20, 40))

    assert many[0] <= few[0] + 2  # a second statement where SQLite takes no more values in one
    assert many[1] == few[1]


def test_empty_roster_is_understood_when_filled_in(clerk):
    answer = clerk.get("/people/import/template/")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["花名册", "家庭成员", "住院记录", "填写说明"]
    sheet = book["花名册"]
    header = next(row for row in sheet.iter_rows() if row[1].value == "姓名")
    for cell in header:
        if cell.value in ("姓名", "人员类别"):
            sheet.cell(cell.row + 1, cell.column, {"姓名": "赵建国", "人员类别": "退休"}[cell.value])
    filled = BytesIO()
    book.save(filled)

    form = SimpleUploadedFile("花名册.xlsx", filled.getvalue())
    page = clerk.post(UPLOAD, {"file": form}).url

    assert "1 行都可以导入" in clerk.get(page).content.decode()


def test_full_export_asks_for_a_purpose_and_is_recorded(cast, sign_in, make_person):
    make_person("赵建国", id_number="43119919461021699X")
    browser = sign_in(cast.section_head)

    assert browser.get("/people/full-export/").status_code == 200
    assert browser.post("/people/full-export/", {}).status_code == 422
    answer = browser.post("/people/full-export/", {"reason": "上级要求报送,报市局"})

    assert answer["Content-Disposition"].startswith("attachment")
    assert "43119919461021699X" in str(read_workbook("a.xlsx", answer.content).sheets[0].rows)
    event = AuditEvent.objects.get(action="registry.roster.exported")
    assert "报市局" in event.summary and "43119919461021699X" not in str(event.data)


@pytest.mark.parametrize("role", ["bureau_leader", "finance", "helper", "branch_secretary", "auditor", "administrator"])
def test_full_export_is_a_right_of_its_own(cast, sign_in, role):
    assert sign_in(getattr(cast, role)).post("/people/full-export/", {"reason": "看看"}).status_code == 403
    assert AuditEvent.objects.filter(action="registry.roster.exported").count() == 0
