"""Somebody starts the real site with keys that are none."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


GOOD = {
    "SECRET_KEY": key() + key(),
    "FIELD_KEYS": f"k1:{key()}",
    "BLIND_INDEX_KEY": key(),
    "ALLOWED_HOSTS": "a.example",
}
ZEROS = base64.b64encode(bytes(32)).decode()


def start(folder, **variables) -> subprocess.CompletedProcess:
    place = {"ENVIRONMENT": "production", "DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    path = {"PATH": os.environ["PATH"]}
    command = [sys.executable, str(ROOT / "manage.py"), "diffsettings"]
    return subprocess.run(command, env=path | place | GOOD | variables, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "a" * 60),
        ("FIELD_KEYS", "k1:abc"),
        ("FIELD_KEYS", f"k1:{ZEROS}"),
        ("BLIND_INDEX_KEY", ZEROS),
        pytest.param("BLIND_INDEX_KEY", GOOD["FIELD_KEYS"].removeprefix("k1:"), id="one key for two uses"),
        ("ALLOWED_HOSTS", "*"),
        ("DEBUG", "1"),
        ("HTTPS", "0"),
        ("TRUSTED_PROXIES", "10.0.0.1"),
        ("TRUSTED_PROXIES", "-1"),
        ("ADDRESS_FAILURE_LIMIT", "3"),
    ],
)
def test_a_weak_setting_is_one_sentence(tmp_path, name, value):
    refused = start(tmp_path, **{name: value})
    assert refused.returncode == 1
    assert name in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_random_keys_start(tmp_path):
    assert start(tmp_path).returncode == 0


def test_plain_http_starts_when_it_is_said_and_the_check_reminds(tmp_path):
    """Whoever means it writes it down; `check` goes on saying it."""
    place = {"ENVIRONMENT": "production", "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    plain = {"HTTPS": "0", "PLAIN_HTTP": "1", "PATH": os.environ["PATH"]}
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    said = subprocess.run(command, env=place | GOOD | plain, capture_output=True, text=True)
    assert said.returncode == 0
    assert "supportdesk.W001" in said.stderr and "明文" in said.stderr
    quiet = subprocess.run(command, env=place | GOOD | {"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert quiet.returncode == 0 and "supportdesk.W001" not in quiet.stderr
