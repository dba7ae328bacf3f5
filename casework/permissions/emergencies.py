"""Who answers and closes emergencies, and who plans hours of help."""

from casework.models import Emergency, Shift
from casework.permissions.pairing import check_own_bureau
from casework.querysets.people import own_people
from office.errors import Refused
from office.models import User
from office.permissions import check
from office.roles import Permission
from registry.models import Person


def check_can_answer(by: User, emergency: Emergency) -> None:
    """Let a caseworker, whoever is in charge, or who is paired with the person say that somebody is there.

    Rule: R-434. Queries: one for a helper.
    """
    if by.may(Permission.EDIT_CASEWORK):
        check_own_bureau(by, emergency.person)
        return
    if by.staff_member_id is not None and emergency.lead_id == by.staff_member_id:
        return
    check(by, Permission.LOG_CONTACTS)
    if not Person.objects.filter(own_people(by), pk=emergency.person_id).exists():
        raise Refused("这件特情不是由您处置的。")


def check_can_close(by: User, emergency: Emergency) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, emergency.person)


def check_can_plan(by: User, person: Person) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, person)


def check_can_settle(by: User, shift: Shift) -> None:
    if by.may(Permission.EDIT_CASEWORK):
        check_own_bureau(by, shift.person)
        return
    if by.staff_member_id is None or shift.helper_id != by.staff_member_id:
        raise Refused("这一班不是您的。")
