"""Who may raise, handle and confirm needs, and send or decide helpers' reports."""

from casework.models import HelperReport, Need
from casework.permissions.pairing import check_own_bureau
from office.errors import Refused
from office.models import User
from office.permissions import check
from office.roles import Permission
from registry.models import Person


def check_can_raise(by: User, person: Person) -> None:
    """Let a caseworker of the bureau, or a helper for the people paired with them today, raise a need.

    Queries: one for a helper.
    """
    if by.may(Permission.EDIT_CASEWORK):
        check_own_bureau(by, person)
        return
    check_is_own_person(by, person)


def check_is_own_person(by: User, person: Person) -> None:
    check(by, Permission.LOG_CONTACTS)
    if not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise Refused("您只能办理自己现在结对联系的人的事项。")


def check_can_handle(by: User, need: Need) -> None:
    """Let a caseworker, or the staff member the need is assigned to, say that it is done. Rule: R-88."""
    if by.may(Permission.EDIT_CASEWORK):
        check_own_bureau(by, need.person)
        return
    check(by, Permission.LOG_CONTACTS)
    if need.assigned_to_id is None or need.assigned_to_id != by.staff_member_id:
        raise Refused("这项诉求没有分派给您。")


def check_can_keep(by: User, need: Need) -> None:
    """Assigning, confirming and closing are the caseworker's."""
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, need.person)


def check_can_decide(by: User, report: HelperReport) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, report.person)
