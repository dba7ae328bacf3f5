"""Every form of money through the client: works, refuses with its reason, and leaves alone what it refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funds.errors import NotEntitled
from funds.models import AidApplication, GreetingsStandard, Payment
from funds.workflows import payments
from office.models import AuditEvent, Bureau
from office.roles import Role
from tests.funds.conftest import fresh, key
from tests.funds.test_pages import field, text

pytestmark = pytest.mark.django_db


def scan():
    return SimpleUploadedFile("审批表.pdf", b"%PDF-1.4 signed", content_type="application/pdf")


def test_a_draft_is_changed_until_it_is_submitted(cast, sign_in, source, recognised, walk):
    draft = walk.draft(source, recognised())
    client = sign_in(cast.caseworker)
    url = reverse("funds:aid-edit", args=[draft.public_id])
    shown = client.get(url)
    data = {
        "title": "改过",
        "aid_kind": "medical",
        "source": source.public_id,
        "reason": "理由",
        "version": field(shown, "version"),
    }
    assert "请填写金额" in text(client.post(url, data | {"amount": ""}))
    assert client.post(url, data | {"amount": "一千多吧"}).status_code == 422
    assert client.post(url, data | {"amount": "0.15万"}).status_code == 303
    assert draft.items.get().amount_asked == Decimal("1500.00")
    assert "刚刚被别人改过" in text(client.post(url, data | {"amount": "1"}))
    walk.submit(draft)
    assert "已经锁定" in text(client.post(url, data | {"amount": "1"}))
    assert draft.items.get().amount_asked == Decimal("1500.00")


def test_withdrawing_and_stopping_want_a_reason(cast, sign_in, source, recognised, make_person, walk):
    client = sign_in(cast.caseworker)
    application = walk.approved(source, recognised())
    url = reverse("funds:aid-withdraw", args=[application.public_id])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert fresh(application).status == "approved"
    assert client.post(url, {"reason": "不再需要"}).status_code == 303
    assert fresh(application).status == "withdrawn"
    plan = walk.approve(walk.submit(walk.plan(source, [make_person("甲"), make_person("乙")])))
    first = plan.items.first()
    stop = reverse("funds:item-stop", args=[first.public_id])
    assert "停止向" in text(client.get(stop))
    assert client.post(stop, {"reason": "已调离"}).status_code == 303
    assert (fresh(first).status, fresh(plan).status) == ("stopped", "approved")
    assert fresh(source).reserved == Decimal("500.00")
    for role in ("section_head", "finance", "auditor"):
        assert sign_in(getattr(cast, role)).post(stop, {"reason": "x"}).status_code == 403


def test_paper_is_registered_with_its_scan_and_confirmed_by_another(cast, sign_in, source, recognised, walk):
    application = walk.act(walk.submitted(source, recognised(), "3000.00"), cast.finance)
    item, key_ = application.items.get(), [application.public_id]
    client = sign_in(cast.caseworker)
    url = reverse("funds:aid-paper", args=key_)
    shown = client.get(url)
    signer = cast.section_head.staff_member
    data = {"version": field(shown, "version"), "outcome": "agree", "signer": signer.pk, "signed_on": "2026-03-10"}
    data[f"amount-{item.public_id}"] = "2800"
    assert "扫描件" in text(client.post(url, data))
    assert client.post(url, data | {"scan": scan()}).status_code == 303
    step = application.steps.get(kind="signature")
    confirm = reverse("funds:aid-confirm-paper", args=key_)
    version = {"version": fresh(application).version}
    client.post(confirm, version)
    assert fresh(application).status == "submitted"

    client = sign_in(cast.second_caseworker)
    page = client.get(reverse("funds:aid-page", args=key_))
    assert "核对无误" in text(page) and "与纸质件不符" in text(page)
    seen = client.get(reverse("funds:step-scan", args=[step.public_id]))
    assert seen.content == b"%PDF-1.4 signed" and "attachment" in seen["Content-Disposition"]
    assert AuditEvent.objects.filter(action="funds.aid.scan-seen").count() == 1
    discard = reverse("funds:aid-discard-paper", args=key_)
    assert client.post(discard, {"reason": "金额抄错"}).status_code == 303
    assert fresh(step).outcome == ""

    client = sign_in(cast.caseworker)
    data["version"] = field(client.get(url), "version")
    client.post(url, data | {"scan": scan()})
    client = sign_in(cast.bureau_leader)
    client.post(confirm, {"version": fresh(application).version})
    assert (fresh(application).status, fresh(item).amount_approved) == ("approved", Decimal("2800.00"))


def test_a_sent_payment_is_completed_or_failed(cast, sign_in, source, recognised, walk):
    client = sign_in(cast.finance)
    for outcome in ("fail", "complete"):
        item = walk.approved(source, recognised()).items.get()
        pay = reverse("funds:item-pay", args=[item.public_id])
        data = {"request_key": key(), "outcome": "attempted", "paid_on": "2026-03-10"}
        assert client.post(pay, data).status_code == 303
        payment = Payment.objects.get(item=item)
        assert payment.status == "attempted" and "登记已支付" in text(
            client.get(reverse("funds:payment-page", args=[payment.public_id]))
        )
        url = reverse(f"funds:payment-{outcome}", args=[payment.public_id])
        assert client.post(url, {"reason": "", "voucher_number": ""}).status_code == 422
        done = {"reason": "退票"} if outcome == "fail" else {"paid_on": "2026-03-10", "voucher_number": "1"}
        assert client.post(url, done).status_code == 303
        assert client.post(url, done).status_code == 422
    assert [p.status for p in Payment.objects.order_by("id")] == ["failed", "paid"]
    assert fresh(source).balance == Decimal("98000.00")
    shown = text(client.get(reverse("funds:payment-list"), {"status": "failed", "q": "王秀英"}))
    assert "1 笔" in shown


def test_cash_is_paid_before_two(cast, sign_in, source, recognised, walk):
    item = walk.approved(source, recognised("王秀英")).items.get()
    client = sign_in(cast.finance)
    url = reverse("funds:item-pay", args=[item.public_id]) + "?method=cash"
    witness = cast.caseworker.staff_member
    data = {"request_key": key(), "paid_on": "2026-03-10", "received_by": "王小明", "witness": witness.public_id}
    assert "代领" in text(client.post(url, data))
    assert client.post(url, data | {"receiver_relation": "儿子"}).status_code == 303
    payment = Payment.objects.get()
    assert (payment.method, payment.received_by, payment.witness) == ("cash", "王小明", witness)


def test_a_source_is_changed_handed_over_and_closed_by_its_keeper(cast, sign_in, make_source, make_user):
    source = make_source(money="0")
    other = make_user(Role.FINANCE, username="other")
    client = sign_in(cast.finance)
    edit = reverse("funds:source-edit", args=[source.public_id])
    data = {"name": "新名称", "keeper": cast.finance.pk, "carry_over": "carry", "payee_kinds": ["honoured"]}
    assert client.post(edit, data).status_code == 303
    assert fresh(source).payee_kinds == ["honoured"]
    assert client.post(edit, data | {"keeper": cast.caseworker.pk}).status_code == 422
    assert client.post(edit, data | {"keeper": other.pk}).status_code == 303
    assert client.post(edit, data).status_code == 404
    client = sign_in(other)
    close = reverse("funds:source-close", args=[source.public_id])
    assert client.post(close, {"closed_on": "2026-03-10", "reason": "并入公用经费"}).status_code == 303
    assert fresh(source).closed_on == date(2026, 3, 10)
    receipt = {"request_key": key(), "amount": "1", "on": "2026-03-01", "received_from": "x", "document": "y"}
    assert "已经停用" in text(client.post(reverse("funds:receipt-new", args=[source.public_id]), receipt))


def test_a_source_with_money_is_not_closed(cast, sign_in, source):
    client = sign_in(cast.finance)
    close = reverse("funds:source-close", args=[source.public_id])
    refused = client.post(close, {"closed_on": "2026-03-10", "reason": "不用了"})
    assert refused.status_code == 422 and "还有余额 100,000.00 元" in text(refused)
    assert fresh(source).closed_on is None


def test_a_standard_is_proposed_by_the_head_and_confirmed_by_the_leader(cast, sign_in, source, make_person, walk):
    client = sign_in(cast.section_head)
    data = {"occasion": "spring_festival", "person_kinds": ["retiree"], "amount": "800", "times_a_year": "1"}
    data |= {"document": "新税发〔2026〕3号", "holds_from": "2026-03-01"}
    assert client.post(reverse("funds:standard-new"), data).status_code == 303
    standard = GreetingsStandard.objects.get(proposed_by=cast.section_head)
    confirm = reverse("funds:standard-confirm", args=[standard.public_id])
    assert client.post(confirm).status_code == 403
    plan = walk.plan(source, [make_person("甲")], "800.00")
    with pytest.raises(NotEntitled, match="500.00 元"):
        walk.submit(plan)
    assert sign_in(cast.bureau_leader).post(confirm).status_code == 303
    assert walk.submit(plan).status == "submitted"
    assert AidApplication.objects.get().items.get().standard == standard


def test_forms_that_act_answer_no_get(cast, sign_in, source, recognised, walk):
    application = walk.submitted(source, recognised())
    client = sign_in(cast.caseworker)
    for name in ("aid-submit", "aid-sign", "aid-confirm-paper", "aid-print"):
        assert client.get(reverse(f"funds:{name}", args=[application.public_id])).status_code == 405
    assert client.get(reverse("funds:aid-sign-many")).status_code == 405


def test_nobody_signed_in_is_led_to_the_door(client, source):
    for name in ("home", "aid-list", "payable-list"):
        assert client.get(reverse(f"funds:{name}")).status_code == 302


def test_another_bureau_sees_nothing(sign_in, make_user, source, recognised, walk):
    payment = walk.paid(source, recognised())
    elsewhere = Bureau.objects.create(code="431198", name="邻县税务局")
    client = sign_in(make_user(Role.CASEWORKER, username="neighbour", bureau=elsewhere))
    pages = {"source-page": source, "aid-page": payment.item.application, "payment-page": payment}
    for name, record in pages.items():
        assert client.get(reverse(f"funds:{name}", args=[record.public_id])).status_code == 404
    assert "0 份" in text(client.get(reverse("funds:aid-list")))


def test_a_key_of_another_row_is_no_repetition(source, recognised, walk, cast):
    first, second = (walk.approved(source, recognised(name)).items.get() for name in "甲乙")
    walk.pay(first, "same")
    with pytest.raises(payments.KeyUsedOtherwise):
        walk.pay(second, "same")
