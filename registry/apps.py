from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "人员"

    def ready(self) -> None:
        from office import audit_words as office_words
        from office.todo import SOURCES
        from registry import timeline_sources, todo
        from registry.audit_words import WORDS

        office_words.WORDS.update(WORDS)
        SOURCES.append(todo.deaths_to_see_to)
        timeline_sources.fill()
