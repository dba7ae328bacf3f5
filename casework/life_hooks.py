"""What casework does when a death is taken back, a survivor is registered, or somebody leaves for another unit."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from casework.choices.emergencies import EmergencyStatus
from casework.choices.needs import NeedEnd
from casework.choices.pairing import EndReason, PairingStatus
from casework.choices.recognition import CLOSED, RecognitionStatus
from casework.choices.referrals import UNANSWERED, ReferralStatus
from casework.models import (
    Contact,
    Emergency,
    HelperReport,
    Need,
    Pairing,
    Recognition,
    Referral,
    ServiceArrangement,
    Shift,
    SupportPlan,
)
from casework.workflows.emergencies import end_emergencies_of, resume_emergencies_of
from casework.workflows.needs import end_needs_of, resume_needs_of
from casework.workflows.pairing import end_pairings_of, propose_pairing, resume_pairing
from casework.workflows.recognition import ended_with_death, resume_recognition
from casework.workflows.services import end_services_of, resume_services_of
from office import clock
from office.errors import RuleBroken
from office.models import User
from registry import hooks
from registry.hooks import Finding
from registry.models import Person


def resume_after_death(person: Person, since: datetime, by: User) -> Sequence[Finding]:
    """Take up again what the death ended where nothing has changed since, and name the rest.

    Rule: R-254, R-588.
    """
    return [
        *_pairings(person, since, by),
        *_recognitions(person, since, by),
        *_needs(person, since, by),
        *_care(person, since, by),
    ]


def _care(person: Person, since: datetime, by: User) -> list[Finding]:
    findings = []
    if count := resume_emergencies_of(person=person, since=since, by=by):
        findings.append(Finding(f"{count} 项特情和陪护值班已恢复,请核对时限。", reverse("casework:emergency-list")))
    if count := resume_services_of(person=person, since=since, by=by):
        url = reverse("casework:plan-page", args=[person.public_id])
        findings.append(Finding(f"{count} 项个人方案和服务安排已恢复,已通知停止的请再通知对方。", url))
    return findings


def _needs(person: Person, since: datetime, by: User) -> list[Finding]:
    needs = resume_needs_of(person=person, since=since, by=by)
    url = reverse("casework:need-list")
    return [Finding(f"{len(needs)} 项诉求已恢复为待分派,请重新分派。", url)] if needs else []


def _pairings(person: Person, since: datetime, by: User) -> list[Finding]:
    stopped = Pairing.objects.locked().filter(person=person, ended_at__gte=since).select_related("person", "helper")
    again = f"{reverse('casework:pairing-propose')}?person={person.public_id}"
    findings = []
    for row in stopped.filter(status=PairingStatus.ENDED, end_reason=EndReason.DIED):
        try:
            resume_pairing(row, by=by)
        except RuleBroken as broken:
            findings.append(
                Finding(f"{row.get_kind_display()} {row.helper.name} 的结对没有恢复:{broken.messages[0]}", again)
            )
        else:
            findings.append(Finding(f"{row.get_kind_display()} {row.helper.name} 的结对已恢复。"))
    for row in stopped.filter(status=PairingStatus.WITHDRAWN):
        findings.append(Finding(f"{row.helper.name} 待下达的结对已撤回,需要的请重新登记。", again))
    return findings


def _recognitions(person: Person, since: datetime, by: User) -> list[Finding]:
    findings = []
    for row in ended_with_death(person, since):
        name = f"{row.year}年“{row.wording}”认定"
        try:
            resume_recognition(row, by=by)
        except RuleBroken as broken:
            again = f"{reverse('casework:recognition-open')}?person={person.public_id}"
            findings.append(Finding(f"{name}没有恢复:{broken.messages[0]}", again))
        else:
            url = reverse("casework:recognition-detail", args=[row.public_id])
            findings.append(Finding(f"{name}已恢复。", url))
    return findings


def offer_helper(person: Person, by: User) -> Sequence[Finding]:
    """Propose the deceased's contact person for a survivor; a section head issues it. Rule: R-255."""
    ended = Pairing.objects.contacts().filter(person=person.deceased_id, end_reason=EndReason.DIED)
    row = ended.select_related("helper").order_by("-ends_on", "-id").first()
    if row is None or person.deceased is None:
        return []
    reason = f"原联系 {person.deceased.name},继续联系其遗属"
    try:
        propose_pairing(person=person, helper=row.helper, starts_on=clock.today(), by=by, quota_reason=reason)
    except RuleBroken as broken:
        why = broken.messages[0]
        return [Finding(f"没有报请 {row.helper.name} 为联系人:{why}", reverse("casework:pairing-gaps"))]
    return [Finding(f"已报请 {row.helper.name} 为联系人,待负责人下达。", reverse("casework:pairing-list"))]


def stop_on_departure(person: Person, left_on: date, by: User) -> Sequence[Finding]:
    """End the pairings of somebody who leaves for another unit and name what is still open. Rule: R-256."""
    ended = end_pairings_of(person=person, on=left_on, reason=EndReason.PERSON_MOVED, by=by)
    findings = [Finding(f"{row.get_kind_display()} {row.helper.name} 的结对已随转出结束。") for row in ended]
    if needs := end_needs_of(person=person, why=NeedEnd.LEFT, sentence=f"本人于 {left_on} 转出", by=by):
        url = reverse("casework:need-list") + "?show=all"
        findings.append(Finding(f"{len(needs)} 项没有办结的诉求已随转出终止,请移交转往单位。", url))
    end_emergencies_of(person=person, sentence=f"本人于 {left_on} 转出", by=by)
    if services := end_services_of(person=person, sentence=f"本人于 {left_on} 转出", by=by):
        url = reverse("casework:plan-page", args=[person.public_id])
        findings.append(Finding(f"{len(services)} 项服务安排已随转出结束,请通知提供服务的单位。", url))
    return [*findings, *unanswered(person)]


def unanswered(person: Person) -> list[Finding]:
    """Name the referrals of a person whose reply is still out."""
    url = reverse("casework:referral-list")
    waiting = Referral.objects.unanswered().filter(person=person).count()
    return [Finding(f"还有 {waiting} 件转办没有回复,请告知对方情况有变。", url)] if waiting else []


def uses(person: Person) -> Sequence[hooks.Use]:
    """Name what of casework hangs on a person. Rule: R-260, R-263, R-589. Queries: ten."""
    found = [
        hooks.Use(f"结对:{row.helper.name}({row.get_status_display()})", reverse("casework:pairing-list"))
        for row in Pairing.objects.filter(person=person)
        .exclude(status=PairingStatus.WITHDRAWN)
        .select_related("helper")
    ]
    for row in Recognition.objects.filter(person=person).exclude(status=RecognitionStatus.WITHDRAWN):
        url = reverse("casework:recognition-detail", args=[row.public_id])
        text = f"{row.year}年“{row.wording}”认定({row.get_status_display()})"
        found.append(hooks.Use(text, url, under_way=row.status not in CLOSED | {RecognitionStatus.RECOGNISED}))
    for contact in Contact.objects.filter(persons=person).valid():
        url = reverse("casework:contact-detail", args=[contact.public_id])
        found.append(hooks.Use(f"{contact.held_on} {contact.get_kind_display()}", url))
    for need in Need.objects.filter(person=person):
        url = reverse("casework:need-detail", args=[need.public_id])
        found.append(hooks.Use(f"诉求:{need.get_kind_display()}({need.get_status_display()})", url))
    for referral in Referral.objects.filter(person=person).exclude(status=ReferralStatus.WITHDRAWN):
        url = reverse("casework:referral-detail", args=[referral.public_id])
        text = f"转办:{referral.get_agency_display()}({referral.get_status_display()})"
        found.append(hooks.Use(text, url, under_way=referral.status in UNANSWERED))
    for emergency in Emergency.objects.filter(person=person):
        url = reverse("casework:emergency-detail", args=[emergency.public_id])
        ongoing = emergency.status != EmergencyStatus.CLOSED
        found.append(hooks.Use(f"特情:{emergency.told_at:%Y-%m-%d}", url, under_way=ongoing))
    url = reverse("casework:plan-page", args=[person.public_id])
    for plan in SupportPlan.objects.filter(person=person):
        found.append(hooks.Use(f"个人帮扶方案:{plan.starts_on}", url, under_way=plan.ended_on is None))
    for service in ServiceArrangement.objects.filter(person=person):
        text = f"服务安排:{service.get_kind_display()}"
        found.append(hooks.Use(text, url, under_way=service.ended_on is None))
    if shifts := Shift.objects.filter(person=person).count():
        url = reverse("casework:shift-list", args=[person.public_id])
        found.append(hooks.Use(f"陪护值班 {shifts} 班", url))
    if HelperReport.objects.sent().filter(person=person).exists():
        url = reverse("casework:report-list") + "?show=waiting"
        found.append(hooks.Use("联系人报告还没有核实", url, under_way=True))
    return found


def fill() -> None:
    """Fill the registry's hooks; called once from `ready()`."""
    hooks.ON_DEATH_REVERSED.append(resume_after_death)
    hooks.ON_SURVIVOR.append(offer_helper)
    hooks.USES.append(uses)
    hooks.ON_DEPARTURE.append(stop_on_departure)
