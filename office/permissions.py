"""Who may do what in the office, asked in one place."""

from typing import TYPE_CHECKING

from office.errors import Refused
from office.roles import ROLE_PERMISSIONS, Permission

if TYPE_CHECKING:
    from office.models import User

# What the installation's operator (a command without --by) may do: import and maintain, sign nothing.
OPERATOR_PERMISSIONS = frozenset(
    {
        Permission.SEE_PEOPLE,
        Permission.SEE_ILLNESS,
        Permission.SEE_INCOME,
        Permission.SEE_REPORTS,
        Permission.SEE_MONEY,
        Permission.EDIT_PEOPLE,
        Permission.IMPORT_ROSTER,
        Permission.EXPORT_FULL,
        Permission.EDIT_STAFF,
        Permission.EDIT_TECHNICAL,
    }
)


def check(by: "User", permission: Permission) -> None:
    """Raise Refused, naming the roles that may, unless `by` holds the permission. Rule: R-66."""
    if by.may(permission):
        return
    roles = "、".join(role.label for role, held in ROLE_PERMISSIONS.items() if permission in held)
    raise Refused(f"您的角色不能做这件事;可以做的有:{roles}。")
