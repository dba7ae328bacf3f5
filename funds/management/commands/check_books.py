"""Re-add every balance, reservation and audit chain; exit 1 and name each mismatch."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from funds import books
from office import anchors


class Command(BaseCommand):
    help = "核对账目:逐笔重算余额、预留和支付,核对审计链和触发器;有不符时逐条列出,退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text", help="输出格式")

        parser.add_argument("--anchors", type=Path, help="另存的链头文件,逐条核对(默认取 AUDIT_ANCHOR_FILE)")
        parser.add_argument("--write-anchors", type=Path, help="核对无误后,把现在的链头追加到这个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = books.mismatches() + books.anchor_mismatches(options["anchors"] or settings.AUDIT_ANCHOR_FILE)
            if options["write_anchors"] and not found:
                anchors.write(options["write_anchors"])
        except OSError as error:
            raise CommandError(
                f"链头文件 {error.filename} 读不出或写不进。后台任务运行后会写出 AUDIT_ANCHOR_FILE;请核对路径和权限。"
            ) from error
        if options["format"] == "json":
            rows = [{"code": mismatch.code, "text": mismatch.text} for mismatch in found]
            self.stdout.write(json.dumps({"clean": not rows, "mismatches": rows}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(mismatch.text for mismatch in found) or "账目相符。")
            for head in anchors.heads():
                self.stdout.write(f"审计链 {head.chain}:第 {head.number} 环 {head.digest}")
        if found:
            raise SystemExit(1)
