"""The bureau, its branches, its staff, and one account per role."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from office import audit, store
from office.choices import StaffIdentity
from office.identifiers.national_id import Sex
from office.models import Branch, Bureau, Post, StaffMember, User
from office.roles import Role
from office.workflows import accounts, settings

BUREAU = ("439999", "新山县税务局")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = [
    "志强",
    "建华",
    "丽娟",
    "晓东",
    "文博",
    "海燕",
    "俊杰",
    "雪梅",
    "永刚",
    "春兰",
    "国栋",
    "思远",
    "婷",
    "磊",
    "敏",
    "静",
]
BRANCHES = ["离退休第一党支部", "离退休第二党支部", "机关党支部", "龙泉分局党支部"]
SECTIONS = ["办公室", "人事教育股", "财务股", "征收管理股", "税政股", "纳税服务股", "龙泉分局", "骥村分局"]
ACCOUNTS = {
    Role.CASEWORKER: "demo-caseworker",
    Role.HELPER: "demo-helper",
    Role.BRANCH_SECRETARY: "demo-branch-secretary",
    Role.SECTION_HEAD: "demo-section-head",
    Role.BUREAU_LEADER: "demo-bureau-leader",
    Role.FINANCE: "demo-finance",
    Role.AUDITOR: "demo-auditor",
    Role.ADMINISTRATOR: "demo-administrator",
}
SERVING = 100


@dataclass
class Office:
    """Who is there: the accounts by role, the staff, the branches."""

    bureau: Bureau
    branches: list[Branch] = field(default_factory=list)
    staff: list[StaffMember] = field(default_factory=list)
    users: dict[Role, User] = field(default_factory=dict)
    second_caseworker: User | None = None

    def user(self, role: Role) -> User:
        return self.users[role]

    def staff_of(self, role: Role) -> StaffMember:
        """Return the staff member behind a role's account."""
        member = self.users[role].staff_member
        if member is None:
            raise LookupError(role)
        return member

    @property
    def members(self) -> list[StaffMember]:
        return [member for member in self.staff if member.is_party_member]


def staff_name(number: int) -> str:
    """Return one of 800 different names."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7 + number // len(SURNAMES)) % len(GIVEN)]


def make_office(*, password: str, year: int, by: User) -> Office:
    """Set up the bureau as of January of `year`, its serving staff and one account per role."""
    random = Random(2011)
    bureau = Bureau(code=BUREAU[0], name=BUREAU[1], phone="0746-4700000", address="新山县枧头镇税务小区1号")
    store.create(bureau, by=by)
    audit.record_event("office.bureau.created", on=bureau, by=by, bureau=bureau)
    office = Office(bureau)
    office.branches = [
        settings.save_record(record=Branch(bureau=bureau, name=name), fields=[], by=by) for name in BRANCHES
    ]
    for number in range(SERVING):
        member = StaffMember(
            bureau=bureau,
            staff_no=f"XS{number + 1:04}",
            name=staff_name(number),
            **_born(number, year),
            section=SECTIONS[number % len(SECTIONS)],
            post=_post(number),
            is_party_member=number < 16 or number % 5 < 3,
            branch=office.branches[2 + number % 2],
            serving_from=date(year - random.randint(3, 28), random.randint(1, 12), 1),
        )
        office.staff.append(settings.save_record(record=member, fields=[], by=by))
    settings.save_headcount(bureau=bureau, on=date(year, 1, 5), number=SERVING, by=by)
    _make_accounts(office, password, by)
    _name_secretaries(office, by)
    return office


def _born(number: int, year: int) -> dict[str, Any]:
    """Return sex, month of birth and identity; of every seventeenth nobody has filled them in."""
    if number % 17 == 16:
        return {}
    random = Random(number)  # a demonstration
    women = number % 3 == 1
    born = date(year - random.randint(24, 56 if women else 59), random.randint(1, 12), 1)
    identity = StaffIdentity.WORKER if number % 11 == 10 else StaffIdentity.CADRE
    return {"sex": Sex.FEMALE if women else Sex.MALE, "born_in": born, "identity": identity}


def _post(number: int) -> Post:
    if number == 0:
        return Post.PRINCIPAL_LEADER
    if number < 4:
        return Post.LEADER
    return Post.SECTION_PRINCIPAL if number < 4 + len(SECTIONS) else Post.STAFF


def _make_accounts(office: Office, password: str, by: User) -> None:
    """Give the first staff members the accounts; the administrator and the auditor are nobody's helper."""
    for number, (role, username) in enumerate(ACCOUNTS.items()):
        staff = None if role == Role.ADMINISTRATOR else office.staff[number + 1]
        office.users[role] = _account(office, username, staff, [role], password, by)
    staff = office.staff[len(ACCOUNTS) + 1]
    office.second_caseworker = _account(office, "demo-caseworker-2", staff, [Role.CASEWORKER], password, by)


def _account(
    office: Office, username: str, staff: StaffMember | None, roles: list[Role], password: str, by: User
) -> User:
    user, _ = accounts.create_account(
        username=username,
        name=staff.name if staff else "系统管理员",
        bureau=office.bureau if staff else None,
        roles=roles,
        staff_member=staff,
        password=password,
        must_change_password=False,
        by=by,
    )
    return user


def _name_secretaries(office: Office, by: User) -> None:
    """The account of the branch secretary belongs to the first branch; the others answer on paper."""
    first = office.staff_of(Role.BRANCH_SECRETARY)
    secretaries = [first, office.staff[20], office.staff[21], office.staff[23]]
    for branch, secretary in zip(office.branches, secretaries, strict=True):
        branch.secretary = secretary
        settings.save_record(record=branch, fields=["secretary"], by=by)
