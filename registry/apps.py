from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "人员"

    def ready(self) -> None:
        from office import audit_words as office_words
        from office import purposes, triggers
        from office.todo import SOURCES
        from registry import hooks, looks, timeline_sources, todo  # noqa: F401  (looks connects its receiver)
        from registry.audit_words import PURPOSED, WORDS
        from registry.suggestion_page import panel

        office_words.WORDS.update(WORDS)
        purposes.ACTIONS |= PURPOSED
        triggers.protect(self, "registry_filemention")
        SOURCES.extend([todo.deaths_to_see_to, todo.rosters, todo.suggestions_to_decide])
        timeline_sources.fill()
        hooks.PERSON_PANELS.append(panel)
