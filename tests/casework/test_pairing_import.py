"""Pairings from a workbook: template, preview, confirm, and the same file twice."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.imports import HEADERS
from casework.models import Pairing
from office import clock


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def page(cast, sign_in):
    return sign_in(cast.caseworker)


def workbook(*rows, headers=HEADERS):
    book = openpyxl.Workbook()
    for row in (["结对导入表"], headers, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("结对.xlsx", out.getvalue())


def upload(page, *rows, **kwargs):
    return page.post(reverse("casework:pairing-import"), {"file": workbook(*rows, **kwargs)})


def confirm(page, preview):
    return page.post(reverse("casework:pairing-import-confirm"), {"token": preview.token})


def verdicts(answer):
    return [(row.verdict, "".join(row.faults)) for row in answer.context["preview"].verdicts]


def test_template_is_read_back_by_the_import(page, make_person, make_staff):
    person, helper = make_person("张甲"), make_staff("何志远")
    template = page.get(reverse("casework:pairing-template"))
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    sheet = book.active
    assert [cell.value for cell in sheet[sheet.max_row]] == HEADERS
    sheet.append([person.name, None, helper.name, helper.staff_no, "2026-01-05", None])
    out = io.BytesIO()
    book.save(out)
    answer = page.post(reverse("casework:pairing-import"), {"file": SimpleUploadedFile("结对.xlsx", out.getvalue())})
    assert verdicts(answer) == [("new", "")]


def test_preview_saves_nothing_confirm_saves_all_and_twice_changes_nothing(page, make_person, make_staff):
    pairs = [(make_person(f"张{n}"), make_staff(f"何{n}")) for n in "甲乙丙"]
    rows = [[person.name, "", helper.name, helper.staff_no, "2026.1.5", ""] for person, helper in pairs]
    answer = upload(page, *rows)
    assert verdicts(answer) == [("new", "")] * 3 and not Pairing.objects.exists()
    assert confirm(page, answer.context["preview"]).status_code == 303
    saved = set(Pairing.objects.values_list("person_id", "helper_id", "starts_on", "status"))
    assert saved == {(person.pk, helper.pk, date(2026, 1, 5), "proposed") for person, helper in pairs}
    again = upload(page, *rows)
    assert verdicts(again) == [("same", "")] * 3 and again.context["preview"].token == ""
    assert confirm(page, answer.context["preview"]).status_code == 303  # the first preview sent once more
    assert Pairing.objects.count() == 3 and Pairing.history.count() == 3


def test_refused_rows_say_where_and_why_and_nothing_can_be_confirmed(page, make_person, make_staff):
    make_person("李建国"), make_person("李建国")
    fine, outsider = make_person("张甲"), make_staff("何志远", is_party_member=False)
    helper = make_staff("何志高")
    answer = upload(
        page,
        [fine.name, "", helper.name, "", "", ""],
        ["李建国", "", helper.name, "", "", ""],
        ["没有此人", "", helper.name, "", "2026-01", ""],
        [make_person("张乙").name, "", outsider.name, "", "", ""],
    )
    (good, twins, unknown, not_party) = verdicts(answer)
    assert good == ("new", "")
    assert twins[0] == "refused" and "有 2 人" in twins[1]
    assert "没有找到“没有此人”" in unknown[1] and "要写到日" in unknown[1]
    assert "未登记为党员" in not_party[1]
    assert answer.context["preview"].token == "" and not Pairing.objects.exists()


def test_id_tail_tells_two_of_one_name_apart(page, make_person, make_staff):
    make_person("李建国", id_number="431199194203011236")
    meant = make_person("李建国", id_number="43119919500301121X")
    helper = make_staff("何志高")
    answer = upload(page, ["李建国", "121x", helper.name, "", "", ""])
    assert verdicts(answer) == [("new", "")]
    confirm(page, answer.context["preview"])
    assert Pairing.objects.get().person == meant


def test_quota_counts_the_rows_of_the_file_itself(page, make_person, make_staff):
    helper = make_staff("何志高")
    rows = [[make_person(f"张{n}").name, "", helper.name, "", "", ""] for n in "甲乙"]
    assert [verdict for verdict, _ in verdicts(upload(page, *rows))] == ["new", "refused"]
    rows[1][-1] = "人手不足"
    assert verdicts(upload(page, *rows)) == [("new", "")] * 2


def test_what_changed_since_the_preview_stops_the_whole_import(page, make_person, make_staff):
    pairs = [(make_person(f"张{n}"), make_staff(f"何{n}")) for n in "甲乙"]
    answer = upload(page, *[[person.name, "", helper.name, "", "", ""] for person, helper in pairs])
    pairs[1][1].is_party_member = False
    pairs[1][1].save()
    refused = confirm(page, answer.context["preview"])
    assert refused.status_code == 200 and "没有导入" in refused.content.decode()
    assert not Pairing.objects.exists()


def test_preview_of_somebody_else_and_a_forged_one_are_refused(page, cast, sign_in, make_person, make_staff):
    answer = upload(page, [make_person("张甲").name, "", make_staff("何甲").name, "", "", ""])
    confirm(sign_in(cast.second_caseworker), answer.context["preview"])
    sign_in(cast.caseworker).post(reverse("casework:pairing-import-confirm"), {"token": "forged"})
    assert not Pairing.objects.exists()


def test_a_file_without_the_columns_is_refused_with_a_sentence(page):
    answer = upload(page, ["a", "b"], headers=["日期", "金额"])
    assert answer.status_code == 422 and "请下载模板" in answer.content.decode()


def test_confirm_is_for_caseworkers_by_post(cast, sign_in, page):
    assert page.get(reverse("casework:pairing-import-confirm")).status_code == 405
    assert sign_in(cast.section_head).post(reverse("casework:pairing-import-confirm")).status_code == 403
