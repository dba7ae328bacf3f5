"""A real, empty office: a one-time address under which the bureau and its first administrator are set up."""

import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings

from office.models import User
from office.models.accounts import OPERATOR


def is_empty() -> bool:
    """Return whether nobody can sign in yet."""
    return not User.objects.exclude(username=OPERATOR).exists()


def new_token() -> str:
    """Make a new one-time token, keep its digest, and return it; an older one no longer counts."""
    token = secrets.token_urlsafe(24)
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(_digest(token))
    return token


def is_valid(token: str) -> bool:
    """Return whether the token opens the set-up page: the newest one, while nobody can sign in."""
    file = _file()
    return is_empty() and file.is_file() and hmac.compare_digest(file.read_text(), _digest(token))


def use_up() -> None:
    """Forget the token; the page is gone from then on."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.DATA_DIR) / "first-start"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
