"""What casework tells in the person's timeline: contacts, pairings, needs, reports, recognitions, their notices.

Nothing that was said or written down of a person stands here, only that it happened; an illness is told to those alone
who may see it.
"""

from collections.abc import Sequence

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.urls import reverse

from casework.choices.contacts import ContactKind
from casework.choices.emergencies import EmergencyKind, ShiftStatus, ShiftTask
from casework.choices.needs import NeedKind, NeedStatus, ReportKind, ReportStatus
from casework.choices.pairing import EndReason, PairingKind
from casework.choices.recognition import PUBLIC_WORDING, Category, RecognitionStatus
from casework.choices.recognition import EndReason as RecognitionEnd
from casework.choices.referrals import Agency, Outcome, ReferralStatus
from casework.choices.services import ServiceKind
from casework.models import (
    Contact,
    ContactHelper,
    Emergency,
    HelperReport,
    Need,
    NoticeRow,
    Objection,
    Pairing,
    Recognition,
    Referral,
    ServiceArrangement,
    Shift,
    SupportPlan,
)
from casework.permissions.recognition import sees_categories
from office.choices import ObjectionChannel, RowStatus
from office.models import User
from office.roles import Permission
from registry import hooks
from registry.hooks import TimelineEvent, TimelineRow, TimelineRows, TimelineSource
from registry.merged import records_of
from registry.models import Person

REFUSALS: dict[str, str] = {RecognitionStatus.REFUSED: "认定未通过", RecognitionStatus.WITHDRAWN: "撤回认定申请"}


def sees_casework(user: User) -> bool:
    return user.may(Permission.SEE_CASEWORK)


def sees_recognition(user: User) -> bool:
    return user.may(Permission.SEE_RECOGNITION)


def _contacts(user: User, person: Person) -> list[TimelineRows]:
    return [TimelineRows(Contact.objects.of_person(person).valid(), "held_on", "", "public_id", ["kind"])]


def _contacts_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    helpers: dict[int, list[str]] = {}
    present = ContactHelper.objects.filter(contact__in=[row.pk for row in found]).order_by("pk")
    for contact_id, name in present.values_list("contact_id", "helper__name"):
        helpers.setdefault(contact_id, []).append(name)
    return [
        TimelineEvent(
            row.on,
            ContactKind(row.a).label,
            "、".join(helpers.get(row.pk, ["未登记联系人"])),
            reverse("casework:contact-detail", args=[row.ref]),
        )
        for row in found
    ]


def _pairings(user: User, person: Person) -> list[TimelineRows]:
    issued = Pairing.objects.filter(person__in=records_of([person.pk]), issued_at__isnull=False)
    words = ["kind", "helper__name", "end_reason"]
    return [
        TimelineRows(issued, "starts_on", "begun", words=words),
        TimelineRows(issued.exclude(end_reason=""), "ends_on", "ended", words=words),
    ]


def _pairings_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            row.on,
            PairingKind(row.a).label,
            f"{row.b} 开始联系" if row.act == "begun" else f"{row.b} 结束联系:{EndReason(row.c).label}",
        )
        for row in found
    ]


def _needs(user: User, person: Person) -> list[TimelineRows]:
    own = Need.objects.filter(person__in=records_of([person.pk]))
    return [
        TimelineRows(own, "raised_on", "提出", "public_id", ["kind"]),
        TimelineRows(own, "done_on", "办理", "public_id", ["kind"]),
        TimelineRows(own, Coalesce("confirmed_on", "closed_on"), "", "public_id", ["kind", "status"]),
    ]


def _referrals(user: User, person: Person) -> list[TimelineRows]:
    own = Referral.objects.filter(person__in=records_of([person.pk])).exclude(status=ReferralStatus.WITHDRAWN)
    words = ["agency", "agency_name", "outcome"]
    return [
        TimelineRows(own, "sent_on", "sent", "public_id", words),
        TimelineRows(own, "replied_on", "answered", "public_id", words),
    ]


def _referrals_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            row.on,
            "转办",
            f"报送{row.b}({Agency(row.a).label})" if row.act == "sent" else f"{row.b}回复:{Outcome(row.c).label}",
            reverse("casework:referral-detail", args=[row.ref]),
        )
        for row in found
    ]


def _needs_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            row.on,
            "诉求",
            f"{row.act or NeedStatus(row.b).label}:{NeedKind(row.a).label}",
            reverse("casework:need-detail", args=[row.ref]),
        )
        for row in found
    ]


def _reports(user: User, person: Person) -> list[TimelineRows]:
    own = HelperReport.objects.filter(person__in=records_of([person.pk]))
    if not user.may(Permission.SEE_ILLNESS):
        own = own.exclude(kind=ReportKind.STAY)
    return [TimelineRows(own, "happened_on", words=["kind", "helper__name", "status"])]


def _reports_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(row.on, "联系人报告", f"{row.b} 报告{ReportKind(row.a).label}({ReportStatus(row.c).label})")
        for row in found
    ]


def sees_emergencies(user: User) -> bool:
    return user.may(Permission.SEE_CASEWORK) and user.may(Permission.SEE_ILLNESS)


def _emergencies(user: User, person: Person) -> list[TimelineRows]:
    own = Emergency.objects.filter(person__in=records_of([person.pk]))
    kept = Shift.objects.filter(person__in=records_of([person.pk]), status=ShiftStatus.DONE)
    return [
        TimelineRows(own, TruncDate("told_at"), "opened", "public_id", ["kind"]),
        TimelineRows(own, "closed_on", "closed", "public_id", ["kind"]),
        TimelineRows(kept, "on", "shift", "person__public_id", ["task", "helper__name", "other"]),
    ]


def _emergencies_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [_of_shift(row) if row.act == "shift" else _of_emergency(row) for row in found]


def _of_shift(row: TimelineRow) -> TimelineEvent:
    url = reverse("casework:shift-list", args=[row.ref])
    return TimelineEvent(row.on, "陪护", f"{row.b or row.c} {ShiftTask(row.a).label}", url, joins=True)


def _of_emergency(row: TimelineRow) -> TimelineEvent:
    word = "来电" if row.act == "opened" else "办结"
    url = reverse("casework:emergency-detail", args=[row.ref])
    return TimelineEvent(row.on, "特情", f"{word}:{EmergencyKind(row.a).label}", url)


def _services(user: User, person: Person) -> list[TimelineRows]:
    plans = SupportPlan.objects.of_person(person)
    services = ServiceArrangement.objects.of_person(person)
    return [
        TimelineRows(plans, "starts_on", "plan", "person__public_id"),
        TimelineRows(plans, "ended_on", "plan-ended", "person__public_id"),
        TimelineRows(services, "starts_on", "begun", "public_id", ["kind", "provider"]),
        TimelineRows(services, "ended_on", "ended", "public_id", ["kind", "provider"]),
    ]


def _services_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [_of_service(row) for row in found]


def _of_service(row: TimelineRow) -> TimelineEvent:
    word = "结束" if row.act.endswith("ended") else "开始"
    if row.act.startswith("plan"):
        return TimelineEvent(row.on, "个人方案", word, reverse("casework:plan-page", args=[row.ref]))
    url = reverse("casework:service-detail", args=[row.ref])
    return TimelineEvent(row.on, "服务安排", f"{word}:{ServiceKind(row.a).label},{row.b}", url)


def _recognitions(user: User, person: Person) -> list[TimelineRows]:
    own = Recognition.objects.of_person(person.pk)
    words = ["category", "year"]
    ended = Coalesce("ended_on", TruncDate("closed_at"))
    how = Coalesce(NullIf("end_reason", Value("")), "status")  # why it ended, or that it was refused or withdrawn
    return [
        TimelineRows(own, TruncDate("submitted_at"), "submitted", "public_id", words),
        TimelineRows(own, "recognised_on", "recognised", "public_id", words),
        TimelineRows(own, ended, "closed", "public_id", ["category", "year", how]),
    ]


def _recognitions_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(row.on, _act(row), _category(user, row), reverse("casework:recognition-detail", args=[row.ref]))
        for row in found
    ]


def _act(row: TimelineRow) -> str:
    if row.act != "closed":
        return {"submitted": "申请认定", "recognised": "认定为帮扶对象"}[row.act]
    return REFUSALS.get(row.c, "终止认定")


def _category(user: User, row: TimelineRow) -> str:
    """Return year and category; who may not see an illness reads the words that are posted."""
    category = Category(row.a)
    text = f"{row.b}年 {category.label if sees_categories(user) else PUBLIC_WORDING[category]}"
    return text if row.act != "closed" or row.c in REFUSALS else f"{text}({RecognitionEnd(row.c).label})"


def _notices(user: User, person: Person) -> list[TimelineRows]:
    own = NoticeRow.objects.filter(recognition__person__in=records_of([person.pk]))
    objections = Objection.objects.filter(row__recognition__person__in=records_of([person.pk]))
    ref, decided = "notice__public_id", TruncDate(Coalesce("struck_at", "cleared_at"))
    return [
        TimelineRows(own, "from_on", "posted", ref, ["wording", "to_on"]),
        TimelineRows(own, decided, "decided", ref, ["wording", "status"]),
        TimelineRows(objections, "received_on", "objection", "row__notice__public_id", ["channel"]),
    ]


def _notices_in_words(user: User, found: Sequence[TimelineRow]) -> list[TimelineEvent]:
    return [
        TimelineEvent(row.on, "公示", _of_notice(row), reverse("casework:notice-detail", args=[row.ref]))
        for row in found
    ]


def _of_notice(row: TimelineRow) -> str:
    if row.act == "objection":
        return f"收到异议({ObjectionChannel(row.a).label})"
    return f"{row.a},公示至 {row.b}" if row.act == "posted" else f"{row.a},{RowStatus(row.b).label}"


SOURCES = [
    TimelineSource("contacts", "走访联系", sees_casework, _contacts, _contacts_in_words),
    TimelineSource("pairings", "结对", sees_casework, _pairings, _pairings_in_words),
    TimelineSource("needs", "诉求", sees_casework, _needs, _needs_in_words),
    TimelineSource("referrals", "转办", sees_casework, _referrals, _referrals_in_words),
    TimelineSource("emergencies", "特情", sees_emergencies, _emergencies, _emergencies_in_words),
    TimelineSource("services", "方案和服务", sees_casework, _services, _services_in_words),
    TimelineSource("reports", "联系人报告", sees_casework, _reports, _reports_in_words),
    TimelineSource("recognitions", "认定", sees_recognition, _recognitions, _recognitions_in_words),
    TimelineSource("notices", "公示", sees_recognition, _notices, _notices_in_words),
]


def fill() -> None:
    hooks.TIMELINE.extend(SOURCES)
