"""Withdrawing a person or a row entered wrongly, and taking that back."""

from datetime import date

import pytest

from casework.workflows import pairing as pairing_workflows
from casework.workflows.needs import raise_need
from office import clock
from office.models import AuditEvent
from registry import figures
from registry.models import FamilyMember, HospitalStay, Person
from registry.workflows import life
from registry.workflows.people import Edit, create_person

WHY = {"reason": "登记错误"}


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def url(person, act: str) -> str:
    return f"/people/{person.public_id}/{act}/"


def test_a_wrong_person_is_withdrawn_and_taken_back(clerk, person):
    assert clerk.post(url(person, "withdraw"), {"reason": ""}).status_code == 422
    clerk.post(url(person, "withdraw"), WHY)
    gone = Person.objects.get(pk=person.pk)
    assert (gone.withdrawn_on, gone.withdrawn_reason) == (clock.today(), "登记错误")
    assert clerk.get(person.get_absolute_url()).status_code == 404
    assert person.name in clerk.get("/people/withdrawn/").content.decode()
    assert AuditEvent.objects.get(action="registry.person.withdrawn").object_key == person.public_id
    restore = f"/people/withdrawn/{person.public_id}/restore/"
    assert clerk.post(restore, {"reason": "撤错了"}).status_code == 303
    assert clerk.get(person.get_absolute_url()).status_code == 200
    assert clerk.post(restore, {"reason": "再来"}).status_code == 404


def test_a_person_on_whom_something_hangs_is_not_withdrawn_and_the_page_says_what(clerk, cast, person, make_staff):
    row = pairing_workflows.propose_pairing(
        person=person, helper=make_staff("陈志强"), starts_on=date(2024, 1, 1), by=cast.caseworker
    )
    pairing_workflows.issue_pairings(
        pairing_ids=[row.pk], issuing_body="机关党委", document_number="", by=cast.section_head
    )
    raise_need(person=person, kind="housing", text="修水管", by=cast.caseworker)
    answer = clerk.post(url(person, "withdraw"), WHY)
    page = answer.content.decode()
    assert answer.status_code == 422 and "结对:陈志强" in page and "诉求:" in page
    assert Person.objects.get(pk=person.pk).withdrawn_on is None


def test_whose_survivor_is_registered_is_not_withdrawn(clerk, cast, bureau, person):
    edit = Edit(values={"name": "李建国", "kind": "survivor", "deceased": person})
    create_person(bureau=bureau, edit=edit, by=cast.caseworker)
    assert "李建国 登记为其遗属" in clerk.get(url(person, "withdraw")).content.decode()


def test_the_id_number_of_a_withdrawn_record_says_where_to_find_it(clerk, cast, bureau, make_person):
    wrong = make_person("王秀英", id_number="431199194501010020")
    clerk.post(url(wrong, "withdraw"), WHY)
    with pytest.raises(Exception, match="撤销的人员"):
        create_person(
            bureau=bureau,
            edit=Edit(values={"name": "王秀英", "kind": "retiree", "id_number": "431199194501010020"}),
            by=cast.caseworker,
        )


def test_a_wrong_stay_is_withdrawn_taken_back_and_entered_twice_never(clerk, cast, person):
    stay = life.record_stay(person=person, by=cast.caseworker, admitted_on=date(2025, 3, 1), hospital="县人民医院")
    assert "县人民医院" in clerk.get(url(person, "rows")).content.decode()
    act = url(person, f"rows/{stay.public_id}")
    assert clerk.post(f"{act}withdraw/", WHY).status_code == 303
    assert clerk.post(f"{act}withdraw/", WHY).status_code == 422
    assert not HospitalStay.objects.filter(person=person, withdrawn_on=None).exists()
    assert clerk.post(f"{act}restore/", {"reason": "没有错"}).status_code == 303
    assert HospitalStay.objects.get(pk=stay.pk).withdrawn_on is None
    clerk.post(f"{act}withdraw/", WHY)
    life.record_stay(person=person, by=cast.caseworker, admitted_on=date(2025, 3, 1), hospital="县人民医院")
    twice = clerk.post(f"{act}restore/", {"reason": "没有错"})
    assert twice.status_code == 422 and "后来又登记过一次" in twice.content.decode()


def test_a_wrong_relative_counts_on_no_day_one_no_longer_listed_until_then(clerk, cast, person, bureau):
    child = {"person": person, "relation": "son", "employment": "unemployed"}
    wrong = FamilyMember.objects.create(name="王大", **child)
    gone = FamilyMember.objects.create(name="王二", ended_on=date(2025, 6, 1), ended_reason="已去世", **child)
    before = date(2025, 5, 1)

    def counted() -> set[int]:
        figure = figures.situation(as_of=before, bureau=bureau).figure("children_out_of_work")
        return set(figure.people | figure.unknown)

    assert counted() == {person.pk}
    clerk.post(url(person, f"rows/{gone.public_id}/withdraw"), WHY)
    assert counted() == {person.pk}
    clerk.post(url(person, f"rows/{wrong.public_id}/withdraw"), WHY)
    assert counted() == set()
    wrong.refresh_from_db()
    assert (wrong.ended_on, wrong.withdrawn_reason) == (clock.today(), "登记错误")
    clerk.post(url(person, f"rows/{wrong.public_id}/restore"), {"reason": "没有错"})
    wrong.refresh_from_db()
    assert (wrong.ended_on, wrong.ended_reason, wrong.withdrawn_on) == (None, "", None)


def test_a_relative_entered_anew_is_not_taken_back_twice(clerk, person):
    member = {"person": person, "relation": "son", "name": "王大"}
    old = FamilyMember.objects.create(ended_on=date(2025, 6, 1), ended_reason="登记错误", **member)
    FamilyMember.objects.create(**member)
    answer = clerk.post(url(person, f"rows/{old.public_id}/restore"), {"reason": "没有错"})
    assert answer.status_code == 422 and "不能恢复" in answer.content.decode()


def test_a_row_of_somebody_else_is_not_found(clerk, person, make_person):
    member = FamilyMember.objects.create(person=make_person("李桂兰"), relation="son", name="王大")
    assert clerk.post(url(person, f"rows/{member.public_id}/withdraw"), WHY).status_code == 404


@pytest.mark.parametrize("role", ["section_head", "auditor", "helper", "finance", "administrator"])
def test_only_a_caseworker_withdraws(sign_in, cast, person, role):
    client = sign_in(getattr(cast, role))
    for path in (url(person, "withdraw"), url(person, "rows"), "/people/withdrawn/"):
        assert client.get(path).status_code == 403
