"""What a helper reports: a death or a hospital stay; the registry changes only when a caseworker confirms it."""

from datetime import date

from django.db import IntegrityError, transaction

from casework.choices.needs import ReportKind, ReportStatus
from casework.errors.needs import ReportIncomplete
from casework.models import HelperReport
from casework.permissions.needs import check_can_decide, check_is_own_person
from office import clock, store
from office.audit import record_event
from office.models import User
from registry.hooks import Finding
from registry.models import Person
from registry.workflows.life import record_death, record_stay

OF_STAY = ("hospital", "ward", "bed", "told_by", "family_contact", "family_phone")
DECISION = ["status", "decided_by", "decided_at", "decline_reason"]


def send_report(
    *,
    person: Person,
    kind: ReportKind,
    happened_on: date,
    by: User,
    hospital: str = "",
    ward: str = "",
    bed: str = "",
    told_by: str = "",
    family_contact: str = "",
    family_phone: str = "",
    note: str = "",
    request_key: str | None = None,
) -> HelperReport:
    """Report a death or a stay of one's own person once. Raises: Refused, ReportIncomplete."""
    report = HelperReport(
        person=person,
        helper=by.staff_member,
        kind=ReportKind(kind),
        happened_on=happened_on,
        hospital=hospital.strip(),
        ward=ward.strip(),
        bed=bed.strip(),
        told_by=told_by.strip(),
        family_contact=family_contact.strip(),
        family_phone=family_phone.strip(),
        note=note.strip(),
        request_key=request_key or None,
        sent_by=by,
        sent_at=clock.now(),
    )
    try:
        return _save_report(report, by)
    except IntegrityError:
        # The same form arrived before; answer with what it made.
        earlier = HelperReport.objects.filter(request_key=report.request_key, sent_by=by).first()
        if report.request_key is None or earlier is None:
            raise
        return earlier


@transaction.atomic
def _save_report(report: HelperReport, by: User) -> HelperReport:
    check_is_own_person(by, report.person)
    if report.happened_on > clock.today():
        raise ReportIncomplete("发生日期不能晚于今天。")
    if report.kind == ReportKind.STAY and not report.hospital:
        raise ReportIncomplete("请写明住在哪家医院。")
    store.create(report, by=by)
    record_event(
        "casework.report.sent", on=report, by=by, bureau=report.person.bureau, summary=report.get_kind_display()
    )
    return report


@transaction.atomic
def confirm_report(*, report_id: int, by: User, happened_on: date | None = None) -> list[Finding]:
    """Confirm a report, with the date corrected where need be, and enter it in the registry.

    The person is locked before the report, as a death that is recorded on the person's page does it.

    Returns what the death stopped; nothing for a stay.
    Raises: Refused, ReportWrongStatus, ChangedMeanwhile, and what the registry refuses.
    Rule: R-89, R-350.
    """
    of_report = HelperReport.objects.filter(pk=report_id).values("person")
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=of_report).values_list("pk"))
    report = _locked(report_id)
    check_can_decide(by, report)
    _decide(report, ReportStatus.CONFIRMED, by)
    happened_on = happened_on or report.happened_on
    if report.kind == ReportKind.DEATH:
        return record_death(person=report.person, died_on=happened_on, by=by)
    details = {name: getattr(report, name) for name in OF_STAY}
    record_stay(person=report.person, by=by, admitted_on=happened_on, **details)
    return []


@transaction.atomic
def decline_report(*, report_id: int, reason: str, by: User) -> HelperReport:
    """Decline a report with a reason the helper reads. Raises: Refused, ReportWrongStatus, ReportIncomplete."""
    report = _locked(report_id)
    check_can_decide(by, report)
    if not reason.strip():
        raise ReportIncomplete("请写明未采纳的原因,联系人会看到。")
    _decide(report, ReportStatus.DECLINED, by, reason.strip())
    return report


@transaction.atomic
def settle_death_reports(*, person: Person, by: User) -> list[HelperReport]:
    """Mark the waiting reports of a death that is now recorded as confirmed."""
    waiting = HelperReport.objects.locked().sent().filter(person=person, kind=ReportKind.DEATH).select_related("person")
    reports = list(waiting)
    for report in reports:
        _decide(report, ReportStatus.CONFIRMED, by)
    return reports


def _locked(report_id: int) -> HelperReport:
    return HelperReport.objects.locked().select_related("person__bureau").get(pk=report_id)


def _decide(report: HelperReport, status: ReportStatus, by: User, reason: str = "") -> None:
    report.move_to(status)
    report.decided_by, report.decided_at, report.decline_reason = by, clock.now(), reason
    store.claim(report, by=by, was={"status": ReportStatus.SENT}, fields=DECISION, reason=reason)
    record_event(f"casework.report.{status.value}", on=report, by=by, bureau=report.person.bureau, summary=reason)
