"""Send everybody the counts of what waits for them, once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from office import clock, digest
from office.commands import actor
from office.models import User


class Command(BaseCommand):
    help = "发出每日摘要:每个账号待办的件数和链接,不含姓名;同一天再运行不重发。没有配置邮件的,写到标准输出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", default="", help="由谁办理(用户名);不写就是系统运维")

    def handle(self, **options: Any) -> None:
        by, today = actor(options["by"]), clock.today()
        for user in User.objects.filter(is_active=True).select_related("bureau").order_by("username"):
            text = digest.send(user, today, by=by)
            if text and not digest.goes_by_mail(user):
                self.stdout.write(f"{user.username}\n{text}\n")
