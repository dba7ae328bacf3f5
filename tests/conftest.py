"""Fixtures that every test may use: a bureau, its branch, a cast with one user per role, and makers of people."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis_settings

from office import store, triggers
from office.models import Branch, Bureau, StaffMember, User
from office.roles import Role
from tests import migrated

# Playwright runs its own event loop in the test's thread; Django must not take that for an asynchronous view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long an example takes says how busy the machine is, not whether the program is right.
hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.load_profile("tests")

PASSWORD = "correct-horse-battery"  # of fictitious accounts
NAMES = [
    "阮志强",
    "蓝文华",
    "农淑芳",
    "覃德明",
    "韦玉珍",
    "苗长庚",
    "佟素梅",
    "岑春桃",
    "虞文彬",
    "瞿少云",
]  # of nobody a test names
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches no database."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "db" not in names and "transactional_db" not in names and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish():
    """Keep what was imported and collected out of every later garbage collection: it stays until the end anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        migrated.keep()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def _flushable(request):
    """Let the flush after a transactional test empty the append-only tables; its migrate signal brings them back."""
    yield
    marker = request.node.get_closest_marker("django_db")
    committed = {"transactional_db", "live_server"} & set(request.fixturenames)
    if committed or (marker and marker.kwargs.get("transaction")):
        triggers.remove_all(connection)


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau.objects.create(code="431199", name="新山县税务局", phone="0746-4700000", address="新山县税务小区1号")


@pytest.fixture
def branch(bureau) -> Branch:
    return Branch.objects.create(bureau=bureau, name="离退休第一党支部")


def _staff(name: str = "", **values) -> StaffMember:
    number = next(_numbers)
    values = {"is_party_member": True, "staff_no": f"T{number:05}"} | values
    values.setdefault("serving_from", date(2000, 1, 1))
    return StaffMember(name=name or NAMES[number % len(NAMES)], **values)


@pytest.fixture
def make_staff(bureau, branch):
    def make(name: str = "", **values) -> StaffMember:
        staff = _staff(name, **{"bureau": bureau, "branch": branch} | values)
        staff.save()
        return staff

    return make


@pytest.fixture
def make_user(bureau, make_staff):
    def make(*roles: Role, username: str = "", **values) -> User:
        number = next(_numbers)
        staff = values.pop("staff_member", None)
        if staff is None and Role.ADMINISTRATOR not in roles:
            staff = make_staff(values.get("name", ""), bureau=values.get("bureau", bureau))
        user = User.objects.create_user(
            username=username or f"user{number}",
            password=PASSWORD,
            **({"bureau": bureau, "name": staff.name if staff else "管理员", "staff_member": staff} | values),
        )
        user.groups.set(_groups()[role] for role in roles)
        return user

    return make


def _groups() -> dict[Role, Group]:
    """Return the groups of the roles; those that a flush took away are made again."""
    names = [role.value for role in Role]
    found = {group.name: group for group in Group.objects.filter(name__in=names)}
    missing = Group.objects.bulk_create([Group(name=name) for name in names if name not in found])
    found |= {group.name: group for group in missing}
    return {role: found[role.value] for role in Role}


@pytest.fixture
def cast(bureau, branch) -> SimpleNamespace:
    """One user per role, all of one bureau; `second_*` are another caseworker and another section head.

    Made in bulk, since nearly every test begins with them.
    """
    roles = {role.value: role for role in Role}
    roles |= {"second_caseworker": Role.CASEWORKER, "second_section_head": Role.SECTION_HEAD}
    staff = {name: _staff(bureau=bureau, branch=branch) for name, role in roles.items() if role != Role.ADMINISTRATOR}
    for member in staff.values():
        member.spell()
    StaffMember.objects.bulk_create(staff.values())
    password = make_password(PASSWORD)
    people = {name: User(username=name, password=password, bureau=bureau) for name in roles}
    for name, user in people.items():
        user.staff_member = staff.get(name)
        user.name = user.staff_member.name if user.staff_member else "管理员"
    User.objects.bulk_create(people.values())
    groups, memberships = _groups(), User.groups.through
    memberships.objects.bulk_create([memberships(user=people[n], group=groups[role]) for n, role in roles.items()])
    branch.secretary = staff[Role.BRANCH_SECRETARY.value]
    branch.save()
    return SimpleNamespace(**people)


@pytest.fixture
def make_person(bureau, branch, db):
    """Make a person with any columns; the facts among them are written as dated facts too."""
    from registry import facts
    from registry.models import Person

    def make(name: str = "", *, as_of: date = date(2020, 1, 1), **values) -> Person:
        number = next(_numbers)
        values = {"bureau": bureau, "branch": branch, "kind": "retiree", "sex": "male", "listed_from": as_of} | values
        values.setdefault("birth_date", date(1945, 1, 1 + number % 28))
        values.setdefault("retired_on", date(2005, 1, 1))
        person = Person(name=name or NAMES[number % len(NAMES)], **values)
        operator = User.operator()
        store.create(person, by=operator)
        facts.write(
            [
                facts.FactWrite(person, field, facts.to_text(field, getattr(person, field)), as_of)
                for field in facts.PERSON_FIELDS
                if field in values
            ],
            by=operator,
        )
        return person

    return make


@pytest.fixture
def person(make_person):
    return make_person("王秀英", sex="female")


@pytest.fixture
def sign_in(client):
    def sign(user: User):
        client.force_login(user, backend="office.backends.AccountBackend")
        return client

    return sign


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN"}
