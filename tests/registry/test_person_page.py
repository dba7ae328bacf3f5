"""One person's page: its parts, its rights, its cost; the ID number and the history."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.workflows.needs import raise_need
from office import clock, store
from office.models import AuditEvent, Bureau, User
from office.roles import Role
from registry.models import FamilyMember, HospitalStay, Person
from registry.workflows import people as workflows
from tests.casework.care import pair, visit

ID_NUMBER = "439999194501011232"
MASKED = "43*************232"
FRAME = ("django_session", "office_user", "auth_group", '"office_bureau"."id" =')


@pytest.fixture
def ill(make_person):
    """Somebody of whom everything is known."""
    person = make_person(
        "王秀英",
        sex="female",
        birth_date=date(1945, 1, 1),
        id_number=ID_NUMBER,
        illness_kind="cancer",
        long_term_medication="yes",
        self_care="limited_mobility",
        living_arrangement="alone",
        monthly_income=2635,
        remarks="心情低落",
    )
    operator = User.operator()
    store.create(FamilyMember(person=person, relation="son", name="张伟", monthly_income=1200), by=operator)
    store.create(HospitalStay(person=person, admitted_on=date(2025, 3, 1), hospital="县人民医院"), by=operator)
    return person


def page(client, person) -> str:
    response = client.get(person.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_who_how_they_live_and_what_can_be_done(sign_in, cast, ill):
    text = page(sign_in(cast.caseworker), ill)
    for words in ("王秀英", "退休", "独居", "行动不便", "癌症", "县人民医院", "张伟", "2,635.00 元", "心情低落"):
        assert words in text
    assert MASKED in text and ID_NUMBER not in text
    for act in ("edit", "death", "departure", "stays/new", "history", "timeline", "id-number"):
        assert f"/people/{ill.public_id}/{act}/" in text


def test_the_head_says_who_helps_when_last_seen_what_is_needed_and_what_was_paid(sign_in, cast, ill):
    with clock.at(date(2026, 11, 23)):
        pair(ill, cast.helper.staff_member, cast)
        visit(ill, cast.helper.staff_member, cast.caseworker, held_on=date(2026, 2, 10))
        raise_need(person=ill, kind="housing", text="屋顶漏雨", by=cast.caseworker)
        head = page(sign_in(cast.caseworker), ill).split('id="overview"')[0]
    for label, value in (
        ("居住情况", "独居"),
        ("联系人", cast.helper.staff_member.name),
        ("最近联系", "2026-02-10"),
        ("未办结诉求", "1 项"),
        ("今年认定", "无"),
        ("今年帮扶", '<a href="#money">0.00 元</a>'),
    ):
        assert f"<dt>{label}</dt><dd>{value}" in head, label


def test_unknown_none_and_zero_are_three_words(sign_in, cast, make_person):
    person = make_person("李桂兰", monthly_income=0, remarks="")
    text = page(sign_in(cast.caseworker), person)
    assert "0.00 元" in text and "未登记" in text and re.search(r"<dt>备注</dt><dd>无", text)


def test_the_auditor_reads_no_diagnosis_and_changes_nothing(sign_in, cast, ill):
    text = page(sign_in(cast.auditor), ill)
    for hidden in ("癌症", "长期服药", "县人民医院", "心情低落", "修改资料", "登记去世", "id-number", ID_NUMBER):
        assert hidden not in text
    assert "2,635.00 元" in text and MASKED in text


@pytest.mark.parametrize("role", [Role.HELPER, Role.BRANCH_SECRETARY, Role.FINANCE, Role.ADMINISTRATOR])
def test_other_roles_have_no_such_page(sign_in, cast, ill, role):
    client = sign_in(getattr(cast, role))
    for tail in ("", "history/", "timeline/", "edit/"):
        assert client.get(f"/people/{ill.public_id}/{tail}").status_code == 403
    assert client.post(f"/people/{ill.public_id}/id-number/").status_code == 403


def test_somebody_of_another_bureau_is_not_found(sign_in, cast, make_person):
    other = Bureau.objects.create(code="431198", name="旧山县税务局")
    stranger = make_person("王外人", bureau=other, branch=None)
    client = sign_in(cast.caseworker)
    for tail in ("", "history/", "timeline/", "edit/", "death/", "departure/", "stays/new/"):
        assert client.get(f"/people/{stranger.public_id}/{tail}").status_code == 404
    assert client.post(f"/people/{stranger.public_id}/id-number/").status_code == 404


def test_an_upper_bureau_reads_and_edits_nothing(sign_in, make_user, bureau, ill):
    upper = Bureau.objects.create(code="431100", name="永山市税务局")
    bureau.parent = upper
    bureau.save()
    client = sign_in(make_user(Role.CASEWORKER, bureau=upper))
    text = page(client, ill)
    assert "新山县税务局" in text and "修改资料" not in text and "登记去世" not in text
    assert client.get(f"/people/{ill.public_id}/edit/").status_code == 403


def test_the_page_costs_twelve_queries_whatever_there_is_to_show(sign_in, cast, ill):
    client = sign_in(cast.caseworker)
    page(client, ill)
    counts = []
    for month in (4, 5):
        with CaptureQueriesContext(connection) as captured:
            page(client, ill)
        body = [q["sql"] for q in captured if not any(mark in q["sql"] for mark in FRAME)]
        counts.append(len(body))
        for number in range(8):
            store.create(FamilyMember(person=ill, relation="son", name=f"张{number}"), by=cast.caseworker)
            stay = HospitalStay(person=ill, admitted_on=date(2025, month, 1 + number), hospital="县人民医院")
            store.create(stay, by=cast.caseworker)
    assert counts[0] == counts[1] <= 12, "\n".join(sql[:200] for sql in body)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"died_on": date(2025, 3, 1)}, "2025年3月1日去世"),
        ({"transferred_out_on": date(2025, 3, 1), "transferred_out_to": "旧山县税务局"}, "转往旧山县税务局"),
        ({"unlisted_from": date(2024, 12, 31)}, "请核实去向"),
    ],
)
def test_what_must_be_known_first_stands_first(sign_in, cast, make_person, values, words):
    assert words in page(sign_in(cast.caseworker), make_person("王秀英", **values))


def test_a_survivor_and_the_deceased_name_each_other(sign_in, cast, make_person):
    deceased = make_person("张德明", died_on=date(2025, 1, 1))
    survivor = make_person("王秀英", kind="survivor", deceased=deceased)
    client = sign_in(cast.caseworker)
    assert survivor.get_absolute_url() in page(client, deceased)
    assert deceased.get_absolute_url() in page(client, survivor)


def test_revealing_the_id_number_shows_it_once_and_is_recorded(sign_in, cast, ill):
    client = sign_in(cast.caseworker)
    url = f"/people/{ill.public_id}/id-number/"
    assert ID_NUMBER not in client.get(url).content.decode()
    assert ID_NUMBER in client.post(url).content.decode()
    fragment = client.post(url, headers={"HX-Request": "true"}).content.decode()
    assert ID_NUMBER in fragment and "<html" not in fragment
    events = AuditEvent.objects.filter(action="registry.person.id-revealed", object_key=ill.public_id)
    assert events.count() == 2 and ID_NUMBER not in str(list(events.values()))


def test_nothing_is_revealed_when_it_cannot_be_recorded(sign_in, cast, ill, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the audit trail is full")

    client = sign_in(cast.caseworker)
    monkeypatch.setattr("office.audit.record_event", fail)
    client.raise_request_exception = False
    response = client.post(f"/people/{ill.public_id}/id-number/")
    assert response.status_code == 500 and ID_NUMBER not in response.content.decode()


def test_the_history_says_who_when_old_and_new_with_masks(sign_in, cast, ill):
    values = {"id_number": "439999194501021238", "living_arrangement": "with_spouse", "illness_kind": "chronic"}
    person = Person.objects.get(pk=ill.pk)
    workflows.edit_person(person=person, edit=workflows.Edit(values), by=cast.caseworker)
    url = f"/people/{ill.public_id}/history/"
    text = sign_in(cast.caseworker).get(url).content.decode()
    for words in (str(cast.caseworker), "独居", "与配偶同住", "癌症", "慢性病", MASKED, "43*************238"):
        assert words in text
    assert ID_NUMBER not in text and values["id_number"] not in text
    shown_to_auditor = sign_in(cast.auditor).get(url).content.decode()
    assert "与配偶同住" in shown_to_auditor
    assert "癌症" not in shown_to_auditor and "慢性病" not in shown_to_auditor


def test_an_id_number_mended_in_its_middle_is_in_the_history_though_its_mask_is_the_same(sign_in, cast, ill):
    person = Person.objects.get(pk=ill.pk)
    edit = workflows.Edit({"id_number": "439999194501281232"})
    workflows.edit_person(person=person, edit=edit, by=cast.caseworker)
    assert "身份证号" in sign_in(cast.caseworker).get(f"/people/{ill.public_id}/history/").content.decode()


def test_the_timeline_has_the_stays_for_those_who_may_read_them(sign_in, cast, ill):
    url = f"/people/{ill.public_id}/timeline/"
    assert "县人民医院" in sign_in(cast.caseworker).get(url).content.decode()
    assert "县人民医院" not in sign_in(cast.auditor).get(url).content.decode()
