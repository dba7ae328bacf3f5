"""How a request's account is read: with its bureau and roles, in one query."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, F, OuterRef

from office.models import Bureau, User
from office.roles import roles_named


class AccountBackend(ModelBackend):
    """Signs in by name and password as Django does; every page needs the account's bureau and roles besides."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account if it may sign in. Queries: one."""
        rows = list(
            User.objects.filter(pk=user_id)
            .select_related("bureau")
            .annotate(role_name=F("groups__name"), has_lower=Exists(Bureau.objects.filter(parent=OuterRef("bureau"))))
        )
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user = rows[0]
        user.roles = roles_named(row.role_name for row in rows)
        user.has_lower_bureaus = user.has_lower
        return user
