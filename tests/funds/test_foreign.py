"""Another office's workbook through its pages: uploaded, mapped by choosing cells, filled this year and the next."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.choices.reviews import ReviewOutcome
from funds.models import ForeignTemplate, TemplateCell
from funds.workflows.year_end import issue_form
from funds.year_end import year_end
from office import clock
from office.models import AuditEvent
from supportdesk.demo.year_end import SHEET, city_sheet
from tests.casework import review
from tests.registry.filled_form import fields_of

pytestmark = pytest.mark.django_db
NEW = "/funds/templates/new/"


@pytest.fixture
def clerk(cast) -> Client:
    client = Client()
    client.force_login(cast.caseworker, backend="office.backends.AccountBackend")
    return client


def upload(data: bytes, name: str = "统计表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def template(clerk) -> ForeignTemplate:
    assert clerk.post(NEW, {"name": "市局统计表", "file": upload(city_sheet())}).status_code == 303
    return ForeignTemplate.objects.get()


def url(template, act: str = "") -> str:
    return f"/funds/templates/{template.public_id}/{act}"


def choose(client, template, address: str, content: str, sheet: str = SHEET):
    return client.post(url(template, "map/"), {"sheet": sheet, "address": address, "content": content})


def fill(client, template, year: int = 2026):
    response = client.post(url(template, "fill/"), {"year": year})
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(response)))[SHEET]


@pytest.fixture
def people(make_person, recognise):
    found = [make_person("王秀英", party_joined_on=date(1970, 7, 1)), make_person("李国栋")]
    for person in found:
        recognise(person)
    return found


def test_a_cell_is_chosen_on_the_grid_without_a_script(clerk, template):
    page = clerk.get(url(template)).content.decode()
    link = "?sheet=%E7%BB%9F%E8%AE%A1%E8%A1%A8&amp;cell=D3#mapping"
    assert link in page and "老党员和生活困难党员慰问帮扶统计情况表" in page
    chosen = clerk.get(url(template), {"sheet": SHEET, "cell": "D3"})
    form = fields_of(chosen, having="address")
    assert (form["address"], form["sheet"], form["content"]) == ("D3", SHEET, "")
    assert clerk.post(url(template, "map/"), form | {"content": "figure.retirees"}).status_code == 303
    again = fields_of(clerk.get(url(template), {"sheet": SHEET, "cell": "D3"}), having="address")
    assert again["content"] == "figure.retirees"
    event = AuditEvent.objects.get(action="funds.template.mapped")
    assert "D3" in event.summary and "离退休人员" in event.summary


def test_a_mapping_made_once_fills_this_year_and_the_next(clerk, template, people, cast, bureau, recognise):
    choose(clerk, template, "B2", "about.issuer")
    choose(clerk, template, "d3", "figure.retirees")
    choose(clerk, template, "$D$6", "figure.recipients")
    for letter, key in (("A", "number"), ("B", "name"), ("D", "amount")):
        choose(clerk, template, f"{letter}15", f"person.{key}")
    sheet = fill(clerk, template)
    form = year_end(bureau, 2026)
    assert (sheet["B2"].value, sheet["D3"].value) == (bureau.name, form.figures["retirees"])
    assert sheet["D6"].value == 2
    listed = [(sheet[f"A{row}"].value, sheet[f"B{row}"].value) for row in (15, 16, 17)]
    assert {name for _, name in listed[:2]} == {"王秀英", "李国栋"} and listed[2] == (None, None)
    assert sheet["D12"].value == "=SUM(D15:D74)" and "A1:D1" in str(sheet.merged_cells)
    assert sheet["B15"].border.left.style == "thin"
    with clock.at(date(2027, 3, 10)):
        recognise(people[0], year=2027)
        assert fill(clerk, template, 2027)["D6"].value == 1
    assert AuditEvent.objects.filter(action="funds.template.filled").count() == 2


def test_an_issued_year_is_filled_as_it_was_issued(clerk, template, people, cast, bureau, make_person):
    campaign = review.opened(cast)
    for person in people:
        review.decided(review.row_of(campaign, person), cast, ReviewOutcome.KEEP)
    choose(clerk, template, "D3", "figure.retirees")
    issue_form(bureau=bureau, year=2026, by=cast.section_head)
    issued = fill(clerk, template)["D3"].value
    make_person("新来的人")
    assert fill(clerk, template)["D3"].value == issued == year_end(bureau, 2026).figures["retirees"] - 1
    named = clerk.post(url(template, "fill/"), {"year": 2026})["Content-Disposition"]
    assert "%E8%8D%89%E7%A8%BF" not in named  # 草稿


def test_a_draft_says_so_in_its_name(clerk, template, people):
    choose(clerk, template, "D3", "figure.retirees")
    assert "%E8%8D%89%E7%A8%BF" in clerk.post(url(template, "fill/"), {"year": 2026})["Content-Disposition"]


@pytest.mark.parametrize(
    ("address", "content", "says"),
    [
        ("D12", "figure.amount", "是公式"),
        ("B1", "figure.amount", "请改填 A1"),
        ("5D", "figure.amount", "不是单元格地址"),
        ("D3", "figure.nothing", "选择一个有效的选项"),
        ("Z99", "figure.amount", "在表格以外"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_reason(clerk, template, address, content, says):
    response = choose(clerk, template, address, content)
    assert response.status_code == 422 and says in response.content.decode()
    assert not TemplateCell.objects.exclude(content="").exists()


def test_a_cell_is_taken_back(clerk, template, people):
    choose(clerk, template, "D3", "figure.retirees")
    choose(clerk, template, "D4", "figure.lixiu")
    choose(clerk, template, "D3", "")
    assert fill(clerk, template)["D3"].value is None
    assert TemplateCell.objects.get(address="D3").history.count() == 2


def other_edition(**changes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(city_sheet()))
    sheet = book[SHEET]
    sheet.title = changes.get("title", SHEET)
    for address, value in changes.get("cells", {}).items():
        sheet[address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("edition", "says"),
    [
        ({"title": "附表1"}, "模板里没有工作表“统计表”"),
        ({"cells": {"D3": "=1+1"}}, "D3 是公式"),
        ({"cells": {"B16": "填表人"}}, "往下只有 1 行空格,名单有 2 人"),
    ],
)
def test_a_new_edition_that_lost_a_place_is_told_and_not_filled(clerk, template, people, edition, says):
    choose(clerk, template, "D3", "figure.retirees")
    choose(clerk, template, "B15", "person.name")
    assert clerk.post(url(template, "file/"), {"file": upload(other_edition(**edition))}).status_code == 303
    told = clerk.post(url(template, "fill/"), {"year": 2026}, follow=True)
    assert told.redirect_chain and says in told.content.decode()
    assert not AuditEvent.objects.filter(action="funds.template.filled").exists()


def test_what_is_no_template_is_refused(clerk):
    for data, name in ((b"PK\x03\x04nothing", "表.xlsx"), (city_sheet(), "表.xls")):
        assert clerk.post(NEW, {"name": "表", "file": upload(data, name)}).status_code == 422
    assert not ForeignTemplate.objects.exists()


def test_an_empty_mapping_fills_nothing(clerk, template):
    told = clerk.post(url(template, "fill/"), {"year": 2026}, follow=True).content.decode()
    assert "还没有指定" in told


def test_a_template_out_of_use_is_gone_from_the_list(clerk, template):
    assert "市局统计表" in clerk.get("/funds/templates/").content.decode()
    assert clerk.post(url(template, "end/")).status_code == 303
    assert clerk.get(url(template)).status_code == 404
    assert ForeignTemplate.objects.get().ended_on
