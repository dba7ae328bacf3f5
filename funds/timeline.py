"""What funds tells in the person's timeline: aid asked for, decided and stopped; payments and what undid them."""

from collections.abc import Sequence

from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from funds.choices import AidStatus, EntryKind, PaymentStatus
from funds.models import AidItem, LedgerEntry, Payment
from office.models import User
from office.money import format_yuan, from_fen
from office.roles import Permission
from registry.hooks import TimelineEvent, TimelineRow, TimelineRows, TimelineSource
from registry.merged import records_of
from registry.models import Person

AID_ACTS = {
    "submitted": "申请帮扶",
    "approved": "批准帮扶",
    AidStatus.REFUSED: "帮扶未同意",
    AidStatus.WITHDRAWN: "撤回帮扶申请",
    "stopped": "停止发放",
}


def sees_money(user: User) -> bool:
    return user.may(Permission.SEE_MONEY)


def _aid(user: User, person: Person) -> list[TimelineRows]:
    own = AidItem.objects.visible_to(user).filter(person__in=records_of([person.pk]), application__round__gte=1)
    title, ref = "application__title", "application__public_id"
    words = [title, Coalesce("amount_approved", "amount_asked")]
    ended = own.filter(application__status__in=[AidStatus.REFUSED, AidStatus.WITHDRAWN])
    return [
        TimelineRows(
            own, on=TruncDate("application__submitted_at"), act="submitted", ref=ref, words=[title, "amount_asked"]
        ),
        TimelineRows(own, on=TruncDate("application__approved_at"), act="approved", ref=ref, words=words),
        TimelineRows(ended, on=TruncDate("application__ended_at"), ref=ref, words=[*words, "application__status"]),
        TimelineRows(own, on=TruncDate("stopped_at"), act="stopped", ref=ref, words=words),
    ]


def _aid_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(row.on, AID_ACTS[row.act or row.c], _sum(row), reverse("funds:aid-page", args=[row.ref]))
        for row in found
    ]


def _payments(user: User, person: Person) -> list[TimelineRows]:
    records = records_of([person.pk])
    entries = LedgerEntry.objects.visible_to(user).of_payments().filter(payment__item__person__in=records)
    failed = Payment.objects.visible_to(user).filter(item__person__in=records, status=PaymentStatus.FAILED)
    title = "item__application__title"
    return [
        TimelineRows(entries, "on", "", "payment__public_id", [f"payment__{title}", "amount", "kind"]),
        TimelineRows(failed, TruncDate("at"), "failed", "public_id", [title, "amount"]),
    ]


def _payments_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            row.on,
            "支付未成" if row.act == "failed" else EntryKind(row.c).label,
            _sum(row),
            reverse("funds:payment-page", args=[row.ref]),
        )
        for row in found
    ]


def _sum(row: TimelineRow) -> str:
    return f"{row.a} {format_yuan(from_fen(int(row.b)))} 元"


SOURCES = [
    TimelineSource("aid", "帮扶申请", sees_money, _aid, _aid_in_words),
    TimelineSource("payments", "支付", sees_money, _payments, _payments_in_words),
]
