"""Figures over time: an earlier day beside the report's, the forecast, the parts; every number opens its list."""

import io
import json
import random
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.urls import reverse

from office import clock
from office.choices import StaffIdentity
from office.identifiers.national_id import Sex
from office.models import Branch, Bureau, Headcount, StaffMember
from office.roles import Role
from registry.figures import situation
from registry.forecast import YEARS, leaving_of, year_ends_after
from registry.reports import changes
from registry.situation_report import read_report, year_before
from tests import pdf_tools

DAY, EARLIER = date(2026, 11, 23), date(2024, 6, 30)
PAGE = "/reports/situation/"


@pytest.fixture(autouse=True)
def _november():
    with clock.at(DAY):
        yield


@pytest.fixture
def lived(bureau, make_person):
    """A bureau that has changed in two years: one came, one died, one now lives alone."""
    Headcount.objects.create(bureau=bureau, on=date(2024, 1, 5), number=10)
    Headcount.objects.create(bureau=bureau, on=date(2026, 1, 5), number=8)
    return [
        make_person("常在", living_arrangement="alone", illness_kind="cancer"),
        make_person("新退", retired_on=date(2026, 3, 1), as_of=date(2026, 3, 1), living_arrangement="with_spouse"),
        make_person("已故", died_on=date(2025, 2, 1), living_arrangement="alone"),
        make_person("无支部", branch=None, kind="honoured", living_arrangement="empty_nest"),
    ]


def test_a_trend_is_two_reports_side_by_side(cast, bureau, lived):
    report = read_report(as_of=DAY, compared_with=EARLIER, bureau=bureau, by=cast.caseworker)
    assert report.of.as_json() == situation(as_of=DAY, bureau=bureau).as_json()
    assert report.before.as_json() == situation(as_of=EARLIER, bureau=bureau).as_json()
    lines = {change.line.label: change for _, group in changes(report.of, report.before) for change in group}
    for label, difference in (("离退休人员", "0"), ("在职人员", "-2"), ("独居或空巢", "-1"), ("重症", "0")):
        assert lines[label].difference_text == difference, label
    assert lines["离退休人员占全部人员"].points_text == "+4.2"  # 3 of 11 against 3 of 13


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2023, 12, 31), DAY])
def test_the_share_gone_by_is_that_of_each_days_report(cast, bureau, lived, day):
    report = read_report(as_of=DAY, compared_with=None, bureau=bureau, by=cast.caseworker)
    (share,) = [share for share in report.past if share.on == day]
    alone = situation(as_of=day, bureau=bureau)
    assert (share.retirees, share.percent) == (len(alone.groups["retirees"]), alone.share.percent)


def test_the_same_day_of_last_year_unless_told(cast, bureau, sign_in, lived):
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    client = sign_in(cast.caseworker)
    assert client.get(PAGE).context["report"].before.as_of == date(2025, 11, 23)
    asked = {"as_of": DAY, "compared_with": EARLIER}
    assert client.get(PAGE, asked).context["report"].before.as_of == EARLIER
    assert client.get(PAGE, asked | {"compared_with": DAY}).status_code == 422
    assert "对比日期要早于截止日期" in client.get(PAGE, asked | {"compared_with": DAY}).content.decode()


def make_serving(bureau: Bureau, *, seed: int, number: int = 60) -> None:
    """Fill a roster at random: known and unknown births, agreed earlier and later days, some gone already."""
    dice = random.Random(seed)
    for place in range(number):
        born = date(dice.randint(1958, 1998), dice.randint(1, 12), 1)
        StaffMember.objects.create(
            bureau=bureau,
            name=f"在职{place}",
            staff_no=f"S{seed}-{place}",
            sex=dice.choice([Sex.MALE, Sex.FEMALE, Sex.MALE, Sex.FEMALE, ""]),
            born_in=dice.choice([born, born, born, born, None]),
            identity=dice.choice([*StaffIdentity.values, StaffIdentity.CADRE, ""]),
            serving_from=date(2000, 1, 1),
            serving_to=dice.choice([None, None, None, date(dice.randint(2020, 2034), dice.randint(1, 12), 1)]),
        )


def count_by_hand(bureau: Bureau, retirees: int) -> list[tuple[date, int, int, int]]:
    """Walk month by month through five years and send each one home; knows nothing of the program's arithmetic."""
    serving = [one for one in StaffMember.objects.filter(bureau=bureau) if not one.serving_to or one.serving_to > DAY]
    at_work = {one.pk: one for one in serving}
    found, retiring = [], 0
    year, month = 1900, 1
    while (year, month) <= (2030, 12):
        for one in list(at_work.values()):
            old = {"male": 60, "female": {"senior": 60, "cadre": 55, "worker": 50, "": None}[one.identity]}.get(one.sex)
            if one.born_in is None or old is None:
                continue
            reached = _reached(one.born_in, old)
            agreed = (one.serving_to.year, one.serving_to.month) if one.serving_to else None
            if agreed and agreed < reached:
                if agreed == (year, month):
                    del at_work[one.pk]
                    months_early = (reached[0] - agreed[0]) * 12 + reached[1] - agreed[1]
                    retiring += months_early <= 60
            elif reached == (year, month):
                del at_work[one.pk]
                retiring += 1
        if month == 12 and year >= 2026:
            retirees += retiring
            found.append((date(year, 12, 31), retiring, retirees, len(at_work)))
            retiring = 0
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _reached(born: date, old: int) -> tuple[int, int]:
    """The ages of the law, counted up one birth month at a time."""
    year, month, step, most = {60: (1965, 1, 4, 36), 55: (1970, 1, 4, 36), 50: (1975, 1, 2, 60)}[old]
    delay = passed = 0
    while (year, month) <= (born.year, born.month):
        if passed % step == 0 and delay < most:
            delay += 1
        passed += 1
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    total = (born.year + old) * 12 + born.month - 1 + delay
    return total // 12, total % 12 + 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_forecast_is_what_a_count_month_by_month_gives(bureau, cast, make_person, seed):
    make_person()
    make_serving(bureau, seed=seed)
    report = read_report(as_of=DAY, compared_with=None, bureau=bureau, by=cast.caseworker)
    ahead = report.forecast
    found = [(year.on, len(year.retiring), year.retirees, year.serving) for year in ahead.years]
    assert len(found) == YEARS and found == count_by_hand(bureau, retirees=1)
    assert sum(count for _, count, *_ in found) > 5


def test_nobody_is_kept_on_and_an_agreed_earlier_day_counts(make_staff):
    born, age = date(1966, 11, 1), date(2027, 5, 1)
    for agreed, on, retires in (
        (None, age, True),
        (date(2029, 1, 1), age, True),  # a later day changes nothing
        (date(2026, 12, 1), date(2026, 12, 1), True),  # elastic, or early by the Civil Servant Law
        (date(2022, 4, 30), date(2022, 4, 30), False),  # more than five years ahead: gone elsewhere
    ):
        leaving = leaving_of(make_staff(sex="male", born_in=born, serving_to=agreed), date(2021, 1, 1))
        assert (leaving.on, leaving.retires) == (on, retires), agreed


def test_without_a_day_the_list_is_of_today(sign_in, cast, make_staff):
    nameless = make_staff("无出生年月")
    assert nameless in sign_in(cast.caseworker).get(reverse("registry:forecast-staff")).context["unknown"]


def test_five_year_ends_after_the_day():
    assert year_ends_after(date(2026, 12, 30))[0] == date(2026, 12, 31)
    assert [day.year for day in year_ends_after(date(2026, 12, 31))] == [2027, 2028, 2029, 2030, 2031]


def test_years_and_the_unknown_open_the_staff_they_count(sign_in, cast, bureau, lived):
    make_serving(bureau, seed=4)
    client = sign_in(cast.caseworker)
    answer = client.get(PAGE)
    report = answer.context["report"]
    for year, url in answer.context["years"]:
        shown = client.get(url).context["leaving"]
        assert {one.member for one in shown} == {one.member for one in year.retiring}, year.on
    unknown = client.get(answer.context["unknown_staff_url"])
    assert set(unknown.context["unknown"]) == set(report.forecast.unknown) and report.forecast.unknown
    for member in report.forecast.unknown:
        assert member.name in unknown.content.decode()
    assert f"有{len(report.forecast.unknown)}人缺出生年月、性别或身份" in answer.content.decode()


@pytest.fixture
def tree(bureau, lived, make_person):
    """A city over two counties, each with people of its own."""
    city = Bureau.objects.create(code="431100", name="永山市税务局")
    bureau.parent = city
    bureau.save()
    other = Bureau.objects.create(code="431198", name="旧山县税务局", parent=city)
    Headcount.objects.create(bureau=other, on=date(2026, 1, 5), number=4)
    make_person("市局人", bureau=city, branch=None, living_arrangement="alone")
    branch = Branch.objects.create(bureau=other, name="旧山支部")
    for number in range(3):
        make_person(f"旧山{number}", bureau=other, branch=branch, living_arrangement="alone" if number else "other")
    return city


def test_a_bureaus_row_is_the_report_of_its_subtree(make_user, tree):
    reader = make_user(Role.CASEWORKER, bureau=tree)
    report = read_report(as_of=DAY, compared_with=None, bureau=tree, by=reader)
    (part,) = [part for part in report.parts if part.query == "bureau"]
    assert [(row.name, row.depth) for row in part.rows] == [
        ("永山市税务局", 0),
        ("新山县税务局", 1),
        ("旧山县税务局", 1),
    ]
    for row in part.rows:
        own = situation(as_of=DAY, bureau=Bureau.objects.get(code=row.key))
        assert row.counts == {key: own.figure(key).count for key in row.counts}, row.name
        assert (row.serving, row.percent) == (own.serving_staff, own.share.percent), row.name


def test_every_number_is_the_length_of_its_list(sign_in, make_user, tree):
    client = sign_in(make_user(Role.CASEWORKER, bureau=tree))
    counted = 0
    for query in ({}, {"bureau": "431199"}):
        answer = client.get(PAGE, {"as_of": DAY.isoformat(), **query})
        page = answer.content.decode().partition("<main")[2]
        for link, words in re.findall(r'<td class="number"><a href="([^"]*figure=[^"]*)">(\d+)(?: 人)?</a>', page):
            shown = client.get(unescape(link)).context["page"].paginator.count
            assert shown == int(words), unescape(link)
            counted += 1
    assert counted > 80
    branches = [key for part in answer.context["report"].parts if part.query == "branch" for key in part.rows]
    assert {row.name for row in branches} == {"离退休第一党支部", "党支部未登记"}


@pytest.mark.parametrize("key", ["nosuchbranch", "none0"])
def test_a_branch_that_is_none_is_not_found(sign_in, cast, lived, key):
    url = reverse("registry:person-list")
    query = {"figure": "retirees", "as_of": DAY.isoformat(), "branch": key}
    assert sign_in(cast.caseworker).get(url, query).status_code == 404


def test_page_workbook_pdf_and_data_agree(sign_in, cast, bureau, lived):
    make_serving(bureau, seed=5)
    client = sign_in(cast.caseworker)
    asked = {"as_of": DAY.isoformat(), "compared_with": EARLIER.isoformat(), "details": "on"}
    report = client.get(PAGE, asked).context["report"]
    data = json.loads(client.post(f"{PAGE}json/", asked).content)
    assert data == json.loads(json.dumps(report.as_json(details=True)))
    assert data["compared_with"]["as_of"] == EARLIER.isoformat() and len(data["forecast"]["years"]) == YEARS
    book = openpyxl.load_workbook(io.BytesIO(client.post(f"{PAGE}xlsx/", asked).content))
    years = [row for row in book["预测"].iter_rows(values_only=True) if str(row[0]).endswith("-12-31")]
    text = "".join(pdf_tools.text(client.post(f"{PAGE}pdf/", asked).content).split())
    for (on, retiring, retirees, serving, percent), year in zip(years, data["forecast"]["years"], strict=True):
        assert [on, retiring, retirees, serving, percent] == [
            *(year[key] for key in ("on", "retiring", "retirees", "serving_staff", "percent"))
        ]
        assert f"{on}{retiring}人{retirees}人{serving}人{percent}%" in text
    changed = {row[1]: row[2:5] for row in book["增减"].iter_rows(values_only=True)}
    assert changed["在职人员"] == (8, 10, -2) and "在职人员8人10人-2" in text
    (branches,) = [part for part in report.parts if part.query == "branch"]
    assert [list(row.counts.values()) for row in branches.rows] == [
        list(row[1:]) for row in book["按党支部"].iter_rows(min_row=2, values_only=True)
    ]


def test_the_data_keeps_its_keys_unless_more_is_asked_for(sign_in, cast, bureau, lived):
    answer = sign_in(cast.caseworker).post(f"{PAGE}json/", {"as_of": DAY.isoformat()})
    assert json.loads(answer.content) == situation(as_of=DAY, bureau=bureau).as_json()


def test_who_may_not_see_an_illness_finds_none_in_the_parts(sign_in, cast, lived):
    client = sign_in(cast.auditor)
    report = client.get(PAGE).context["report"]
    assert all("serious_illness" not in row.counts for part in report.parts for row in part.rows)
    assert "重症" not in client.get(PAGE).content.decode().partition("<main")[2]


def test_every_mark_of_the_share_opens_something(sign_in, cast, bureau, lived):
    make_serving(bureau, seed=6)
    client = sign_in(cast.caseworker)
    chart = str(client.get(PAGE).context["share_chart"])
    links = {unescape(link) for link in re.findall(r'href="([^"]+)"', chart)}
    assert len(links) >= YEARS + 1
    for link in links:
        assert client.get(link).status_code == 200, link
    assert {"as_of"} <= set.intersection(*(set(parse_qs(urlsplit(link).query)) for link in links))


def test_a_branch_of_another_bureau_opens_nobody(sign_in, cast, tree, bureau):
    other = Branch.objects.get(name="旧山支部")
    query = {"figure": "retirees", "as_of": DAY.isoformat(), "branch": other.public_id}
    assert sign_in(cast.caseworker).get(reverse("registry:person-list"), query).context["page"].paginator.count == 0


def test_a_city_costs_the_queries_of_a_county(make_user, tree, django_assert_max_num_queries):
    reader = make_user(Role.CASEWORKER, bureau=tree)
    reader.permissions  # noqa: B018  (read once a request)
    with django_assert_max_num_queries(11):
        read_report(as_of=DAY, compared_with=EARLIER, bureau=tree, by=reader)
