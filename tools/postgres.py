"""A PostgreSQL for the length of a test run: made in a temporary folder, reached by a socket in it, removed."""

import contextlib
import os
import pwd
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OLDEST = 14
# Nothing survives the run, so nothing needs to reach the disk.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = shutil.which("initdb")
    if found:
        folders.append(Path(found).resolve().parent)
    return next((folder for folder in folders if usable(folder)), None)


def usable(folder: Path) -> bool:
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
        return False
    version = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(version.split()[2].split(".")[0]) >= OLDEST  # "postgres (PostgreSQL) 15.18 (Debian …)"


@contextlib.contextmanager
def private_postgres() -> Iterator[str]:
    """Yield the address of an empty database server; stop and remove it afterwards, whatever happened."""
    folder = binaries()
    if folder is None:
        raise FileNotFoundError(f"没有找到 PostgreSQL {OLDEST} 或更新的服务程序。")
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    as_owner = ownership(home)
    port = random.randrange(20_000, 60_000)  # only names the socket: no network port is opened

    def run(*command: str | Path) -> None:
        subprocess.run(command, cwd=home, check=True, stdout=subprocess.DEVNULL, **as_owner)

    control = (folder / "pg_ctl", "--pgdata", home / "data", "--log", home / "log", "--silent")
    try:
        run(folder / "initdb", "--pgdata", home / "data", "--username=postgres", "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        run(*control, "--options", f"-k {home} -p {port} {OPTIONS}", "start")
        yield f"postgresql://postgres@:{port}/postgres?host={home}"
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # it may never have started
            run(*control, "--mode=immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def ownership(home: Path) -> dict[str, Any]:
    """Return the subprocess arguments of an owner the server accepts: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    owner = "postgres" if "postgres" in known else "nobody"
    shutil.chown(home, owner)
    return {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}
