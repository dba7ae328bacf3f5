"""What the commands people script against share: who acts, which bureau, dates, files (exit code 2: a usage error)."""

import argparse
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError

from office.models import Bureau, User

USAGE_ERROR = 2


def iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期,请写成 2011-12-31。") from None


def actor(username: str) -> User:
    """Return the account named, else the installation's operator. Raises: CommandError."""
    if not username:
        return User.operator()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"没有账号“{username}”,或者已经停用。", returncode=USAGE_ERROR)
    return user


def bureau_asked(code: str, by: User) -> Bureau | None:
    """Return the bureau named, else the actor's own, else the only one there is, else None. Raises: CommandError."""
    if not code:
        return by.bureau or (Bureau.objects.get() if Bureau.objects.count() == 1 else None)
    bureau = Bureau.objects.visible_to(by).filter(code=code).first()
    if bureau is None:
        raise CommandError(f"没有代码为“{code}”的局。", returncode=USAGE_ERROR)
    return bureau


def bureau_to_fill(code: str, by: User) -> Bureau | None:
    """Return the bureau a file is imported into; None only when none is installed yet. Raises: CommandError."""
    if not Bureau.objects.exists():
        return None
    bureau = bureau_asked(code, by)
    if bureau is None:
        raise CommandError("系统里有多个局,请用 --bureau 写明代码。", returncode=USAGE_ERROR)
    return bureau


def read_file(path: str) -> bytes:
    """Return the bytes of a file named on the command line. Raises: CommandError."""
    try:
        return Path(path).read_bytes()
    except OSError:
        raise CommandError(f"打不开文件 {path},请核对路径。", returncode=USAGE_ERROR) from None


def write_file(path: str, data: bytes) -> None:
    """Write a command's output. Raises: CommandError."""
    try:
        Path(path).write_bytes(data)
    except OSError:
        raise CommandError(f"写不了文件 {path},请核对路径和权限。", returncode=USAGE_ERROR) from None
