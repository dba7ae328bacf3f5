"""The notices that the office's own pages show while they run. It takes what the paper prints and nothing else."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from casework.documents import notices as documents
from casework.models import NoticeRow, RecognitionNotice
from office import clock, policy
from office.choices import NoticeStatus, PostingChannel, RowStatus
from office.models import Bureau, User
from office.todo import KNOWN, TodoItem

SHOWN = (RowStatus.POSTED, RowStatus.HELD)


def is_on(bureau: Bureau) -> bool:
    """Say whether the office shows its notices here. Queries: one."""
    return bool(policy.whole("notice_on_intranet", bureau=bureau))


def running(bureau: Bureau) -> list[dict[str, Any]]:
    """Return what the running notices print, each name within its own period. Queries: two. Rule: R-454."""
    today = clock.today()
    listed = NoticeRow.objects.filter(status__in=SHOWN, from_on__lte=today, to_on__gte=today).order_by("number")
    found = RecognitionNotice.objects.filter(bureau=bureau, status=NoticeStatus.POSTED).order_by("-from_on")
    notices = found.select_related("bureau").prefetch_related(Prefetch("rows", queryset=listed, to_attr="listed"))
    return [
        documents.notice_content(notice, notice.listed, (notice.from_on, notice.to_on))
        for notice in notices
        if notice.from_on and notice.to_on and PostingChannel.INTRANET in notice.channels and notice.listed
    ]


def notices_to_know(user: User) -> Iterator[TodoItem]:
    """Tell whoever is signed in that names are posted."""
    if user.bureau and is_on(user.bureau) and (found := running(user.bureau)):
        yield TodoItem(KNOWN, "正在公示的名单", len(found), reverse("casework:bulletin"), "quiet")
