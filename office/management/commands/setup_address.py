"""Print the one-time address under which an empty office is set up."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from office import first_start


class Command(BaseCommand):
    help = "打印一次性的设置地址:在那里登记单位和第一个系统管理员。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not first_start.is_empty():
            raise CommandError("系统里已经有账号,不用再设置。忘记密码请由另一位系统管理员重置。")
        address = reverse("first-start", args=[first_start.new_token()])
        self.stdout.write("请在浏览器打开下面的地址,登记单位和第一个系统管理员(只能用一次):")
        self.stdout.write(f"  http://127.0.0.1:{os.environ.get('PORT', '8000')}{address}")
