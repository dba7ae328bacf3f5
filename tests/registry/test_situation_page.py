"""The situation report in the browser: sentences, ways to the people, files, and what a role may not see."""

import io
import json
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from office.models import AuditEvent, Bureau, Headcount
from office.roles import Role
from registry.figures import OF_ILLNESS, situation
from registry.models import FamilyMember
from tests import pdf_tools

DAY = date(2021, 6, 30)
PAGE = "/reports/situation/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(make_person, bureau):
    """A small office: two who live alone, one of whom nothing is known, one gravely ill, a survivor."""
    Headcount.objects.create(bureau=bureau, on=date(2021, 1, 1), number=6)
    return [
        make_person(
            "独居甲", kind="honoured", living_arrangement="alone", illness_kind="none", birth_date=date(1930, 1, 1)
        ),
        make_person("独居乙", living_arrangement="empty_nest", illness_kind="cancer", long_term_medication="yes"),
        make_person("未知丙", birth_date=None),
        make_person("遗属丁", kind="survivor", living_arrangement="alone", illness_kind="cancer"),
    ]


def get(client, **query):
    answer = client.get(PAGE, {"as_of": DAY.isoformat()} | query)
    return answer, answer.content.decode().partition("<main")[2]


def words(page):
    return unescape("".join(strip_tags(page).split()))


def test_page_says_what_people_quote(sign_in, cast, people):
    answer, page = get(sign_in(cast.caseworker))
    assert answer.status_code == 200
    text = words(page)
    assert "截至2021年6月30日，新山县税务局共有离退休人员3人，其中离休1人、退休2人；另有遗属1人。" in text
    assert "在职人员6人，离退休人员占全部人员9人的33.3%，达到30%的警戒线。" in text
    assert "有1人出生日期未登记，未计入平均" in text
    assert "独居或空巢2人，占离退休人员的66.7%（另有1人未登记）" in text
    assert "已达到警戒线" in text


def test_every_number_opens_exactly_its_people(sign_in, cast, people):
    client = sign_in(cast.caseworker)
    _, page = get(client)
    of = situation(as_of=DAY, bureau=people[0].bureau)
    links = {unescape(link) for link in re.findall(r'href="([^"]*figure=[^"]*)"', page)}
    asked = [parse_qs(urlsplit(link).query) for link in links]
    assert {key for query in asked for key in query["figure"]} >= {figure.key for figure in of.figures}
    for link, query in zip(links, asked, strict=True):
        figure = of.figure(query["figure"][0])
        counted = figure.unknown if "unknown" in query else figure.people
        shown = {row.public_id for row in client.get(link).context["page"].object_list}
        assert shown == {person.public_id for person in people if person.pk in counted}, link


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "json"])
def test_files_hold_the_same_numbers_and_are_recorded(sign_in, cast, people, kind):
    answer = sign_in(cast.caseworker).post(f"{PAGE}{kind}/", {"as_of": DAY.isoformat()})
    data = answer.content
    assert re.search(rf"filename\*=utf-8''.*2021-06-30\.{kind}$", answer["Content-Disposition"])
    if kind == "json":
        assert json.loads(data) == situation(as_of=DAY, bureau=people[0].bureau).as_json()
    elif kind == "xlsx":
        lines = {row[1]: row[2:] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)}
        assert lines["独居或空巢"] == (2, "人", 3, 66.7, 1)
        assert lines["离退休人员占全部人员"][:4] == (3, "人", 9, 33.3)
    else:
        text = "".join(pdf_tools.text(data).split())
        assert "独居或空巢2人3人66.7%1人" in text and "达到30%的警戒线" in text
        assert not pdf_tools.has_boxes(data)
    event = AuditEvent.objects.get(action="registry.situation.exported")
    assert (event.actor, event.data["format"], event.data["as_of"]) == ("caseworker", kind, "2021-06-30")


def test_who_may_not_see_an_illness_sees_no_figure_of_it(sign_in, cast, people):
    client = sign_in(cast.auditor)
    answer, page = get(client)
    assert {figure.key for figure in answer.context["of"].figures} == {
        "living_alone_or_empty_nest",
        "no_housing_of_their_own",
        "living_elsewhere_or_remote_rural",
        "children_out_of_work",
        "spouse_without_work",
        "aged_70_and_alone",
        "limited_mobility_or_no_self_care",
    }
    words_of_illness = ("重症", "住院", "住过院", "服药", "门诊")
    files = {kind: client.post(f"{PAGE}{kind}/", {"as_of": DAY.isoformat()}) for kind in ("xlsx", "pdf", "json")}
    data = {kind: answer.content for kind, answer in files.items()}
    sheet = str([*openpyxl.load_workbook(io.BytesIO(data["xlsx"])).active.values])
    for text in (words(page), sheet, "".join(pdf_tools.text(data["pdf"]).split())):
        assert "独居" in text and not [word for word in words_of_illness if word in text]
    assert not json.loads(data["json"]).keys() & OF_ILLNESS
    for key in OF_ILLNESS:
        assert client.get(reverse("registry:person-list"), {"figure": key, "as_of": DAY}).status_code == 404


@pytest.mark.parametrize("role", [Role.FINANCE, Role.HELPER, Role.BRANCH_SECRETARY, Role.ADMINISTRATOR])
def test_who_sees_no_reports_is_refused(sign_in, cast, role):
    client = sign_in(getattr(cast, role))
    assert client.get(PAGE).status_code == 403
    assert [client.post(f"{PAGE}{kind}/").status_code for kind in ("xlsx", "pdf", "json")] == [403] * 3


def test_a_day_in_the_future_or_no_day_is_told(sign_in, cast):
    client = sign_in(cast.caseworker)
    for day in ("2999-01-01", "soon"):
        assert client.get(PAGE, {"as_of": day}).status_code == 422
        assert client.post(f"{PAGE}json/", {"as_of": day}).status_code == 422
    assert client.get(f"{PAGE}json/").status_code == 405


def test_an_upper_bureau_reads_its_subtree_and_no_bureau_reads_beside_it(sign_in, cast, people, make_user, make_person):
    city = Bureau.objects.create(code="431100", name="市税务局")
    county = cast.caseworker.bureau
    county.parent = city
    county.save()
    other = Bureau.objects.create(code="431198", name="邻县税务局")
    make_person("邻县人", bureau=other, branch=None)
    client = sign_in(make_user(Role.CASEWORKER, bureau=city, username="city"))
    assert get(client)[0].context["of"].groups["retirees"] == {person.pk for person in people[:3]}
    assert get(client, bureau=county.code)[0].context["of"].bureau == county
    assert get(client, bureau=other.code)[0].status_code == 422
    assert get(sign_in(cast.caseworker), bureau=other.code)[0].context["of"].bureau == county


def test_queries_do_not_grow_with_people(sign_in, cast, people, make_person, django_assert_max_num_queries):
    client = sign_in(cast.caseworker)
    get(client)
    with django_assert_max_num_queries(100) as few:
        get(client)
    for number in range(20):
        person = make_person(f"多人{number}", living_arrangement="alone")
        FamilyMember.objects.create(person=person, relation="son", name="某某")
    with django_assert_max_num_queries(100) as many:
        get(client)
    assert len(few) == len(many) <= 16
