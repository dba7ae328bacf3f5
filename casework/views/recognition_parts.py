"""What the pages of a recognition show: facts, path, buttons with the reasons that bar them."""

from typing import Any

from django.urls import reverse

from casework.choices.recognition import CLOSED, EDITABLE, USUAL_CAUSE, Origin, RecognitionStatus
from casework.errors.recognition import CauseMissing
from casework.models import NoticeRow, Recognition, RecognitionPaper, RecognitionStep
from casework.permissions.recognition import (
    check_can_confirm,
    check_can_prepare,
    check_can_sign,
    sees_categories,
    sees_reason,
)
from casework.workflows.signing import duties_obstacle
from office import clock, formats, routes
from office.choices import OUTCOMES, StepKind, StepOutcome
from office.display import Action, Decision, Fact, PathStep
from office.errors import Refused
from office.identifiers.dates import describe_age
from office.models import User
from office.roles import Permission, Role
from office.signing import confirmation_obstacle
from registry.categories.choices import Answer
from registry.categories.evaluation import evaluate, rules_for
from registry.categories.explanation import reason_for_recognition
from registry.models import Person

HIDDEN = "(您的角色不能查看)"
BUTTONS = {
    StepOutcome.AGREE: ("同意", "agree"),
    StepOutcome.RETURN: ("退回修改", "back"),
    StepOutcome.REFUSE: ("不同意", "refuse"),
}


def suggested(user: User, person: Person, rule: str) -> dict[str, Any]:
    """Return what a rule's suggestion fills into a new application: category, who asks, and the facts to check."""
    today = clock.today()
    versions = [version for version in rules_for(user, today) if version.rule == rule]
    people = Person.objects.filter(pk=person.pk)
    verdict = next(iter(evaluate(people, on=today, versions=versions)), None) if versions else None
    if verdict is None or verdict.answer != Answer.YES:
        return {}
    return {
        "category": verdict.version.category,
        "origin": Origin.OFFICE,
        "cause": USUAL_CAUSE.get(verdict.version.category, ""),
        "reason": reason_for_recognition(verdict),
    }


def may(check, *args) -> str:
    """Return why a permission check refuses, "" when it does not."""
    try:
        check(*args)
    except Refused as refused:
        return str(refused)
    return ""


def current_steps(recognition: Recognition) -> list[RecognitionStep]:
    """Return the steps of the present submission. Queries: none after `for_page`."""
    return [step for step in recognition.steps.all() if step.round == recognition.round]


def category_of(recognition: Recognition, user: User) -> str:
    return recognition.get_category_display() if sees_categories(user) else recognition.wording


def facts(recognition: Recognition, user: User) -> list[Fact]:
    """Return who, what for and why; the free text only to those who may read about an illness."""
    person, reads = recognition.person, sees_reason(user, recognition)
    link = person.get_absolute_url() if user.may(Permission.SEE_PEOPLE) else ""
    age = describe_age(person.birth_date, person.died_on or clock.today()) if person.birth_date else None
    rows = [
        Fact("姓名", person.name, url=link),
        Fact("人员类别", person.get_kind_display()),
        Fact("年龄", age),
        Fact("居住情况", person.get_living_arrangement_display()),
        Fact("党支部", recognition.branch.name if recognition.branch else None),
        Fact("申请类别", category_of(recognition, user), f"{recognition.year} 年"),
        Fact("致困原因", _causes(recognition) if reads else HIDDEN),
        Fact("困难情况和原因", recognition.reason if reads else HIDDEN),
        Fact("谁提出的", _asked(recognition), formats.day(recognition.asked_on) if recognition.asked_on else ""),
    ]
    return rows + _later_facts(recognition, user, reads)


def _causes(recognition: Recognition) -> str:
    found = [recognition.get_cause_display(), recognition.get_second_cause_display()]
    return "、".join(str(cause) for cause in found if cause)


def _asked(recognition: Recognition) -> str:
    who = f":{recognition.asked_by}" if recognition.asked_by else ""
    return f"{recognition.get_origin_display()}{who}"


def papers(recognition: Recognition, user: User) -> list[RecognitionPaper]:
    """Return the scans kept with an application, for who may open them. Queries: one at most."""
    if not sees_reason(user, recognition):
        return []
    return list(recognition.papers.filter(withdrawn_on=None).defer("content").select_related("added_by"))


def may_withdraw_papers(recognition: Recognition, user: User) -> bool:
    return recognition.status in EDITABLE and not may(check_can_prepare, user, recognition.bureau_id)


def _later_facts(recognition: Recognition, user: User, reads: bool) -> list[Fact]:
    """Return who entered it and how it ended, as far as it has."""
    rows = []
    if user.may(Permission.SEE_RECOGNITION):
        rows.append(Fact("录入", recognition.entered_by, formats.day(recognition.entered_at)))
    if recognition.closing_note and reads:
        rows.append(Fact("说明", recognition.closing_note))
    if recognition.recognised_on:
        rows.append(Fact("认定日期", formats.day(recognition.recognised_on)))
    if recognition.ended_on:
        rows.append(Fact("终止", formats.day(recognition.ended_on), recognition.get_end_reason_display()))
    return rows


def path(recognition: Recognition, user: User) -> list[PathStep]:
    """Return the signature path of the present submission."""
    steps = current_steps(recognition)
    submitted = recognition.status == RecognitionStatus.SUBMITTED
    due = routes.next_step(steps, steps) if submitted else None
    reads = sees_reason(user, recognition)
    return [_path_step(step, is_due=step is due, reads=reads) for step in steps]


def returned_note(recognition: Recognition, user: User) -> str:
    """Return why a recognition came back where no step says it, as after an objection that was upheld."""
    return recognition.closing_note if sees_reason(user, recognition) else ""


def earlier_path(recognition: Recognition, user: User) -> list[PathStep]:
    """Return what was signed in submissions that came back."""
    reads = sees_reason(user, recognition)
    old = [step for step in recognition.steps.all() if step.round < recognition.round and step.outcome]
    return [_path_step(step, is_due=False, reads=reads) for step in old]


def _path_step(step: RecognitionStep, *, is_due: bool, reads: bool) -> PathStep:
    state = "current" if is_due else "waiting"
    if step.counts:
        state = {"agree": "done", "not_applicable": "skipped", "return": "returned", "refuse": "refused"}[step.outcome]
    opinion = step.opinion if reads else ""
    return PathStep(
        step.title,
        state,
        who=step.signer_name or (Role(step.role).label if step.role else ""),
        on=step.signed_on,
        opinion=opinion,
        note=_paper_note(step),
    )


def _paper_note(step: RecognitionStep) -> str:
    if not step.on_paper:
        return ""
    meeting = f"{step.body_name},纪要 {step.minutes_number};" if step.body_name else ""
    second = f"{step.confirmed_by}核对" if step.confirmed_by else "待第二个人核对"
    return f"{meeting}纸质办理,{step.registered_by}登记,{second}"


def due_step(recognition: Recognition) -> RecognitionStep | None:
    """Return the step that is to be acted on now, if any."""
    if recognition.status != RecognitionStatus.SUBMITTED:
        return None
    steps = current_steps(recognition)
    return routes.next_step(steps, steps)


def decisions(recognition: Recognition, step: RecognitionStep, user: User) -> list[Decision]:
    """Return the buttons of the due step; none for a role that never takes it, barred ones with their reason."""
    if step.outcome or may(check_can_sign, user, recognition, step):
        return []
    obstacle = duties_obstacle(recognition, step, current_steps(recognition), routes.Actor.of_account(user))
    reason = str(obstacle) if obstacle else ""
    return [
        Decision(outcome.value, label, tone, allowed=not reason, reason=reason if outcome == StepOutcome.AGREE else "")
        for outcome, (label, tone) in BUTTONS.items()
        if outcome in OUTCOMES[StepKind(step.kind)]
    ]


def paper_actions(recognition: Recognition, step: RecognitionStep, user: User) -> list[Action]:
    """Return what a second person does with a registered paper step."""
    if not step.awaits_confirmation or may(check_can_confirm, user, recognition):
        return []
    obstacle = confirmation_obstacle(step, user)
    confirm = reverse("casework:step-confirm", args=[step.public_id])
    discard = reverse("casework:step-discard", args=[step.public_id])
    scan = [Action("查看扫描件", reverse("casework:step-scan", args=[step.public_id]))] if step.scan_type else []
    return [
        *scan,
        Action("核对无误", confirm, not obstacle, str(obstacle or ""), method="post", primary=True),
        Action("与纸质件不符", discard),
    ]


def actions(recognition: Recognition, user: User) -> list[Action]:
    """Return what the caseworker may do with the whole application."""
    if may(check_can_prepare, user, recognition.bureau_id):
        return []

    def url(name: str) -> str:
        return reverse(f"casework:recognition-{name}", args=[recognition.public_id])

    status, found = recognition.status, []
    if status in EDITABLE:
        missing = "" if recognition.cause else str(CauseMissing())
        found += [
            Action("提交", url("submit"), not missing, missing, method="post", primary=True),
            Action("修改", url("edit")),
        ]
    if status not in CLOSED:
        found.append(Action("添加材料", url("paper-add")))
    step = due_step(recognition)
    if step is not None and not step.outcome:
        found.append(Action("登记纸质签批", reverse("casework:step-paper", args=[step.public_id])))
    if status == RecognitionStatus.APPROVED:
        found.append(Action("列入公示", reverse("casework:notice-draft"), primary=True))
    if recognition.round:
        found.append(Action("打印审批表", url("print"), method="post"))
    if status == RecognitionStatus.RECOGNISED:
        found.append(Action("终止认定", url("end")))
    elif not recognition.closed_at:
        found.append(Action("撤回", url("withdraw")))
    return found


def waiting_line(step: RecognitionStep | None) -> str:
    """Return in one sentence what the application waits for."""
    if step is None:
        return ""
    if step.awaits_confirmation:
        return f"“{step.title}”的纸质件由{step.registered_by}登记,待另一个人对照扫描件核对。"
    return f"现在等{Role(step.role).label if step.role else '会议'}办理“{step.title}”。"


def remarks(recognition: Recognition) -> list[str]:
    """Return what one person did more than once, as the form must say."""
    acts = [("录入", str(recognition.entered_by), routes.Actor.of_account(recognition.entered_by))]
    if recognition.submitted_by and recognition.submitted_by != recognition.entered_by:
        acts.append(("提交", str(recognition.submitted_by), routes.Actor.of_account(recognition.submitted_by)))
    for step in current_steps(recognition):
        if step.outcome and (step.signer_id or step.acted_by_id):
            acts.append((step.title, step.signer_name, routes.signed_by(step)))
        for what, user in (("登记", step.registered_by), ("核对", step.confirmed_by)):
            if user is not None:
                acts.append((f"{what}“{step.title}”纸质件", str(user), routes.Actor.of_account(user)))
    return routes.coincidences(acts)


def others(recognition: Recognition, user: User) -> list[Recognition]:
    """Return the person's other recognitions, the newest first. Queries: one."""
    same = Recognition.objects.visible_to(user).of_person(recognition.person_id)
    return list(same.exclude(pk=recognition.pk).defer("reason", "closing_note")[:10])


def notice_rows(recognition: Recognition, user: User) -> list[NoticeRow]:
    """Return where the recognition was posted. Queries: one, none for who may not open notices."""
    if not user.may(Permission.SEE_RECOGNITION):
        return []
    return list(recognition.notice_rows.select_related("notice").order_by("-pk"))
