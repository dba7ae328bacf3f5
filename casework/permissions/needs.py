"""Who may raise, handle and confirm needs, and send or decide helpers' reports."""

from casework.choices.needs import NEED_ACTS, Act, Who
from casework.models import HelperReport, Need, Referral
from casework.permissions.pairing import check_own_bureau
from casework.querysets.people import own_people
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


def standing_of(by: User, need: Need) -> frozenset[Who]:
    """Return as whom of the table of acts a user stands to a need. Queries: one for a helper.

    Who handles a need does not also vouch, as the person's helper, that the person is content. Rule: R-427.
    """
    found = set()
    own_bureau = need.person.bureau_id == by.bureau_id
    if own_bureau and by.may(Permission.EDIT_CASEWORK):
        found.add(Who.KEEPER)
    if own_bureau and by.may(Permission.SIGN):
        found.add(Who.LEADER)
    if by.staff_member_id is not None and need.assigned_to_id == by.staff_member_id:
        found.add(Who.HANDLER)
    elif by.may(Permission.LOG_CONTACTS) and Person.objects.filter(own_people(by), pk__in=_now(need)).exists():
        found.add(Who.HELPER)
    return frozenset(found)


def _now(need: Need) -> list[int]:
    """Return the record the need stands on and the one that was merged into."""
    return [pk for pk in (need.person_id, need.person.merged_into_id) if pk]


def check_can(by: User, act: Act, need: Need) -> None:
    """Refuse an act that the table does not give to this user. Rule: R-88, R-425. Queries: one for a helper."""
    allowed = NEED_ACTS[act].who
    if not allowed & standing_of(by, need):
        who = "、".join(sorted(one.value for one in allowed))
        raise Refused(f"{act.label}由{who}办理。")


def open_acts(by: User, need: Need) -> list[Act]:
    """Return what this user may do with the need as it stands. Queries: one for a helper."""
    standing = standing_of(by, need)
    return [act for act, rule in NEED_ACTS.items() if need.status in rule.moves and rule.who & standing]


def check_can_keep(by: User, referral: Referral) -> None:
    check(by, Permission.EDIT_CASEWORK)
    if referral.bureau_id != by.bureau_id:
        raise Refused("上级局只能查看,不能代为办理。请由所在局办理。")


def check_can_decide(by: User, report: HelperReport) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, report.person)
