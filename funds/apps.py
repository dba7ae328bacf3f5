from django.apps import AppConfig
from django.db.models.signals import post_migrate

from office import hooks as office_hooks
from office import todo, triggers
from office.roles import Permission
from registry import hooks as registry


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "资金"

    def ready(self) -> None:
        from casework import duty_hooks
        from funds import citations, hooks, life_hooks, round_money, shipped, timeline
        from funds.audit_words import WORDS
        from funds.todo import waiting
        from office import audit_words

        audit_words.WORDS.update(WORDS)
        triggers.protect(self, "funds_ledgerentry")
        post_migrate.connect(shipped.ship_standard, sender=self, dispatch_uid="funds shipped standard")
        todo.SOURCES.append(waiting)
        office_hooks.CITATIONS.append(citations.citations)
        office_hooks.DOORS.append(
            office_hooks.Door("资金审批流程", "每种资金由谁复核、谁签批", "funds:route-list", Permission.SEE_MONEY)
        )
        registry.FOLLOWED.append(("funds.AidItem", "application"))
        registry.PERSON_PANELS.append(hooks.person_panels)
        registry.TIMELINE.extend(timeline.SOURCES)
        registry.LIST_COLUMNS.append(hooks.AID_COLUMN)
        registry.LIST_FILTERS.append(hooks.AID_FILTER)
        life_hooks.fill()
        duty_hooks.ROUND_MONEY.append(round_money.round_money)
        registry.PERSON_ACTIONS.append(hooks.person_actions)
