"""Somebody bends accounts: the first password kept, the account of another, an account of nobody."""

import pytest
from django.urls import reverse

from casework.models import Need
from office.errors import RuleBroken
from office.models import Bureau, User
from office.roles import Role
from office.workflows import accounts
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_first_password_is_not_kept_as_the_new_one(as_user, cast):
    cast.helper.must_change_password = True
    cast.helper.save()
    same = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = as_user(cast.helper).post(reverse("password_change"), same)
    cast.helper.refresh_from_db()
    assert answer.status_code == 422
    assert cast.helper.must_change_password


def test_an_account_that_was_used_does_not_pass_to_somebody_else(as_user, cast, make_staff):
    """Who entered an application is known by account: handed on, its first holder could approve what they entered."""
    as_user(cast.caseworker)
    user = type(cast.caseworker).objects.get(pk=cast.caseworker.pk)
    for other in (make_staff("冯春桃"), None):
        with pytest.raises(RuleBroken, match="另建"):
            accounts.change_account(
                user=user, name=user.name, bureau=user.bureau, staff_member=other, roles=user.roles,
                by=cast.administrator,
            )  # fmt: skip


def test_a_helpers_account_of_nobody_sees_no_needs(as_user, cast, make_user, person):
    from casework.workflows.needs import raise_need
    from office import clock

    raise_need(person=person, kind="other", text="想装扶手", raised_on=clock.today(), by=cast.caseworker)
    nobody = make_user(Role.HELPER, username="nobody")
    nobody.staff_member = None
    nobody.save()
    page = as_user(nobody).get(reverse("casework:helper-home")).content.decode()
    assert Need.objects.count() == 1
    assert person.name not in page
    assert "想装扶手" not in page


def test_an_account_stands_in_the_bureau_of_its_person(as_user, cast, bureau, make_staff):
    """Otherwise a person of one bureau would sign in another under its letterhead."""
    elsewhere = Bureau.objects.create(code="431200", name="外县税务局")
    stranger = make_staff("冯春桃", bureau=elsewhere, branch=None)
    client, url = as_user(cast.administrator), reverse("office:account-create")
    data = {"username": "stranger", "name": "冯春桃", "roles": ["section_head"], "is_superuser": "on"}
    for place in ({"bureau": bureau.pk, "staff_member": stranger.pk}, {"staff_member": stranger.pk}, {}):
        assert client.post(url, data | place).status_code == 422
    assert client.post(url, data | {"bureau": elsewhere.pk, "staff_member": stranger.pk}).status_code == 200
    assert not User.objects.get(username="stranger").is_superuser
