"""Print docs/workflow.md: what may follow what, drawn from the transition tables the program itself obeys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from casework.choices import emergencies, needs, pairing, recognition, referrals, reviews, timebank
from funds import choices as money
from office import choices as office

HEAD = """# What may follow what

Printed by `manage.py state_diagrams > docs/workflow.md` from the transition tables; a test fails when it is stale.
A status without an arrow leaving it is final. The rules of each step are in [rules.md](rules.md).
"""


@dataclass(frozen=True)
class Machine:
    """A thing with a status: its table, the status it begins with, and where the table stands."""

    title: str
    statuses: type[TextChoices]
    transitions: Mapping[Any, set[Any]]
    table: str


MACHINES = (
    Machine(
        "认定 Recognition",
        recognition.RecognitionStatus,
        recognition.TRANSITIONS,
        "casework/choices/recognition.py::TRANSITIONS",
    ),
    Machine("公示 Notice", office.NoticeStatus, office.NOTICE_TRANSITIONS, "office/choices.py::NOTICE_TRANSITIONS"),
    Machine(
        "公示名单的一行 Notice row", office.RowStatus, office.ROW_TRANSITIONS, "office/choices.py::ROW_TRANSITIONS"
    ),
    Machine(
        "复核的一人 Review row",
        reviews.ReviewStatus,
        reviews.REVIEW_TRANSITIONS,
        "casework/choices/reviews.py::REVIEW_TRANSITIONS",
    ),
    Machine("结对 Pairing", pairing.PairingStatus, pairing.TRANSITIONS, "casework/choices/pairing.py::TRANSITIONS"),
    Machine("诉求 Need", needs.NeedStatus, needs.NEED_TRANSITIONS, "casework/choices/needs.py::NEED_ACTS"),
    Machine(
        "转办和报告 Referral",
        referrals.ReferralStatus,
        referrals.REFERRAL_TRANSITIONS,
        "casework/choices/referrals.py::REFERRAL_TRANSITIONS",
    ),
    Machine(
        "特情 Emergency",
        emergencies.EmergencyStatus,
        emergencies.EMERGENCY_TRANSITIONS,
        "casework/choices/emergencies.py::EMERGENCY_TRANSITIONS",
    ),
    Machine(
        "陪护值班 Shift",
        emergencies.ShiftStatus,
        emergencies.SHIFT_TRANSITIONS,
        "casework/choices/emergencies.py::SHIFT_TRANSITIONS",
    ),
    Machine(
        "联系人的报告 Helper's report",
        needs.ReportStatus,
        needs.REPORT_TRANSITIONS,
        "casework/choices/needs.py::REPORT_TRANSITIONS",
    ),
    Machine(
        "志愿服务 Volunteer's service",
        timebank.ServiceStatus,
        timebank.SERVICE_TRANSITIONS,
        "casework/choices/timebank.py::SERVICE_TRANSITIONS",
    ),
    Machine("帮扶申请 Aid application", money.AidStatus, money.AID_TRANSITIONS, "funds/choices.py::AID_TRANSITIONS"),
    Machine("名单上的一人 Aid item", money.ItemStatus, money.ITEM_TRANSITIONS, "funds/choices.py::ITEM_TRANSITIONS"),
    Machine("支付 Payment", money.PaymentStatus, money.PAYMENT_TRANSITIONS, "funds/choices.py::PAYMENT_TRANSITIONS"),
    Machine(
        "预借现金 Cash advance",
        money.AdvanceStatus,
        money.ADVANCE_TRANSITIONS,
        "funds/choices.py::ADVANCE_TRANSITIONS",
    ),
)


def document() -> str:
    """Return the whole of docs/workflow.md."""
    return "\n".join([HEAD, *("\n".join(_section(machine)) for machine in MACHINES)])


def _section(machine: Machine) -> Iterator[str]:
    first, *_ = machine.statuses  # each of these lists begins with the status a new row has
    yield f"## {machine.title}\n"
    yield f"`{machine.table}`\n"
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status in machine.statuses:
        yield f'    state "{status.label}" as {status.value}'
    yield f"    [*] --> {first.value}"
    for status in machine.statuses:
        following = machine.transitions.get(status, set())
        for next_status in machine.statuses:
            if next_status in following:
                yield f"    {status.value} --> {next_status.value}"
        if not following:
            yield f"    {status.value} --> [*]"
    yield "```\n"


class Command(BaseCommand):
    help = "输出状态图(docs/workflow.md)"
    requires_system_checks: list[str] = []  # reads no database

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")
