"""Support plans and service arrangements: begun, changed, ended with a reason."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework import services
from casework.choices.services import ServiceKind
from casework.endings import ended_by_death
from casework.errors.services import AlreadyEnded, PlanExists, ServiceIncomplete
from casework.models import ServiceArrangement, SupportPlan
from casework.permissions.pairing import check_own_bureau
from office import clock, store
from office.audit import record_event
from office.models import StaffMember, User
from office.permissions import check
from office.roles import Permission
from registry.choices import PaperKind
from registry.holding import hold
from registry.merged import records_of
from registry.models import Person
from registry.scans import Scan
from registry.workflows.papers import add_paper


@dataclass(frozen=True)
class Terms:
    """What is agreed for a service; `details` are the fields of its kind."""

    provider: str
    starts_on: date
    ends_on: date | None = None
    details: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def _check(by: User, person: Person) -> None:
    check(by, Permission.EDIT_CASEWORK)
    check_own_bureau(by, person)


@transaction.atomic
def open_plan(
    *, person: Person, goals: str, in_charge: StaffMember, review_on: date, by: User, starts_on: date | None = None
) -> SupportPlan:
    """Make a plan for somebody who has none in force. Raises: Refused, PlanExists, ServiceIncomplete. Rule: R-436."""
    _check(by, person)
    starts_on = starts_on or clock.today()
    hold(person)
    if SupportPlan.objects.of_person(person).running().exists():
        raise PlanExists(person.name)
    if not goals.strip():
        raise ServiceIncomplete("请写明目标和措施。")
    if review_on <= starts_on:
        raise ServiceIncomplete("下次回看日期须在起始日期之后。")
    if in_charge.bureau_id != person.bureau_id or not in_charge.is_serving(clock.today()):
        raise ServiceIncomplete(f"{in_charge.name} 不是本局在职人员,请改选负责人。")
    plan = SupportPlan(person=person, goals=goals.strip(), in_charge=in_charge, starts_on=starts_on)
    plan.review_on, plan.entered_by, plan.entered_at = review_on, by, clock.now()
    store.create(plan, by=by)
    _record("plan.opened", plan, by)
    return plan


@transaction.atomic
def review_plan(*, plan_id: int, review: str, review_on: date, by: User) -> SupportPlan:
    """Write down how far the plan has come and when it is looked at next."""
    plan = _running_plan(plan_id, by)
    if not review.strip() or review_on <= clock.today():
        raise ServiceIncomplete("请写明进展;下次回看日期须在今天之后。")
    plan.review, plan.reviewed_on, plan.review_on = review.strip(), clock.today(), review_on
    store.claim(plan, by=by, was={"ended_on": None}, fields=["review", "reviewed_on", "review_on"])
    _record("plan.reviewed", plan, by)
    return plan


@transaction.atomic
def sign_plan(*, plan_id: int, signed_on: date, scan: Scan, by: User) -> SupportPlan:
    """Keep the sheet the person signed among the person's papers."""
    plan = _running_plan(plan_id, by)
    if not plan.starts_on <= signed_on <= clock.today():
        raise ServiceIncomplete("签字日期须在方案起始之后、今天之前。")
    plan.signed_on = signed_on
    plan.paper = add_paper(
        person=plan.person, kind=PaperKind.OTHER, title=f"个人帮扶方案 {plan.starts_on}", scan=scan, by=by
    )
    store.claim(plan, by=by, was={"ended_on": None}, fields=["signed_on", "paper"])
    _record("plan.signed", plan, by)
    return plan


@transaction.atomic
def end_plan(*, plan_id: int, reason: str, by: User) -> SupportPlan:
    plan = _running_plan(plan_id, by)
    _end(plan, reason, by)
    _record("plan.ended", plan, by)
    return plan


@transaction.atomic
def start_service(*, person: Person, kind: ServiceKind, terms: Terms, by: User) -> ServiceArrangement:
    """Begin a service. Raises: Refused, ServiceIncomplete. Rule: R-437."""
    _check(by, person)
    hold(person)
    service = ServiceArrangement(person=person, kind=ServiceKind(kind), entered_by=by, entered_at=clock.now())
    _agree(service, terms)
    store.create(service, by=by)
    _record("service.started", service, by)
    return service


@transaction.atomic
def change_service(*, service_id: int, version: int, terms: Terms, by: User) -> ServiceArrangement:
    """Change what is agreed; the history keeps what was. Raises: Refused, ServiceIncomplete, ChangedMeanwhile."""
    service = _running_service(service_id, by)
    service.version = version
    _agree(service, terms)
    fields = ["provider", "starts_on", "ends_on", "details", "note"]
    store.claim(service, by=by, was={"ended_on": None}, fields=fields)
    _record("service.changed", service, by)
    return service


@transaction.atomic
def end_service(*, service_id: int, reason: str, by: User) -> ServiceArrangement:
    service = _running_service(service_id, by)
    _end(service, reason, by)
    _record("service.ended", service, by)
    return service


def end_services_of(*, person: Person, sentence: str, by: User) -> list[ServiceArrangement]:
    """End plan and services of somebody who died or left, in the caller's transaction. Rule: R-438."""
    of_person = {"person__in": records_of([person.pk])}
    for plan in SupportPlan.objects.locked().running().filter(**of_person).select_related("person__bureau"):
        _end(plan, sentence, by)
        _record("plan.ended", plan, by)
    ended = list(ServiceArrangement.objects.locked().running().filter(**of_person).select_related("person__bureau"))
    for service in ended:
        _end(service, sentence, by)
        _record("service.ended", service, by)
    return ended


def resume_services_of(*, person: Person, since: datetime, by: User) -> int:
    """Take up again what a death entered for the wrong person ended, and return how much; in the caller's transaction.

    A plan stays ended when another was made meanwhile. Rule: R-588.
    """
    ended = {"person__in": records_of([person.pk]), "ended_on__gte": since.astimezone(clock.SHANGHAI).date()}
    services = ServiceArrangement.objects.locked().filter(**ended).select_related("person__bureau")
    plans = SupportPlan.objects.locked().filter(**ended).select_related("person__bureau")
    if SupportPlan.objects.of_person(person).running().exists():
        plans = plans.none()
    found = [row for row in (*plans, *services) if ended_by_death(row.end_reason)]
    for row in found:
        _resume(row, by)
    return len(found)


def _resume(row: SupportPlan | ServiceArrangement, by: User) -> None:
    was = {"ended_on": row.ended_on}
    row.ended_on, row.end_reason = None, ""
    store.claim(row, by=by, was=was, fields=["ended_on", "end_reason"])
    _record("plan.resumed" if isinstance(row, SupportPlan) else "service.resumed", row, by)


def _agree(service: ServiceArrangement, terms: Terms) -> None:
    if not terms.provider.strip():
        raise ServiceIncomplete(f"请填写“{service.provider_label}”。")
    if terms.ends_on and terms.ends_on < terms.starts_on:
        raise ServiceIncomplete("到期日期不能早于起始日期。")
    service.provider, service.starts_on, service.ends_on = terms.provider.strip(), terms.starts_on, terms.ends_on
    service.details = services.checked(ServiceKind(service.kind), terms.details)
    service.note = terms.note.strip()


def _end(row: SupportPlan | ServiceArrangement, reason: str, by: User) -> None:
    if not reason.strip():
        raise ServiceIncomplete("请写明结束的原因。")
    row.ended_on, row.end_reason = clock.today(), reason.strip()
    store.claim(row, by=by, was={"ended_on": None}, fields=["ended_on", "end_reason"])


def _running_plan(plan_id: int, by: User) -> SupportPlan:
    plan = SupportPlan.objects.locked().select_related("person__bureau").get(pk=plan_id)
    _check(by, plan.person)
    if plan.ended_on is not None:
        raise AlreadyEnded
    return plan


def _running_service(service_id: int, by: User) -> ServiceArrangement:
    service = ServiceArrangement.objects.locked().select_related("person__bureau").get(pk=service_id)
    _check(by, service.person)
    if service.ended_on is not None:
        raise AlreadyEnded
    return service


def _record(what: str, row: SupportPlan | ServiceArrangement, by: User) -> None:
    record_event(f"casework.{what}", on=row, by=by, bureau=row.person.bureau, summary=str(row))
