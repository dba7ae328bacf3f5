from django.apps import AppConfig

from office import triggers


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "资金"

    def ready(self) -> None:
        triggers.protect(self, "funds_ledgerentry")
