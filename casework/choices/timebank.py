"""The time bank's words and limits: how a service stands, what moves hours, who has confirmed."""

from django.db.models import TextChoices

MAX_MINUTES = 24 * 60  # of one service


class ServiceStatus(TextChoices):
    RECORDED = "recorded", "待确认"
    CONFIRMED = "confirmed", "已入账"
    WITHDRAWN = "withdrawn", "已撤回"
    REVERSED = "reversed", "已冲销"


SERVICE_TRANSITIONS = {
    ServiceStatus.RECORDED: {ServiceStatus.CONFIRMED, ServiceStatus.WITHDRAWN},
    ServiceStatus.CONFIRMED: {ServiceStatus.REVERSED},
}
STANDING = (ServiceStatus.RECORDED, ServiceStatus.CONFIRMED)  # what counts against the daily cap


class Confirmer(TextChoices):
    SERVED = "served", "被服务人确认"
    SECOND = "second", "第二人核实"


class BookingKind(TextChoices):
    SERVICE = "service", "服务"
    SPEND = "spend", "支取"
    GIFT = "gift", "转给亲属"
    REVERSAL = "reversal", "冲销"
