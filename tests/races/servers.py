"""Two servers over the test's own database, each a process of its own, as an office with two workers has them."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
GUARDED, UNGUARDED = "supportdesk.wsgi:application", "tests.races.unguarded:application"
SECONDS_TO_START = 60  # a loaded machine, two processes importing Django


@dataclass(frozen=True)
class Server:
    port: int
    log: Path

    def connect(self, timeout: float = 60) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=timeout)


def database_url() -> str:
    """Return the address of the database the test itself is using."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user, password = quote(settings["USER"]), quote(settings["PASSWORD"])
    sign_on = f"{user}:{password}" if password else user
    return f"postgresql://{sign_on}@:{settings['PORT']}/{settings['NAME']}?host={quote(settings['HOST'])}"


@contextlib.contextmanager
def two_servers(application: str, folder: Path) -> Iterator[list[Server]]:
    """Start two servers, wait until both answer, and end them whatever happened."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(_server(application, folder / f"server-{number}.log")) for number in (1, 2)]
        for server in servers:
            _wait(server)
        yield servers


@contextlib.contextmanager
def _server(application: str, log: Path) -> Iterator[Server]:
    """Start one server on a socket opened here, so that no port is guessed and none is lost to somebody else."""
    command = [sys.executable, "-m", "gunicorn", "--config", "tools/gunicorn.conf.py", application]
    env = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "supportdesk.test_settings",
        "WEB_WORKERS": "1",
    }
    with log.open("wb") as output, socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env | {"BIND": f"fd://{listener.fileno()}"},
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=output,
        )
    try:  # the socket is the server's alone now: should it die, whoever waits is told at once
        yield Server(port, log)
    finally:
        process.terminate()
        process.wait(30)


def _wait(server: Server) -> None:
    """Wait for the first answer: the socket queues the request while the process starts, so nothing is polled."""
    with contextlib.closing(server.connect(SECONDS_TO_START)) as http:
        start = time.monotonic()
        try:
            http.request("GET", "/login/")
            status = http.getresponse().status
        except OSError as error:
            waited = time.monotonic() - start
            raise AssertionError(f"no answer after {waited:.0f} s: {error}\n{server.log.read_text()}") from error
    assert status == 200, server.log.read_text()
