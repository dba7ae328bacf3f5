from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机关"

    def ready(self) -> None:
        from office import triggers

        triggers.protect(self, "office_auditevent")
        triggers.protect(self, "office_auditseal")
