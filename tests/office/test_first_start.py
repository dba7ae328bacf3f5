"""Setting up an empty office: a one-time address, one bureau, one administrator."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from office.models import Bureau, User
from office.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    out = StringIO()
    call_command("setup_address", stdout=out)
    return re.search(r"/start/[\w-]+/", out.getvalue()).group()


def values(**changed):
    return {
        "bureau_name": "新山县税务局",
        "code": "431199",
        "name": "何管理",
        "username": "guanli",
        "password": "qing-feng-ming-yue",
        "again": "qing-feng-ming-yue",
    } | changed


def test_the_address_sets_up_the_office_once(client, address, django_capture_on_commit_callbacks):
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, values()).status_code == 303
    assert Bureau.objects.get().name == "新山县税务局"
    user = User.objects.get(username="guanli")
    assert user.roles == {Role.ADMINISTRATOR}
    assert client.post("/login/", {"username": "guanli", "password": "qing-feng-ming-yue"}).status_code == 302
    assert client.get(address).status_code == 404


def test_any_other_token_is_not_found(client, address):
    assert client.get("/start/guess/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"again": "other-words-here"}, "两次输入的密码不一样"),
        ({"password": "shuiwu-2026", "again": "shuiwu-2026"}, "容易猜到"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_and_nothing_is_made(client, address, changed, sentence):
    response = client.post(address, values(**changed))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Bureau.objects.exists()


def test_an_office_in_use_gives_no_address(cast):
    with pytest.raises(CommandError, match="已经有账号"):
        call_command("setup_address")
