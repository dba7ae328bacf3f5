from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "帮扶"

    def ready(self) -> None:
        from casework import (
            duty_hooks,
            hooks,
            leader_plan_hooks,
            life_hooks,
            merge_hooks,
            recognition_hooks,
            review_hooks,
            timeline,
            todo,
        )
        from casework.audit_words import WORDS
        from casework.workflows.escalation import escalate_overdue
        from office import audit_words, daily, triggers

        audit_words.WORDS.update(WORDS)
        hooks.fill()
        recognition_hooks.fill()
        life_hooks.fill()
        merge_hooks.fill()
        timeline.fill()
        review_hooks.fill()
        duty_hooks.fill()
        leader_plan_hooks.fill()
        todo.register()
        daily.WORK.append(escalate_overdue)
        for table in ("casework_monthend", "casework_monthendrow", "casework_timebooking", "casework_timeentry"):
            triggers.protect(self, table)
