"""Write a consistent copy of the database while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from supportdesk.backup import BackupFailed, back_up


class Command(BaseCommand):
    help = "备份:网站运行时也能做,得到一个完整的文件。密钥不在备份里,请另外保管。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件的路径(不能已经存在)")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            size = back_up(file)
        except BackupFailed as failed:
            raise CommandError(str(failed)) from failed
        self.stdout.write(f"已备份到 {file},{size:,} 字节。")
