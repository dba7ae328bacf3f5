"""What of the registry waits for a person."""

from collections.abc import Iterator

from django.urls import reverse

from office.models import User
from office.roles import Permission
from office.todo import DUE, FIX, KNOWN, Line, line
from registry.choices import BatchStatus
from registry.models import Death, ImportBatch


def deaths_to_see_to(user: User) -> Iterator[Line]:
    """Yield the deaths of the user's own bureau with lines of their checklist still open."""
    if user.may(Permission.EDIT_PEOPLE):
        found = Death.objects.standing_for(user).with_open_tasks().filter(person__bureau=user.bureau_id)
        yield line(DUE, "丧事待办", found, reverse("registry:death-list"), "warn", names="person__name")


def rosters(user: User) -> Iterator[Line]:
    """Yield the rosters of the user's own uploading: those to look at, and those still being worked on."""
    if not user.may(Permission.IMPORT_ROSTER):
        return
    mine = ImportBatch.objects.filter(created_by=user)
    url = reverse("registry:import-new")
    waiting = mine.filter(status__in=[BatchStatus.PREVIEW, BatchStatus.COLUMNS])
    yield line(FIX, "已读好、等您确认的花名册", waiting, url, names="file_name")
    working = mine.filter(status__in=[BatchStatus.READING, BatchStatus.WRITING])
    yield line(KNOWN, "后台正在处理的花名册", working, url, "quiet", names="file_name")
