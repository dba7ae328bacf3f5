"""Write a year's publicity list: the issued one, or a draft marked so."""

import json
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from funds.permissions import check_can_read_list
from funds.publicity import list_of_year
from funds.workflows import publicity
from office.commands import USAGE_ERROR, actor, bureau_asked, write_file
from office.errors import RuleBroken
from office.models import Bureau, User

FIRST_YEAR, LAST_YEAR = 2000, date.max.year


class Command(BaseCommand):
    help = "某一年的帮扶情况公布名单:已印发的原样写出,没有印发的写出草稿。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="Y", help="年度,如 2026")
        parser.add_argument("--bureau", default="", metavar="CODE", help="哪个局;只有一个局时可以不写")
        parser.add_argument("--format", choices=["pdf", "xlsx", "json"], default="pdf")
        parser.add_argument("--output", required=True, metavar="FILE", help="写到这个文件")
        parser.add_argument("--by", default="", metavar="USERNAME", help="由谁导出;不写是系统运维")

    def handle(self, *args: Any, year: int, output: str, **options: Any) -> None:
        by = actor(options["by"])
        bureau = bureau_asked(options["bureau"], by)
        if bureau is None:
            raise CommandError("请用 --bureau 写明局的代码。", returncode=USAGE_ERROR)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"没有 {year} 这一年的名单。", returncode=USAGE_ERROR)
        try:
            with transaction.atomic():  # a file that cannot be written leaves no trace of having been taken
                write_file(output, _content(bureau, year, options["format"], by))
        except (RuleBroken, PermissionDenied) as refused:
            raise CommandError(str(refused)) from None


def _content(bureau: Bureau, year: int, kind: str, by: User) -> bytes:
    if kind != "json":
        return publicity.list_file(bureau=bureau, year=year, kind=kind, by=by)[1]
    issue = publicity.issued_list(bureau, year)
    check_can_read_list(by, issued=issue is not None)
    rows = issue.rows if issue else list_of_year(bureau, year).as_json()
    publicity.record_taken(bureau, year, kind, by, draft=issue is None)
    stored = {"status": "issued", "digest": issue.digest} if issue else {"status": "draft"}
    return (json.dumps(rows | stored, ensure_ascii=False, indent=2) + "\n").encode()
