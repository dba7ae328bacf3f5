"""Registering and editing people through the page: facts with their days, the family, two editors at once."""

from datetime import date

import pytest
from django.test import Client

from office import clock, store
from office.models import AuditEvent, Branch, User
from registry import conflicts, facts
from registry.models import FamilyFact, FamilyMember, Person, PersonFact
from tests.registry.filled_form import fields_of

ID_NUMBER = "439999194501011232"
LIVING = "living_arrangement"


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


@pytest.fixture
def other(cast):
    """A second caseworker with a browser of her own."""
    client = Client()
    client.force_login(cast.second_caseworker, backend="office.backends.AccountBackend")
    return client


@pytest.fixture
def known(make_person):
    person = make_person(
        "王秀英",
        sex="female",
        birth_date=date(1945, 1, 1),
        id_number=ID_NUMBER,
        living_arrangement="with_spouse",
        phone="19900000001",
        monthly_income=2635,
        remarks="第一行\n第二行",
    )
    operator = User.operator()
    member = FamilyMember(person=person, relation="son", name="张伟", employment="employed")
    store.create(member, by=operator)
    facts.write([facts.FactWrite(member, "employment", "employed", date(2020, 1, 1))], by=operator)
    return person


def test_sex_and_birth_left_empty_are_those_of_the_number(clerk):
    page = clerk.get("/people/new/")
    data = fields_of(page, having="holds_from") | {"name": "李福", "id_number": ID_NUMBER, "birth_date": "1944.12"}

    assert 'name="family-0-ended_reason"' not in page.content.decode()  # nobody new leaves the list
    assert clerk.post("/people/new/", data).status_code == 303

    person = Person.objects.get(name="李福")
    assert (person.kind, person.sex, str(person.birth_date)) == ("retiree", "male", "1944-12-01")
    assert clerk.post("/people/new/", data | {"name": "李寿", "id_number": "439999195202022235", "birth_date": ""})
    assert not Person.objects.filter(name="李寿", birth_date=None).exists()


def edit_url(person) -> str:
    return f"/people/{person.public_id}/edit/"


def opened(client, person) -> dict[str, str]:
    return fields_of(client.get(edit_url(person)), having="snapshot")


def save(client, person, data, **changes):
    return client.post(edit_url(person), data | changes)


def fact_rows(person, field) -> list[tuple[str, date, str]]:
    rows = PersonFact.objects.filter(person=person, field=field, superseded_at=None).order_by("holds_from")
    return list(rows.values_list("value", "holds_from", "source"))


def row_of(data: dict[str, str], public_id: str) -> str:
    """Return the prefix of the form row of a relative."""
    return next(key.removesuffix("public_id") for key, value in data.items() if value == public_id)


def new_row(data: dict[str, str]) -> str:
    return next(key.removesuffix("public_id") for key, value in data.items() if key.endswith("public_id") and not value)


# — one editor —


def test_saving_the_form_as_opened_changes_nothing(clerk, known):
    before = Person.objects.get(pk=known.pk).version
    response = clerk.post(edit_url(known), opened(clerk, known), follow=True)
    assert "没有改动" in response.content.decode()
    assert Person.objects.get(pk=known.pk).version == before
    assert not AuditEvent.objects.filter(action="registry.person.changed").exists()


def test_a_change_holds_from_its_day_and_the_past_keeps_what_was(clerk, known, cast):
    response = save(clerk, known, opened(clerk, known), living_arrangement="alone", holds_from="2024-05-01")
    assert (response.status_code, response.url) == (303, known.get_absolute_url())
    assert fact_rows(known, LIVING) == [
        ("with_spouse", date(2020, 1, 1), "change"),
        ("alone", date(2024, 5, 1), "change"),
    ]
    assert Person.objects.get(pk=known.pk).living_arrangement == "alone"
    event = AuditEvent.objects.get(action="registry.person.changed")
    assert (event.actor, event.summary) == (cast.caseworker.username, "居住情况")


def test_a_correction_takes_the_original_day_and_leaves_the_wrong_row_behind(clerk, known):
    save(clerk, known, opened(clerk, known), living_arrangement="alone", mode="correction", holds_from="2024-05-01")
    assert fact_rows(known, LIVING) == [("alone", date(2020, 1, 1), "correction")]
    assert PersonFact.objects.filter(person=known, field=LIVING, superseded_at__isnull=False).count() == 1


def test_a_change_before_the_newest_fact_is_refused_at_the_date(clerk, known):
    response = save(clerk, known, opened(clerk, known), living_arrangement="alone", holds_from="2019-05-01")
    text = response.content.decode()
    assert response.status_code == 422
    assert "变化日期不能早于这一天" in text and 'href="#id_holds_from"' in text
    assert Person.objects.get(pk=known.pk).living_arrangement == "with_spouse"


def test_a_fact_may_become_unknown(clerk, known):
    save(clerk, known, opened(clerk, known), living_arrangement="", holds_from="2024-05-01")
    assert fact_rows(known, LIVING)[-1][:2] == ("", date(2024, 5, 1))


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"birth_date": "2045-01-01"}, "之后", "birth_date"),
        ({"birth_date": "1960-01-01", "retired_on": "1959-01-01"}, "早于", "retired_on"),
        ({"kind": "honoured", "worked_from": "1950-01-01"}, "1949年9月30日", "worked_from"),
        ({"id_number": "439999194501011230"}, "校验", "id_number"),
        ({"phone": "电话"}, "不是电话号码", "phone"),
        ({"name": ""}, "请填写姓名", "name"),
        ({"holds_from": "2999-01-01"}, "变化日期不能在今天", "holds_from"),
    ],
)
def test_impossible_values_are_told_at_their_field_and_nothing_typed_is_lost(clerk, known, changes, words, field):
    data = opened(clerk, known) | {"address": "刚填的新地址"} | changes
    response = save(clerk, known, data)
    text = response.content.decode()
    assert response.status_code == 422 and words in text and f'href="#id_{field}"' in text
    again = fields_of(response, having="snapshot")
    typed = {name: value for name, value in data.items() if name not in ("snapshot", "csrfmiddlewaretoken")}
    assert {name: again[name] for name in typed} == typed
    assert Person.objects.get(pk=known.pk).address == ""


def test_an_id_number_of_somebody_else_is_refused_and_not_shown_whole(clerk, known, make_person):
    person = make_person("李桂兰")
    response = save(clerk, person, opened(clerk, person), id_number=ID_NUMBER)
    assert response.status_code == 422
    assert "登记在 王秀英 名下" in response.content.decode()
    assert Person.objects.get(pk=person.pk).id_number == ""


def test_a_branch_that_has_ended_is_kept_by_those_who_are_in_it(clerk, known, branch):
    Branch.objects.filter(pk=branch.pk).update(ended_on=date(2025, 1, 1))
    save(clerk, known, opened(clerk, known), address="新山县文化路1号")
    assert Person.objects.get(pk=known.pk).branch == branch


def test_nothing_is_saved_that_cannot_be_recorded(clerk, known, monkeypatch):
    data = opened(clerk, known)

    def fail(*args, **kwargs):
        raise RuntimeError("the audit trail is full")

    monkeypatch.setattr("office.audit.record_event", fail)
    clerk.raise_request_exception = False
    changes = {"living_arrangement": "alone", f"{new_row(data)}name": "张丽", f"{new_row(data)}relation": "daughter"}
    assert save(clerk, known, data, **changes).status_code == 500
    new = fields_of(clerk.get("/people/new/"), having="holds_from") | {"name": "李新人", "kind": "retiree"}
    assert clerk.post("/people/new/", new).status_code == 500
    fresh = Person.objects.get(pk=known.pk)
    assert (fresh.living_arrangement, fresh.version) == ("with_spouse", known.version)
    assert fact_rows(known, LIVING) == [("with_spouse", date(2020, 1, 1), "change")]
    assert known.family.count() == 1 and not Person.objects.filter(name="李新人").exists()


# — the family —


def test_a_relative_is_added_changed_and_taken_off(clerk, known):
    data = opened(clerk, known)
    son, new = row_of(data, known.family.get().public_id), new_row(data)
    changes = {f"{son}employment": "laid_off", f"{new}name": "张丽", f"{new}relation": "daughter"}
    assert save(clerk, known, data | changes, holds_from="2024-05-01").status_code == 303
    member = known.family.get(name="张伟")
    rows = FamilyFact.objects.filter(member=member, superseded_at=None).order_by("holds_from")
    assert list(rows.values_list("value", "holds_from")) == [
        ("employed", date(2020, 1, 1)),
        ("laid_off", date(2024, 5, 1)),
    ]
    data = opened(clerk, known)
    save(clerk, known, data, **{f"{row_of(data, member.public_id)}ended_reason": "登记错误"})
    member.refresh_from_db()
    assert member.ended_on == clock.today() and member.ended_reason == "登记错误"
    clerk.get(known.get_absolute_url())  # says once that the row of 张伟 was saved
    assert "张伟" not in clerk.get(known.get_absolute_url()).content.decode()
    assert known.family.filter(ended_on=None).get().name == "张丽"


def test_the_same_relative_is_not_added_twice(clerk, known):
    data = opened(clerk, known)
    new = new_row(data)
    response = save(clerk, known, data, **{f"{new}name": "张伟", f"{new}relation": "son"})
    assert response.status_code == 422 and "已经有 儿子 张伟" in response.content.decode()
    assert known.family.count() == 1


def test_a_relative_needs_a_relation(clerk, known):
    data = opened(clerk, known)
    response = save(clerk, known, data, **{f"{new_row(data)}name": "张丽"})
    assert response.status_code == 422 and "请选择与本人的关系" in response.content.decode()


def test_a_row_that_names_a_relative_of_somebody_else_does_not_touch_them(clerk, known, make_person):
    stranger = FamilyMember(person=make_person("李桂兰"), relation="son", name="李外人")
    store.create(stranger, by=User.operator())
    data = opened(clerk, known)
    new = new_row(data)
    save(clerk, known, data, **{f"{new}public_id": stranger.public_id, f"{new}name": "改名", f"{new}relation": "son"})
    stranger.refresh_from_db()
    assert stranger.name == "李外人" and stranger.version == 1


# — two editors —


def test_the_second_editor_of_a_field_sees_both_versions_and_overwrites_nothing(clerk, other, known, cast):
    mine, theirs = opened(clerk, known), opened(other, known)
    save(other, known, theirs, phone="19900000002")
    response = save(clerk, known, mine, phone="19900000003", address="新地址")
    text = response.content.decode()
    assert response.status_code == 422
    for words in ("19900000001", "19900000002", "19900000003", str(cast.second_caseworker)):
        assert words in text
    assert Person.objects.get(pk=known.pk).phone == "19900000002"
    again = fields_of(response, having="snapshot")
    assert again["address"] == "新地址" and again["phone"] == "19900000003"
    assert "choose-phone" not in again  # waits for a choice


@pytest.mark.parametrize(("choice", "phone"), [("yours", "19900000003"), ("theirs", "19900000002")])
def test_the_choice_counts_and_the_rest_is_saved(clerk, other, known, choice, phone):
    mine, theirs = opened(clerk, known), opened(other, known)
    save(other, known, theirs, phone="19900000002")
    again = fields_of(save(clerk, known, mine, phone="19900000003", address="新地址"), having="snapshot")
    assert save(clerk, known, again).status_code == 422  # without a choice nothing is saved
    assert save(clerk, known, again, **{"choose-phone": choice}).status_code == 303
    fresh = Person.objects.get(pk=known.pk)
    assert (fresh.phone, fresh.address) == (phone, "新地址")


def test_a_third_change_between_showing_and_choosing_is_shown_too(clerk, other, known):
    mine, theirs = opened(clerk, known), opened(other, known)
    save(other, known, theirs, phone="19900000002")
    again = fields_of(save(clerk, known, mine, phone="19900000003"), having="snapshot")
    save(other, known, opened(other, known), phone="19900000004")
    response = save(clerk, known, again, **{"choose-phone": "yours"})
    assert response.status_code == 422 and "19900000004" in response.content.decode()
    assert Person.objects.get(pk=known.pk).phone == "19900000004"


def test_different_fields_are_shown_once_and_both_stand(clerk, other, known):
    mine, theirs = opened(clerk, known), opened(other, known)
    save(other, known, theirs, living_arrangement="alone")
    response = save(clerk, known, mine, address="新地址")
    assert response.status_code == 422 and "独居" in response.content.decode()
    again = fields_of(response, having="snapshot")
    assert again[f"choose-{LIVING}"] == "theirs"  # the field this editor left alone
    assert save(clerk, known, again).status_code == 303
    fresh = Person.objects.get(pk=known.pk)
    assert (fresh.living_arrangement, fresh.address) == ("alone", "新地址")


def test_the_same_child_edited_by_both(clerk, other, known):
    mine, theirs = opened(clerk, known), opened(other, known)
    member = known.family.get()
    row = row_of(mine, member.public_id)
    save(other, known, theirs, **{f"{row}employment": "laid_off"})
    response = save(clerk, known, mine, **{f"{row}employment": "unemployed"})
    text = response.content.decode()
    assert response.status_code == 422 and "张伟 就业状况" in text and "下岗" in text and "失业" in text
    member.refresh_from_db()
    assert member.employment == "laid_off"
    again = fields_of(response, having="snapshot")
    save(clerk, known, again, **{f"choose-family-{member.public_id}-employment": "yours"})
    member.refresh_from_db()
    assert member.employment == "unemployed"


def test_both_add_a_child_and_both_children_stand(clerk, other, known):
    mine, theirs = opened(clerk, known), opened(other, known)
    new = new_row(mine)
    save(other, known, theirs, **{f"{new}name": "张丽", f"{new}relation": "daughter"})
    response = save(clerk, known, mine, **{f"{new}name": "张强", f"{new}relation": "son"})
    assert response.status_code == 422 and "女儿 张丽" in response.content.decode()
    assert save(clerk, known, fields_of(response, having="snapshot")).status_code == 303
    assert set(known.family.values_list("name", flat=True)) == {"张伟", "张丽", "张强"}


def test_both_add_the_same_child_and_it_stands_once(clerk, other, known):
    mine, theirs = opened(clerk, known), opened(other, known)
    new = new_row(mine)
    row = {f"{new}name": "张丽", f"{new}relation": "daughter"}
    save(other, known, theirs, **row)
    again = fields_of(save(clerk, known, mine, **row), having="snapshot")
    assert save(clerk, known, again).status_code == 422
    assert known.family.filter(name="张丽").count() == 1


def test_an_id_number_somebody_else_mended_is_not_overwritten_unseen(clerk, other, known):
    mine, theirs = opened(clerk, known), opened(other, known)
    mended = "439999194502111235"
    assert save(other, known, theirs, id_number=mended).status_code == 303
    response = save(clerk, known, mine, id_number="439999194503011236")
    text = response.content.decode()
    assert response.status_code == 422 and "身份证号" in text and mended not in text
    assert Person.objects.get(pk=known.pk).id_number == mended
    again = fields_of(response, having="snapshot")
    save(clerk, known, again, **{"choose-id_number": "theirs"})
    assert Person.objects.get(pk=known.pk).id_number == mended


def test_a_death_recorded_meanwhile_is_told(clerk, other, known):
    mine = opened(clerk, known)
    other.post(f"/people/{known.public_id}/death/", {"died_on": "2025-01-01"})
    response = save(clerk, known, mine, address="新地址")
    assert response.status_code == 422 and "去世日期" in response.content.decode()


@pytest.mark.parametrize("forged", ["", "nonsense", "of-somebody-else", "too-old"])
def test_without_a_true_snapshot_nothing_is_saved_and_nothing_lost(clerk, known, make_person, forged, monkeypatch):
    data = opened(clerk, known)
    snapshot = forged
    if forged == "of-somebody-else":
        snapshot = opened(clerk, make_person("李桂兰"))["snapshot"]
    if forged == "too-old":
        snapshot = data["snapshot"]
        monkeypatch.setattr(conflicts, "SECONDS", -1)
    response = save(clerk, known, data, snapshot=snapshot, address="新地址")
    assert response.status_code == 422 and "没有保存" in response.content.decode()
    assert fields_of(response, having="snapshot")["address"] == "新地址"
    assert Person.objects.get(pk=known.pk).address == ""


def test_a_stale_version_posted_by_hand_is_refused(clerk, other, known):
    data = opened(clerk, known)
    save(other, known, opened(other, known), address="别人改的地址")
    for _ in range(2):  # posting the same old form again and again does not wear the guard down
        response = save(clerk, known, data, address="我的地址")
        assert response.status_code == 422
    assert Person.objects.get(pk=known.pk).address == "别人改的地址"


# — registering —


def test_registering_writes_the_facts_from_their_day(clerk, bureau):
    data = fields_of(clerk.get("/people/new/"), having="holds_from")
    data |= {"name": "李新人", "kind": "retiree", "living_arrangement": "alone", "holds_from": "2024-05-01"}
    data |= {f"{new_row(data)}name": "李小新", f"{new_row(data)}relation": "son"}
    response = clerk.post("/people/new/", data)
    person = Person.objects.get(name="李新人")
    assert (response.status_code, response.url) == (303, person.get_absolute_url())
    assert fact_rows(person, LIVING) == [("alone", date(2024, 5, 1), "change")]
    assert person.bureau == bureau and person.family.get().name == "李小新"
    assert AuditEvent.objects.filter(action="registry.person.created", object_key=person.public_id).exists()


def test_a_survivor_is_registered_from_the_deceased(clerk, known):
    known.family.update(relation="spouse")
    Person.objects.filter(pk=known.pk).update(died_on=date(2025, 1, 1), address="新山县文化路1号")
    url = f"/people/new/?deceased={known.public_id}"
    data = fields_of(clerk.get(url), having="holds_from")
    assert (data["kind"], data["name"], data["address"]) == ("survivor", "张伟", "新山县文化路1号")
    clerk.post(url, data)
    survivor = Person.objects.get(name="张伟")
    assert survivor.deceased == known and survivor.kind == "survivor"


@pytest.mark.parametrize("role", ["section_head", "bureau_leader", "auditor", "helper", "finance"])
def test_nobody_but_a_caseworker_registers_or_edits(sign_in, cast, known, role):
    client = sign_in(getattr(cast, role))
    for url in ("/people/new/", edit_url(known)):
        assert client.get(url).status_code == client.post(url, {}).status_code == 403


def test_two_people_who_enter_one_id_number_at_once_make_one_person(cast, make_person, monkeypatch):
    """The check found nothing yet when the other row arrived: the constraint decides, in words."""
    from registry import identity
    from registry.errors import IdNumberTaken
    from registry.models import Person
    from registry.workflows import people

    monkeypatch.setattr(people, "check_values", lambda *values: None)
    make_person("先登记", id_number="439999195202290037")
    number = Person.objects.get().id_number
    edit = people.Edit(values={"name": "后登记", "kind": "retiree", "id_number": number})
    with pytest.raises(IdNumberTaken, match="先登记"):
        people.create_person(bureau=cast.caseworker.bureau, edit=edit, by=cast.caseworker)
    assert Person.objects.filter(id_hash=identity.id_hash(number)).count() == 1
