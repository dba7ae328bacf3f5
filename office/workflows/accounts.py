"""Accounts: made, given roles, closed and opened again by the administrator."""

import secrets
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction

from office import audit, clock, permissions, store
from office.errors import Refused, RuleBroken
from office.models import Bureau, StaffMember, User
from office.models.accounts import OPERATOR
from office.roles import SOLE_ROLES, Permission, Role

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Return a random first password, easy to read aloud: four groups of four (about 80 bits)."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def check_roles(roles: Iterable[Role]) -> None:
    """Raise RuleBroken when a role that stands alone is joined with another (R-50)."""
    held = set(roles)
    for role in SOLE_ROLES & held:
        if len(held) > 1:
            raise RuleBroken(f"{role.label}不能兼任其他角色。请只选“{role.label}”,或去掉它。")


def check_place(bureau: Bureau | None, staff_member: StaffMember | None, roles: Iterable[Role]) -> None:
    """Raise RuleBroken when the account's bureau is not its person's, or is missing for who works in one."""
    if staff_member is not None and (bureau is None or staff_member.bureau_id != bureau.pk):
        raise RuleBroken(f"{staff_member} 不是所选局的工作人员。请改选局或工作人员。")
    if bureau is None and set(roles) - {Role.ADMINISTRATOR}:
        raise RuleBroken("只有系统管理员可以不属于任何局。请选择所属局。")


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    bureau: Bureau | None,
    roles: Iterable[Role],
    by: User,
    staff_member: StaffMember | None = None,
    password: str = "",
    must_change_password: bool = True,
) -> tuple[User, str]:
    """Make an account and return it with its first password, which is shown once. Raises Refused, RuleBroken."""
    if not by.is_operator:
        permissions.check(by, Permission.EDIT_ACCOUNTS)
    roles = list(roles)
    check_roles(roles)
    check_place(bureau, staff_member, roles)
    password = password or new_password()
    user = User(
        username=username,
        name=name,
        bureau=bureau,
        staff_member=staff_member,
        must_change_password=must_change_password,
    )
    user.set_password(password)
    user.full_clean(exclude=["password"])
    store.save(user, by=by)
    _give(user, roles)
    audit.record_event("office.account.created", on=user, by=by, summary=_names(roles), roles=roles)
    return user, password


@transaction.atomic
def change_account(
    *, user: User, name: str, bureau: Bureau | None, staff_member: StaffMember | None, roles: Iterable[Role], by: User
) -> User:
    """Change whose account it is and what it may do; in force with the next request. Raises Refused, RuleBroken."""
    _check_other(by, user)
    roles = list(roles)
    check_roles(roles)
    check_place(bureau, staff_member, roles)
    _check_same_person(user, staff_member)
    before = sorted(user.roles)
    user.name, user.bureau, user.staff_member = name, bureau, staff_member
    user.full_clean(exclude=["password"])
    store.save(user, by=by)
    _give(user, roles)
    audit.record_event("office.account.changed", on=user, by=by, summary=_names(roles), before=before, roles=roles)
    return user


@transaction.atomic
def reset_password(*, user: User, by: User) -> str:
    """Give a new first password, end the sessions, and return it to be shown once. Raises Refused."""
    _check_other(by, user)
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    store.save(user, by=by)
    end_sessions(user)
    audit.record_event("office.account.password-reset", on=user, by=by)
    return password


@transaction.atomic
def switch_account(*, user: User, active: bool, by: User) -> User:
    """Close an account (its live sessions end with their next request) or open it again. Raises Refused. Rule: R-53."""
    _check_other(by, user)
    user.is_active = active
    store.save(user, by=by)
    if not active:
        end_sessions(user)
    audit.record_event("office.account.opened" if active else "office.account.closed", on=user, by=by)
    return user


def end_sessions(user: User) -> int:
    """Delete the live sessions of an account and return how many there were."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=clock.now()):
        if str(session.get_decoded().get("_auth_user_id")) == str(user.pk):
            session.delete()
            ended += 1
    return ended


def _check_other(by: User, user: User) -> None:
    """Refuse one's own account and the operator's. Rule: R-51."""
    permissions.check(by, Permission.EDIT_ACCOUNTS)
    if user.pk == by.pk:
        raise Refused("不能修改自己的账号权限,请另一位系统管理员办理。")
    if user.username == OPERATOR:
        raise Refused("“系统运维”是系统自身的账号,不能修改。")


def _check_same_person(user: User, staff_member: StaffMember | None) -> None:
    """Rule: an account that was used stays its person's: what it entered and signed is told apart by that person."""
    if user.last_login and user.staff_member_id and (staff_member is None or staff_member.pk != user.staff_member_id):
        raise RuleBroken(f"这个账号 {user.staff_member} 已经用过,不能改给别人。请停用它,为另一个人另建账号。")


def _give(user: User, roles: list[Role]) -> None:
    user.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in roles])
    for cached in ("roles", "permissions"):
        user.__dict__.pop(cached, None)


def _names(roles: list[Role]) -> str:
    return "、".join(role.label for role in roles) or "没有角色"
