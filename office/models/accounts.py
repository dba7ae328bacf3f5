"""Accounts. Roles are Django groups; what a role may do is data in `office.roles`."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from office.models.bureaus import Bureau, StaffMember
from office.permissions import OPERATOR_PERMISSIONS
from office.roles import Permission, Role, permissions_of, roles_named

OPERATOR = "operator"


class Theme(models.TextChoices):
    AUTO = "auto", "跟随系统"
    LIGHT = "light", "浅色"
    DARK = "dark", "深色"


class User(AbstractUser):
    """An account, of one bureau (none: the installation's own), perhaps of a staff member."""

    first_name = None  # type: ignore[assignment]  # Chinese names have one part here
    last_name = None  # type: ignore[assignment]  # as above
    name = models.CharField("姓名", max_length=100)
    bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="局")
    staff_member = models.OneToOneField(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="account", verbose_name="工作人员"
    )
    large_type = models.BooleanField("大字", default=False)
    theme = models.CharField("明暗", max_length=5, choices=Theme.choices, default=Theme.AUTO)
    language = models.CharField(
        "语言", max_length=7, default="zh-hans", choices=[("zh-hans", "简体中文"), ("en", "English")]
    )
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = UserManager()  # type: ignore[misc]  # typed for the stubs' own User
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    @classmethod
    def operator(cls) -> "User":
        """Return the installation's operator: the actor of a command without --by. Never signs in, signs nothing."""
        user, created = cls.objects.get_or_create(
            username=OPERATOR, defaults={"name": "系统运维", "password": "!", "is_active": False}
        )
        return user

    @property
    def is_operator(self) -> bool:
        return self.username == OPERATOR

    @property
    def sees_installation(self) -> bool:
        """Return whether bureaus do not bound what this account sees."""
        return self.is_operator or Role.ADMINISTRATOR in self.roles

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Return the account's roles. Queries: one, once a request."""
        return roles_named(self.groups.values_list("name", flat=True))

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return OPERATOR_PERMISSIONS if self.is_operator else permissions_of(self.roles)

    @cached_property
    def has_lower_bureaus(self) -> bool:
        """Return whether the account's bureau has others below it. Queries: one, once a request."""
        return Bureau.objects.filter(parent=self.bureau_id).exists()

    def bureau_scope(self, prefix: str = "") -> Q:
        """Return the condition for belonging to the account's bureau or one below; `prefix` leads to the bureau.

        Where there is none below, the bureau is compared by its id: an index then serves bureau and order at once.
        """
        if self.bureau is None or not self.has_lower_bureaus:
            return Q(**{f"{prefix}bureau": self.bureau_id})
        return Q(**{f"{prefix}bureau__path__startswith": self.bureau.path})

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def has_role(self, role: Role) -> bool:
        return role in self.roles
