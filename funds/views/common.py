"""What the pages of money share: pages of a list, tones of a state, asking a permission without raising."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from funds.choices import AdvanceStatus, AidStatus, ItemStatus, OpeningStatus, PaymentStatus, ReversalStatus
from office.display import Fact, Tab
from office.errors import Refused
from office.models import User
from office.roles import Permission
from registry.models import Person

PER_PAGE = 50
PARTS = {
    "home": "资金来源",
    "aid-list": "帮扶申请",
    "payable-list": "待支付",
    "payment-list": "支付记录",
    "advance-list": "预借现金",
    "donation-list": "捐款",
    "reversal-list": "冲销申请",
    "standard-list": "慰问标准",
}
TONES = {
    AidStatus.SUBMITTED: "wait",
    AidStatus.RETURNED: "warn",
    AidStatus.APPROVED: "wait",
    AidStatus.CLOSED: "good",
    AidStatus.REFUSED: "bad",
    ItemStatus.PENDING: "wait",
    ItemStatus.PAYABLE: "wait",
    ItemStatus.ADVANCED: "wait",
    ItemStatus.PAID: "good",
    ItemStatus.STOPPED: "quiet",
    ItemStatus.REVERSED: "warn",
    PaymentStatus.ATTEMPTED: "wait",
    PaymentStatus.FAILED: "bad",
    ReversalStatus.ASKED: "wait",
    ReversalStatus.CONFIRMED: "warn",
    OpeningStatus.ASKED: "wait",
    OpeningStatus.BOOKED: "good",
    AdvanceStatus.OUT: "wait",
    AdvanceStatus.HANDED_IN: "wait",
    AdvanceStatus.SETTLED: "good",
}


def page_of(request: HttpRequest, rows: QuerySet, per_page: int = PER_PAGE) -> Page:
    """Return the page asked for; a number out of range is the nearest there is."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def money_tabs(current: str) -> list[Tab]:
    """Return the parts of money as tabs, the current one marked."""
    return [Tab(label, reverse(f"funds:{name}"), name == current) for name, label in PARTS.items()]


def tone(status: str) -> str:
    return TONES.get(status, "quiet")  # type: ignore[call-overload]  # TONES is keyed by several status classes


def barred(check: Callable[..., None], *args: Any) -> str:
    """Return why a permission check refuses, "" when it does not."""
    try:
        check(*args)
    except Refused as refused:
        return str(refused)
    return ""


def person_fact(label: str, person: Person, user: User) -> Fact:
    """Return a person's name, as a link for those who may open the page."""
    return Fact(label, person.name, url=person.get_absolute_url() if user.may(Permission.SEE_PEOPLE) else "")
