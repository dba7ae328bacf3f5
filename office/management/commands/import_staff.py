"""Import the list of serving staff from the terminal or a script."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.commands import USAGE_ERROR, actor, bureau_to_fill, read_file
from office.errors import RuleBroken
from office.imports import read_staff
from office.workflows.staff_import import import_staff, plan_staff


class Command(BaseCommand):
    help = "导入工作人员名单:全部能导入才导入。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="名单文件(.xlsx 或 .csv)")
        parser.add_argument("--dry-run", action="store_true", help="只看结果,不保存")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--bureau", default="", metavar="CODE", help="导入到哪个局;只有一个局时可以不写")
        parser.add_argument("--by", default="", metavar="USERNAME", help="由谁导入;不写是系统运维")

    def handle(self, *args: Any, **options: Any) -> None:
        by = actor(options["by"])
        bureau = bureau_to_fill(options["bureau"], by)
        if bureau is None:
            raise CommandError("系统里还没有单位,请先导入花名册或建立单位。", returncode=USAGE_ERROR)
        data = read_file(options["file"])
        try:
            rows = read_staff(Path(options["file"]).name, data)
            plan = plan_staff(rows=rows, bureau=bureau, by=by)
            answer = plan.counts() | {"rejected": plan.faults, "warnings": plan.warnings}
            if not options["dry_run"] and not plan.faults:
                import_staff(rows=rows, bureau=bureau, by=by)
        except (RuleBroken, PermissionDenied) as refused:
            raise CommandError(str(refused)) from None
        self._print(answer, options["format"])
        if plan.faults:
            raise SystemExit(1)

    def _print(self, answer: dict[str, Any], form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"新增 {answer['created']} 人,有变化 {answer['updated']} 人,无变化 {answer['unchanged']} 人")
        for title, remarks in (("不能导入", answer["rejected"]), ("请核对", answer["warnings"])):
            for remark in remarks:
                self.stdout.write(
                    f"  {title}:第 {remark['row']} 行 {remark['column']}“{remark['value']}”:{remark['reason']}"
                )
