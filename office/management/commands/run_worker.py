"""The job worker beside the web server: seals the audit trail, lets policy numbers begin on their day."""

import signal
import threading
from datetime import date, datetime, timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from office import anchors, audit, clock, policy

ANCHORED_EVERY = timedelta(hours=1)


class Command(BaseCommand):
    help = "后台任务:封存审计记录,让政策数值按日起用。与网页服务一起运行,收到 SIGTERM 后停止。"
    begun: date | None = None  # the day whose policy numbers this process has let begin
    anchored: datetime | None = None  # when this process last wrote the chains' heads outside

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, default=30, help="隔多少秒做一次(默认 30)")
        parser.add_argument("--once", action="store_true", help="做一次就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def leave(number: int, frame: FrameType | None) -> None:
            stop.set()

        if not options["once"]:
            signal.signal(signal.SIGTERM, leave)
            signal.signal(signal.SIGINT, leave)
        while not stop.is_set():
            self.turn()
            if options["once"]:
                return
            close_old_connections()
            stop.wait(options["every"])

    def turn(self) -> None:
        """Do what is due. A database that is away for a moment is tried again at the next turn."""
        try:
            if self.begun != (today := clock.today()):
                policy.begin(today)
                self.begun = today
            while audit.seal_events():
                pass
            self.anchor()
        except DatabaseError as error:
            self.stderr.write(f"后台任务这一次没有做成,稍后再试:{type(error).__name__}")
        except OSError as error:
            self.stderr.write(f"链头没有写进 AUDIT_ANCHOR_FILE,稍后再试:{type(error).__name__}")

    def anchor(self) -> None:
        """Write the heads of the chains outside the database, at most once an hour."""
        now = clock.now()
        if settings.AUDIT_ANCHOR_FILE and (self.anchored is None or now - self.anchored >= ANCHORED_EVERY):
            anchors.write(settings.AUDIT_ANCHOR_FILE)
            self.anchored = now
