"""The dossier on paper: what the printer may see and no more, asked what for, recorded."""

import re
from datetime import date, timedelta

import pytest

from casework.models import Contact, ContactPerson
from office import clock, store
from office.models import AuditEvent, Bureau
from office.roles import Role
from registry.models import FamilyMember, HospitalStay
from tests.casework.care import pair, visit
from tests.pdf_tools import text as pdf_text

ID_NUMBER = "439999194501011232"


@pytest.fixture(autouse=True)
def _november():
    with clock.at(date(2026, 11, 23)):
        yield


@pytest.fixture
def ill(make_person, cast):
    person = make_person(
        "王秀英",
        id_number=ID_NUMBER,
        illness_kind="cancer",
        living_arrangement="alone",
        monthly_income=2635,
        remarks="心情低落",
    )
    store.create(FamilyMember(person=person, relation="son", name="张伟"), by=cast.caseworker)
    store.create(HospitalStay(person=person, admitted_on=date(2025, 3, 1), hospital="县人民医院"), by=cast.caseworker)
    pair(person, cast.helper.staff_member, cast)
    visit(person, cast.helper.staff_member, cast.caseworker)
    return person


def printed(client, person, **values) -> str:
    response = client.post(f"/people/{person.public_id}/dossier/", {"purpose": "向局长汇报", **values})
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    assert person.name not in response["Content-Disposition"]
    return re.sub(r"\s", "", pdf_text(response.content))


def test_the_dossier_holds_what_the_page_says_and_the_timeline(sign_in, cast, ill):
    text = printed(sign_in(cast.caseworker), ill)
    for words in ("王秀英", "43*************232", "独居", "癌症", "2,635.00元", "张伟", "上门走访", "入院县人民医院"):
        assert words in text, words
    assert f"打印人:{cast.caseworker};用途:向局长汇报" in text and ID_NUMBER not in text


def test_who_may_not_see_an_illness_prints_none(sign_in, cast, ill):
    text = printed(sign_in(cast.auditor), ill)
    assert "王秀英" in text and "上门走访" in text
    for hidden in ("癌症", "主要疾病", "县人民医院", "心情低落", "健康"):
        assert hidden not in text, hidden


def test_a_childs_telephone_is_printed_for_those_alone_who_work_with_it(sign_in, cast, ill):
    child = FamilyMember(
        person=ill,
        relation="grandson",
        name="张小宝",
        birth_date=date(2015, 5, 1),
        phone="19900001234",
        school="县一小",
    )
    store.create(child, by=cast.caseworker)
    for_auditor = printed(sign_in(cast.auditor), ill)
    assert "张小宝" in for_auditor and "19900001234" not in for_auditor and "县一小" not in for_auditor
    assert "19900001234" in printed(sign_in(cast.caseworker), ill)


def test_printing_is_recorded_with_its_purpose_and_refused_without_one(sign_in, cast, ill):
    client = sign_in(cast.bureau_leader)
    assert client.get(f"/people/{ill.public_id}/dossier/").status_code == 200
    assert client.post(f"/people/{ill.public_id}/dossier/", {"purpose": " "}).status_code == 422
    events = AuditEvent.objects.filter(action="registry.dossier.printed", object_key=ill.public_id)
    assert not events.exists()
    printed(client, ill)
    assert "向局长汇报" in events.get().summary


def test_an_upper_bureau_prints_nothing_below(sign_in, make_user, bureau, ill):
    bureau.parent = Bureau.objects.create(code="431100", name="永山市税务局")
    bureau.save()
    client = sign_in(make_user(Role.CASEWORKER, bureau=bureau.parent))
    assert client.post(f"/people/{ill.public_id}/dossier/", {"purpose": "检查档案"}).status_code == 403
    assert "打印档案" not in client.get(ill.get_absolute_url()).content.decode()


def test_a_long_life_is_printed_by_year(sign_in, cast, ill):
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(320)]
    made = Contact.objects.bulk_create(
        [
            Contact(bureau=ill.bureau, kind="call", held_on=day, entered_by=cast.caseworker, entered_at=clock.now())
            for day in days
        ]
    )
    ContactPerson.objects.bulk_create([ContactPerson(contact=one, person=ill) for one in made])
    client = sign_in(cast.caseworker)
    whole = printed(client, ill)
    assert "只印最近的300条" in whole and "2024-01-02" not in whole
    year = printed(client, ill, year="2025")
    assert "大事记（2025年）" in year and "2024-" not in year and "县人民医院" in year
