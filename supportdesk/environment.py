"""Readers of environment variables: strict, and every refusal says how to mend it."""

import base64
import binascii
import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def refuse(name: str, wrong: str, right: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"环境变量 {name} {wrong}。{right}")


def read(name: str, default: str | None = None, *, hint: str = "") -> str:
    """Return the variable's text; a missing one without a default is refused."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise refuse(name, "没有设置", hint or f"请设置 {name} 后再启动。")
    return default


def read_choice(name: str, choices: set[str], default: str) -> str:
    value = read(name, default)
    if value not in choices:
        raise refuse(name, f"的值“{value}”不认识", f"只能是:{'、'.join(sorted(choices))}。")
    return value


def read_bool(name: str, default: bool) -> bool:
    value = read(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise refuse(name, f"的值“{value}”不认识", "请写 1(是)或 0(否)。")
    return value in TRUE


def read_int(name: str, default: int, *, low: int, high: int) -> int:
    text = read(name, str(default))
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise refuse(name, f"的值“{text}”不对", f"请写 {low} 到 {high} 之间的整数。")
    return int(text)


def read_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in read(name, default).split(",") if part.strip()]


def read_folder(name: str, default: Path | None) -> Path | None:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not Path(text).is_dir():
        raise refuse(name, f"指向的文件夹“{text}”不存在", "请先建立这个文件夹,或改正路径。")
    return Path(text)


def read_file(name: str) -> Path | None:
    """Return where a file stands or will be made; its folder must be there."""
    text = os.environ.get(name, "").strip()
    if text and not Path(text).parent.is_dir():
        raise refuse(name, f"所在的文件夹“{Path(text).parent}”不存在", "请先建立这个文件夹,或改正路径。")
    return Path(text) if text else None


def read_key(name: str, text: str, *, length: int = 32) -> bytes:
    """Return the bytes of a base64 key of `length` bytes."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != length:
        raise refuse(name, f"不是 {length} 字节的 base64 密钥", f"可用命令生成:openssl rand -base64 {length}")
    refuse_typed(name, key, f"可用命令生成:openssl rand -base64 {length}")
    return key


def refuse_typed(name: str, secret: str | bytes, right: str) -> None:
    """Refuse what somebody typed to get past, such as one letter many times: chance does not make it."""
    if len(set(secret)) < 12:
        raise refuse(name, "太有规律,容易猜到", right)


def read_field_keys(text: str) -> list[tuple[str, bytes]]:
    """Return (key id, key) pairs, newest first, from `id:base64,id:base64`."""
    keys: list[tuple[str, bytes]] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        key_id, colon, encoded = part.partition(":")
        if not colon or not key_id.isalnum():
            raise refuse("FIELD_KEYS", "的写法不对", "应为“编号:base64密钥”,多把密钥用逗号分开,最新的在最前。")
        keys.append((key_id, read_key("FIELD_KEYS", encoded)))
    if not keys or len({key_id for key_id, _ in keys}) != len(keys):
        raise refuse("FIELD_KEYS", "没有密钥或编号重复", "每把密钥的编号必须不同。")
    return keys


def development_keys(folder: Path) -> dict[str, str]:
    """Return keys for development, made once and kept under `folder` (which git ignores)."""
    file = folder / "development-keys.json"
    if file.exists():
        return dict(json.loads(file.read_text(encoding="utf-8")))
    folder.mkdir(parents=True, exist_ok=True)
    keys = {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "BLIND_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(keys), encoding="utf-8")
    draft.chmod(0o600)
    try:
        os.link(draft, file)  # the first process wins; the others read what it wrote
    except FileExistsError:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    finally:
        draft.unlink()
    return keys


LOCK_SECONDS = 20  # on both databases
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
    "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
)


def database(url: str, *, pool_size: int) -> dict[str, object]:
    """Return Django's database settings for `sqlite:///file` or `postgres://user:password@host:port/name`."""
    right = "例:sqlite:////srv/supportdesk/db.sqlite3 或 postgres://用户:密码@主机:5432/库名"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise refuse("DATABASE_URL", "写法不对", right) from error
    if parts.scheme == "sqlite":
        if not parts.path.strip("/"):
            raise refuse("DATABASE_URL", "没有写数据库文件", right)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "CONN_MAX_AGE": 600,  # opening a file means reading its whole schema, closing it a checkpoint: 10 ms a page
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": LOCK_SECONDS, "init_command": SQLITE_PRAGMAS},
        }
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise refuse("DATABASE_URL", f"的写法“{parts.scheme}”不认识", right)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(port or ""),
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10},
            "options": f"-c lock_timeout={LOCK_SECONDS}s",  # who waits longer is told to press again
        },
    }
