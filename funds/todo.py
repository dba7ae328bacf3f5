"""What of money waits for a person; each line opens the list of exactly those."""

from collections.abc import Iterator

from django.urls import reverse

from funds.choices import AidStatus
from funds.models import AidApplication, AidItem, AidStep, CashAdvance, FundRoute, GreetingsStandard, Opening, Reversal
from office import clock
from office.choices import StepKind
from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, KNOWN, SIGN, Line, line

P = Permission
SENT, APPROVED = "submitted_at", "application__approved_at"


def waiting(user: User) -> Iterator[Line]:
    """Yield the applications, payments and reversals that wait for the user. Queries: two a line the user may have."""
    here = reverse("funds:aid-list")
    if user.bureau_id is None:
        return
    visible = AidApplication.objects.visible_to(user)
    if user.permissions & {P.SIGN, P.CHECK_MONEY, P.GIVE_OPINION}:
        mine = visible.waiting_for(user).distinct()
        yield line(SIGN, _word(user), mine, f"{here}?waiting=me", names="title", since=SENT)
    if user.may(P.EDIT_AID):
        returned = visible.filter(bureau=user.bureau_id, status=AidStatus.RETURNED)
        yield line(FIX, "退回修改的帮扶申请", returned, f"{here}?status=returned", "warn", names="title", since=SENT)
        meetings = AidStep.objects.next_ones().filter(kind=StepKind.MEETING, application__bureau=user.bureau_id)
        url = f"{here}?waiting=meeting"
        yield line(DUE, "待登记会议结果的申请", meetings, url, names="application__title", since=f"application__{SENT}")
    if user.may(P.CONFIRM_PAPER):
        papers = visible.filter(bureau=user.bureau_id).with_paper_to_confirm(user)
        yield line(DUE, "待核对的纸质签批", papers, f"{here}?waiting=paper", names="title", since=SENT)
        openings, url = Opening.objects.to_confirm_by(user), reverse("funds:opening-list") + "?show=mine"
        yield line(SIGN, "待复核的期初", openings, url, names="title", since="added_at")
        reversals = Reversal.objects.to_confirm_by(user)
        yield line(SIGN, "待复核的冲销", reversals, reverse("funds:reversal-list") + "?show=mine", since="asked_at")
    yield from _advances(user)
    if user.may(P.PAY):
        payable = AidItem.objects.payable().filter(application__source__keeper=user)
        yield line(DUE, "待支付的帮扶", payable, reverse("funds:payable-list"), names="person__name", since=APPROVED)
    if user.may(P.CONFIRM_POLICY):
        proposed = GreetingsStandard.objects.filter(bureau=user.bureau_id).waiting()
        url = reverse("funds:standard-list") + "?show=waiting"
        yield line(SIGN, "待确认的慰问标准", proposed, url, since="proposed_at")
        routes = FundRoute.objects.filter(bureau=user.bureau_id).waiting()
        yield line(SIGN, "待确认的审批流程", routes, reverse("funds:route-list") + "#waiting", since="proposed_at")
    if user.may(P.SEE_MONEY):
        under_way = visible.filter(status=AidStatus.SUBMITTED)
        yield line(KNOWN, "审批中的帮扶申请", under_way, f"{here}?status=submitted", "quiet", names="title", since=SENT)
        if not user.may(P.PAY):
            payable = AidItem.objects.payable().filter(application__in=visible)
            url = reverse("funds:payable-list")
            yield line(KNOWN, "等财务支付的帮扶", payable, url, "quiet", names="person__name", since=APPROVED)


def _advances(user: User) -> Iterator[Line]:
    """Yield the cash that is out: one's own, others' that is overdue, accounts to settle. Rule: R-677."""
    here, open_ones = reverse("funds:advance-list"), CashAdvance.objects.visible_to(user)
    if user.may(P.EDIT_AID) or user.may(P.LOG_CONTACTS):
        own = open_ones.to_account_for_by(user)
        yield line(DUE, "您经手待交账的预借", own, f"{here}?show=mine", names="application__title", since="issued_at")
    if user.may(P.EDIT_AID) or user.may(P.PAY):
        late = open_ones.overdue_with_others(user, clock.today())
        yield line(
            FIX, "超期未交账的预借", late, f"{here}?show=overdue", "warn", names="taker__name", since="issued_at"
        )
    if user.may(P.PAY):
        handed_in, url = open_ones.to_settle_by(user), f"{here}?show=settle"
        yield line(DUE, "待核对报账的预借", handed_in, url, names="taker__name", since="handed_in_at")


def _word(user: User) -> str:
    if user.may(P.SIGN):
        return "待审批的帮扶申请"
    return "待复核的帮扶申请" if user.may(P.CHECK_MONEY) else "待出具支部意见的帮扶申请"
