"""What of money waits for a person; each line opens the list of exactly those."""

from collections.abc import Iterator

from django.urls import reverse

from funds.models import AidApplication, AidItem, AidStep, GreetingsStandard, Reversal
from office.choices import StepKind
from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, SIGN, TodoItem

P = Permission


def waiting(user: User) -> Iterator[TodoItem]:
    """Yield the applications, payments and reversals that wait for the user. Queries: one a line the user may have."""
    here = reverse("funds:aid-list")
    if user.bureau_id is None:
        return
    if user.permissions & {P.SIGN, P.CHECK_MONEY, P.GIVE_OPINION}:
        count = AidApplication.objects.visible_to(user).waiting_for(user).distinct().count()
        yield TodoItem(SIGN, _word(user), count, f"{here}?waiting=me")
    if user.may(P.EDIT_AID):
        mine = AidApplication.objects.visible_to(user).filter(bureau=user.bureau_id)
        yield TodoItem(
            FIX, "退回修改的帮扶申请", mine.filter(status="returned").count(), f"{here}?status=returned", "warn"
        )
        meetings = AidStep.objects.next_ones().filter(kind=StepKind.MEETING, application__bureau=user.bureau_id)
        yield TodoItem(DUE, "待登记会议结果的申请", meetings.count(), f"{here}?waiting=meeting")
    if user.may(P.CONFIRM_PAPER):
        papers = AidApplication.objects.visible_to(user).filter(bureau=user.bureau_id).with_paper_to_confirm(user)
        yield TodoItem(DUE, "待核对的纸质签批", papers.count(), f"{here}?waiting=paper")
        reversals = Reversal.objects.to_confirm_by(user).count()
        yield TodoItem(SIGN, "待复核的冲销", reversals, reverse("funds:reversal-list"))
    if user.may(P.PAY):
        payable = AidItem.objects.payable().filter(application__source__keeper=user).count()
        yield TodoItem(DUE, "待支付的帮扶", payable, reverse("funds:payable-list"))
    if user.may(P.CONFIRM_POLICY):
        proposed = GreetingsStandard.objects.filter(
            bureau=user.bureau_id, confirmed_at=None, proposed_by__isnull=False
        ).count()
        yield TodoItem(SIGN, "待确认的慰问标准", proposed, reverse("funds:standard-list"))


def _word(user: User) -> str:
    if user.may(P.SIGN):
        return "待审批的帮扶申请"
    return "待复核的帮扶申请" if user.may(P.CHECK_MONEY) else "待出具支部意见的帮扶申请"
