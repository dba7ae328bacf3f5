"""Who may do what with a recognition and its notice; the duties that bind persons are in `office.routes`."""

from casework.models import Recognition, RecognitionStep
from office.choices import StepKind
from office.errors import Refused
from office.models import User
from office.permissions import check
from office.roles import Permission, Role


def check_own_bureau(by: User, bureau_id: int) -> None:
    """Refuse to act in another bureau: an upper bureau reads its subtree and changes nothing there."""
    if bureau_id != by.bureau_id:
        raise Refused("上级局只能查看下级局的认定,不能代为办理。请由所在局办理。")


def check_can_prepare(by: User, bureau_id: int) -> None:
    """Entering, submitting, withdrawing and ending; notices and objections; registering paper."""
    check(by, Permission.EDIT_RECOGNITION)
    check_own_bureau(by, bureau_id)


def check_can_sign(by: User, recognition: Recognition, step: RecognitionStep) -> None:
    """Acting in a step on screen: by the step's kind, role and branch. Rule: R-116."""
    if step.kind == StepKind.MEETING:
        raise Refused("会议研究的结果凭会议纪要登记,不在页面上签批。")
    if step.kind == StepKind.OPINION:
        check(by, Permission.GIVE_OPINION)
        secretary_id = recognition.branch.secretary_id if recognition.branch else None
        if secretary_id is None or by.staff_member_id != secretary_id:
            raise Refused("支部意见由对象所在党支部的书记提出。")
        return
    check(by, Permission.CHECK_MONEY if step.kind == StepKind.CHECK else Permission.SIGN)
    check_own_bureau(by, recognition.bureau_id)
    if step.role and not by.has_role(Role(step.role)):
        raise Refused(f"“{step.title}”由{Role(step.role).label}办理。")


def check_can_confirm(by: User, recognition: Recognition) -> None:
    """Comparing a paper step with its scan, as the second person."""
    check(by, Permission.CONFIRM_PAPER)
    check_own_bureau(by, recognition.bureau_id)


def sees_categories(user: User) -> bool:
    """Say whether the true categories may be listed and filtered by: one of them is an illness."""
    return user.may(Permission.SEE_ILLNESS) or user.may(Permission.GIVE_OPINION)


def sees_reason(user: User, recognition: Recognition) -> bool:
    """Say whether the free text may be read: it may name an illness, which an auditor does not see. Rule: R-109."""
    if user.may(Permission.SEE_ILLNESS):
        return True
    branch = recognition.branch
    return (
        user.may(Permission.GIVE_OPINION)
        and branch is not None
        and user.staff_member_id is not None
        and branch.secretary_id == user.staff_member_id
    )
