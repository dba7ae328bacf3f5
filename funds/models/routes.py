"""The office's own routes; what it has not written down follows the shipped defaults in `funds.routes`."""

from django.db import models
from simple_history.models import HistoricalRecords

from funds.choices import AidKind, SourceKind
from office.models import RouteBase, RouteStepBase


class FundRoute(RouteBase):
    """The route of one kind of source, for one kind of aid or (empty) for all that have none of their own."""

    source_kind = models.CharField("资金性质", max_length=20, choices=SourceKind.choices)
    aid_kind = models.CharField("帮扶种类", max_length=20, choices=AidKind.choices, blank=True)
    history = HistoricalRecords()

    class Meta(RouteBase.Meta):
        verbose_name = "审批流程"

    def __str__(self) -> str:
        kind = AidKind(self.aid_kind).label if self.aid_kind else "各种帮扶(特情除外)"
        return f"{self.get_source_kind_display()}·{kind}审批流程"

    @property
    def needs_meeting(self) -> bool:
        """Party dues are decided collectively. Rule: R-357."""
        return self.source_kind == SourceKind.PARTY_DUES

    @property
    def meeting_may_decide(self) -> bool:
        """Union money is decided by the union committee alone, as the shipped route does."""
        return self.source_kind == SourceKind.UNION


class FundRouteStep(RouteStepBase):
    route = models.ForeignKey(FundRoute, models.PROTECT, related_name="steps", verbose_name="审批流程")
    history = HistoricalRecords()

    class Meta(RouteStepBase.Meta):
        verbose_name = "审批环节"
        constraints = [models.UniqueConstraint(fields=["route", "order"], name="fundroutestep_order_once")]
