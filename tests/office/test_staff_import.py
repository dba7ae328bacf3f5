"""The list of serving staff, through the page and the command."""

import json
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.models import AuditEvent, Branch, Bureau, StaffMember
from office.spreadsheets import ColumnOut, SheetOut, write_workbook

pytestmark = pytest.mark.django_db
UPLOAD = "/settings/staff/import/"
HEADERS = ("工号", "姓名", "股室", "职务", "党员", "所在党支部", "在职起", "在职止")


def staff_list(*rows: dict, headers=HEADERS) -> bytes:
    columns = [ColumnOut(header) for header in headers]
    return write_workbook(
        [SheetOut("名单", columns, [[row.get(h, "") for h in headers] for row in rows], title="在职人员名单")]
    )


def member(number: int, **cells) -> dict:
    return {
        "工号": f"A{number:03}",
        "姓名": "李建国" + "甲乙丙丁戊己庚辛"[number % 8] * (1 + number // 8),
        "股室": "人事教育股",
        "职务": "科员",
        "党员": "是",
        "所在党支部": "机关党支部",
        "在职起": "2010.07",
    } | cells


@pytest.fixture
def clerk(cast, sign_in):
    return sign_in(cast.caseworker)


def send(browser, data: bytes, name="名单.xlsx"):
    return browser.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})


def confirm(browser, preview):
    form = preview.context["confirm"]
    return browser.post(UPLOAD + "confirm/", {name: form.initial[name] for name in ("sealed", "seen")}, follow=True)


def test_upload_preview_confirm(clerk, bureau):
    before = StaffMember.objects.count()

    preview = send(clerk, staff_list(member(1), member(2, 党员="群众", 职务="副局长")))
    assert "新增 2 人" in preview.content.decode()
    assert StaffMember.objects.count() == before
    answer = confirm(clerk, preview)

    assert "已导入 2 名工作人员" in answer.content.decode()
    first, second = StaffMember.objects.filter(staff_no__startswith="A0").order_by("staff_no")
    assert (first.is_party_member, first.post, first.branch.name) == (True, "staff", "机关党支部")
    assert (str(first.serving_from), first.initials[:3]) == ("2010-07-01", "ljg")
    assert (second.is_party_member, second.post) == (False, "leader")
    assert first.history.count() == 1
    assert AuditEvent.objects.filter(action="office.staff.imported").count() == 1


def test_birth_sex_and_identity_come_with_the_list(clerk):
    headers = (*HEADERS, "性别", "出生日期", "人员身份")
    rows = [
        member(1, 性别="女", 出生日期="1971-04-25", 人员身份="公务员"),
        member(2, 性别="男", 出生日期="1966.11"),
        member(3, 性别="女", 出生日期="1984-11", 人员身份="工勤"),
    ]
    confirm(clerk, send(clerk, staff_list(*rows, headers=headers)))
    told = StaffMember.objects.filter(staff_no__startswith="A0").order_by("staff_no")
    assert [(one.sex, str(one.born_in), one.identity, str(one.retires_in)) for one in told] == [
        ("female", "1971-04-01", "cadre", "2026-08-01"),
        ("male", "1966-11-01", "", "2027-05-01"),
        ("female", "1984-11-01", "worker", "2039-11-01"),
    ]
    year_alone = staff_list(member(4, 出生日期="1970"), headers=headers)
    assert "这里要写到月" in send(clerk, year_alone).content.decode()


def test_twice_changes_nothing_and_a_change_is_shown(clerk):
    data = staff_list(member(1), member(2))
    confirm(clerk, send(clerk, data))
    before = list(StaffMember.objects.order_by("pk").values())

    again = send(clerk, data)
    assert "无变化 2 人" in again.content.decode()
    confirm(clerk, again)
    assert list(StaffMember.objects.order_by("pk").values()) == before

    changed = send(clerk, staff_list(member(1, 股室="", 职务="股长"), member(2)))
    assert "工作人员 → 股室负责人" in changed.content.decode()
    confirm(clerk, changed)
    assert (StaffMember.objects.get(staff_no="A001").post, StaffMember.objects.get(staff_no="A001").section) == (
        "section_principal",
        "人事教育股",
    )


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"职务": "皇帝"}, "请填:主要领导、班子成员、股室负责人、工作人员"),
        ({"党员": "也许"}, "看不出是还是否"),
        ({"姓名": ""}, "姓名是空的"),
        ({"在职止": "2001-01-01"}, "早于在职起"),
        ({"工号": "A001", "姓名": "王另"}, "是同一个人"),
    ],
)
def test_a_wrong_row_keeps_everything_out(clerk, cells, words):
    before = StaffMember.objects.count()

    preview = send(clerk, staff_list(member(1), member(2) | cells))

    assert preview.status_code == 422
    assert words in preview.content.decode() and "确认导入" not in preview.content.decode()
    assert StaffMember.objects.count() == before


def test_namesakes_are_told_apart_by_number(clerk, make_staff):
    make_staff("李建国乙", staff_no="")
    make_staff("李建国乙", staff_no="")

    assert "请填工号来区分" in send(clerk, staff_list(member(1))).content.decode()


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"PK broken"), ("a.xls", b"\xd0\xcf\x11\xe0"), ("a.csv", "甲\n乙\n".encode())]
)
def test_wrong_file_is_refused(clerk, name, data):
    assert send(clerk, data, name).status_code == 422


def test_tampered_or_stale_confirmation_is_refused(clerk, make_staff):
    preview = send(clerk, staff_list(member(1)))
    form = preview.context["confirm"].initial
    before = StaffMember.objects.count()

    assert clerk.post(UPLOAD + "confirm/", form | {"sealed": form["sealed"] + "x"}).status_code == 422
    make_staff("李建国乙", staff_no="A001")
    stale = clerk.post(UPLOAD + "confirm/", form)

    assert stale.status_code == 422 and "预览之后资料有了变化" in stale.content.decode()
    assert StaffMember.objects.count() == before + 1


@pytest.mark.parametrize(
    "role", ["section_head", "bureau_leader", "finance", "helper", "branch_secretary", "auditor", "administrator"]
)
def test_only_a_caseworker_imports_staff(cast, sign_in, role):
    browser = sign_in(getattr(cast, role))

    assert browser.get(UPLOAD).status_code == 403
    assert browser.post(UPLOAD + "confirm/", {}).status_code == 403
    assert browser.get(UPLOAD + "template/").status_code == 403


def test_template_can_be_filled_in(clerk):
    book = openpyxl.load_workbook(BytesIO(clerk.get(UPLOAD + "template/").content))
    sheet = book["工作人员"]
    assert [cell.value for cell in sheet[1]] == [*HEADERS[:2], "性别", "出生年月", "身份", *HEADERS[2:]]
    sheet["B2"] = "李建国"
    filled = BytesIO()
    book.save(filled)

    assert "新增 1 人" in send(clerk, filled.getvalue()).content.decode()


def test_query_count_does_not_grow_with_rows(clerk):
    def count(numbers) -> int:
        with CaptureQueriesContext(connection) as caught:
            confirm(clerk, send(clerk, staff_list(*(member(number) for number in numbers))))
        return len(caught)

    count(range(1, 2))
    assert abs(count(range(10, 12)) - count(range(20, 40))) <= 2


def test_command(bureau, tmp_path, capsys):
    file = tmp_path / "名单.xlsx"
    file.write_bytes(staff_list(member(1), member(2)))

    def run(*more, code=0):
        try:
            call_command("import_staff", str(file), "--format", "json", *more)
        except SystemExit as stopped:
            assert stopped.code == code
        return json.loads(capsys.readouterr().out)

    assert run("--dry-run") == {"created": 2, "updated": 0, "unchanged": 0, "rejected": [], "warnings": []}
    assert StaffMember.objects.count() == 0
    assert run()["created"] == 2
    assert run()["unchanged"] == 2
    assert Branch.objects.count() == 1 and Bureau.objects.count() == 1
    file.write_bytes(staff_list(member(3, 职务="皇帝")))
    assert run(code=1)["rejected"][0]["value"] == "皇帝"
