"""Suggestions through the door a person uses: the list, a person's page, declining, accepting, the file, my work."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from casework.models import Recognition
from office import clock, store
from office.models import AuditEvent, Bureau, User
from office.roles import Role
from office.spreadsheets import read_workbook
from registry.categories.choices import Rule
from registry.models import DeclinedSuggestion, Disaster, FileMention
from tests.registry.judged import D, number, tell

LIST = "/people/suggestions/"
ILLNESS_RULES = ("severe_illness", "one_off_aid")


@pytest.fixture(autouse=True)
def _day():
    with clock.at(D):
        yield


@pytest.fixture
def lonely(make_person):
    return make_person("王秀英", living_arrangement="alone", marital_status="widowed", was_leader="no", is_veteran="no")


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def main_of(response) -> str:
    assert response.status_code in (200, 422), response.status_code
    return response.content.decode().partition("<main")[2]


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(response)))


def of(person, rest: str = "") -> str:
    return f"/people/{person.public_id}/suggestions/{rest}"


def listed(client, query: str = "") -> int:
    """Return how many suggestions the list counts in its head."""
    found = re.search(r'id="list-count"[^>]*>(\d+) 条', main_of(client.get(LIST + query)))
    assert found is not None
    return int(found[1])


def test_every_count_opens_the_list_of_exactly_that_many(clerk, make_person, lonely):
    for kind, living in (("retiree", "alone"), ("honoured", "empty_nest"), ("survivor", ""), ("retiree", "")):
        make_person(kind=kind, living_arrangement=living, illness_kind="cancer", was_leader="yes")
    links = re.findall(r'<td class="number"><a href="(\?[^"]+)">(\d+)</a>', main_of(clerk.get(LIST)))
    assert len(links) > 4
    for query, count in links:
        assert listed(clerk, query.replace("&amp;", "&")) == int(count)


def test_the_filters_of_people_narrow_list_and_counts(clerk, make_person, lonely):
    make_person("李德明", kind="honoured", living_arrangement="alone")
    assert listed(clerk, "?rule=aged_empty_nest") == 2
    assert listed(clerk, "?rule=aged_empty_nest&kind=honoured") == 1
    assert listed(clerk, "?rule=aged_empty_nest&q=王秀英") == 1
    assert listed(clerk, f"?rule=aged_empty_nest&branch={lonely.branch.name}") == 2


def test_the_list_of_a_past_day_is_of_that_day(clerk, make_person):
    person = make_person("王秀英", as_of=D - timedelta(days=30), living_arrangement="with_spouse")
    tell(person, D - timedelta(days=2), living_arrangement="alone")
    assert listed(clerk, "?rule=aged_empty_nest") == 1
    assert listed(clerk, f"?rule=aged_empty_nest&as_of={D - timedelta(days=2)}") == 1
    assert listed(clerk, f"?rule=aged_empty_nest&as_of={D - timedelta(days=3)}") == 0


def test_a_day_to_come_is_refused_in_words(clerk, lonely):
    assert "截止日期不能在今天之后" in text_of(clerk.get(f"{LIST}?as_of={D + timedelta(days=1)}"))


def test_a_long_number_leaves_the_address(clerk):
    response = clerk.get(f"{LIST}?q=439999194805230020")
    assert response.status_code == 302 and "439999" not in response.headers["Location"]


def test_a_persons_page_says_why_what_is_missing_and_what_would_change_it(clerk, lonely):
    text = text_of(clerk.get(of(lonely)))
    assert "独居 2020-01-01 独居或空巢 符合" in text
    assert "居住情况不再是“独居或空巢”,就不再符合" in text
    assert "重症 还缺情况" in text and "还缺什么 疾病。" in text and "登记疾病以后,就能判断" in text
    assert "个人信息保护法第二十四条" in text


def test_the_persons_own_page_fetches_its_part(clerk, lonely):
    page = main_of(clerk.get(lonely.get_absolute_url()))
    assert f'hx-get="{of(lonely)}?part=on"' in page and f'href="{of(lonely)}"' in page
    part = clerk.get(f"{of(lonely)}?part=on").content.decode()
    assert "<html" not in part and "为什么:81 周岁;独居(2020-01-01 起)" in re.sub(r"<[^>]+>", "", part)


def test_the_dead_have_no_such_part(clerk, make_person):
    person = make_person(died_on=D)
    assert of(person) not in main_of(clerk.get(person.get_absolute_url()))
    assert "这一天不列入帮扶建议" in text_of(clerk.get(of(person)))


@pytest.mark.parametrize("rule", Rule.values)
def test_every_rule_has_a_page_with_wording_source_and_numbers(clerk, rule):
    text = text_of(clerk.get(f"{LIST}rules/{rule}/"))
    assert Rule(rule).label in text and "依据" in text and "{" not in text


def test_a_rules_page_names_the_bureaus_own_number_and_its_source(clerk, bureau):
    number("aged_years", 65, bureau=bureau, since=D, note="局务会纪要〔2026〕3号")
    text = text_of(clerk.get(f"{LIST}rules/aged_empty_nest/"))
    assert "65 周岁 2026-06-15 局务会纪要〔2026〕3号" in text and "年龄:65 周岁以上" in text
    earlier = text_of(clerk.get(f"{LIST}rules/subsistence/"))
    assert "2014年5月1日起" in earlier and "1999年10月1日起" in earlier


def test_an_unknown_rule_is_not_found(clerk, lonely):
    assert clerk.get(f"{LIST}rules/nobody/").status_code == 404
    assert clerk.get(of(lonely, "nobody/decline/")).status_code == 404
    assert clerk.post(of(lonely, "nobody/restore/")).status_code == 404
    assert clerk.get(of(lonely, "dependant_in_hardship/decline/")).status_code == 404  # not meant for a retiree


def declined(client, person, reason: str = "子女就住隔壁"):
    return client.post(of(person, "aged_empty_nest/decline/"), {"reason": reason})


def test_a_decline_holds_until_the_facts_change(clerk, lonely):
    assert declined(clerk, lonely).status_code == 303
    assert (listed(clerk), listed(clerk, "?show=declined")) == (0, 1)
    assert "不采纳:子女就住隔壁" in text_of(clerk.get(of(lonely)))
    with clock.at(D + timedelta(days=400)):  # a year older
        assert (listed(clerk), listed(clerk, "?show=declined")) == (0, 1)
    with clock.at(D + timedelta(days=1)):
        tell(lonely, clock.today(), living_arrangement="empty_nest")
        assert (listed(clerk), listed(clerk, "?show=declined")) == (1, 0)
        assert "此后情况有变化" in text_of(clerk.get(of(lonely)))
        assert declined(clerk, lonely, "仍有人照看").status_code == 303
        assert listed(clerk) == 0
    assert DeclinedSuggestion.objects.filter(person=lonely, ended_on=None).count() == 1
    assert AuditEvent.objects.filter(action="registry.suggestion.declined").count() == 2


def test_a_decline_is_of_its_own_rule_and_day(clerk, lonely):
    tell(lonely, illness_kind="cancer")
    declined(clerk, lonely)
    assert listed(clerk) == 1
    assert listed(clerk, f"?as_of={D - timedelta(days=1)}") == 2


def test_a_decline_is_taken_back(clerk, lonely):
    declined(clerk, lonely)
    assert clerk.post(of(lonely, "aged_empty_nest/restore/")).status_code == 303
    assert listed(clerk) == 1
    assert clerk.post(of(lonely, "aged_empty_nest/restore/")).status_code == 404
    assert AuditEvent.objects.filter(action="registry.suggestion.restored").count() == 1


def test_a_decline_wants_a_reason(clerk, lonely):
    assert declined(clerk, lonely, " ").status_code == 422
    assert listed(clerk) == 1


def test_only_what_is_suggested_is_declined(clerk, lonely):
    response = clerk.post(of(lonely, "severe_illness/decline/"), {"reason": "没有的事"})  # nobody knows yet
    assert response.status_code == 422 and "现在没有建议认定" in text_of(response)
    declined(clerk, lonely)
    assert declined(clerk, lonely).status_code == 422
    assert DeclinedSuggestion.objects.count() == 1


@pytest.mark.parametrize("role", ["section_head", "bureau_leader", "auditor"])
def test_others_read_and_decline_nothing(sign_in, cast, lonely, role):
    client = sign_in(getattr(cast, role))
    assert listed(client) == 1
    assert declined(client, lonely).status_code == 403
    assert "不采纳" not in main_of(client.get(of(lonely))).partition("</h1>")[2]


def test_an_upper_bureau_reads_and_declines_nothing(sign_in, make_user, bureau, lonely):
    upper = Bureau.objects.create(code="431100", name="永安市税务局")
    bureau.parent = upper
    bureau.save()
    client = sign_in(make_user(Role.CASEWORKER, bureau=upper))
    assert listed(client) == 1 and listed(client, f"?bureau={upper.code}") == 0
    assert "按这条申请认定" not in main_of(client.get(of(lonely)))
    assert declined(client, lonely).status_code == 403


def test_accepting_opens_a_recognition_filled_in_by_the_rule(clerk, lonely):
    tell(lonely, illness_kind="cancer")
    way = re.search(r'href="(/casework/recognitions/new/[^"]+aged_empty_nest)"', main_of(clerk.get(of(lonely))))
    assert way is not None
    form = clerk.get(way[1].replace("&amp;", "&"))
    text = text_of(form)
    assert "年龄:81 周岁。" in text and "居住情况:独居(2020-01-01 起)。" in text
    assert '<option value="aged_empty_nest" selected>' in main_of(form)
    assert Recognition.objects.count() == 0  # nothing is decided by opening it
    body = {
        "category": "aged_empty_nest",
        "year": D.year,
        "origin": "office",
        "cause": "alone",
        "reason": "独居,已核实。",
    }
    assert clerk.post(way[1].replace("&amp;", "&"), body).status_code == 303
    assert (listed(clerk, "?rule=aged_empty_nest"), listed(clerk, "?show=taken")) == (0, 1)
    assert "申请中" in text_of(clerk.get(LIST + "?show=taken"))
    assert listed(clerk, f"?rule=aged_empty_nest&as_of={D - timedelta(days=1)}") == 1


def test_a_withdrawn_recognition_leaves_the_suggestion_open(clerk, cast, lonely):
    from casework.workflows.recognition import open_recognition, withdraw_recognition

    row = open_recognition(
        person=lonely, category="aged_empty_nest", year=D.year, reason="独居", origin="office", by=cast.caseworker
    )
    assert listed(clerk) == 0
    withdraw_recognition(recognition_id=row.pk, reason="填错了人", by=cast.caseworker)
    assert listed(clerk) == 1


def test_the_reason_that_is_filled_in_tells_no_sums(clerk, bureau, lonely):
    """A branch secretary reads the reason of a recognition, and sees no income."""
    number("subsistence_yuan", 600, bureau=bureau)
    tell(lonely, monthly_income=Decimal("432.10"))
    form = main_of(clerk.get(f"/casework/recognitions/new/?person={lonely.public_id}&rule=subsistence"))
    assert "低于低保标准(600 元)" in form and "432" not in form


@pytest.mark.parametrize("rule", ["severe_illness", "nobody", "aged_empty_nest"])
def test_what_a_rule_does_not_suggest_fills_in_nothing(clerk, make_person, rule):
    person = make_person(living_arrangement="with_spouse")
    form = main_of(clerk.get(f"/casework/recognitions/new/?person={person.public_id}&rule={rule}"))
    assert "按规则的建议填入" not in form


def test_who_sees_no_illness_meets_no_rule_that_asks_for_one(sign_in, cast, clerk, bureau, lonely):
    number("subsistence_yuan", 600, bureau=bureau)
    tell(lonely, illness_kind="cancer", monthly_income=Decimal(700))
    for rule in ILLNESS_RULES:
        clerk.post(of(lonely, f"{rule}/decline/"), {"reason": "化疗已结束"})
    assert listed(clerk, "?show=declined") == len(ILLNESS_RULES)
    client = sign_in(cast.auditor)
    for query in ("", "?show=declined", *(f"?rule={rule}&show=declined" for rule in ILLNESS_RULES)):
        page = main_of(client.get(LIST + query))
        assert not any(f"rules/{rule}/" in page for rule in ILLNESS_RULES) and "癌症" not in page
    assert listed(client) == 1 and listed(client, "?show=declined") == 0
    for page in (main_of(client.get(of(lonely))), client.get(f"{of(lonely)}?part=on").content.decode()):
        assert "癌症" not in page and "化疗" not in page and "重症" not in page
    assert client.post(LIST + "export/").status_code == 403
    assert "看建议名单" not in main_of(client.get(f"{LIST}rules/severe_illness/"))


def test_the_file_is_the_list_and_is_recorded(clerk, make_person, lonely):
    make_person("李德明", living_arrangement="alone", was_leader="yes")
    url = f"{LIST}export/?rule=aged_empty_nest"
    assert "2 条" in text_of(clerk.get(url)) and clerk.post(url, {"purpose": ""}).status_code == 422
    assert not AuditEvent.objects.filter(action="registry.suggestions.exported").exists()
    data = clerk.post(url, {"purpose": "研究节日慰问"}).content
    rows = read_workbook("建议.xlsx", data).sheets[0].rows
    cells = [[str(cell) for cell in row if cell not in (None, "")] for row in rows]
    assert [row[1] for row in cells if row and row[0] in ("1", "2")] == ["李德明", "王秀英"]
    assert any("81 周岁;独居(2020-01-01 起)" in row for row in cells)
    event = AuditEvent.objects.get(action="registry.suggestions.exported")
    assert "2 条" in event.summary and "研究节日慰问" in event.summary
    assert FileMention.objects.filter(person=lonely, event_id=event.pk).exists()  # the person's who-looked log


def test_my_work_counts_what_the_list_shows(clerk, make_person, lonely):
    def line() -> tuple[str, int]:
        found = re.search(r'href="(/people/suggestions/[^"]*)".*?hx-get="([^"]*)"', main_of(clerk.get("/")))
        assert found is not None
        return found[1], int(clerk.get(found[2]).content)

    url, count = line()
    assert count == 1 == listed(clerk, url.removeprefix(LIST))
    clerk.post(
        f"/people/{lonely.public_id}/death/", {"died_on": str(D), "note": ""}
    )  # any act of the registry makes it count anew
    assert line()[1] == 0


def test_nobody_else_has_that_line(sign_in, cast, lonely):
    for role in ("section_head", "auditor", "finance"):
        assert "按规则建议认定" not in main_of(sign_in(getattr(cast, role)).get("/"))


def test_of_two_who_decline_at_once_one_is_told(clerk, cast, lonely, monkeypatch):
    """The second one read the page before the first one wrote; the constraint decides."""
    from registry.views import suggestions as views

    found = views._own_suggestion

    def read_then_overtaken(request, public_id, rule):
        answer = found(request, public_id, rule)
        row = DeclinedSuggestion(
            person=lonely, rule=rule, reason="先到", basis={}, declined_on=D, declined_by=cast.second_caseworker
        )
        store.create(row, by=cast.second_caseworker)
        return answer

    monkeypatch.setattr(views, "_own_suggestion", read_then_overtaken)
    response = declined(clerk, lonely)
    assert response.status_code == 422 and "刚刚已有人标为不采纳" in text_of(response)
    assert DeclinedSuggestion.objects.get().reason == "先到"


def test_the_list_costs_twelve_queries_whatever_the_people(clerk, make_person, lonely, django_assert_max_num_queries):
    clerk.get(LIST)
    with django_assert_max_num_queries(14) as few:  # two of them are the frame's
        clerk.get(LIST)
    for _ in range(8):
        person = tell(make_person(living_arrangement="alone"), illness_kind="cancer")
        store.create(Disaster(person=person, kind="fire", happened_on=D), by=User.operator())
    with django_assert_max_num_queries(len(few.captured_queries)):
        clerk.get(LIST)
