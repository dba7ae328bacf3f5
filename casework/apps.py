from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "帮扶"

    def ready(self) -> None:
        from casework import hooks, recognition_hooks, todo

        hooks.fill()
        recognition_hooks.fill()
        todo.register()
