"""What `manage.py check` says of the settings beside Django's own checks."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def check_plain_http(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Remind whoever starts the real site without encryption on the way. Rule: R-348."""
    if not settings.PRODUCTION or settings.HTTPS:
        return []
    return [
        checks.Warning(
            "正式运行而没有安全连接(HTTPS=0):密码和身份证号以明文经过网络。",
            hint="配置证书后设 HTTPS=1,去掉 PLAIN_HTTP;由国密网关加密的,请确认网关到本机是同一台机器或专线。",
            id="supportdesk.W001",
        )
    ]
