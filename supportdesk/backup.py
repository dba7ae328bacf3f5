"""A consistent copy of the database while the site runs, and its restoration into an empty one, verified.

Everything the office keeps is in the database (scans and papers too), so one file is the whole copy. The keys
(`FIELD_KEYS`, `BLIND_INDEX_KEY`) are not in it: without them nobody reads the ID numbers.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from funds import books
from office import triggers
from office.errors import RuleBroken
from office.models import Bureau

POSTGRES_MAGIC, SQLITE_MAGIC = b"PGDMP", b"SQLite format 3\x00"


class BackupFailed(RuleBroken):
    code = "backup-failed"


def back_up(target: Path) -> int:
    """Write a copy of the database as of this moment and return its size in bytes. Raises: BackupFailed."""
    if target.exists():
        raise BackupFailed(f"文件 {target.name} 已经存在,请换一个文件名,以免盖掉以前的备份。")
    if not target.parent.is_dir():
        raise BackupFailed(f"文件夹 {target.parent} 不存在,请先建立。")
    draft = target.with_name(f".{target.name}.part")
    try:
        _dump_postgres(draft) if connection.vendor == "postgresql" else _dump_sqlite(draft)
        draft.chmod(0o600)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def restore(source: Path) -> int:
    """Bring a copy into an empty database, prove it whole, and return the number of bureaus. Raises: BackupFailed."""
    if "office_bureau" in connection.introspection.table_names() and Bureau.objects.exists():
        raise BackupFailed("现在的数据库里已经有记录,不能恢复到这里。请把 DATABASE_URL 指向一个空的数据库。")
    head = _head(source)
    if connection.vendor == "postgresql":
        if not head.startswith(POSTGRES_MAGIC):
            raise BackupFailed(f"{source.name} 不是 PostgreSQL 的备份文件。")
        _load_postgres(source)
    else:
        if head != SQLITE_MAGIC:
            raise BackupFailed(f"{source.name} 不是 SQLite 的备份文件。")
        _load_sqlite(source)
    return _verify()


def _head(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            return file.read(len(SQLITE_MAGIC))
    except OSError:
        raise BackupFailed(f"打不开备份文件 {source},请核对路径。") from None


def _dump_sqlite(draft: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(draft)])


def _load_sqlite(source: Path) -> None:
    """Copy page by page through SQLite itself; a copy of the file would miss what is still in the journal."""
    connection.ensure_connection()
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
        fault = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if fault != "ok":
            raise BackupFailed(f"备份文件已损坏:{fault}")
        copy.backup(connection.connection)
    connection.close()


def _dump_postgres(draft: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={draft}")


def _load_postgres(source: Path) -> None:
    connection.close()
    arguments = ["--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", *arguments, f"--dbname={connection.settings_dict['NAME']}", str(source), named=True)


def _run(program: str, *arguments: str, named: bool = False) -> None:
    """Run one of PostgreSQL's own programs against the configured database; the password goes by environment."""
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(f"没有找到 {program}。请安装与服务器同版本的 postgresql-client。")
    settings = connection.settings_dict
    places = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    known = {name: str(settings[key]) for name, key in places.items() if settings.get(key)}
    if named:
        known.pop("PGDATABASE", None)
    done = subprocess.run([found, *arguments], env=os.environ | known, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{program} 没有做成:{done.stderr.strip()[-400:]}")


def _verify() -> int:
    if missing := triggers.missing(connection):
        raise BackupFailed(f"恢复的数据库缺少触发器 {'、'.join(missing)},请运行 migrate 后再核对。")
    if faults := books.mismatches():
        raise BackupFailed("恢复的账目不相符:" + ";".join(fault.text for fault in faults[:3]))
    return Bureau.objects.count()
