"""The whole line in a real browser, on the real roster: from the import to the publicity list, as seven people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from funds.models import FundSource, LedgerEntry
from office.models import AuditEvent
from registry.models import Person
from tests import pdf_tools

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROSTER = Path(__file__).parent.parent / "data" / "county-roster-2011.xlsx"
NAME = "施长庚"  # an honoured retiree of 离退休第一党支部, a Party member
FIRST = date(2026, 6, 1)


def test_from_the_roster_to_the_publicity_list(cast, desk, stand_at, tmp_path):
    stand_at(FIRST)
    clerk = desk(cast.caseworker.username)
    _import_roster(clerk)
    person = Person.objects.get(name=NAME)
    _pair(clerk, desk(cast.section_head.username), cast)
    _visit(desk(cast.helper.username, width=390, height=800))
    _recognise(clerk, desk, cast, stand_at)
    finance = desk(cast.finance.username)
    _open_source(finance)
    _aid(clerk, finance, desk(cast.section_head.username), person)
    _publish(desk(cast.section_head.username), tmp_path)
    _audit(desk(cast.auditor.username))


def _import_roster(clerk):
    page = clerk.open("/people/import/")
    page.get_by_label("花名册文件").set_input_files(ROSTER)
    page.get_by_label("这一天的在职人数").fill("100")
    clerk.press("上传并预览")
    page.get_by_role("button", name="确认导入").wait_for()
    clerk.press("确认导入")
    page.get_by_text("已导入").first.wait_for()
    assert Person.objects.count() == 49
    page = clerk.open("/reports/situation/?as_of=2011-12-31")
    assert "31.5" in clerk.text()
    page.goto(f"{clerk.root}/people/?figure=serious_illness&as_of=2011-12-31")
    assert page.locator("tbody tr").count() == 9


def _pair(clerk, head, cast):
    page = clerk.open("/casework/pairings/new/")
    page.get_by_label("结对对象").fill(NAME)
    page.get_by_label("联系人", exact=True).first.fill(cast.helper.staff_member.staff_no)
    clerk.page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/casework/pairings/**")
    page = head.open("/casework/pairings/issue/")
    page.get_by_label("下达单位").fill("机关党委")
    page.get_by_label("文号").fill("新税党〔2026〕3号")
    page.get_by_label(f"下达 {NAME}").check()
    head.press("下达")
    page.wait_for_url(lambda url: "status=issued" in url)
    assert NAME in head.text()


def _visit(helper):
    page = helper.open("/")
    page.get_by_role("link", name="登记走访").first.click()
    page.get_by_label(NAME).check()
    page.get_by_label("身体和生活状况").fill("精神不错,血压正常")
    helper.press("保存")
    page.wait_for_url(lambda url: "contact" not in url)
    assert NAME in helper.text()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert helper.open("/casework/mine/").evaluate(overflow) <= 0


def _recognise(clerk, desk, cast, stand_at):
    page = clerk.open("/settings/branches/")
    page.get_by_role("link", name=Person.objects.get(name=NAME).branch.name).click()
    page.get_by_label("书记").select_option(str(cast.branch_secretary.staff_member.pk))
    clerk.press("保存")
    page.wait_for_url("**/settings/branches/")
    page = clerk.open("/casework/recognitions/new/")
    page.get_by_label("姓名或拼音首字母").fill(NAME)
    clerk.press("查找")
    page.get_by_role("link", name=NAME).click()
    page.get_by_label("类别").select_option("veteran")
    page.locator("[name=origin]").select_option("branch")
    page.locator("[name=asked_by]").fill(cast.branch_secretary.name)
    page.locator("[name=cause]").select_option("illness")
    page.locator("[name=reason]").fill("早年参军,看病路远,需要照应。")
    clerk.press("保存草稿")
    clerk.press("提交")
    page.get_by_text("待审批").first.wait_for()
    address = page.url.removeprefix(clerk.root)
    secretary = desk(cast.branch_secretary.username)
    secretary.open(address).locator("[name=opinion]").fill("情况属实。")
    secretary.press("同意")
    secretary.page.wait_for_load_state()
    head = desk(cast.section_head.username)
    head.open(address).locator("[name=opinion]").fill("同意认定。")
    head.press("同意")
    head.page.get_by_text("待公示").first.wait_for()
    _notice(clerk, stand_at)
    assert "已认定" in clerk.open(address).locator("main").inner_text()


def _notice(clerk, stand_at):
    page = clerk.open("/casework/notices/new/")
    page.get_by_label(NAME).check()
    clerk.press("存为草稿")
    page.get_by_role("link", name="张贴").click()
    page.locator("main form button.btn-primary, main form button.btn-danger").click()
    page.get_by_text("公示中").first.wait_for()
    address = page.url.removeprefix(clerk.root)
    stand_at(date(2026, 6, 8))
    page = clerk.open(address)
    page.get_by_role("link", name="办结").click()
    page.locator("main form button.btn-primary, main form button.btn-danger").click()
    page.get_by_text("已办结").first.wait_for()


def _open_source(finance):
    page = finance.open("/funds/sources/new/")
    page.get_by_label("名称").fill("离退休帮扶专项经费")
    page.locator("[name=kind]").select_option("budget")
    finance.page.locator("main form button.btn-primary").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    page.get_by_role("link", name="登记收入").click()
    page.locator("[name=amount]").fill("86000")
    page.locator("[name=received_from]").fill("市税务局")
    page.locator("[name=document]").fill("拨款通知1号")
    finance.page.locator("main form button.btn-primary").click()
    page.wait_for_url(lambda url: "receipt" not in url)
    assert FundSource.objects.get().balance == 86000


def _aid(clerk, finance, head, person):
    page = clerk.open(f"/funds/aid/new/?person={person.public_id}")
    page.get_by_label("事由").fill(f"{NAME} 一次性补助")
    page.get_by_label("帮扶种类").select_option("one_off_grant")
    page.locator("[name=source]").select_option(index=1)
    page.locator("[name=amount]").fill("2000")
    page.locator("[name=reason]").fill("近期住院自付较多。")
    clerk.press("保存草稿")
    clerk.press("提交")
    page.get_by_text("待审批").first.wait_for()
    address = page.url.removeprefix(clerk.root)
    finance.open(address)
    finance.press("同意")
    finance.page.wait_for_load_state()
    page = head.open(address)
    page.locator("input[name$=amount], input[name^=amount]").first.fill("1800")
    head.press("同意")
    page.get_by_text("待支付").first.wait_for()
    page = finance.open(address)
    page.get_by_role("link", name="支付").first.click()
    page.locator("[name=voucher_number]").fill("202606001")
    finance.page.locator("main form button.btn-primary, main form button.btn-danger").click()
    page.wait_for_url(lambda url: not url.endswith("/pay/"))
    assert LedgerEntry.objects.get(kind="payment").amount == 1800
    assert FundSource.objects.get().balance == 84200


def _publish(head, folder):
    page = head.open("/funds/publicity/2026/")
    assert "1,800.00" in head.text()
    page.get_by_role("link", name="印发").click()
    page.locator("main form button.btn-primary").click()
    page.get_by_text("已印发").first.wait_for()
    files = []
    for number in range(2):
        with page.expect_download() as download:
            page.get_by_role("button", name="PDF").first.click()
        path = folder / f"{number}.pdf"
        download.value.save_as(path)
        files.append(path.read_bytes())
    assert files[0] == files[1]
    words = pdf_tools.text(files[0])
    assert NAME in words
    assert "1,800.00" in words
    assert Person.objects.get(name=NAME).id_number not in words


def _audit(auditor):
    auditor.open("/settings/audit/")
    assert "导入花名册" in auditor.text() or AuditEvent.objects.filter(action="registry.roster.imported").exists()
    assert "支付" in auditor.text()
