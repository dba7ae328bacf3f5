from django.apps import AppConfig


class SupportdeskConfig(AppConfig):
    name = "supportdesk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from office import daily, digest
        from supportdesk import checks  # noqa: F401  (registers itself)

        daily.WORK.append(digest.send_by_mail)  # last: it counts what the day's other work brought
