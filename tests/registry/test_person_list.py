"""The list of people: filters, search, order, pages, rights and cost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.models import Branch, Bureau
from office.roles import Role
from office.spreadsheets import read_workbook
from registry.models import Person

LIST = "/people/"
ID_NUMBER = "439999194501011232"


def names(response) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', response.content.decode())


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


@pytest.mark.parametrize("role", ["helper", "branch_secretary", "finance", "administrator"])
def test_the_list_is_refused_to_roles_that_do_not_read_people(sign_in, cast, person, role):
    response = sign_in(getattr(cast, role)).get(LIST)
    assert response.status_code == 403
    assert person.name not in response.content.decode()


@pytest.mark.parametrize("role", ["caseworker", "section_head", "bureau_leader", "auditor"])
def test_the_list_opens_for_roles_that_read_people(sign_in, cast, person, role):
    assert names(sign_in(getattr(cast, role)).get(LIST)) == [person.name]


def test_people_of_another_bureau_are_not_listed(clerk, make_person):
    other = Bureau.objects.create(code="431198", name="旧山县税务局")
    make_person("王外人", bureau=other, branch=None)
    make_person("王本局")
    assert names(clerk.get(LIST)) == ["王本局"]


def test_an_upper_bureau_lists_its_subtree_with_the_bureau_beside_each(sign_in, make_user, bureau, make_person):
    upper = Bureau.objects.create(code="431100", name="永山市税务局")
    bureau.parent = upper
    bureau.save()
    make_person("王下级")
    reader = sign_in(make_user(Role.SECTION_HEAD, bureau=upper))
    page = reader.get(LIST).content.decode()
    assert "王下级" in page and "新山县税务局" in page
    assert names(reader.get(LIST, {"bureau": upper.code})) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "survivor"}, ["李遗属"]),
        ({"living_arrangement": "alone"}, ["陈独居"]),
        ({"living_arrangement": "unknown"}, ["李遗属", "张空白"]),
        ({"housing_tenure": "rented"}, ["陈独居"]),
        ({"illness_kind": "cancer"}, ["陈独居"]),
        ({"branch": "机关党支部"}, ["李遗属"]),
        ({"branch": "unknown"}, ["张空白"]),
        ({"state": "dead"}, ["赵去世"]),
        ({"state": "away"}, ["孙转出"]),
        ({"kind": "nonsense"}, ["陈独居", "李遗属", "张空白"]),
    ],
)
def test_filters_leave_exactly_those(clerk, make_person, bureau, query, expected):
    other = Branch.objects.create(bureau=bureau, name="机关党支部")
    make_person("陈独居", living_arrangement="alone", housing_tenure="rented", illness_kind="cancer")
    make_person("李遗属", kind="survivor", branch=other)
    make_person("张空白", branch=None)
    make_person("赵去世", died_on=date(2025, 1, 1))
    make_person("孙转出", transferred_out_on=date(2025, 1, 1))
    assert names(clerk.get(LIST, query)) == expected


def test_nothing_found_says_so_and_offers_the_way_back(clerk, person):
    page = clerk.get(LIST, {"kind": "honoured"}).content.decode()
    assert "没有符合条件的人" in page and f'href="{LIST}"' in page


def test_an_empty_register_offers_the_import(clerk):
    assert "/people/import/" in clerk.get(LIST).content.decode()


@pytest.mark.parametrize("text", ["单", "德明", "shandeming", "sdm", "dandeming", "deming", "1990000", "1237", "1232"])
def test_search_by_name_pinyin_other_readings_phone_and_tail(clerk, make_person, text):
    make_person("单德明", phone="19900001237、0746-4712345", id_number="439999194501011232")
    make_person("王秀英", phone="13800000000")
    response = clerk.get(LIST, {"q": text[:6] if text.isdigit() else text}, follow=True)
    assert names(response) == ["单德明"]


def test_a_long_run_of_digits_leaves_the_address_and_filters_nothing(clerk, make_person):
    make_person("王秀英", id_number=ID_NUMBER)
    make_person("李桂兰")
    response = clerk.get(LIST, {"q": ID_NUMBER, "kind": "retiree"}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [("/people/?kind=retiree", 302)]
    assert ID_NUMBER not in page and "页面顶上的查找" in page
    assert names(response) == ["李桂兰", "王秀英"]


def test_who_may_not_see_illness_neither_sees_nor_filters_by_it(sign_in, cast, make_person):
    make_person("王秀英", illness_kind="cancer", long_term_medication="yes")
    make_person("李桂兰", illness_kind="none")
    auditor = sign_in(cast.auditor)
    everybody = auditor.get(LIST)
    assert "主要疾病" not in everybody.content.decode()
    for query in ({"illness_kind": "cancer"}, {"long_term_medication": "yes"}, {"sort": "illness_kind"}):
        assert names(auditor.get(LIST, query)) == names(everybody)
    figure = {"figure": "serious_illness", "as_of": "2024-12-31"}
    assert auditor.get(LIST, figure).status_code == 404


def test_sorting_puts_the_unknown_last_both_ways(clerk, make_person):
    make_person("甲", birth_date=date(1930, 1, 1))
    make_person("乙", birth_date=date(1950, 1, 1))
    make_person("丙", birth_date=None)
    assert names(clerk.get(LIST, {"sort": "age"})) == ["乙", "甲", "丙"]
    assert names(clerk.get(LIST, {"sort": "-age"})) == ["甲", "乙", "丙"]


def test_a_column_of_an_upper_app_sorts_and_an_unknown_order_is_by_name(clerk, make_person):
    make_person("王秀英")
    make_person("陈志强")
    for sort in ("next_due_on", "-last_contact_on", "nonsense", "id_number"):
        assert sorted(names(clerk.get(LIST, {"sort": sort}))) == ["王秀英", "陈志强"]
    assert names(clerk.get(LIST, {"sort": "id_number"})) == ["陈志强", "王秀英"]


def test_fifty_a_page_and_a_page_beyond_the_end_is_the_last(clerk, make_person):
    for number in range(53):
        make_person(f"王{number:02}")
    assert len(names(clerk.get(LIST))) == 50
    page = clerk.get(LIST, {"page": 99}).content.decode()
    assert "51–53 / 53" in page
    assert "51–53 / 53" in clerk.get(LIST, {"page": 2}).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(clerk, make_person):
    make_person("王一")
    make_person("王二")
    clerk.get(LIST)  # the badges of the frame are remembered from here on
    with CaptureQueriesContext(connection) as few:
        clerk.get(LIST)
    for number in range(18):
        make_person(f"李{number:02}")
    with CaptureQueriesContext(connection) as many:
        clerk.get(LIST)
    assert len(few) == len(many) <= 12, "\n".join(q["sql"][:160] for q in many.captured_queries)


def test_the_export_holds_exactly_the_list(clerk, make_person):
    make_person("陈独居", living_arrangement="alone", id_number=ID_NUMBER)
    make_person("王同住", living_arrangement="with_spouse")
    page = clerk.get(LIST, {"living_arrangement": "alone", "sort": "-name"}).content.decode()
    action = re.search(r'href="(/people/export/[^"]+)"', page)[1].replace("&amp;", "&")
    assert "1 人" in clerk.get(action).content.decode()
    response = clerk.post(action, {"purpose": "节日慰问名单"})
    assert response.status_code == 200
    text = str(read_workbook("list.xlsx", response.getvalue()).sheets[0].rows)
    assert "陈独居" in text and "王同住" not in text and ID_NUMBER not in text


def test_merged_and_withdrawn_people_are_not_listed(clerk, make_person):
    kept = make_person("王留下")
    gone, merged = make_person("王撤销"), make_person("王并入")
    Person.objects.filter(pk=gone.pk).update(withdrawn_on=date(2025, 1, 1))
    Person.objects.filter(pk=merged.pk).update(merged_into=kept)
    assert names(clerk.get(LIST, {"state": "all"})) == ["王留下"]
