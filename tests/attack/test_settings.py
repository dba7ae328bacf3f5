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
    ],
)
def test_a_weak_setting_is_one_sentence(tmp_path, name, value):
    refused = start(tmp_path, **{name: value})
    assert refused.returncode == 1
    assert name in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_random_keys_start(tmp_path):
    assert start(tmp_path).returncode == 0
