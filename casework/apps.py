from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "帮扶"

    def ready(self) -> None:
        from casework import hooks, todo

        hooks.fill()
        todo.register()
