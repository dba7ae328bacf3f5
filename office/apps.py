from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机关"

    def ready(self) -> None:
        from office import checks  # noqa: F401  (registers the system checks)
