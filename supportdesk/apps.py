from django.apps import AppConfig


class SupportdeskConfig(AppConfig):
    name = "supportdesk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from supportdesk import checks  # noqa: F401  (registers itself)
