"""Signing in, staying signed in, and what guards every form."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from office.models import AuditEvent, User
from tests.access.world import PASSWORD, World

pytestmark = pytest.mark.usefixtures("db")
LOGIN = "/login/"
SESSION = settings.SESSION_COOKIE_NAME


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"username": "demo-caseworker", "password": password, **more})


def session_key(client: Client) -> str:
    return client.cookies[SESSION].value


def test_a_session_is_new_at_the_sign_in_and_gone_after_leaving():
    client, thief = Client(), Client()
    fixed = client.session  # saved by the test client, as by somebody who hands out a cookie
    fixed["planted"] = True
    fixed.save()
    client.cookies[SESSION] = fixed.session_key
    assert sign_in(client).status_code == 302
    assert session_key(client) != fixed.session_key
    thief.cookies[SESSION] = session_key(client)
    assert thief.get("/").status_code == 200
    assert client.post("/logout/").status_code == 302
    assert thief.get("/").headers["Location"].startswith(LOGIN)
    assert not Session.objects.filter(session_key=session_key(thief)).exists()


def test_leaving_needs_a_form():
    client = Client()
    sign_in(client)
    assert client.get("/logout/").status_code == 405
    assert client.get("/").status_code == 200


def test_the_cookies_are_out_of_the_reach_of_scripts_and_other_sites():
    client = Client()
    client.get(LOGIN)
    sign_in(client)
    for name in (SESSION, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax", name
    assert client.cookies[SESSION]["expires"] == ""  # gone with the browser


def test_over_https_the_cookies_travel_no_other_way():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"
    )
    env = os.environ | {"HTTPS": "1", "DJANGO_SETTINGS_MODULE": "supportdesk.settings"}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["__Host-session", "True", "True", "True"]


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(there, world: World):
    response = sign_in(Client(), next=there)
    assert response.headers["Location"] == "/"
    chosen = world.client("C").post("/preferences/", {"theme": "dark", "next": there})
    assert chosen.headers["Location"] == "/"
    assert sign_in(Client(), next="/people/").headers["Location"] == "/people/"


def test_a_form_without_its_token_is_refused_in_chinese(world: World):
    client = Client(enforce_csrf_checks=True)
    client.cookies[SESSION] = session_key(world.client("C"))
    response = client.post(reverse("registry:id-reveal", args=[world.person.public_id]))
    assert response.status_code == 403
    assert "放得太久" in response.content.decode()
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path, status", [("/nowhere/", 404), ("/settings/accounts/", 403), ("/logout/", 405)])
def test_pages_of_what_went_wrong_are_guarded_too(path, status, world: World):
    response = world.client("C").get(path)
    assert response.status_code == status
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_a_stranger_to_the_host_name_gets_nothing(world: World):
    response = world.client("C").get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert world.person.name not in response.content.decode()


def test_five_wrong_passwords_lock_the_account_whichever_process_counts(settings):
    settings.AXES_ENABLED = True
    for _ in range(4):
        assert sign_in(Client(), "wrong").status_code == 200
        cache.clear()  # another process has another cache: only the database is shared
    assert sign_in(Client(), "wrong").status_code == 429
    cache.clear()
    locked = sign_in(Client())
    assert locked.status_code == 429 and "暂停登录" in locked.content.decode()
    assert AccessAttempt.objects.get(username="demo-caseworker").failures_since_start >= 5
    tried = AuditEvent.objects.filter(action="office.account.sign-in-failed")
    assert tried.count() >= 5 and not any("wrong" in event.summary for event in tried)
    other = Client().post(LOGIN, {"username": "demo-finance", "password": PASSWORD})
    assert other.status_code == 302  # one locked account locks nobody else


def test_a_day_of_work_ends_the_session(world: World):
    client = world.client("C")
    assert client.get("/").status_code == 200
    session = client.session
    session["started"] = (timezone.now() - timedelta(hours=settings.SESSION_ABSOLUTE_HOURS, minutes=1)).timestamp()
    session.save()
    assert client.get("/people/").headers["Location"].startswith(LOGIN)
    assert client.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions_and_a_first_one_must_be_changed(world: World):
    here, there = Client(), Client()
    sign_in(here), sign_in(there)
    user = User.objects.get(username="demo-caseworker")
    user.must_change_password = True
    user.save()
    assert here.get("/people/").headers["Location"] == "/password/"
    new = {"old_password": PASSWORD, "new_password1": "bai-yun-shan-che-zhan", "new_password2": "bai-yun-shan-che-zhan"}
    assert here.post("/password/", new).status_code == 302
    assert here.get("/people/").status_code == 200
    assert there.get("/people/").headers["Location"].startswith(LOGIN)


def test_a_closed_account_is_out_at_once(world: World):
    client = Client()
    sign_in(client)
    user = User.objects.get(username="demo-caseworker")
    user.is_active = False
    user.save()
    assert client.get("/people/").headers["Location"].startswith(LOGIN)
