"""Somebody in the house tampers with what the pages of money send."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, utils
from django.urls import reverse

from funds.choices import AidKind, AidStatus, ItemStatus, ReversalStatus, SourceKind
from funds.models import LedgerEntry, Payment
from funds.workflows import reversals, steps
from office import clock
from office.choices import StepOutcome
from office.errors import RuleBroken
from office.models import Branch
from office.roles import Role
from tests.funds.conftest import TODAY, fresh, key

pytestmark = pytest.mark.django_db

ODD_NUMBERS = ["²", "9" * 5000, "-1", "１", "", "NaN", "1\x00"]


def pay_data(**values):
    return {"outcome": "paid", "paid_on": TODAY, "voucher_number": "2026-支-1", "request_key": key() * 4} | values


@pytest.mark.parametrize("version", ODD_NUMBERS)
def test_an_odd_version_is_stale_not_a_crash(as_user, cast, walk, source, recognised, version):
    application = walk.submitted(source, recognised())
    pick = {"pick": f"{application.public_id}:{version}"}
    assert as_user(cast.section_head).post(reverse("funds:aid-sign-many"), pick).status_code == 200
    confirm = reverse("funds:aid-confirm-paper", args=[application.public_id])
    assert as_user(cast.second_caseworker).post(confirm, {"version": version}).status_code == 303
    assert fresh(application).status == AidStatus.SUBMITTED


@pytest.mark.parametrize("amount", ["-1", "2000.01", "1e9", "NaN", "Infinity", "0.001", "９９９９", "٢٠٠٠٠", "1万"])
def test_a_signer_cannot_raise_or_bend_the_sum(as_user, cast, walk, source, recognised, amount):
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    item = application.items.get()
    data = {"version": application.version, "decision": "agree", f"amount-{item.public_id}": amount}
    answer = as_user(cast.section_head).post(reverse("funds:aid-sign", args=[application.public_id]), data)
    assert answer.status_code == 422
    assert fresh(application).status == AidStatus.SUBMITTED
    assert fresh(source).reserved == 0


def test_a_check_cannot_change_the_sum(as_user, cast, walk, source, recognised):
    application = walk.submitted(source, recognised())
    item = application.items.get()
    data = {"version": application.version, "decision": "agree", f"amount-{item.public_id}": "1.00", "amount": "1"}
    as_user(cast.finance).post(reverse("funds:aid-sign", args=[application.public_id]), data)
    assert fresh(item).amount == Decimal("2000.00")


def test_a_row_of_another_application_is_not_lowered(cast, walk, source, recognised):
    victim = walk.submitted(source, recognised("李桂兰"))
    mine = walk.act(walk.submitted(source, recognised("王秀英")), cast.finance)
    walk.act(mine, cast.section_head, amounts={victim.items.get().public_id: Decimal("0.00")})
    assert fresh(victim.items.get()).amount == Decimal("2000.00")
    assert fresh(victim.items.get()).status == ItemStatus.PENDING


def test_one_row_is_paid_once_by_every_door(as_user, cast, walk, source, recognised):
    """Single, single with another key, bulk, cash, and completing an older attempt."""
    item = walk.approved(source, recognised()).items.get()
    client = as_user(cast.finance)
    single = reverse("funds:item-pay", args=[item.public_id])
    bulk = reverse("funds:aid-pay", args=[item.application.public_id])
    client.post(single, pay_data())
    client.post(single, pay_data())
    client.post(f"{single}?method=cash", pay_data(received_by="王秀英", witness=cast.caseworker.staff_member.public_id))
    client.post(bulk, pay_data(pick=item.public_id))
    payment = Payment.objects.get()
    client.post(reverse("funds:payment-complete", args=[payment.public_id]), pay_data())
    client.post(reverse("funds:payment-fail", args=[payment.public_id]), {"reason": "再付一次"})
    client.post(single, pay_data())
    assert LedgerEntry.objects.filter(kind="payment").count() == 1
    assert fresh(source).balance == Decimal("98000.00")
    assert fresh(source).reserved == 0


def test_an_attempt_that_failed_is_not_completed_afterwards(as_user, cast, walk, source, recognised):
    item = walk.approved(source, recognised()).items.get()
    client = as_user(cast.finance)
    single = reverse("funds:item-pay", args=[item.public_id])
    client.post(single, pay_data(outcome="attempted"))
    payment = Payment.objects.get()
    client.post(reverse("funds:payment-fail", args=[payment.public_id]), {"reason": "户名不符"})
    client.post(single, pay_data(request_key=payment.request_key))
    client.post(reverse("funds:payment-complete", args=[payment.public_id]), pay_data())
    assert not LedgerEntry.objects.filter(kind="payment").exists()
    client.post(single, pay_data())
    client.post(reverse("funds:payment-complete", args=[payment.public_id]), pay_data())
    assert LedgerEntry.objects.filter(kind="payment").count() == 1


def test_the_status_and_actor_are_not_taken_from_the_form(as_user, cast, walk, source, recognised):
    person = recognised()
    data = {
        "title": "困难补助", "aid_kind": "one_off_grant", "source": source.public_id, "amount": "100", "reason": "住院",
        "status": "approved", "entered_by": cast.section_head.pk, "version": 7, "number": 999, "bureau": 999,
        "amount_approved": "5000", "round": 3, "approved_at": "2026-01-01",
    }  # fmt: skip
    as_user(cast.caseworker).post(f"{reverse('funds:aid-new')}?person={person.public_id}", data)
    application = person.aid_items.get().application
    assert (application.status, application.entered_by, application.round) == ("draft", cast.caseworker, 0)
    assert application.items.get().amount_approved is None


def test_nothing_is_paid_after_it_was_stopped_or_withdrawn(as_user, cast, walk, source, recognised):
    stopped = walk.approved(source, recognised("王秀英")).items.get()
    taken_back = walk.approved(source, recognised("李桂兰")).items.get()
    clerk, keeper = as_user(cast.caseworker), as_user(cast.finance)
    clerk.post(reverse("funds:item-stop", args=[stopped.public_id]), {"reason": "重复"})
    clerk.post(reverse("funds:aid-withdraw", args=[taken_back.application.public_id]), {"reason": "重复"})
    for item in (stopped, taken_back):
        keeper.post(reverse("funds:item-pay", args=[item.public_id]), pay_data())
    assert not Payment.objects.exists()
    assert (fresh(source).reserved, fresh(source).balance) == (0, Decimal("100000.00"))


def test_nothing_paid_is_withdrawn(as_user, cast, walk, source, recognised):
    item = walk.paid(source, recognised()).item
    clerk = as_user(cast.caseworker)
    clerk.post(reverse("funds:item-stop", args=[item.public_id]), {"reason": "重复"})
    clerk.post(reverse("funds:aid-withdraw", args=[item.application.public_id]), {"reason": "重复"})
    assert fresh(item).status == ItemStatus.PAID


def test_a_source_with_promised_money_is_not_closed(as_user, cast, walk, make_source, recognised):
    source = make_source(money="2000.00")
    walk.approved(source, recognised())
    data = {"closed_on": TODAY, "reason": "不用了", "balance": "0", "reserved": "0"}
    answer = as_user(cast.finance).post(reverse("funds:source-close", args=[source.public_id]), data)
    assert answer.status_code == 422
    assert fresh(source).closed_on is None


def test_a_receipts_key_cannot_stand_in_the_way_of_another_entry(as_user, cast, walk, source, recognised):
    """The keys of the system's own entries have a colon; a form's key may not."""
    payment = walk.paid(source, recognised())
    reversal = reversals.ask_reversal(entry=payment.entries.get(), reason="付错", by=cast.finance)
    data = {"amount": "1", "on": TODAY, "received_from": "我", "document": "1"}
    url = reverse("funds:receipt-new", args=[source.public_id])
    answer = as_user(cast.finance).post(url, data | {"request_key": f"reversal:{reversal.public_id}"})
    assert answer.status_code == 422
    as_user(cast.caseworker).post(reverse("funds:reversal-decide", args=[reversal.public_id]), {"decision": "confirm"})
    assert fresh(reversal).status == ReversalStatus.CONFIRMED


def test_a_reversal_happens_once_and_not_by_who_asked(as_user, cast, walk, source, recognised):
    entry = walk.paid(source, recognised()).entries.get()
    keeper, clerk = as_user(cast.finance), as_user(cast.caseworker)
    ask = reverse("funds:entry-reverse", args=[entry.public_id])
    keeper.post(ask, {"reason": "付错"})
    keeper.post(ask, {"reason": "付错"})
    reversal = entry.reversal_requests.get()
    decide = reverse("funds:reversal-decide", args=[reversal.public_id])
    keeper.post(decide, {"decision": "confirm"})
    assert fresh(reversal).status == ReversalStatus.ASKED
    for _ in range(2):
        clerk.post(decide, {"decision": "confirm"})
    keeper.post(reverse("funds:entry-reverse", args=[entry.reversed_by.public_id]), {"reason": "再冲"})
    assert LedgerEntry.objects.filter(kind="reversal").count() == 1
    assert fresh(source).balance == Decimal("100000.00")


def test_nobody_pays_or_receives_for_a_source_of_another_keeper(as_user, cast, make_user, walk, source, recognised):
    other = as_user(make_user(Role.FINANCE, username="other-finance"))
    item = walk.approved(source, recognised()).items.get()
    receipt = {"amount": "1", "on": TODAY, "received_from": "我", "document": "1", "request_key": "k" * 20}
    for url, data in [
        (reverse("funds:item-pay", args=[item.public_id]), pay_data()),
        (reverse("funds:aid-pay", args=[item.application.public_id]), pay_data(pick=item.public_id)),
        (reverse("funds:receipt-new", args=[source.public_id]), receipt),
        (reverse("funds:source-edit", args=[source.public_id]), {"keeper": cast.finance.pk, "name": "我的"}),
    ]:
        assert other.post(url, data).status_code in (403, 404), url
    assert (fresh(source).balance, fresh(source).name) == (Decimal("100000.00"), "离退休专项经费")


def test_a_plan_shows_a_branch_secretary_only_the_people_of_the_branch(
    as_user, cast, bureau, walk, make_source, recognised
):
    dues = make_source("党费", kind=SourceKind.PARTY_DUES)
    elsewhere = Branch.objects.create(bureau=bureau, name="第二党支部")
    ours = recognised("王秀英", party_joined_on=date(1970, 7, 1))
    theirs = recognised("潘淑芳", party_joined_on=date(1970, 7, 1), branch=elsewhere)
    plan = walk.submit(walk.plan(dues, [ours, theirs]))
    page = as_user(cast.branch_secretary).get(reverse("funds:aid-page", args=[plan.public_id]))
    assert "王秀英" in page.content.decode()
    assert "潘淑芳" not in page.content.decode()


def test_the_words_of_a_return_lie_encrypted(cast, walk, source, recognised):
    """They may name an illness, as the opinion they repeat does."""
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    walk.act(application, cast.section_head, StepOutcome.RETURN, opinion="请附肾衰竭的诊断证明")
    with connection.cursor() as cursor:
        for table in ("funds_aidapplication", "funds_historicalaidapplication", "office_auditevent"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "肾衰竭" not in str(cursor.fetchall()), table


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows INSERT OR REPLACE")
@pytest.mark.parametrize("column", ["id", "public_id", "request_key"])
def test_an_entry_is_not_replaced(walk, source, recognised, column):
    """REPLACE takes the old row away without firing the trigger that refuses DELETE."""
    entry = walk.paid(source, recognised()).entries.get()
    names = [field.column for field in LedgerEntry._meta.concrete_fields]
    given = {"id": "999", "public_id": "'zzzzzzzzzzzz'", "request_key": "'other'", "amount": "1", "payment_id": "NULL"}
    given["kind"], given["direction"] = "'receipt'", "1"
    given[column] = column
    columns = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(given.get(name, f'"{name}"') for name in names)
    table = LedgerEntry._meta.db_table
    statement = f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {picked} FROM {table} WHERE id = %s"
    with pytest.raises(utils.IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement, [entry.pk])


@pytest.mark.parametrize("table", ["funds_ledgerentry", "office_auditevent", "office_auditseal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_booked_and_recorded_is_not_changed_by_sql(walk, source, recognised, table, change):
    from office.audit import seal_events

    walk.paid(source, recognised())
    seal_events()
    with pytest.raises(utils.DatabaseError), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_who_entered_does_not_approve_with_a_second_role_or_on_paper(cast, walk, source, recognised):
    from django.contrib.auth.models import Group

    from office.errors import EnteredByYourself
    from office.signing import Paper

    cast.caseworker.groups.add(Group.objects.get(name="section_head"))
    clerk = fresh(cast.caseworker)
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    with pytest.raises(EnteredByYourself):
        walk.act(application, clerk)
    paper = Paper(StepOutcome.AGREE, date(2026, 3, 10), signer=clerk.staff_member, scan=b"x", scan_type="image/png")
    with pytest.raises(EnteredByYourself):
        steps.register_paper(
            application=fresh(application), version=application.version, paper=paper, by=cast.second_caseworker
        )


@pytest.mark.parametrize(("first", "second", "told"), [("3000", "2000", False), ("3000", "2000.01", True)])
def test_a_sum_split_to_stay_under_the_band_is_told(as_user, cast, walk, source, recognised, first, second, told):
    """The head signs up to 5,000 yuan: two halves of more, handed in on one day, say so on either page and on paper."""
    person = recognised()
    applications = [walk.submitted(source, person, amount) for amount in (first, second)]
    for application in applications:
        page = as_user(cast.section_head).get(reverse("funds:aid-page", args=[application.public_id]))
        assert ("请核对是否拆分申请" in page.content.decode()) is told


def test_emergencies_split_to_stay_under_the_cap_are_told(as_user, cast, walk, source, make_person):
    person = make_person("王秀英")
    for _ in range(2):
        application = walk.submitted(source, person, "5000", kind=AidKind.EMERGENCY)
    page = as_user(cast.bureau_leader).get(reverse("funds:aid-page", args=[application.public_id])).content.decode()
    assert "特情帮扶申请合计 10,000.00 元" in page


def test_other_people_and_other_months_are_not_told(as_user, cast, walk, source, recognised):
    person = recognised()
    with clock.at(date(2026, 1, 20)):
        walk.submitted(source, person, "5000")
    walk.submitted(source, recognised("李桂兰"), "5000")
    application = walk.submitted(source, person, "5000")
    page = as_user(cast.section_head).get(reverse("funds:aid-page", args=[application.public_id]))
    assert "请核对是否拆分申请" not in page.content.decode()


def test_last_years_draft_does_not_carry_last_years_recognition_along(cast, walk, source, make_person, recognise):
    """A drawer of drafts from December would pay people in March whom this year's review left out."""
    person = make_person("王秀英")
    recognise(person, year=2025)
    with clock.at(date(2025, 12, 31)):
        draft = walk.draft(source, person)
    with pytest.raises(RuleBroken, match="2025年录入"):
        walk.submit(draft)
    assert fresh(draft).status == AidStatus.DRAFT
