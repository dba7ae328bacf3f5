"""The office's own routes; what it has not written down follows the shipped defaults in `funds.routes`."""

from django.db import models
from simple_history.models import HistoricalRecords

from funds.choices import AidKind, SourceKind
from office.models import Bureau, PublicModel, RouteStepBase


class FundRoute(PublicModel):
    """The route of one kind of source, for one kind of aid or (empty) for all that have none of their own."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="fund_routes", verbose_name="局")
    source_kind = models.CharField("资金性质", max_length=20, choices=SourceKind.choices)
    aid_kind = models.CharField("帮扶种类", max_length=20, choices=AidKind.choices, blank=True)
    document = models.CharField("依据", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "审批流程"
        ordering = ["source_kind", "aid_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "source_kind", "aid_kind"],
                name="fundroute_once",
                violation_error_message="这种资金和帮扶种类已经有审批流程,请直接修改它。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_source_kind_display()}审批流程"


class FundRouteStep(RouteStepBase):
    route = models.ForeignKey(FundRoute, models.PROTECT, related_name="steps", verbose_name="审批流程")
    history = HistoricalRecords()

    class Meta(RouteStepBase.Meta):
        verbose_name = "审批环节"
        constraints = [models.UniqueConstraint(fields=["route", "order"], name="fundroutestep_order_once")]
