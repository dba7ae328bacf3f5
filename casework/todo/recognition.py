"""What waits around recognitions, notices and objections."""

from collections.abc import Iterator

from django.urls import reverse

from casework.models import Objection, Recognition, RecognitionNotice
from office import clock
from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, SIGN, TodoItem

SIGNERS = (Permission.SIGN, Permission.GIVE_OPINION, Permission.CHECK_MONEY)


def recognitions_to_sign(user: User) -> Iterator[TodoItem]:
    if any(user.may(permission) for permission in SIGNERS):
        count = Recognition.objects.visible_to(user).waiting_for(user).count()
        label = "待签批的认定" if user.may(Permission.SIGN) else "待提意见的认定"
        yield TodoItem(SIGN, label, count, reverse("casework:recognition-list") + "?waiting=on")


def papers_to_confirm(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.CONFIRM_PAPER):
        count = Recognition.objects.visible_to(user).to_confirm_by(user).count()
        yield TodoItem(SIGN, "待核对的认定纸质件", count, reverse("casework:recognition-list") + "?confirm=on")


def recognitions_returned(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_RECOGNITION):
        count = Recognition.objects.visible_to(user).returned().filter(bureau=user.bureau_id).count()
        yield TodoItem(FIX, "退回修改的认定", count, reverse("casework:recognition-list") + "?status=returned", "warn")


def recognitions_to_post(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_RECOGNITION) and user.bureau_id:
        count = Recognition.objects.waiting_for_notice(user.bureau_id).count()
        yield TodoItem(DUE, "待公示的认定", count, reverse("casework:notice-draft"))


def notices_to_close(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_RECOGNITION):
        visible = RecognitionNotice.objects.visible_to(user).filter(bureau=user.bureau_id)
        count = visible.with_ripe_rows(clock.today()).count()
        yield TodoItem(DUE, "公示期满待办结", count, reverse("casework:notice-list") + "?ripe=on")


def objections_to_answer(user: User) -> Iterator[TodoItem]:
    if user.may(Permission.EDIT_RECOGNITION):
        visible = Objection.objects.visible_to(user).filter(row__notice__bureau=user.bureau_id)
        count = visible.undecided().count()
        yield TodoItem(DUE, "待答复的异议", count, reverse("casework:objection-list"), "warn")


SOURCES = [
    recognitions_to_sign,
    papers_to_confirm,
    recognitions_returned,
    recognitions_to_post,
    notices_to_close,
    objections_to_answer,
]
