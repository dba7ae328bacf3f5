"""What of the registry waits for a person."""

from collections.abc import Iterator
from datetime import date

from django.core.cache import cache
from django.db.models import Max
from django.urls import reverse

from office.models import AuditEvent, User
from office.roles import Permission
from office.todo import DUE, FIX, KNOWN, Line, TodoItem, line
from registry.categories.choices import State
from registry.categories.evaluation import rules_for
from registry.categories.suggestions import suggestions
from registry.choices import BatchStatus
from registry.models import Death, ImportBatch, Person

REMEMBERED_SECONDS = 24 * 3600


def deaths_to_see_to(user: User) -> Iterator[Line]:
    """Yield the deaths of the user's own bureau with lines of their checklist still open."""
    if user.may(Permission.EDIT_PEOPLE):
        found = Death.objects.standing_for(user).with_open_tasks().filter(person__bureau=user.bureau_id)
        url = reverse("registry:death-list")
        yield line(DUE, "丧事待办", found, url, "warn", names="person__name", since="recorded_at")


def rosters(user: User) -> Iterator[Line]:
    """Yield the rosters of the user's own uploading: those to look at, and those still being worked on."""
    if not user.may(Permission.IMPORT_ROSTER):
        return
    mine = ImportBatch.objects.filter(created_by=user)
    url = reverse("registry:import-new")
    waiting = mine.filter(status__in=[BatchStatus.PREVIEW, BatchStatus.COLUMNS])
    yield line(FIX, "已读好、等您确认的花名册", waiting, url, names="file_name", since="created_at")
    working = mine.filter(status__in=[BatchStatus.READING, BatchStatus.WRITING])
    yield line(KNOWN, "后台正在处理的花名册", working, url, "quiet", names="file_name", since="created_at")


def suggestions_to_decide(user: User) -> Iterator[TodoItem]:
    """Give the line of what the rules suggest for the people of a caseworker's own bureau."""
    if user.may(Permission.EDIT_PEOPLE) and user.bureau is not None:
        url = f"{reverse('registry:suggestion-list')}?bureau={user.bureau.code}"
        yield TodoItem(KNOWN, "按规则建议认定", 0, url, "quiet", later=reverse("registry:suggestion-count"))


def suggestions_counted(user: User, on: date) -> int:
    """Return how many suggestions of the own bureau nobody has decided on: a second for three thousand people.

    Every write leaves an audit event in its own transaction, so the number holds until there is a newer event.
    Queries: one; the first time after a write also those of `suggestions`.
    """
    newest = AuditEvent.objects.filter(bureau_id=user.bureau_id).aggregate(Max("pk"))["pk__max"]
    key = f"suggestions:{user.bureau_id}:{on}:{newest}:{','.join(sorted(user.roles))}"
    count = cache.get(key)
    if count is None:
        cache.set(key, count := _count(user, on), REMEMBERED_SECONDS)
    return count


def _count(user: User, on: date) -> int:
    people = Person.objects.standing().filter(bureau=user.bureau_id)
    found = suggestions(people, on=on, versions=rules_for(user, on))
    return sum(one.state == State.SUGGESTED for one in found)
