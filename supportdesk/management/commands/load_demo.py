"""Load the demonstration bureau into an empty, migrated database."""

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from office.models import Bureau
from registry.models import Person
from supportdesk.demo.load import load_bureau


class Command(BaseCommand):
    help = "把演示单位载入空的数据库(虚构的人员)。正式环境和已有记录时拒绝。"

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("正式运行的系统不能载入演示数据。")
        if Bureau.objects.exists() or Person.objects.exists():
            raise CommandError("数据库里已经有记录,不能载入演示数据。请换一个空的数据库。")
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        office = load_bureau(password=password)
        self.stdout.write(f"已载入演示单位:{office.bureau.name}。账号(密码都是 {password} ):")
        for role, user in office.users.items():
            self.stdout.write(f"  {user.username:24}{role.label}  {user.name}")
