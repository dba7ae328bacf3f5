"""Who may record, void and correct contacts."""

from collections.abc import Sequence

from casework.errors.contacts import NotOwnPeople
from casework.models import Contact
from casework.permissions.pairing import check_own_bureau
from office.errors import Refused
from office.models import StaffMember, User
from office.permissions import check
from office.roles import Permission
from registry.models import Person


def check_can_record(by: User, helpers: Sequence[StaffMember], persons: Sequence[Person]) -> None:
    """Let a caseworker enter any contact of the bureau, a helper their own with the people paired with them today.

    Queries: one for a helper.
    Rule: R-84.
    """
    if by.may(Permission.EDIT_CASEWORK):
        for person in persons:
            check_own_bureau(by, person)
        return
    check(by, Permission.LOG_CONTACTS)
    if by.staff_member_id not in {helper.pk for helper in helpers}:
        raise Refused("您只能登记自己参加的走访。")
    own = Person.objects.visible_to(by).filter(pk__in=[person.pk for person in persons]).count()
    if own != len(persons):
        raise NotOwnPeople


def check_can_void(by: User, contact: Contact) -> None:
    """Let a caseworker of the bureau, or whoever entered the contact, void it."""
    if by.may(Permission.EDIT_CASEWORK) and contact.bureau_id == by.bureau_id:
        return
    if by.may(Permission.LOG_CONTACTS) and contact.entered_by_id == by.pk:
        return
    raise Refused("只有本局经办人或录入人可以作废走访记录。")


def can_void(by: User, contact: Contact) -> bool:
    try:
        check_can_void(by, contact)
    except Refused:
        return False
    return True


def reads_notes(by: User, contact: Contact) -> bool:
    """Return whether a user reads what was seen and said: who may see an illness, and who was there. Queries: one."""
    if by.may(Permission.SEE_ILLNESS):
        return True
    return by.staff_member_id is not None and contact.helper_rows.filter(helper_id=by.staff_member_id).exists()


def check_can_read_notes(by: User, contact: Contact) -> None:
    if not reads_notes(by, contact):
        raise Refused("走访的照片和谈话内容只有经办人、领导和去走访的人才能打开。")
