from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机关"

    def ready(self) -> None:
        from office import sign_in, triggers  # noqa: F401  (sign_in connects its receivers)

        triggers.protect(self, "office_auditevent")
        triggers.protect(self, "office_auditseal")
