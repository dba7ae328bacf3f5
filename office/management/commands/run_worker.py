"""The job worker beside the web server: queued work, seals of the audit trail, what is done once a day."""

import signal
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from office import anchors, audit, clock, daily, jobs, policy

ANCHORED_EVERY = timedelta(hours=1)
LOOK_SECONDS, BEAT_SECONDS = 1, 10


class Command(BaseCommand):
    help = (
        "后台任务:大批导入、封存审计记录、让政策数值按日起用、做每日例行的事。与网页服务一起运行,收到 SIGTERM 后停止。"
    )
    begun: date | None = None  # the day whose work this process has done
    anchored: datetime | None = None  # when this process last wrote the chains' heads outside

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, default=30, help="隔多少秒封存一次审计记录(默认 30)")
        parser.add_argument("--once", action="store_true", help="做一次就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def leave(number: int, frame: FrameType | None) -> None:
            stop.set()

        if not options["once"]:
            signal.signal(signal.SIGTERM, leave)
            signal.signal(signal.SIGINT, leave)
        if options["once"]:
            self.turn()
            self.work()
            return
        self.attempt(jobs.take_up_interrupted)
        try:
            self.run(stop, every=options["every"])
        finally:
            self.attempt(jobs.leave)

    def run(self, stop: threading.Event, *, every: int) -> None:
        """Look for work each second; give a sign of life and do what is due now and then."""
        turned = beaten = float("-inf")
        while not stop.is_set():
            now = time.monotonic()
            if now - beaten >= BEAT_SECONDS:
                self.attempt(jobs.beat)
                beaten = now
            if now - turned >= every:
                self.turn()
                turned = now
            self.work()
            close_old_connections()
            stop.wait(LOOK_SECONDS)

    def turn(self) -> None:
        """Do what is due."""

        def due() -> None:
            if self.begun != (today := clock.today()):
                policy.begin(today)
                daily.run(today)
                self.begun = today
            while audit.seal_events():
                pass
            self.anchor()

        self.attempt(due)

    def work(self) -> None:
        self.attempt(jobs.run_waiting)

    def attempt(self, act: Callable[[], None]) -> None:
        """Do something; a database that is away for a moment is asked again at the next turn."""
        try:
            act()
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
