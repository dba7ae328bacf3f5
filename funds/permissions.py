"""Who may do what with money.

Each `check_can_…` raises Refused; duties that are data (separation) are checked in workflows.
"""

from funds.errors import DraftNotShown, NotTheKeeper, NotYourAdvance, NotYourStep, OtherBureau
from funds.models import AidApplication, AidStep, CashAdvance, FundSource
from funds.querysets.sources import READS_ALL_SOURCES
from office.choices import StepKind
from office.models import Bureau, User
from office.permissions import check
from office.roles import Permission, Role
from registry.models import Person

STEP_PERMISSION = {
    StepKind.OPINION: Permission.GIVE_OPINION,
    StepKind.CHECK: Permission.CHECK_MONEY,
    StepKind.SIGNATURE: Permission.SIGN,
}


def check_own_bureau(by: User, bureau_id: int) -> None:
    """Refuse to act in another bureau: an upper bureau reads its subtree and changes nothing there. Rule: R-126."""
    if by.bureau_id != bureau_id:
        raise OtherBureau


def check_can_open_source(by: User, bureau: Bureau) -> None:
    check(by, Permission.KEEP_SOURCES)
    check_own_bureau(by, bureau.pk)


def check_can_keep(by: User, source: FundSource) -> None:
    """Refuse whoever is not the keeper: rules, receipts, closing."""
    check(by, Permission.KEEP_SOURCES)
    _check_keeper(by, source)


def check_can_pay_from(by: User, source: FundSource) -> None:
    check(by, Permission.PAY)
    _check_keeper(by, source)


def check_can_deliver(by: User, advance: CashAdvance) -> None:
    """Refuse whoever neither took the cash nor enters it for the taker. Rule: R-676."""
    if by.may(Permission.EDIT_AID):
        check_own_bureau(by, advance.source.bureau_id)
        return
    check(by, Permission.LOG_CONTACTS)
    if by.staff_member_id != advance.taker_id:
        raise NotYourAdvance


def check_can_enter_aid(by: User, bureau_id: int) -> None:
    check(by, Permission.EDIT_AID)
    check_own_bureau(by, bureau_id)


def check_can_edit_aid(by: User, application: AidApplication) -> None:
    check_can_enter_aid(by, application.bureau_id)


def check_can_act(by: User, step: AidStep, application: AidApplication, people: list[Person]) -> None:
    """Refuse whoever has not the step's role, for an opinion the branch, for a check the source. Rule: R-116."""
    if step.kind == StepKind.MEETING:
        raise NotYourStep("会议研究的结果由经办人按会议纪要登记,再由第二个人核对。")
    check(by, STEP_PERMISSION[StepKind(step.kind)])
    check_own_bureau(by, application.bureau_id)
    if step.kind == StepKind.SIGNATURE and step.role not in by.roles:
        raise NotYourStep(f"这一步由{Role(step.role).label}签批。")
    if step.kind == StepKind.CHECK:
        _check_keeper(by, application.source)
    if step.kind == StepKind.OPINION and not all(is_secretary_of(by, person) for person in people):
        raise NotYourStep("名单中有人不在您的支部。请由各支部出具书面意见,交经办人登记。")


def check_can_confirm(by: User, application: AidApplication) -> None:
    """Refuse whoever is not of those who may be the second person on what was signed on paper."""
    check(by, Permission.CONFIRM_PAPER)
    check_own_bureau(by, application.bureau_id)


def check_can_confirm_reversal(by: User, source: FundSource) -> None:
    check(by, Permission.CONFIRM_PAPER)
    check_own_bureau(by, source.bureau_id)


def check_can_issue_list(by: User, bureau: Bureau) -> None:
    check(by, Permission.ISSUE_PUBLICITY)
    check_own_bureau(by, bureau.pk)


def check_can_read_list(by: User, *, issued: bool) -> None:
    """Refuse who sees no money; a draft also to who keeps single sources, since it shows them all. Rule: R-168."""
    check(by, Permission.SEE_MONEY)
    if not (issued or by.is_operator or by.roles & READS_ALL_SOURCES):
        raise DraftNotShown


def check_can_keep_template(by: User, bureau_id: int) -> None:
    """Uploading another office's workbook and saying what goes where."""
    check(by, Permission.EDIT_AID)
    check_own_bureau(by, bureau_id)


def _check_keeper(by: User, source: FundSource) -> None:
    """Refuse whoever is not the keeper of the source. Rule: R-143."""
    check_own_bureau(by, source.bureau_id)
    if source.keeper_id != by.pk:
        raise NotTheKeeper(source.name, str(source.keeper))


def is_secretary_of(by: User, person: Person) -> bool:
    secretary_id = person.branch.secretary_id if person.branch else None
    return secretary_id is not None and secretary_id == by.staff_member_id
