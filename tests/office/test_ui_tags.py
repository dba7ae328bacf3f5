"""The components as a page gets them: values, lists, forms."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, engines

from office import clock
from office.display import Action, Event, Tile

ROOT = Path(__file__).resolve().parents[2]


def draw(source: str, query: str = "", **context) -> str:
    request = SimpleNamespace(path="/people/", GET=QueryDict(query))
    return engines["django"].engine.from_string(source).render(Context(context | {"request": request}))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    "value, shown",
    [
        (None, "未登记"),
        ("", "未登记"),
        ([], "无"),
        (0, "0"),
        (Decimal("0.00"), "0.00"),
        (False, "否"),
        (["甲", "乙"], "甲、乙"),
    ],
)
def test_unknown_none_and_zero_read_differently(value, shown):
    assert words(draw("{{ value|known }}", value=value)) == shown


def test_a_known_value_is_escaped():
    assert draw("{{ value|known }}", value="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    "source, value, shown",
    [
        ("{{ v|yuan }}", Decimal("12000"), "12,000.00"),
        ("{{ v|yuan }}", Decimal("-0.5"), "-0.50"),
        ("{{ v|yuan }}", 0, "0.00"),
        ("{{ v|yuan }}", None, "未登记"),
        ('{{ v|yuan:"—" }}', None, "—"),
        ("{{ v|wan }}", Decimal("12345.67"), "1.23"),
        ("{{ v|wan }}", Decimal("12350"), "1.24"),
        ("{{ v|day }}", date(2026, 1, 5), "2026-01-05"),
        ("{{ v|day }}", datetime(2026, 1, 5, 0, 30, tzinfo=clock.SHANGHAI), "2026-01-05"),
        ('{{ v|day:"month" }}', date(1942, 3, 1), "1942-03"),
        ('{{ v|day:"year" }}', None, "未登记"),
        ("{{ v|day }}", SimpleNamespace(value=date(1942, 1, 1), precision="year"), "1942"),
        ("{{ v|day_cn }}", date(2026, 1, 5), "2026年1月5日"),
        ('{{ v|day_cn:"weekday" }}', date(2026, 1, 5), "2026年1月5日 星期一"),
        ('{{ v|day_cn:"month" }}', date(2026, 1, 5), "2026年1月"),
        ("{{ v|moment }}", datetime(2026, 1, 5, 14, 30, tzinfo=clock.SHANGHAI), "2026-01-05 14:30"),
    ],
)
def test_values_read_as_the_office_writes_them(source, value, shown):
    assert draw(source, v=value) == shown


@pytest.mark.parametrize("day, shown", [(5, "今天"), (4, "昨天"), (2, "3 天前"), (6, "明天"), (10, "5 天后")])
def test_ago_counts_from_the_office_clock(day, shown):
    with clock.at(date(2026, 1, 5)):
        assert draw("{{ v|ago }}", v=date(2026, 1, day)) == shown


def test_status_says_a_word_and_falls_back_to_quiet():
    assert draw('{% status "待审批" "wait" %}') == '<span class="status status-wait">待审批</span>'
    assert "status-quiet" in draw('{% status "草稿" "no-such-tone" %}')
    assert draw('{% status "" %}') == ""


def test_pages_count_exactly_and_keep_the_query():
    page = Paginator(range(1234), 50).page(2)
    html = draw("{% pages page %}", query="kind=retiree&page=2", page=page)
    assert "51–100 / 1,234" in html
    assert 'href="/people/?kind=retiree"' in html  # the first page carries no number
    assert 'href="/people/?kind=retiree&amp;page=3"' in html


def test_pages_say_when_the_count_stops():
    paginator = Paginator(range(10_000), 50)
    paginator.capped = True
    assert "1–50 / 10,000+" in draw("{% pages page %}", page=paginator.page(1))


def test_pages_of_one_page_offer_no_buttons():
    assert "上一页" not in draw("{% pages page %}", page=Paginator(range(3), 50).page(1))


class Filters(forms.Form):
    q = forms.CharField(label="姓名", required=False)
    kind = forms.MultipleChoiceField(label="类别", required=False, choices=[("a", "离休"), ("b", "退休")])
    on = forms.DateField(label="此后", required=False)
    alone = forms.BooleanField(label="独居", required=False)


def test_chips_name_each_filter_and_take_away_only_it():
    query = "q=王&kind=a&kind=b&on=2026-01-05&alone=on&sort=name&page=3"
    html = draw("{% filter_chips form %}", query=query, form=Filters(QueryDict(query)))
    assert [words(chip) for chip in re.findall(r"<span>(.*?)</span>", html)] == [
        "姓名:王",
        "类别:离休",
        "类别:退休",
        "此后:2026-01-05",
        "独居:是",
    ]
    without = re.findall(r'class="chip" href="([^"]+)"', html)
    assert "kind=b" in without[1] and "kind=a" not in without[1] and "sort=name" in without[1]
    assert not any("page=" in url for url in without)


def test_chips_leave_out_what_the_form_refused():
    query = "kind=zzz&on=yesterday"
    assert "chip" not in draw("{% filter_chips form %}", query=query, form=Filters(QueryDict(query)))


def test_filter_bar_opens_the_rest_when_something_there_is_set():
    closed = draw('{% filter_bar form "q" %}', form=Filters(QueryDict("q=1")))
    opened = draw('{% filter_bar form "q" %}', form=Filters(QueryDict("alone=on")))
    assert '<details class="filter-more">' in closed
    assert '<details class="filter-more" open>' in opened


def test_sorting_turns_round_and_says_so():
    up = draw('{% sort_head "姓名" "name" %}', query="sort=name&kind=a&page=4")
    assert 'aria-sort="ascending"' in up and "sort=-name" in up and "kind=a" in up and "page" not in up
    assert "aria-sort" not in draw('{% sort_head "姓名" "name" %}', query="sort=age")


class Person(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致。")
    living = forms.ChoiceField(label="居住", widget=forms.RadioSelect, choices=[("a", "独居"), ("b", "同住")])
    phone = forms.CharField(label="电话", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="7")


def test_a_form_marks_what_is_optional_and_ties_help_and_errors_to_the_input():
    html = draw("{% form_fields form %}", form=Person({"living": ""}))
    name, phone = html.index('name="name"'), html.index('name="phone"')
    assert "(选填)" not in html[:name] and "(选填)" in html[name:phone]
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html and 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.count('type="radio"') == 2 and "<legend" in html
    assert 'type="hidden" name="secret"' in html


def test_form_fields_may_be_picked_and_ordered():
    html = draw('{% form_fields form "phone name" %}', form=Person())
    assert html.index('name="phone"') < html.index('name="name"')
    assert "secret" not in html and "living" not in html


def test_the_summary_links_every_error_and_asks_by_name():
    form = Person({"secret": "7"})
    form.add_error(None, "别人刚改过这份记录。")
    html = draw("{% error_summary form %}", form=form)
    assert "3 处" in html
    assert html.index("别人刚改过") < html.index('href="#id_name"')
    assert "请填写姓名。" in html and "请选定居住。" in html
    assert "字段" not in html


def test_the_summary_names_the_row_of_a_formset():
    formset = forms.formset_factory(Person, extra=0)(
        {
            "form-TOTAL_FORMS": 2,
            "form-INITIAL_FORMS": 2,
            "form-0-name": "甲",
            "form-0-living": "a",
            "form-0-secret": "1",
        }
        | {"form-1-living": "a", "form-1-secret": "1"}
    )
    assert "第 2 行 :请填写姓名。" in words(draw("{% error_summary formset %}", formset=formset))
    assert draw("{% error_summary form %}", form=Person()).strip() == ""


def test_a_form_s_own_words_for_a_missing_value_stay():
    class Own(forms.Form):
        date = forms.CharField(label="日期", error_messages={"required": "公示要有起始日期。"})

    assert "公示要有起始日期。" in draw("{% error_summary form %}", form=Own({}))


def test_actions_post_with_a_token_and_say_why_one_is_refused():
    actions = [
        Action("登记走访", "/visit/", primary=True),
        Action("冲销", "/reverse/", method="post", fields={"version": 3}),
        Action("支付", "/pay/", allowed=False, reason="公示还没有到期。"),
    ]
    html = draw("{% actions actions %}", actions=actions, csrf_token="TOKEN")
    assert '<a class="btn btn-primary" href="/visit/">' in html
    assert 'name="csrfmiddlewaretoken" value="TOKEN"' in html and 'name="version" value="3"' in html
    assert "/pay/" not in html and "公示还没有到期。" in html and "disabled" in html


def test_a_timeline_is_grouped_by_month_in_the_order_given():
    events = [Event(date(2026, 1, 5), "走访"), Event(date(2026, 1, 2), "电话"), Event(date(2025, 12, 1), "慰问")]
    assert words(draw("{% timeline events %}", events=events)) == (
        "2026年1月 2026-01-05 走访 2026-01-02 电话 2025年12月 2025-12-01 慰问"
    )


def test_a_tile_shows_base_percent_and_unknowns():
    tile = Tile("独居", 12, "人", base=46, percent="26.1", unknown=2, url="/people/?living=alone")
    html = draw("{% tiles tiles %}", tiles=[tile])
    assert words(html) == "独居 12 人 共 46,占 26.1%,2 未登记"
    assert 'href="/people/?living=alone"' in html


def test_a_masked_value_is_revealed_by_post_alone():
    html = draw('{% masked "43*************12X" "/people/x/reveal/" "证件号" %}', csrf_token="TOKEN")
    assert 'method="post" action="/people/x/reveal/"' in html and "留下记录" in html
    assert "form" not in draw('{% masked "" "/people/x/reveal/" %}')
    assert "form" not in draw('{% masked "43*************12X" %}')


def test_every_icon_a_template_names_is_cut():
    listed = set((ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").split())
    used = set()
    for path in (ROOT / "templates").rglob("*.html"):
        used |= set(re.findall(r'{% icon "([^"]+)" %}', path.read_text(encoding="utf-8")))
    assert used and used <= listed


def test_no_template_carries_its_own_style_or_script():
    for path in (ROOT / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        if path.parent.name == "print" or "@page" in source:
            continue
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", source), path
