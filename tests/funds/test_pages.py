"""The pages of money, walked through the client as different people; and how many queries they need."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from funds import books
from funds.models import AidApplication, AidItem, FundSource, LedgerEntry, Payment, Reversal
from funds.workflows import reversals
from office.models import Branch
from office.roles import Role
from tests import pdf_tools
from tests.funds.conftest import fresh, key

pytestmark = pytest.mark.django_db


def field(page, name) -> str:
    """Return the value of a hidden or visible input of a page."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page.content.decode())
    assert tag, f"no input {name}"
    value = re.search(r'value="([^"]*)"', tag[0])
    return value[1] if value else ""


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_whole_line_through_the_pages(cast, sign_in, recognised, bureau):
    client = sign_in(cast.finance)
    terms = {
        "name": "公用经费",
        "kind": "budget",
        "keeper": cast.finance.pk,
        "carry_over": "carry",
        "opened_on": "2026-01-01",
    }
    assert client.post(reverse("funds:source-new"), terms).status_code == 303
    source = FundSource.objects.get()
    receipt = reverse("funds:receipt-new", args=[source.public_id])
    form = {"request_key": field(client.get(receipt), "request_key"), "amount": "1万", "on": "2026-03-01"}
    form |= {"received_from": "市局", "document": "拨款单3号"}
    for _ in range(2):  # pressed twice
        assert client.post(receipt, form).status_code == 303
    assert fresh(source).balance == Decimal("10000.00")

    person = recognised("王秀英")
    client = sign_in(cast.caseworker)
    new = f"{reverse('funds:aid-new')}?person={person.public_id}"
    assert "王秀英" in text(client.get(new))
    data = {"title": "大病补助", "aid_kind": "medical", "source": source.public_id, "amount": "3000", "reason": "住院"}
    assert client.post(new, data).status_code == 303
    application = AidApplication.objects.get()
    page = reverse("funds:aid-page", args=[application.public_id])
    submit = client.post(reverse("funds:aid-submit", args=[application.public_id]), {"version": application.version})
    assert submit.status_code == 303

    client = sign_in(cast.finance)
    sign = reverse("funds:aid-sign", args=[application.public_id])
    version = field(client.get(page), "version")
    assert client.post(sign, {"version": version, "decision": "agree", "opinion": ""}).status_code == 303
    stale = client.post(sign, {"version": version, "decision": "agree", "opinion": ""})
    assert stale.status_code in (403, 422)

    client = sign_in(cast.section_head)
    shown = client.get(page)
    assert "通过后剩 7,000.00 元" in text(shown)
    item = AidItem.objects.get()
    data = {"version": field(shown, "version"), "decision": "agree", f"amount-{item.public_id}": "3000.01"}
    refused = client.post(sign, data)
    assert refused.status_code == 422 and "只能调低" in text(refused)
    data[f"amount-{item.public_id}"] = "2500"
    assert client.post(sign, data).status_code == 303

    client = sign_in(cast.finance)
    pay = reverse("funds:item-pay", args=[item.public_id])
    shown = client.get(pay)
    assert "向 王秀英 支付 2,500.00 元,付款后只能冲销" in text(shown)
    data = {
        "request_key": field(shown, "request_key"),
        "method": "treasury",
        "outcome": "paid",
        "paid_on": "2026-03-10",
    }
    assert "请填写支付凭证号" in text(client.post(pay, data))
    data["voucher_number"] = "支001"
    assert [client.post(pay, data).status_code for _ in range(2)] == [303, 303]
    assert fresh(source).balance == Decimal("7500.00")
    payment = Payment.objects.get()
    entry = payment.entries.get()
    ask = reverse("funds:entry-reverse", args=[entry.public_id])
    assert client.post(ask, {"reason": "账号错误"}).status_code == 303
    reversal = Reversal.objects.get()
    decide = reverse("funds:reversal-decide", args=[reversal.public_id])
    assert "第二个人" in text(client.post(decide, {"decision": "confirm"}))

    client = sign_in(cast.bureau_leader)
    assert client.post(decide, {"decision": "confirm"}).status_code == 303
    assert fresh(source).balance == Decimal("10000.00")
    ledger = text(client.get(reverse("funds:source-page", args=[source.public_id])))
    assert "冲销" in ledger and "7,500.00" in ledger
    assert books.mismatches() == []


def test_a_plan_is_made_from_people_chosen_by_kind(cast, sign_in, source, make_person):
    people = [make_person(name, kind="honoured") for name in ("甲", "乙")]
    make_person("丙", kind="retiree")
    client = sign_in(cast.caseworker)
    url = reverse("funds:plan-new")
    terms = {
        "title": "春节慰问",
        "aid_kind": "greeting_money",
        "occasion": "spring_festival",
        "source": source.public_id,
    }
    shown = client.post(url, terms | {"kinds": ["honoured"], "act": "list"})
    assert shown.status_code == 200
    assert "甲" in text(shown) and "丙" not in text(shown) and "可以列入" in text(shown)
    sums = {f"amount-{person.public_id}": field(shown, f"amount-{person.public_id}") for person in people}
    assert set(sums.values()) == {"500.00"}
    rows = sums | {"pick": [people[0].public_id]}
    bad = client.post(url, terms | rows | {f"amount-{people[0].public_id}": "五百块钱吧", "act": "save"})
    assert bad.status_code == 422
    assert client.post(url, terms | rows | {"act": "save"}).status_code == 303
    plan = AidApplication.objects.get()
    assert [item.person for item in plan.items.all()] == [people[0]]

    edit = reverse("funds:plan-edit", args=[plan.public_id])
    version = field(client.get(edit), "version")
    changed = terms | sums | {"pick": [people[1].public_id], "act": "save", "version": version}
    assert client.post(edit, changed).status_code == 303
    assert [item.person for item in plan.items.standing()] == [people[1]]
    assert "刚刚被别人改过" in text(client.post(edit, changed))


def test_who_may_not_be_listed_is_proposed_without_a_tick(cast, sign_in, source, make_person, recognised):
    listed, refused = recognised("王秀英"), make_person("李明")
    terms = {
        "title": "夏季补助",
        "aid_kind": "one_off_grant",
        "source": source.public_id,
        "amount": "300",
        "act": "list",
    }
    shown = sign_in(cast.caseworker).post(reverse("funds:plan-new"), terms).content.decode()
    assert re.search(rf'name="pick" value="{listed.public_id}"[^>]* checked', shown)
    assert not re.search(rf'name="pick" value="{refused.public_id}"[^>]* checked', shown)
    assert "1 人,300.00 元" in shown and "李明 2026年未认定" in shown


def test_a_plan_is_paid_in_bulk_and_each_row_reported(cast, sign_in, source, make_person, walk):
    plan = walk.approve(walk.submit(walk.plan(source, [make_person(name) for name in "甲乙丙"])))
    items = list(plan.items.all())
    walk.pay(items[0])
    client = sign_in(cast.finance)
    url = reverse("funds:aid-pay", args=[plan.public_id])
    shown = client.get(url)
    assert "2 人,合计 1,000.00 元" in text(shown)
    data = {"request_key": field(shown, "request_key"), "paid_on": "2026-03-10", "voucher_number": "批1"}
    data["pick"] = [item.public_id for item in items]
    report = text(client.post(url, data))
    assert report.count("已支付") == 2 and "没有支付" not in report
    again = text(client.post(url, data))
    assert again.count("已支付") == 2
    assert LedgerEntry.objects.filter(kind="payment").count() == 3
    assert fresh(source).balance == Decimal("98500.00")


def test_bulk_approval_reports_each_row(cast, sign_in, source, recognised, walk):
    good, stale = (walk.act(walk.submitted(source, recognised(name)), cast.finance) for name in "甲乙")
    client = sign_in(cast.section_head)
    assert "同意所选申请" in text(client.get(reverse("funds:aid-list"), {"waiting": "me"}))
    picks = [f"{good.public_id}:{good.version}", f"{stale.public_id}:{stale.version - 1}"]
    report = text(client.post(reverse("funds:aid-sign-many"), {"pick": picks}))
    assert "已同意" in report and "刚刚被别人改过" in report
    assert (fresh(good).status, fresh(stale).status) == ("approved", "submitted")


def test_who_signed_reads_why_they_do_not_pay(cast, sign_in, make_user, make_source, recognised, walk):
    both = make_user(Role.FINANCE, Role.SECTION_HEAD, username="both")
    cast.section_head, cast.finance = both, both
    item = walk.approved(make_source(keeper=both), recognised()).items.get()
    client = sign_in(both)
    pay = reverse("funds:item-pay", args=[item.public_id])
    data = {"request_key": "k", "outcome": "paid", "paid_on": "2026-03-10", "voucher_number": "1"}
    refused = client.post(pay, data)
    assert refused.status_code == 422 and "您签批过这份申请" in text(refused)
    assert not Payment.objects.exists()


LISTS = ["home", "aid-list", "payable-list", "payment-list", "reversal-list", "standard-list"]


@pytest.mark.parametrize("name", LISTS)
def test_lists_need_as_many_queries_for_many_rows_as_for_few(
    name, cast, sign_in, source, recognised, walk, django_assert_max_num_queries
):
    def fill(count):
        for _ in range(count):
            walk.submitted(source, recognised("甲"))
            walk.approved(source, recognised("乙"))
            payment = walk.paid(source, recognised("丙"), "10.00")
            reversals.ask_reversal(entry=payment.entries.get(), reason="付错", by=cast.finance)

    client = sign_in(cast.section_head)
    fill(1)
    client.get(reverse(f"funds:{name}"))
    with django_assert_max_num_queries(12) as few:
        assert client.get(reverse(f"funds:{name}")).status_code == 200
    fill(6)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse(f"funds:{name}"))


def test_the_decision_page_of_a_plan_needs_no_more_queries_for_more_people(
    cast, sign_in, source, make_person, walk, django_assert_max_num_queries
):
    small = walk.act(walk.submit(walk.plan(source, [make_person()])), cast.finance)
    large = walk.act(walk.submit(walk.plan(source, [make_person() for _ in range(8)])), cast.finance)
    client = sign_in(cast.section_head)
    client.get(reverse("funds:aid-page", args=[small.public_id]))
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("funds:aid-page", args=[small.public_id]))
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(reverse("funds:aid-page", args=[large.public_id])).status_code == 200


def test_the_ledger_shows_the_balance_after_each_entry(cast, sign_in, source, recognised, walk):
    for _ in range(3):
        walk.paid(source, recognised(), "1000.00")
    shown = text(sign_in(cast.auditor).get(reverse("funds:source-page", args=[source.public_id])))
    assert all(sum_ in shown for sum_ in ("100,000.00", "99,000.00", "98,000.00", "97,000.00"))


def test_the_approval_form_prints_who_signed(cast, sign_in, source, recognised, walk):
    application = walk.approved(source, recognised("王秀英"), "3000.00")
    client = sign_in(cast.caseworker)
    response = client.post(reverse("funds:aid-print", args=[application.public_id]))
    assert response["Content-Type"] == "application/pdf" and "王" not in response["Content-Disposition"]
    printed = pdf_tools.text(response.content)
    assert "王秀英" in printed and str(cast.section_head) in printed and "叁仟元整" in printed


def test_sources_are_those_one_keeps_for_finance(cast, sign_in, make_user, make_source):
    other = make_user(Role.FINANCE, username="other")
    mine, theirs = make_source("我管的"), make_source("别人管的", money="0", keeper=other)
    client = sign_in(cast.finance)
    assert "我管的" in text(client.get(reverse("funds:home")))
    assert "别人管的" not in text(client.get(reverse("funds:home")))
    assert client.get(reverse("funds:source-page", args=[theirs.public_id])).status_code == 404
    assert client.get(reverse("funds:source-page", args=[mine.public_id])).status_code == 200


@pytest.mark.parametrize("role", ["caseworker", "section_head", "helper", "administrator", "auditor"])
def test_only_the_keeper_books_receipts(role, cast, sign_in, source):
    client = sign_in(getattr(cast, role))
    data = {"request_key": key(), "amount": "1", "on": "2026-03-01", "received_from": "x", "document": "y"}
    assert client.post(reverse("funds:receipt-new", args=[source.public_id]), data).status_code == 403
    assert fresh(source).balance == Decimal("100000.00")


def test_a_branch_secretary_sees_only_the_branchs_applications(
    cast, sign_in, make_source, recognised, walk, make_person, bureau
):
    dues = make_source("党费", "party_dues", party_members_only=True)
    member = {"party_joined_on": "1980-07-01"}
    mine = walk.submitted(dues, recognised("甲", **member))
    other_branch = Branch.objects.create(bureau=bureau, name="第二党支部")
    other = walk.submitted(dues, recognised("乙", branch=other_branch, **member))
    mine = walk.act(mine, cast.finance)
    client = sign_in(cast.branch_secretary)
    assert client.get(reverse("funds:aid-page", args=[other.public_id])).status_code == 404
    shown = client.get(reverse("funds:aid-page", args=[mine.public_id]))
    assert shown.status_code == 200 and "可用" not in text(shown)
    data = {"version": field(shown, "version"), "decision": "agree", "opinion": "情况属实"}
    assert client.post(reverse("funds:aid-sign", args=[mine.public_id]), data).status_code == 303
    assert mine.steps.get(kind="opinion").opinion == "情况属实"
