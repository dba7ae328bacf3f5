from django.apps import AppConfig
from django.db.models.signals import post_migrate

from office import todo, triggers
from registry import hooks as registry


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "资金"

    def ready(self) -> None:
        from funds import hooks, life_hooks, shipped, timeline
        from funds.audit_words import WORDS
        from funds.todo import waiting
        from office import audit_words

        audit_words.WORDS.update(WORDS)
        triggers.protect(self, "funds_ledgerentry")
        post_migrate.connect(shipped.ship_standard, sender=self, dispatch_uid="funds shipped standard")
        todo.SOURCES.append(waiting)
        registry.PERSON_PANELS.append(hooks.person_panels)
        registry.TIMELINE.extend(timeline.SOURCES)
        registry.LIST_COLUMNS.append(hooks.AID_COLUMN)
        registry.LIST_FILTERS.append(hooks.AID_FILTER)
        life_hooks.fill()
        registry.PERSON_ACTIONS.append(hooks.person_actions)
