"""Print or write the situation report from the terminal or a script."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from office.commands import USAGE_ERROR, actor, bureau_asked, iso_date, write_file
from office.errors import RuleBroken
from registry.exports_report import WRITERS, situation_file
from registry.situation_report import read_report


class Command(BaseCommand):
    help = "离退休人员情况统计:某一天的各项数字。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=iso_date, required=True, metavar="DATE", help="截止日期,如 2011-12-31")
        parser.add_argument("--bureau", default="", metavar="CODE", help="哪个局(含下级局);不写是全部")
        parser.add_argument("--compare-with", type=iso_date, metavar="DATE", help="和哪一天比;不写是上年同日")
        parser.add_argument("--details", action="store_true", help="JSON 里加上对比、预测、按单位和按党支部的数字")
        parser.add_argument("--format", choices=sorted(WRITERS), default="json")
        parser.add_argument("--output", metavar="FILE", help="写到这个文件;不写则输出 JSON 到屏幕")
        parser.add_argument("--by", default="", metavar="USERNAME", help="由谁导出;不写是系统运维")

    def handle(self, *args: Any, as_of: date, output: str | None, **options: Any) -> None:
        if options["format"] != "json" and not output:
            raise CommandError("导出 xlsx 或 pdf 请用 --output 写明文件。", returncode=USAGE_ERROR)
        by = actor(options["by"])
        try:
            with transaction.atomic():  # a file that cannot be written leaves no trace of having been taken
                report = read_report(
                    as_of=as_of,
                    compared_with=options["compare_with"],
                    bureau=bureau_asked(options["bureau"], by),
                    by=by,
                )
                data = situation_file(report, kind=options["format"], by=by, details=options["details"])
                if output:
                    write_file(output, data)
        except (RuleBroken, PermissionDenied) as refused:
            raise CommandError(str(refused)) from None
        if not output:
            self.stdout.write(data.decode(), ending="")
