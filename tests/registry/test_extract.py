"""The copy of everything held about one person: complete by construction, the person's own, audited."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from casework.workflows.contacts import record_contact
from casework.workflows.needs import raise_need
from casework.workflows.signing import register_paper_step
from office import clock
from office.models import AuditEvent
from office.spreadsheets import read_workbook
from registry import hooks
from registry.holdings import HISTORICAL, NOT_FOLLOWED, held_back, tables
from registry.models import Person
from registry.workflows.life import record_stay
from tests import pdf_tools
from tests.casework import recognise

pytestmark = pytest.mark.django_db
NUMBER = "431199194501010015"
OWN = {"office", "registry", "casework", "funds"}
# What a person's rows point to and what is not about the person: the office, its money, its lists.
NOT_ABOUT_PERSONS = {
    "office.Bureau",
    "office.Branch",
    "office.StaffMember",
    "office.User",
    "funds.CashAdvance",
    "funds.FundSource",
    "funds.GreetingsStandard",
    "casework.RecognitionNotice",
    "casework.ReviewCampaign",
    "casework.Duty",
    "casework.LeaderPlan",
    "casework.MonthEnd",
}


def plain(model) -> str:
    return f"{model._meta.app_label}.{model.__name__.removeprefix(HISTORICAL)}"


def keys(model):
    return [field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]


def leading_to_persons() -> set[str]:
    """Return the tables of all apps whose keys lead to a person, worked out from the other end."""
    reached, grown = {Person}, True
    while grown:
        grown = False
        for model in apps.get_models():
            leads = any(
                key.related_model in reached and f"{plain(model)}.{key.name}" not in NOT_FOLLOWED for key in keys(model)
            )
            if leads and model not in reached:
                reached.add(model)
                grown = True
    return {plain(model) for model in reached}


def test_every_table_that_leads_to_a_person_is_in_the_extract_or_held_back_with_a_reason():
    included = {plain(table.model) for table in tables()}
    assert leading_to_persons() - included == set(held_back())
    assert all(len(reason) >= 10 for reason in held_back().values())
    assert len(included) > 25


def test_what_a_persons_rows_point_to_is_followed_or_known_to_be_no_persons():
    """A new table like a visit, which names persons through a table between, must be decided on."""
    included = {plain(table.model) for table in tables()}
    followed = {f"{label}.{name}" for label, name in hooks.FOLLOWED}
    for table in tables():
        for key in keys(table.model):
            target, name = plain(key.related_model), f"{plain(table.model)}.{key.name}"
            if target in included or name in followed:
                continue
            taken_otherwise = target in {"casework.Contact", "funds.AidApplication"}
            assert target in NOT_ABOUT_PERSONS or taken_otherwise, f"{name} leads to {target}"


@pytest.fixture
def known(make_person, cast):
    """Somebody with something in many tables, and somebody else of whom nothing may stand in the copy."""
    values = {"phone": "19900001234", "remarks": "喜欢下棋", "living_arrangement": "alone"}
    person = make_person("王秀英", id_number=NUMBER, **values)
    other = make_person("李外人", id_number="431199194501010023", remarks="他人的备注")
    for one, hospital in ((person, "静湖康复医院"), (other, "别人的医院")):
        record_stay(person=one, by=cast.caseworker, admitted_on=date(2025, 5, 2), hospital=hospital)
        raise_need(person=one, kind="housing", text=f"{one.name}家修水管", by=cast.caseworker)
        record_contact(
            kind="visit",
            held_on=date(2026, 1, 5),
            helpers=[cast.helper.staff_member],
            persons=[one],
            seen=f"{one.name}精神很好",
            sheet_reference="走访表第1册",
            by=cast.caseworker,
        )
    recognise.approved(person, cast)
    return person


def asked(sign_in, user, person, kind: str, asked_by: str = "本人"):
    url = reverse("registry:person-extract", args=[person.public_id])
    return sign_in(user).post(url, {"kind": kind, "asked_by": asked_by})


TOLD = ["王秀英", NUMBER, "19900001234", "喜欢下棋", "静湖康复医院", "王秀英家修水管", "王秀英精神很好", "患癌症两年"]
OTHERS = ["李外人", "431199194501010023", "他人的备注", "别人的医院", "李外人家修水管", "李外人精神很好"]


def test_the_package_holds_everything_and_nobody_else(sign_in, cast, known):
    response = asked(sign_in, cast.caseworker, known, "zip")
    package = zipfile.ZipFile(io.BytesIO(response.content))
    assert package.testzip() is None
    told = json.loads(package.read("全部信息.json"))
    text = json.dumps(told, ensure_ascii=False)
    assert [word for word in TOLD if word not in text] == []
    assert [word for word in OTHERS if word in text] == []
    titles = [part["名称"] for part in told["内容"]]
    assert {"人员", "人员(修改记录)", "情况", "住院记录", "诉求", "帮扶对象认定", "认定办理环节"} <= set(titles)
    sheets = read_workbook("全部信息.xlsx", package.read("全部信息.xlsx")).sheets
    cells = str([sheet.rows for sheet in sheets])
    assert len(sheets) == len(titles) + 1 and [word for word in TOLD if word not in cells] == []


def test_heads_and_values_are_words_people_read(sign_in, cast, known):
    package = zipfile.ZipFile(io.BytesIO(asked(sign_in, cast.caseworker, known, "zip").content))
    for part in json.loads(package.read("全部信息.json"))["内容"]:
        for row in part["记录"]:
            assert [head for head in row if not re.search(r"[\u4e00-\u9fff]", head)] == [], part["名称"]
            assert not re.fullmatch("[a-z_]+", row.get("内容", "")), part["名称"]
    own = json.loads(package.read("全部信息.json"))["内容"][0]["记录"][0]
    assert own["居住情况"] == "独居" and own["性别"] == "男" and own["身份证号"] == NUMBER


def test_the_paper_says_the_same(sign_in, cast, known):
    text = pdf_tools.text(asked(sign_in, cast.section_head, known, "pdf").content).replace("\n", "")
    assert [word for word in TOLD if word not in text] == []
    assert [word for word in OTHERS if word in text] == []
    assert "依规定保密" in text


def test_it_is_audited_and_stands_among_the_looks_and_the_purposes(sign_in, cast, known):
    assert asked(sign_in, cast.caseworker, known, "zip", "").status_code == 422
    assert not AuditEvent.objects.filter(action="registry.person.extracted").exists()
    asked(sign_in, cast.caseworker, known, "zip", "儿子张强,凭委托书")
    event = AuditEvent.objects.get(action="registry.person.extracted")
    assert event.data == {"purpose": "儿子张强,凭委托书", "format": "zip"} and NUMBER not in str(vars(event))
    auditor = sign_in(cast.auditor)
    for url in (reverse("registry:look-list", args=[known.public_id]), reverse("office:audit-list") + "?stated=on"):
        assert "儿子张强" in auditor.get(url).content.decode()


def test_it_is_a_right_of_its_own(sign_in, cast, known):
    for user in (cast.auditor, cast.bureau_leader, cast.finance, cast.helper, cast.administrator):
        assert asked(sign_in, user, known, "zip").status_code == 403


def test_who_was_merged_is_the_same_person(sign_in, cast, known, make_person):
    double = make_person("王秀英", phone="19900005678")
    Person.objects.filter(pk=double.pk).update(merged_into=known)
    package = zipfile.ZipFile(io.BytesIO(asked(sign_in, cast.caseworker, known, "zip").content))
    assert "19900005678" in package.read("全部信息.json").decode()


def test_scanned_papers_come_along(sign_in, cast, person):
    recognition = recognise.submitted(person, cast)
    sheet = recognise.paper(cast.branch_secretary.staff_member, signed_on=clock.today())
    register_paper_step(step_id=recognise.step(recognition, 1).pk, paper=sheet, by=cast.caseworker)
    package = zipfile.ZipFile(io.BytesIO(asked(sign_in, cast.caseworker, person, "zip").content))
    assert package.read("附件/001.pdf") == recognise.PDF
