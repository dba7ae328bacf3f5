"""Import a roster workbook from the terminal or a script."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandParser

from office.commands import actor, bureau_to_fill, iso_date, read_file
from office.errors import RuleBroken
from registry.imports.reading import KINDS
from registry.imports.resources import RESOURCES
from registry.workflows.imports import Imported, import_at_once

WORDS = {"created": "新增", "updated": "有变化", "unchanged": "无变化"}


def count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}”不是人数,请写成 100。")
    return int(text)


class Command(BaseCommand):
    help = "导入花名册:全部能导入才导入;加 --accept-valid 只导入正确的行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="花名册文件(.xlsx 或 .csv)")
        parser.add_argument("--bureau", default="", metavar="CODE", help="导入到哪个局;只有一个局时可以不写")
        parser.add_argument("--by", default="", metavar="USERNAME", help="由谁导入;不写是系统运维")
        parser.add_argument(
            "--as-of", type=iso_date, metavar="DATE", help="花名册反映哪一天;不写用表头的填报日期,表头没有用今天"
        )
        parser.add_argument("--serving-staff", type=count, metavar="N", help="这一天的在职人数")
        parser.add_argument("--dry-run", action="store_true", help="只看结果,不保存")
        parser.add_argument("--accept-valid", action="store_true", help="有不能导入的行时,其余的行照样导入")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        by = actor(options["by"])
        bureau = bureau_to_fill(options["bureau"], by)
        data = read_file(options["file"])
        try:
            imported = import_at_once(
                file_name=Path(options["file"]).name,
                data=data,
                bureau=bureau,
                by=by,
                code=options["bureau"],
                **{name: options[name] for name in ("as_of", "serving_staff", "dry_run", "accept_valid")},
            )
        except (RuleBroken, PermissionDenied) as refused:
            self._refuse(str(refused), options["format"])
            raise SystemExit(1) from None
        self._print(imported, options)
        if imported.result["rejected"] and not options["accept_valid"]:
            raise SystemExit(1)

    def _refuse(self, reason: str, form: str) -> None:
        """Tell why the file as a whole is refused, under the same keys as a refused row."""
        if form == "text":
            self.stderr.write(reason)
            return
        nothing = {word: dict.fromkeys(KINDS, 0) for word in WORDS}
        rejected = [{"sheet": "", "row": None, "column": "", "value": "", "reason": reason}]
        self.stdout.write(json.dumps(nothing | {"rejected": rejected, "warnings": []}, ensure_ascii=False, indent=2))

    def _print(self, imported: Imported, options: dict[str, Any]) -> None:
        """Print the answer; where a refused row kept everything out, nothing counts as created or updated."""
        result = imported.result
        if result["rejected"] and not options["accept_valid"]:
            result = result | {word: dict.fromkeys(KINDS, 0) for word in ("created", "updated")}
        if options["format"] == "json":
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        state = "已导入" if imported.saved else "没有保存"
        self.stdout.write(f"{imported.bureau.name},填报日期 {imported.as_of}:{state}")
        for kind in KINDS:
            counts = ",".join(f"{WORDS[word]} {result[word][kind]}" for word in WORDS)
            self.stdout.write(f"  {RESOURCES[kind].sheet_name}:{counts}")
        for title, remarks in (("不能导入", result["rejected"]), ("请核对", result["warnings"])):
            for remark in remarks:
                place = f"{remark['sheet']}第 {remark['row']} 行" if remark["row"] else remark["sheet"]
                self.stdout.write(f"  {title}:{place} {remark['column']}“{remark['value']}”:{remark['reason']}")
