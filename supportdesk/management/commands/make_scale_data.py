"""Fill a database with synthetic people for a load test."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.errors import RuleBroken
from registry.models import Person
from supportdesk.scale import make_scale_data


def whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"“{text}”不是不小于 0 的整数。")
    return int(text)


class Command(BaseCommand):
    help = "生成压力测试用的虚构人员、家属、结对和走访记录。数据库里有真实记录时拒绝。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retirees", type=whole, required=True, metavar="N", help="一共多少人;已有的不动,只补足")
        parser.add_argument("--contacts-per-year", type=whole, default=4, metavar="K", help="每人每年走访几次")
        parser.add_argument("--years", type=whole, default=1, metavar="Y", help="走访记录有几年")
        parser.add_argument("--seed", type=whole, default=1, help="随机种子:同一个种子生成同样的人")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["retirees"]

        def progress(done: int) -> None:
            if self.stdout.isatty():
                self.stdout.write(f"\r已生成 {done}/{wanted} 人", ending="")
                self.stdout.flush()

        try:
            make_scale_data(
                retirees=wanted,
                contacts_per_year=options["contacts_per_year"],
                years=options["years"],
                seed=options["seed"],
                progress=progress,
            )
        except RuleBroken as broken:
            raise CommandError(str(broken)) from None
        ending = "\n" if self.stdout.isatty() else ""
        self.stdout.write(f"{ending}现有 {Person.objects.count()} 名压力测试人员。")
