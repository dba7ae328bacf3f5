from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机关"

    def ready(self) -> None:
        from office import sign_in, todo, triggers, waiting  # noqa: F401  (sign_in connects its receivers)

        todo.SOURCES.append(waiting.waiting)
        triggers.protect(self, "office_auditevent")
        triggers.protect(self, "office_auditseal")
