"""Prepare the database and the static files, load the demonstration bureau into an empty database, and serve."""

import hashlib
import os
import secrets
import socket
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    port = os.environ.get("PORT", "8000")
    check_port(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")
    django.setup()
    print("正在准备数据库", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    welcome()
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, str(ROOT / "tools" / "serve.py")])


def check_port(port: str) -> None:
    """Say plainly that the port cannot be had, before anything else is done."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT 应是 1 到 65535 之间的整数,现在是“{port}”。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            sys.exit(f"端口 {port} 用不了({error.strerror})。请换一个再启动,例如:make run PORT={int(port) % 65535 + 1}")


def collect_static() -> None:
    """Collect the static files when any of them, or the packages that bring some, changed."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in map(Path, settings.STATICFILES_DIRS):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    print("正在准备网页文件", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def welcome() -> None:
    """Fill an empty database as asked, and print how to get in."""
    empty = not apps.get_model("office.Bureau").objects.exists()
    kept = Path(settings.DATA_DIR) / "demo-password"
    if empty and os.environ.get("DEMO") == "0":
        call("setup_address")
    elif empty:
        print("正在载入演示单位", flush=True)
        password = os.environ.setdefault("DEMO_PASSWORD", secrets.token_urlsafe(9))
        if call("load_demo"):
            kept.touch(mode=0o600)
            kept.write_text(password)
    elif kept.is_file():
        print(f"演示账号(密码都是 {kept.read_text()} ):")
        users = apps.get_model("office.User").objects.filter(username__startswith="demo-").order_by("username")
        for username, name in users.values_list("username", "staff_member__name"):
            print(f"  {username:24}{name or ''}")


def call(command: str) -> bool:
    """Run the command and say plainly when this version does not have it."""
    if command not in get_commands():
        print(f"这个版本还没有 manage.py {command},先从空的数据库开始。", flush=True)
        return False
    call_command(command)
    return True


if __name__ == "__main__":
    main()
