"""What of the registry waits for a person."""

from collections.abc import Iterator

from django.urls import reverse

from office.models import User
from office.roles import Permission
from office.todo import DUE, Line, line
from registry.models import Death


def deaths_to_see_to(user: User) -> Iterator[Line]:
    """Yield the deaths of the user's own bureau with lines of their checklist still open."""
    if user.may(Permission.EDIT_PEOPLE):
        found = Death.objects.standing_for(user).with_open_tasks().filter(person__bureau=user.bureau_id)
        yield line(DUE, "丧事待办", found, reverse("registry:death-list"), "warn", names="person__name")
