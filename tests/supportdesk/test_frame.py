"""The frame around every page: who sees which entries, what waits, how it reads, what an error says."""

import re
from datetime import date

import pytest
from django.urls import reverse

from office import clock, todo
from office.models import AuditEvent
from office.roles import Role
from supportdesk.context import Frame
from supportdesk.views import server_error

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.supportdesk.frame_urls")]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(client, user, path="/") -> str:
    client.force_login(user)
    return client.get(path).content.decode()


def rail(html: str) -> str:
    return words(re.search(r'<div class="rail">.*?</nav>', html, re.S).group().split("</a>", 1)[1])


@pytest.fixture
def sources(monkeypatch):
    monkeypatch.setattr(todo, "SOURCES", found := [])
    monkeypatch.setattr(todo, "PANELS", [])
    return found


@pytest.mark.parametrize(
    "role, entries",
    [
        (Role.CASEWORKER, "工作台 人员 帮扶 资金 公示 统计 设置"),
        (Role.SECTION_HEAD, "工作台 人员 帮扶 资金 公示 统计 设置"),
        (Role.FINANCE, "工作台 资金 公示"),
        (Role.HELPER, "工作台 帮扶"),
        (Role.BRANCH_SECRETARY, "工作台 帮扶"),
        (Role.ADMINISTRATOR, "工作台 设置"),
    ],
)
def test_the_rail_shows_only_what_the_role_may_open(client, cast, sources, role, entries):
    assert rail(page(client, getattr(cast, role.value))) == entries


def test_a_phone_has_four_entries_and_the_rest_behind_more(client, cast, sources):
    html = page(client, cast.caseworker)
    bar = re.search(r'<nav class="bottom-bar".*?</nav>', html, re.S).group()
    assert words(bar) == "工作台 人员 帮扶 资金 更多 公示 统计 设置"
    assert "更多" not in page(client, cast.finance)


def test_the_current_entry_is_marked_by_its_deepest_address(rf, cast, sources):
    request = rf.get("/funds/publicity/2026/")
    request.user = cast.caseworker
    assert [entry.label for entry in Frame(request).nav if entry.current] == ["公示"]


def test_notices_and_the_publicity_list_are_two_tabs_of_one_entry(rf, cast, sources):
    for path in ("/casework/notices/", "/funds/publicity/"):
        request = rf.get(path)
        request.user = cast.caseworker
        tabs = Frame(request).tabs
        assert [tab.label for tab in tabs] == ["认定公示", "公布名单"]
        assert [tab.url for tab in tabs if tab.current] == [path]
        assert [entry.label for entry in Frame(request).nav if entry.current] == ["公示"]


def test_who_sees_money_alone_goes_straight_to_the_publicity_list(rf, cast, sources):
    request = rf.get("/funds/publicity/")
    request.user = cast.finance
    assert [entry.url for entry in Frame(request).nav if entry.label == "公示"] == ["/funds/publicity/"]
    assert Frame(request).tabs == []


def test_badges_count_what_waits_and_not_what_is_merely_known(client, cast, sources):
    sources.append(
        lambda user: [
            todo.TodoItem(todo.DUE, "位老人要走访", 12, "/casework/contacts/?due=1"),
            todo.TodoItem(todo.FIX, "份记录要改", 1, "/casework/needs/"),
            todo.TodoItem(todo.KNOWN, "份公示在期内", 3, "/funds/publicity/"),
            todo.TodoItem(todo.SIGN, "件等签", 0, "/funds/"),
        ]
    )
    html = page(client, cast.caseworker)
    assert rail(html) == "工作台 人员 帮扶 13 件等您办 资金 公示 统计 设置"
    assert words(html).index("位老人要走访") < words(html).index("份记录要改") < words(html).index("份公示在期内")
    assert "件等签" not in html and "等您签的" not in html


def test_badges_ask_the_sources_once_a_minute_and_anew_when_forgotten(client, cast, sources):
    asked = []
    sources.append(lambda user: asked.append(user) or [])
    page(client, cast.caseworker)
    assert len(asked) == 1  # the page and the badges in one go
    page(client, cast.caseworker, reverse("password_change"))
    assert len(asked) == 1
    todo.forget(cast.caseworker)
    page(client, cast.caseworker, reverse("password_change"))
    assert len(asked) == 2


def test_what_a_person_does_makes_the_badges_count_anew(client, cast, sources):
    asked = []
    sources.append(lambda user: asked.append(user) or [])
    page(client, cast.caseworker)
    client.post(reverse("preferences"), {"theme": "dark"})
    page(client, cast.caseworker, reverse("password_change"))
    assert len(asked) == 2


def test_a_panel_of_another_app_stands_on_the_home_page(client, cast, sources, monkeypatch):
    panel = todo.Panel("components/empty.html", {}, first=True)
    monkeypatch.setattr(todo, "PANELS", [lambda user: panel if user == cast.helper else None])
    assert "眼下没有等您办的事" not in page(client, cast.helper)
    assert "眼下没有等您办的事" in page(client, cast.finance)


def test_the_top_says_the_day_in_both_calendars(client, cast, sources):
    with clock.at(date(2026, 2, 17)):
        html = words(page(client, cast.caseworker))
    assert "2026年2月17日 星期二" in html and "正月初一" in html


def test_the_search_box_posts_and_is_only_for_who_may_see_people(client, cast, sources):
    form = re.search(r'<form class="search".*?</form>', page(client, cast.caseworker), re.S).group()
    assert 'method="post" action="/search/"' in form and "csrfmiddlewaretoken" in form
    assert 'class="search"' not in page(client, cast.helper)


def test_large_type_and_theme_are_kept_and_recorded(client, cast, sources):
    client.force_login(cast.caseworker)
    answer = client.post(reverse("preferences"), {"large_type": "1", "next": "/password/"})
    assert (answer.status_code, answer["Location"]) == (303, "/password/")
    client.post(reverse("preferences"), {"theme": "dark"})
    assert 'class="theme-dark large-type"' in client.get("/").content.decode()
    assert AuditEvent.objects.filter(action="office.account.preferences").count() == 2
    client.post(reverse("preferences"), {"large_type": "0"})
    assert 'class="theme-dark"' in client.get("/").content.decode()


@pytest.mark.parametrize("sent", [{"theme": "pink"}, {"large_type": "2"}, {}])
def test_an_unknown_preference_changes_nothing(client, cast, sources, sent):
    client.force_login(cast.caseworker)
    client.post(reverse("preferences"), sent)
    cast.caseworker.refresh_from_db()
    assert (cast.caseworker.theme, cast.caseworker.large_type) == ("auto", False)


def test_preferences_never_lead_to_another_site(client, cast, sources):
    client.force_login(cast.caseworker)
    answer = client.post(reverse("preferences"), {"theme": "dark", "next": "https://example.org/"})
    assert answer["Location"] == "/"
    assert client.get(reverse("preferences")).status_code == 405


def test_nobody_sees_a_page_before_signing_in(client, db):
    assert client.get("/")["Location"] == "/login/?next=/"
    html = client.get("/login/").content.decode()
    assert "登录" in html and "frame" not in re.findall(r'class="([^"]*)"', html)


def test_a_wrong_password_says_so_without_saying_which(client, cast):
    answer = client.post("/login/", {"username": "caseworker", "password": "wrong-horse-battery"})
    assert "error-summary" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_person_changes_their_password_and_goes_on(client, cast, sources):
    cast.caseworker.must_change_password = True
    cast.caseworker.save()
    client.force_login(cast.caseworker)
    assert client.get("/")["Location"] == reverse("password_change")
    new = {"new_password1": "quiet-lamp-by-the-river", "new_password2": "quiet-lamp-by-the-river"}
    refused = client.post(reverse("password_change"), {"old_password": "not-it"} | new)
    assert refused.status_code == 422 and "error-summary" in refused.content.decode()
    answer = client.post(reverse("password_change"), {"old_password": "correct-horse-battery"} | new, follow=True)
    assert "新密码已保存" in answer.content.decode()
    cast.caseworker.refresh_from_db()
    assert cast.caseworker.check_password("quiet-lamp-by-the-river") and not cast.caseworker.must_change_password
    event = AuditEvent.objects.get(action="office.account.password_changed")
    assert "quiet-lamp" not in str(event.data) + event.summary


def test_a_missing_page_keeps_plain_words(client, cast, sources):
    client.force_login(cast.caseworker)
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404 and "没有找到这一页" in answer.content.decode()


def test_the_last_page_gives_a_number_that_is_in_the_log(rf, caplog):
    answer = server_error(rf.get("/"))
    number = re.search(r"<strong>([0-9A-F]{6})</strong>", answer.content.decode()).group(1)
    assert answer.status_code == 500 and number in caplog.text


def test_every_component_draws_with_awkward_values(client, cast, sources):
    client.force_login(cast.caseworker)
    answer = client.get("/specimen/?said=1&kind=retiree&page=2")
    assert answer.status_code == 200
    shown = words(answer.content.decode())
    assert "向 王秀英" in words(client.get("/specimen/confirm/").content.decode())
    for text in [
        "9–16 / 1,234",
        "您打开这一页以后,李桂兰改过这份记录",
        "现在这一步",
        "340 / 1000",
        "还没有人结对",
        "类别:退休",
    ]:
        assert text in shown, text
    assert client.post("/specimen/", {"family-TOTAL_FORMS": 0, "family-INITIAL_FORMS": 0}).status_code == 422


def test_the_frame_costs_few_queries(client, cast, sources, django_assert_max_num_queries):
    page(client, cast.caseworker)  # the first page of a session also writes when it began
    with django_assert_max_num_queries(4):  # session, person, roles, bureau
        client.get("/")
