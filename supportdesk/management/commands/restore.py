"""Bring a backup into an empty database and prove it whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from supportdesk.backup import BackupFailed, restore


class Command(BaseCommand):
    help = "恢复:把备份放进一个空的数据库,并核对账目、审计链和触发器。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件的路径")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            bureaus = restore(file)
        except BackupFailed as failed:
            raise CommandError(str(failed)) from failed
        self.stdout.write(f"已恢复 {bureaus} 个局的资料,账目相符。")
