"""The inspection of a year: drawing records, one drawn record, what was found in it and that it was mended."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casework.forms.supervision import FindingForm, MendingForm
from casework.models import InspectedRecord
from casework.permissions.supervision import check_can_inspect
from casework.supervision import Year
from casework.views.posting import act_page, posted
from casework.views.supervision_parts import state_of
from casework.workflows import supervision as workflows
from office import clock
from office.display import Action, Confirmation, Fact
from office.models import User
from office.roles import Permission
from office.views.access import needs
from office.views.bureaus import bureau_of_year


@needs(Permission.INSPECT)
def draw(request: HttpRequest, year: int) -> HttpResponse:
    """Say how many of how many will be drawn, then draw them."""
    bureau = bureau_of_year(request, year)
    check_can_inspect(request.user, bureau.pk)
    frame = workflows.frame_of(Year(bureau, year))
    sizes = workflows.sizes_of(frame, bureau)
    up = reverse("casework:supervision-page", args=[year])
    confirm = Confirmation(
        title=f"抽取 {year} 年的督查记录",
        consequence=f"随机抽 {sum(sizes.values())} 件逐件检查。每年只抽一次,以后的记录不在抽查范围里。",
        button="抽取",
        cancel_url=up,
        facts=[Fact(kind.label, f"{len(keys)} 件里抽 {sizes[kind]} 件") for kind, keys in frame.items()],
    )

    def act() -> None:
        workflows.draw_inspection(bureau=bureau, year=year, by=request.user)

    return act_page(request, Form(posted(request)), act, confirm, done="督查记录已经抽取,请逐件检查。")


@require_safe
@needs(Permission.SEE_CASEWORK)
def record_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a drawn record: where it stands, what was found, what is to be done."""
    record = _found(request, public_id)
    context = {"record": record, "state": state_of(record), "facts": _facts(record, request.user)}
    context |= {"actions": _actions(record, request.user), "up": _up(record), "note": _note(record, request.user)}
    return render(request, "casework/inspected_record.html", context)


@needs(Permission.INSPECT)
def find(request: HttpRequest, public_id: str) -> HttpResponse:
    record = _found(request, public_id)
    check_can_inspect(request.user, record.inspection.bureau_id)
    form = FindingForm(posted(request), initial={"version": record.version})

    def act() -> None:
        workflows.record_finding(record_id=record.pk, by=request.user, **form.values())

    sentence = "登记后不能改。有问题的由责任人在期限内整改,整改后再来登记。"
    confirm = Confirmation("登记检查结果", sentence, "登记", page_url(record), _facts(record, request.user))
    return act_page(request, form, act, confirm, done="检查结果已登记。")


@needs(Permission.INSPECT)
def mend(request: HttpRequest, public_id: str) -> HttpResponse:
    record = _found(request, public_id)
    check_can_inspect(request.user, record.inspection.bureau_id)
    form = MendingForm(posted(request), initial={"version": record.version, "mended_on": clock.today()})

    def act() -> None:
        workflows.record_mending(record_id=record.pk, by=request.user, **form.cleaned_data)

    sentence = "请先看过整改后的记录再登记。"
    confirm = Confirmation("登记整改", sentence, "登记", page_url(record), _facts(record, request.user))
    return act_page(request, form, act, confirm, done="整改已登记。")


def page_url(record: InspectedRecord) -> str:
    return reverse("casework:inspected-record", args=[record.public_id])


def _found(request: HttpRequest, public_id: str) -> InspectedRecord:
    visible = (
        InspectedRecord.objects.visible_to(request.user)
        .for_list()
        .select_related(
            "inspection__bureau", "contact__entered_by", "need__raised_by", "review__proposed_by", "review__decided_by"
        )
    )
    return get_object_or_404(visible, public_id=public_id)


def _up(record: InspectedRecord) -> str:
    return reverse("casework:supervision-rows", args=[record.inspection.year, "drawn"])


def _facts(record: InspectedRecord, user: User) -> list[Fact]:
    facts = [
        Fact("记录", record.get_subject_display(), url=_record_url(record)),
        Fact("对象", record.person.name if record.person else "无"),
        Fact("责任人", record.helper.name if record.helper else "无"),
        Fact("责任领导", record.leader.name if record.leader else "无"),
    ]
    if record.finding:
        facts.append(Fact("检查结果", f"{record.get_finding_display()},{record.found_by} {record.found_on} 登记"))
    if record.mend_by:
        facts += [Fact("问题", record.get_fault_display()), Fact("整改期限", record.mend_by)]
    if record.mended_on:
        facts.append(Fact("整改日期", f"{record.mended_on},{record.mended_by} 登记"))
    return facts


def _note(record: InspectedRecord, user: User) -> str:
    """Return the note on a fault, free words that somebody may have filled with an illness, for who may read that."""
    return record.fault_note if user.may(Permission.SEE_ILLNESS) else ""


def _record_url(record: InspectedRecord) -> str:
    if record.contact:
        return reverse("casework:contact-detail", args=[record.contact.public_id])
    if record.need:
        return reverse("casework:need-detail", args=[record.need.public_id])
    return reverse("casework:review-row", args=[record.review.public_id]) if record.review else ""


def _actions(record: InspectedRecord, user: User) -> list[Action]:
    """Return what may be done next, with why not."""
    if not user.may(Permission.INSPECT) or user.bureau_id != record.inspection.bureau_id:
        return []
    why = str(workflows.obstacle(record, user) or "")
    key = [record.public_id]
    if not record.finding:
        url = reverse("casework:inspected-find", args=key)
        return [Action("登记检查结果", url, allowed=not why, reason=why, primary=True)]
    if record.is_unmended:
        url = reverse("casework:inspected-mend", args=key)
        return [Action("登记整改", url, allowed=not why, reason=why, primary=True)]
    return []
