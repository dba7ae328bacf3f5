"""What waits around recognitions, notices and objections."""

from collections.abc import Iterator

from django.urls import reverse

from casework.choices.recognition import RecognitionStatus
from casework.models import Objection, Recognition, RecognitionNotice, RecognitionRoute
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, KNOWN, SIGN, Line, line

NAME, SENT, LIST = "person__name", "submitted_at", "casework:recognition-list"
UNDER_WAY = {RecognitionStatus.SUBMITTED: "审批中的认定", RecognitionStatus.ON_NOTICE: "公示中的认定"}
SIGNERS = (Permission.SIGN, Permission.GIVE_OPINION, Permission.CHECK_MONEY)


def recognitions_to_sign(user: User) -> Iterator[Line]:
    if any(user.may(permission) for permission in SIGNERS):
        found = Recognition.objects.visible_to(user).waiting_for(user)
        label = "待签批的认定" if user.may(Permission.SIGN) else "待提意见的认定"
        yield line(SIGN, label, found, reverse(LIST) + "?waiting=on", names=NAME, since=SENT)


def papers_to_confirm(user: User) -> Iterator[Line]:
    if user.may(Permission.CONFIRM_PAPER):
        found = Recognition.objects.visible_to(user).to_confirm_by(user)
        yield line(SIGN, "待核对的认定纸质件", found, reverse(LIST) + "?confirm=on", names=NAME, since=SENT)


def recognitions_returned(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_RECOGNITION):
        found = Recognition.objects.visible_to(user).returned().filter(bureau=user.bureau_id)
        here = reverse(LIST)
        yield line(FIX, "退回修改的认定", found, f"{here}?status=returned", "warn", names=NAME, since=SENT)


def recognitions_to_post(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_RECOGNITION) and user.bureau_id:
        found = Recognition.objects.waiting_for_notice(user.bureau_id)
        yield line(DUE, "待公示的认定", found, reverse("casework:notice-draft"), names=NAME, since=SENT)


def notices_to_close(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_RECOGNITION):
        visible = RecognitionNotice.objects.visible_to(user).filter(bureau=user.bureau_id)
        found = visible.with_ripe_rows(clock.today())
        url = reverse("casework:notice-list") + "?ripe=on"
        yield line(DUE, "公示期满待办结", found, url, names="title", since="to_on")


def objections_to_answer(user: User) -> Iterator[Line]:
    if user.may(Permission.EDIT_RECOGNITION):
        visible = Objection.objects.visible_to(user).filter(row__notice__bureau=user.bureau_id)
        found = visible.waiting()
        url = reverse("casework:objection-list")
        yield line(DUE, "待答复的异议", found, url, "warn", names="row__name", since="recorded_at")


def recognitions_under_way(user: User) -> Iterator[Line]:
    if user.may(Permission.SEE_RECOGNITION):
        here = reverse(LIST)
        visible = Recognition.objects.visible_to(user)
        for status, label in UNDER_WAY.items():
            found = visible.filter(status=status)
            yield line(KNOWN, label, found, f"{here}?status={status}", "quiet", names=NAME, since=SENT)


def routes_to_confirm(user: User) -> Iterator[Line]:
    if user.may(Permission.CONFIRM_POLICY):
        found = RecognitionRoute.objects.filter(bureau=user.bureau_id).waiting()
        yield line(SIGN, "待确认的认定流程", found, reverse("casework:route-list") + "#waiting", since="proposed_at")


SOURCES = [
    recognitions_to_sign,
    papers_to_confirm,
    routes_to_confirm,
    recognitions_returned,
    recognitions_to_post,
    notices_to_close,
    objections_to_answer,
    recognitions_under_way,
]
