"""Other phones and addresses, assessments, assistance and disasters: entered, changed, taken away, shown."""

from datetime import date

import pytest

from office.models import AuditEvent
from registry.models import Assistance, CareAssessment, Disaster, FamilyMember, OtherPhone, Person, PersonAddress
from tests.registry.filled_form import fields_of
from tests.registry.test_person_edit import new_row, opened, save

FORMS = {
    "phone": {"owner": "邻居刘芳", "relation": "邻居", "number": "19900001234", "priority": "1"},
    "address": {
        "kind": "away",
        "address": "深圳市某路5号",
        "with_whom": "女儿",
        "contact": "女婿",
        "phone": "19900001235",
    },
    "assessment": {"assessed_on": "2024-05-01", "standard": "gb_42195", "level": "3", "assessor": "县评估中心"},
    "assistance": {"kind": "subsistence", "granted_from": "2023-01-01", "monthly_amount": "320"},
    "disaster": {"kind": "fire", "happened_on": "2024-02-03", "loss": "12000", "notes": "灶台起火"},
}
SHOWN = {
    "phone": ["邻居刘芳(邻居)", "19900001234"],
    "address": ["异地居住地", "深圳市某路5号", "和女儿同住", "女婿 19900001235"],
    "assessment": ["2024-05-01", "重度失能", "GB/T 42195-2022,县评估中心"],
    "assistance": ["低保", "自 2023-01-01 起,每月 320.00 元"],
    "disaster": ["火灾", "2024-02-03", "损失 12,000.00 元"],
}
MODELS = {
    "phone": OtherPhone,
    "address": PersonAddress,
    "assessment": CareAssessment,
    "assistance": Assistance,
    "disaster": Disaster,
}


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def url(person, kind, record=None) -> str:
    return f"/people/{person.public_id}/records/{kind}/{record.public_id if record else 'new'}/"


def add(client, person, kind, **changes):
    return client.post(url(person, kind), FORMS[kind] | changes)


@pytest.mark.parametrize("kind", FORMS)
def test_a_record_is_entered_shown_changed_and_taken_away(clerk, person, kind):
    page = person.get_absolute_url()
    assert not any(words in clerk.get(page).content.decode() for words in SHOWN[kind])
    assert add(clerk, person, kind).status_code == 303
    text = clerk.get(page).content.decode()
    assert [words for words in SHOWN[kind] if words not in text] == []
    record = MODELS[kind].objects.get(person=person)
    form = fields_of(clerk.get(url(person, kind, record)), having="version")
    assert clerk.post(url(person, kind, record), form).status_code == 303
    record.refresh_from_db()
    assert record.version == 1  # nothing changed, nothing written
    assert clerk.post(url(person, kind, record), form | {"withdrawn_reason": "登记错了"}).status_code == 303
    clerk.get(page)  # says once that it was taken away
    text = clerk.get(page).content.decode()
    assert not any(words in text for words in SHOWN[kind])
    history = clerk.get(f"{page}history/").content.decode()
    assert "登记错了" in history
    events = AuditEvent.objects.filter(action__startswith="registry.record").values_list("action", flat=True)
    assert set(events) == {"registry.record.added", "registry.record.withdrawn"}


@pytest.mark.parametrize(
    ("kind", "changes", "field", "words"),
    [
        ("phone", {"number": "不知道"}, "number", "不是电话号码"),
        ("address", {"lived_from": "2024-01-01", "lived_until": "2023-01-01"}, "", "不能早于居住起"),
        ("assessment", {"assessed_on": "2999-01-01"}, "assessed_on", "之后"),
        ("assessment", {"level": ""}, "level", "请选定失能等级"),
        ("assistance", {"ended_on": "2022-01-01"}, "", "停止日期不能早于"),
        ("disaster", {"loss": "很多"}, "loss", "金额"),
    ],
)
def test_a_wrong_entry_is_told_and_nothing_typed_is_lost(clerk, person, kind, changes, field, words):
    response = add(clerk, person, kind, **changes)
    text = response.content.decode()
    assert response.status_code == 422 and words in text
    assert not field or f'href="#id_{field}"' in text
    typed = fields_of(response, having="version")
    assert {name: typed[name] for name in FORMS[kind]} == FORMS[kind] | {
        k: v for k, v in changes.items() if k in FORMS[kind]
    }
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize("kind", ["assessment", "assistance", "disaster"])
def test_the_same_is_not_entered_twice(clerk, person, kind):
    add(clerk, person, kind)
    response = add(clerk, person, kind)
    assert response.status_code == 422 and "已经登记过" in response.content.decode()


def test_the_second_of_two_editors_chooses_field_by_field(clerk, person, cast):
    add(clerk, person, "phone")
    record = OtherPhone.objects.get()
    mine = fields_of(clerk.get(url(person, "phone", record)), having="version")
    clerk.post(url(person, "phone", record), mine | {"number": "19900001111"})
    response = clerk.post(url(person, "phone", record), mine | {"number": "19900002222", "owner": "保姆张姐"})
    text = response.content.decode()
    assert response.status_code == 422 and "19900001111" in text and "19900002222" in text
    again = fields_of(response, having="version")
    choices = {"choose-number": "theirs", "choose-owner": "yours"}
    assert clerk.post(url(person, "phone", record), again | choices).status_code == 303
    record.refresh_from_db()
    assert (record.number, record.owner, record.version) == ("19900001111", "保姆张姐", 3)


def test_an_unknown_kind_is_no_page(clerk, person):
    assert clerk.get(url(person, "salary")).status_code == 404


def test_no_record_of_another_person_is_opened_through_this_one(clerk, person, make_person):
    add(clerk, person, "phone")
    other = make_person("李桂兰")
    assert clerk.get(url(other, "phone", OtherPhone.objects.get())).status_code == 404


def test_a_full_page_costs_no_more_queries(clerk, person, django_assert_max_num_queries):
    for kind in FORMS:
        add(clerk, person, kind)
    clerk.get(person.get_absolute_url())
    with django_assert_max_num_queries(16):  # four of them the frame's
        clerk.get(person.get_absolute_url())


# — what the person's page and history say —


def test_an_auditor_sees_no_assessment_and_a_child_is_kept_from_whoever_need_not_know(sign_in, cast, person):
    clerk = sign_in(cast.caseworker)
    add(clerk, person, "assessment")
    save(clerk, person, opened(clerk, person), illness_notes="夜间咳嗽", household_income="54321")
    child = FamilyMember(person=person, relation="grandson", name="王小明", birth_date=date(2015, 1, 1))
    child.school, child.phone, child.schooling = "新山县第一小学", "19900009999", "primary"
    child.save()
    child.school = "新山县第二小学"
    child.save()
    page = person.get_absolute_url()
    secret = ["重度失能", "夜间咳嗽"], ["新山县第一小学", "新山县第二小学", "19900009999"]
    for role, illness, minor in (
        ("caseworker", 1, 1),
        ("section_head", 1, 1),
        ("bureau_leader", 1, 0),
        ("auditor", 0, 0),
    ):
        client = sign_in(getattr(cast, role))
        text = client.get(page).content.decode() + client.get(f"{page}history/").content.decode()
        assert all((words in text) is bool(illness) for words in secret[0]), role
        assert all((words in text) is bool(minor) for words in secret[1]), role
        assert "54,321.00" in text, role


def test_history_tells_facts_details_and_whose_words_changed(sign_in, cast, person):
    clerk = sign_in(cast.caseworker)
    save(clerk, person, opened(clerk, person), housing_condition="old", diet="忌甜", holds_from="2024-01-01")
    save(clerk, person, opened(clerk, person), housing_condition="unsafe", diet="忌辣", rank="lead_1")
    text = clerk.get(f"{person.get_absolute_url()}history/").content.decode()
    for words in ("房屋状况", "陈旧", "危房", "自 2024-01-01 起", "饮食习惯", "忌甜", "忌辣", "一级主办"):
        assert words in text, words


def test_what_is_not_known_leaves_no_empty_group(sign_in, cast, person):
    text = sign_in(cast.caseworker).get(person.get_absolute_url()).content.decode()
    for head in ("生活习惯", "社会救助</h3>", "受灾情况", "其他住址</h3>", "失能评估</h3>", "职级", "家庭人均月收入"):
        assert head not in text, head


def test_the_groups_say_what_is_known(sign_in, cast, make_person):
    person = make_person(
        "王秀英", kind="honoured", worked_from=date(1945, 3, 1), birth_date=date(1930, 5, 5), rank="lead_1"
    )
    Person.objects.filter(pk=person.pk).update(party_full_on=date(1950, 1, 1), died_on=None)
    clerk = sign_in(cast.caseworker)
    typed = {"birthday_calendar": "lunar", "household_income": "24000", "housing_area": "60", "party_place": "文昌社区"}
    typed |= {"housing_condition": "old", "co_residents": "孙子", "poor_care_access": "yes"}
    data = opened(clerk, person)
    child = {"name": "王小兰", "relation": "daughter", "employment": "laid_off", "job_wish": "愿意做家政"}
    typed |= {f"{new_row(data)}{name}": value for name, value in child.items()}
    save(clerk, person, data, **typed)
    text = clerk.get(person.get_absolute_url()).content.decode()
    for words in (
        "抗战后期",
        "相当于乡科级正职",
        "党龄",
        "农历四月初七",
        "2,000.00 元",
        "24,000.00 元 ÷ 12 个月",
        "60 平方米",
        "陈旧",
        "孙子",
        "就医不便",
        "文昌社区",
        "愿意做家政",
    ):
        assert words in text, words
