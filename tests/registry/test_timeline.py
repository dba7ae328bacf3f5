"""The person's timeline: every act once, in order, within the rights of who reads, at any length."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Contact, ContactHelper, ContactPerson
from casework.workflows.needs import raise_need, withdraw_need
from casework.workflows.reports import send_report
from office import clock, store
from office.models import User
from registry import timeline
from registry.models import (
    Assistance,
    CareAssessment,
    DeclinedSuggestion,
    Disaster,
    FamilyMember,
    HospitalStay,
    Person,
)
from registry.timeline import Asked
from registry.workflows import people as workflows
from registry.workflows import relatives
from tests.casework.care import pair, visit

TODAY = date(2026, 11, 23)
FRAME = ("django_session", "office_user", "auth_group", '"office_bureau"."id" =')


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def lived(make_person, cast):
    """Somebody of whom every app has something to tell."""
    person = make_person(
        "王秀英",
        living_arrangement="with_spouse",
        illness_kind="chronic",
        monthly_income=2635,
        worked_from=date(1965, 7, 1),
    )
    person.worked_from_precision = "month"
    person.save()
    edit = workflows.Edit({"living_arrangement": "alone", "illness_kind": "cancer", "monthly_income": 2800})
    workflows.edit_person(person=Person.objects.get(pk=person.pk), edit=edit, by=cast.caseworker)
    store.create(FamilyMember(person=person, relation="son", name="张伟"), by=cast.caseworker)
    store.create(HospitalStay(person=person, admitted_on=date(2025, 3, 1), hospital="县人民医院"), by=cast.caseworker)
    pair(person, cast.helper.staff_member, cast)
    visit(person, cast.helper.staff_member, cast.caseworker, seen="腿脚不便")
    need = raise_need(person=person, kind="housing", text="屋顶漏雨", by=cast.caseworker)
    withdraw_need(need_id=need.pk, reason="已由社区解决", by=cast.caseworker)
    send_report(person=person, kind="stay", happened_on=date(2026, 11, 20), hospital="县中医院", by=cast.helper)
    relatives.declare_relative(
        person=person, staff_member=cast.finance.staff_member, relation="女儿", by=cast.caseworker
    )
    return person


def lines(user: User, person: Person, asked: Asked = Asked()) -> list[tuple[str, str]]:  # noqa: B008  (frozen)
    return [(event.kind, event.text) for event in timeline.read(user, person, asked, size=1000).events]


def test_every_app_tells_its_acts(cast, lived):
    told = lines(cast.caseworker, lived)
    for line in [
        ("经历", "离退休"),
        ("家庭", "登记儿子 张伟"),
        ("住院", "入院 县人民医院"),
        ("联系人", f"{cast.helper.staff_member.name} 开始联系"),
        ("上门走访", cast.helper.staff_member.name),
        ("诉求", "提出:住房"),
        ("诉求", "已终止:住房"),
        ("联系人报告", f"{cast.helper.staff_member.name} 报告住院(待核实)"),
        ("回避亲属", f"申报 {cast.finance.staff_member.name}(女儿)"),
    ]:
        assert line in told, line
    change, _ = [text for kind, text in told if kind == "情况变更"]  # one line a day
    assert "居住情况 独居" in change and "主要疾病 癌症" in change and "月收入 2,800.00 元" in change


def test_who_may_not_see_an_illness_reads_none(cast, lived):
    told = str(lines(cast.auditor, lived))
    assert "居住情况 独居" in told and "月收入 2,800.00 元" in told
    for hidden in ("癌症", "慢性病", "主要疾病", "县人民医院", "县中医院", "报告住院", "腿脚不便", "屋顶漏雨"):
        assert hidden not in told, hidden


def test_who_may_see_no_money_and_no_cases_reads_only_what_the_registry_tells(cast, lived):
    told = str(lines(cast.finance, lived))
    assert "走访" not in told and "诉求" not in told and "月收入" not in told and "癌症" not in told


def test_a_corrected_fact_stands_beside_what_it_corrects(cast, make_person):
    person = make_person(living_arrangement="alone", as_of=date(2025, 1, 1))
    edit = workflows.Edit({"living_arrangement": "empty_nest"}, mode="correction")
    workflows.edit_person(person=Person.objects.get(pk=person.pk), edit=edit, by=cast.caseworker)
    told = str(lines(cast.caseworker, person, Asked("facts")))
    assert "居住情况 空巢" in told and f"居住情况 独居(已于 {TODAY} 更正)" in told


def test_a_day_nobody_knows_is_not_printed(sign_in, cast, lived):
    text = sign_in(cast.caseworker).get(f"/people/{lived.public_id}/timeline/?kind=life").content.decode()
    assert ">1965-07<" in text and "1965-07-01" not in text


def give_contacts(person: Person, by: User, days: list[date]) -> None:
    made = Contact.objects.bulk_create(
        [Contact(bureau=person.bureau, kind="call", held_on=day, entered_by=by, entered_at=clock.now()) for day in days]
    )
    ContactPerson.objects.bulk_create([ContactPerson(contact=one, person=person) for one in made])
    ContactHelper.objects.bulk_create([ContactHelper(contact=one, helper=by.staff_member) for one in made])


def test_pages_together_are_the_whole_and_nothing_twice(sign_in, cast, lived):
    crowded = [date(2026, 5, 6)] * 120  # more lines on one day than a page holds
    give_contacts(lived, cast.caseworker, crowded + [date(2024, 1, 1) + timedelta(days=n) for n in range(30)])
    client, url = sign_in(cast.caseworker), f"/people/{lived.public_id}/timeline/"
    read, pages = [], 0
    while url:
        context = client.get(url).context
        read += [(event.on, event.kind, event.text, event.url) for event in context["page"].events]
        url, pages = context["older"], pages + 1
    whole = timeline.read(cast.caseworker, lived, Asked(), size=1000).events
    assert pages >= 4
    assert [line for line in read if line[1] == "电话问候"] == [
        (event.on, event.kind, event.text, event.url) for event in whole if event.kind == "电话问候"
    ]
    assert [line[0] for line in read] == sorted((line[0] for line in read), reverse=True)
    assert len([line for line in read if line[1] == "电话问候"]) == 150


def test_filters_offer_what_there_is_and_keep_to_it(sign_in, cast, lived):
    client, url = sign_in(cast.caseworker), f"/people/{lived.public_id}/timeline/"
    form = client.get(url).context["form"]
    kinds = [key for key, _ in form.fields["kind"].choices]
    assert "stays" in kinds and "payments" not in kinds
    assert [value for value, _ in form.fields["year"].choices][1] == "2026"
    for kind in kinds[1:]:
        assert client.get(url, {"kind": kind}).context["page"].events, kind
    year = client.get(url, {"year": "2025"}).context["page"].events
    assert {event.on.year for event in year} == {2025}
    assert [event.kind for event in client.get(url, {"kind": "stays"}).context["page"].events] == ["住院"]
    assert "stays" not in dict(sign_in(cast.auditor).get(url).context["form"].fields["kind"].choices)


@pytest.mark.parametrize("before", ["", "x", "2026-13-45.1", "2026-05-06", "2026-05-06.-1", "٢٠٢٦-05-06.1"])
def test_an_address_that_means_no_page_is_the_newest(sign_in, cast, lived, before):
    url = f"/people/{lived.public_id}/timeline/"
    client = sign_in(cast.caseworker)
    newest = [event.text for event in client.get(url).context["page"].events]
    assert [event.text for event in client.get(url, {"before": before}).context["page"].events] == newest


def test_ten_thousand_lines_cost_the_queries_of_ten(sign_in, cast, lived):
    client, url = sign_in(cast.caseworker), f"/people/{lived.public_id}/timeline/"

    def body() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len([q for q in captured if not any(mark in q["sql"] for mark in FRAME)])

    body()
    few = body()
    give_contacts(lived, cast.caseworker, [date(1999, 1, 1) + timedelta(days=n) for n in range(10_000)])
    assert body() <= few <= 12
    assert len(timeline.read(cast.caseworker, lived, Asked("contacts")).events) == timeline.PAGE


def test_what_was_granted_struck_and_assessed_is_told_to_who_may_read_it(cast, person):
    day = date(2026, 1, 5)
    Assistance.objects.create(person=person, kind="subsistence", granted_from=day, ended_on=date(2026, 2, 1))
    Disaster.objects.create(person=person, kind="fire", happened_on=day)
    CareAssessment.objects.create(person=person, assessed_on=day, standard="other", level="2", assessor="县医院")
    DeclinedSuggestion.objects.create(
        person=person, rule="severe_illness", reason="x", basis={}, declined_on=day, declined_by=cast.caseworker
    )
    told = {event.kind: event.text for event in timeline.read(cast.caseworker, person, Asked()).events}
    assert {"社会救助", "受灾", "失能评估", "帮扶建议"} <= set(told)
    assert told["帮扶建议"] == "不采纳:重症"
    assert "帮扶建议" not in {event.kind for event in timeline.read(cast.auditor, person, Asked()).events}
