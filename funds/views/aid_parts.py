"""What the decision page of an application shows: facts, path, evidence, buttons with the reasons that bar them."""

from collections import defaultdict
from decimal import Decimal

from django.urls import reverse

from funds.choices import ITEM_OUT, AidStatus, ItemStatus
from funds.models import AidApplication, AidItem, AidStep
from funds.permissions import (
    check_can_act,
    check_can_confirm,
    check_can_edit_aid,
    check_can_pay_from,
    is_secretary_of,
)
from funds.splitting import split_remarks
from funds.views.common import barred, person_fact
from funds.workflows.steps import LOWERING, Turn, duties_obstacle
from office import formats, routes, signing
from office.choices import OUTCOMES, StepKind, StepOutcome
from office.display import Action, Decision, Fact, PathStep
from office.models import User
from office.money import format_yuan
from office.roles import Permission, Role
from registry.permissions import check_own_people

HIDDEN = "(您的角色不能查看)"
BUTTONS = {
    StepOutcome.AGREE: ("同意", "agree"),
    StepOutcome.NOT_APPLICABLE: ("不适用", "back"),
    StepOutcome.RETURN: ("退回修改", "back"),
    StepOutcome.REFUSE: ("不同意", "refuse"),
}
STATES = {"agree": "done", "not_applicable": "skipped", "return": "returned", "refuse": "refused"}


def sees_reason(user: User) -> bool:
    """Return whether the free text is for this person: it may speak of an illness."""
    return user.may(Permission.SEE_ILLNESS) or user.may(Permission.GIVE_OPINION)


def facts(application: AidApplication, turn: Turn, user: User) -> list[Fact]:
    """Return who, why, how much and from which pot."""
    total = sum((item.amount for item in turn.items), Decimal(0))
    rows = []
    if not application.is_plan and turn.items:
        item = turn.items[0]
        rows += [
            person_fact("姓名", item.person, user),
            Fact("人员类别", item.person.get_kind_display()),
            Fact("居住情况", item.person.get_living_arrangement_display()),
            Fact("收款人", item.payee_name, item.payee_relation),
            Fact("依据", entitlement(item) or None),
        ]
    rows += [
        Fact("帮扶种类", application.get_aid_kind_display(), application.occasion_text),
        Fact("申请金额" if application.can_change else "金额", f"{format_yuan(total)} 元", _people(application, turn)),
    ]
    if application.reason or not application.is_plan:
        rows.append(Fact("申请理由", application.reason if sees_reason(user) else HIDDEN))
    if user.may(Permission.SEE_MONEY):
        rows += _source_facts(application, total)
        rows.append(Fact("录入", f"{application.entered_by},{formats.day(application.entered_at)}"))
    if application.end_reason:
        rows.append(Fact("说明", application.end_reason if sees_reason(user) else HIDDEN))
    return rows


def _people(application: AidApplication, turn: Turn) -> str:
    return f"{len(turn.items)} 人" if application.is_plan else ""


def _source_facts(application: AidApplication, total: Decimal) -> list[Fact]:
    source = application.source
    note = f"可用 {format_yuan(source.available)} 元"
    if application.status == AidStatus.SUBMITTED:
        left = source.available - total
        note += f",通过后剩 {format_yuan(left)} 元" if left >= 0 else f",还差 {format_yuan(-left)} 元"
    return [Fact("资金来源", source.name, note, reverse("funds:source-page", args=[source.public_id]))]


def entitlement(item: AidItem) -> str:
    """Return in a few words what entitles a row to aid."""
    if item.standard:
        return f"{item.standard} {format_yuan(item.standard.amount)} 元"
    return "本年度已认定" if item.recognition_id else ""


def given(application: AidApplication, turn: Turn) -> list[AidItem]:
    """Return what the people on the list already got or are to get this year elsewhere. Queries: one."""
    found = AidItem.objects.given([item.person_id for item in turn.items], application.year)
    return list(found.exclude(application=application))


def given_sums(rows: list[AidItem]) -> dict[int, Decimal]:
    """Return the year's sum by person."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.person_id] += row.amount
    return sums


def path(turn: Turn, user: User) -> list[PathStep]:
    due = turn.step if turn.application.status == AidStatus.SUBMITTED else None
    return [path_step(step, is_due=step is due, reads=sees_reason(user)) for step in turn.steps]


def path_step(step: AidStep, *, is_due: bool = False, reads: bool = True) -> PathStep:
    state = "current" if is_due else "waiting"
    if step.counts:
        state = STATES[step.outcome]
    return PathStep(
        step.title,
        state,
        who=step.signer_name or step.body_name or (Role(step.role).label if step.role else ""),
        on=step.signed_on,
        opinion=step.opinion if reads else "",
        note=_note(step),
    )


def _note(step: AidStep) -> str:
    parts = [f"核定 {format_yuan(step.amount)} 元"] if step.amount is not None else []
    if step.minutes_number:
        parts.append(f"纪要 {step.minutes_number}")
    if step.on_paper:
        second = f"{step.confirmed_by}核对" if step.confirmed_by else "待第二个人核对"
        parts.append(f"纸质办理,{step.registered_by}登记,{second}")
    return ";".join(parts)


def waiting_line(turn: Turn) -> str:
    """Return in one sentence what the application waits for."""
    step = turn.step
    if turn.application.status != AidStatus.SUBMITTED or step is None:
        return ""
    if step.awaits_confirmation:
        return f"“{step.title}”的纸质件由{step.registered_by}登记,待另一个人对照扫描件核对。"
    if step.kind == StepKind.MEETING:
        return f"现在等“{step.title}”,会后由经办人登记会议纪要。"
    return f"现在等{Role(step.role).label}办理“{step.title}”。"


def decisions(turn: Turn, user: User) -> list[Decision]:
    """Return the buttons of the due step; none for who never takes it, barred ones with their reason. Queries: one."""
    step = turn.step
    if turn.application.status != AidStatus.SUBMITTED or step is None or step.outcome:
        return []
    if barred(check_can_act, user, step, turn.application, [item.person for item in turn.items]):
        return []
    obstacle = duties_obstacle(turn, step, routes.Actor.of_account(user))
    reason = str(obstacle) if obstacle else ""
    return [
        Decision(outcome.value, label, tone, allowed=not reason, reason=reason if outcome == StepOutcome.AGREE else "")
        for outcome, (label, tone) in BUTTONS.items()
        if outcome in OUTCOMES[StepKind(step.kind)]
    ]


def shown_items(turn: Turn, user: User) -> list[AidItem]:
    """Return the rows this person may read: who sees no money reads those of the own branch."""
    if user.may(Permission.SEE_MONEY):
        return turn.items
    return [item for item in turn.items if is_secretary_of(user, item.person)]


def may_lower(turn: Turn) -> bool:
    """Return whether the due step's actor may lower sums."""
    return turn.step is not None and turn.step.kind in LOWERING


def paper_actions(turn: Turn, user: User) -> list[Action]:
    """Return what a second person does with a registered paper step."""
    application, step = turn.application, turn.step
    if application.status != AidStatus.SUBMITTED or step is None or not step.awaits_confirmation:
        return []
    if barred(check_can_confirm, user, application):
        return []
    obstacle = signing.confirmation_obstacle(step, user)
    key, version = [application.public_id], {"version": application.version}
    scan = [Action("查看扫描件", reverse("funds:step-scan", args=[step.public_id]))] if step.scan_type else []
    confirm = reverse("funds:aid-confirm-paper", args=key)
    return [
        *scan,
        Action("核对无误", confirm, not obstacle, str(obstacle or ""), method="post", primary=True, fields=version),
        Action("与纸质件不符", reverse("funds:aid-discard-paper", args=key)),
    ]


def actions(turn: Turn, user: User) -> list[Action]:
    """Return what may be done with the whole application."""
    application = turn.application
    found = _pay_actions(turn, user)
    if not barred(check_can_edit_aid, user, application):
        found += _edit_actions(turn)
    own = not barred(check_own_people, user, application.bureau_id)
    if application.round and own and user.may(Permission.SEE_MONEY) and sees_reason(user):
        found.append(Action("打印审批表", _url(application, "print"), method="post"))
    return found


def _pay_actions(turn: Turn, user: User) -> list[Action]:
    application = turn.application
    if application.status != AidStatus.APPROVED or not user.may(Permission.PAY):
        return []
    reason = barred(check_can_pay_from, user, application.source)
    if application.is_plan:
        return [
            Action("支付", _url(application, "pay"), not reason, reason, primary=True),
            Action("预借现金", _url(application, "advance"), not reason, reason),
        ]
    payable = [item for item in turn.items if item.status == ItemStatus.PAYABLE]
    return [
        Action("支付", reverse("funds:item-pay", args=[item.public_id]), not reason, reason, primary=True)
        for item in payable
    ]


def _edit_actions(turn: Turn) -> list[Action]:
    application, found = turn.application, []
    if application.can_change:
        version = {"version": application.version}
        found += [
            Action("提交", _url(application, "submit"), method="post", primary=True, fields=version),
            Action("修改", _url(application, "edit")),
        ]
    if application.status == AidStatus.SUBMITTED and turn.step is not None and not turn.step.outcome:
        found.append(Action("登记纸质签批", _url(application, "paper")))
    paid = any(item.status in ITEM_OUT for item in turn.items)
    if (
        application.status in (AidStatus.DRAFT, AidStatus.RETURNED, AidStatus.SUBMITTED, AidStatus.APPROVED)
        and not paid
    ):
        found.append(Action("撤回", _url(application, "withdraw")))
    return found


def _url(application: AidApplication, act: str) -> str:
    return reverse(f"funds:aid-{act}", args=[application.public_id])


def remarks(application: AidApplication, turn: Turn) -> list[str]:
    """Return what one person did more than once, and what may have been split, as the form must say."""
    acts = [("录入", str(application.entered_by), routes.Actor.of_account(application.entered_by))]
    if application.submitted_by and application.submitted_by != application.entered_by:  # else one job
        acts.append(("提交", str(application.submitted_by), routes.Actor.of_account(application.submitted_by)))
    for step in turn.steps:
        if step.outcome and (step.signer_id or step.acted_by_id):
            acts.append((step.title, step.signer_name, routes.signed_by(step)))
        for what, user in (("登记纸质件", step.registered_by), ("核对纸质件", step.confirmed_by)):
            if user is not None:
                acts.append((f"{step.title}{what}", str(user), routes.Actor.of_account(user)))
    return routes.coincidences(acts) + split_remarks(application, turn.items)
