"""Every pair of statuses, allowed or not; and every act from a wrong status."""

import itertools

import pytest

from funds.choices import (
    AID_TRANSITIONS,
    ITEM_TRANSITIONS,
    PAYMENT_TRANSITIONS,
    AidStatus,
    ItemStatus,
    PaymentStatus,
)
from funds.models import AidApplication, AidItem, Payment
from funds.workflows import aid, payments, steps
from office.choices import StepOutcome
from office.errors import ChangedMeanwhile, WrongStatus
from tests.funds.conftest import fresh, key

TABLES = [
    (AidApplication, AidStatus, AID_TRANSITIONS),
    (AidItem, ItemStatus, ITEM_TRANSITIONS),
    (Payment, PaymentStatus, PAYMENT_TRANSITIONS),
]
PAIRS = [
    pytest.param(model, table, old, new, id=f"{model.__name__}-{old}-{new}")
    for model, statuses, table in TABLES
    for old, new in itertools.product(statuses, repeat=2)
]


@pytest.mark.parametrize("model, table, old, new", PAIRS)
def test_move_to_follows_the_table(model, table, old, new):
    record = model(status=old)
    if new in table.get(old, set()):
        record.move_to(new)
        assert record.status == new
    else:
        with pytest.raises(WrongStatus, match="现在是"):
            record.move_to(new)
        assert record.status == old


@pytest.fixture
def at_status(source, recognised, walk, cast):
    """Walk an application to a status by the acts people take."""

    def walk_to(status):
        application = walk.draft(source, recognised())
        if status == AidStatus.DRAFT:
            return application
        if status == AidStatus.WITHDRAWN:
            return aid.withdraw_application(application=application, reason="不办了", by=cast.caseworker)
        application = walk.submit(application)
        if status == AidStatus.RETURNED:
            return walk.act(application, cast.finance, StepOutcome.RETURN, "补材料")
        if status == AidStatus.REFUSED:
            return walk.act(application, cast.finance, StepOutcome.REFUSE, "不符合")
        if status == AidStatus.SUBMITTED:
            return application
        application = walk.approve(application)
        if status == AidStatus.CLOSED:
            walk.pay(application.items.get())
        return application

    return lambda status: fresh(walk_to(status))


ACTS = {
    "submit": {AidStatus.DRAFT, AidStatus.RETURNED},
    "change": {AidStatus.DRAFT, AidStatus.RETURNED},
    "withdraw": {AidStatus.DRAFT, AidStatus.SUBMITTED, AidStatus.RETURNED, AidStatus.APPROVED},
    "sign": {AidStatus.SUBMITTED},
    "pay": {AidStatus.APPROVED},
}


@pytest.mark.parametrize("act, status", list(itertools.product(ACTS, AidStatus)))
def test_acts_are_for_their_statuses_only(act, status, at_status, walk, cast, source):
    application = at_status(status)
    item = application.items.first()

    def change():
        terms = aid.Terms("改过的事由", application.aid_kind, source, "理由")
        row = aid.Row(item.person, item.amount_asked)
        aid.change_application(
            application=application, version=application.version, terms=terms, rows=[row], by=cast.caseworker
        )

    acts = {
        "submit": lambda: aid.submit_application(application=application, by=cast.caseworker),
        "change": change,
        "withdraw": lambda: aid.withdraw_application(application=application, reason="不办了", by=cast.caseworker),
        "sign": lambda: walk.act(application, cast.finance),
        "pay": lambda: walk.pay(item),
    }
    before = list(AidApplication.objects.values()), list(AidItem.objects.values())
    if status in ACTS[act]:
        acts[act]()
        assert (list(AidApplication.objects.values()), list(AidItem.objects.values())) != before
    else:
        with pytest.raises((WrongStatus, payments.AlreadyPaid)):
            acts[act]()
        assert (list(AidApplication.objects.values()), list(AidItem.objects.values())) == before


def test_two_approvers_at_once_one_wins(source, recognised, walk, cast):
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    first, second = fresh(application), fresh(application)
    steps.take_step(application=first, version=first.version, outcome=StepOutcome.AGREE, by=cast.section_head)
    with pytest.raises((ChangedMeanwhile, WrongStatus)):
        steps.take_step(
            application=second,
            version=second.version,
            outcome=StepOutcome.REFUSE,
            opinion="不同意",
            by=cast.second_section_head,
        )
    assert fresh(application).status == AidStatus.APPROVED


def test_approve_against_withdraw_one_wins(source, recognised, walk, cast):
    application = walk.approved(source, recognised())
    stale = fresh(application)
    walk.pay(application.items.get())
    with pytest.raises((ChangedMeanwhile, WrongStatus)):
        aid.withdraw_application(application=stale, reason="不办了", by=cast.caseworker)


def test_pay_against_stop_one_wins(source, recognised, walk, cast):
    item = walk.approved(source, recognised()).items.select_related("application__source", "person").get()
    stale = fresh(item)
    payments.start_payment(item=item, method="treasury", by=cast.finance, request_key=key())
    with pytest.raises(WrongStatus, match="已送支付"):
        aid.stop_item(item=stale, reason="不再需要", by=cast.caseworker)
