"""Re-add every balance, reservation and audit chain; exit 1 and name each mismatch."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from funds import books


class Command(BaseCommand):
    help = "核对账目:逐笔重算余额、预留和支付,核对审计链和触发器;有不符时逐条列出,退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text", help="输出格式")

    def handle(self, *args: Any, **options: Any) -> None:
        found = books.mismatches()
        if options["format"] == "json":
            rows = [{"code": mismatch.code, "text": mismatch.text} for mismatch in found]
            self.stdout.write(json.dumps({"clean": not rows, "mismatches": rows}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(mismatch.text for mismatch in found) or "账目相符。")
        if found:
            raise SystemExit(1)
