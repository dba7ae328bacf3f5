"""Who may propose, issue and end pairings."""

from casework.models import Pairing
from office.errors import Refused
from office.models import User
from office.permissions import check
from office.roles import Permission
from registry.models import Person


def check_own_bureau(by: User, person: Person) -> None:
    """Refuse to edit in another bureau: an upper bureau reads its subtree and changes nothing there."""
    check_own_bureau_of(by, person.bureau_id)


def check_own_bureau_of(by: User, bureau_id: int) -> None:
    if bureau_id != by.bureau_id:
        raise Refused("上级局只能查看下级局的人员,不能代为办理。请由所在局办理。")


def check_can_propose(by: User, person: Person) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, person)


def check_can_issue(by: User, pairing: Pairing) -> None:
    check(by, Permission.ISSUE_PAIRINGS)
    check_own_bureau(by, pairing.person)


def check_can_end(by: User, pairing: Pairing) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, pairing.person)
