"""Reads of recognitions, their steps, notices and objections."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from casework.choices.recognition import CLOSED, RecognitionStatus
from office.choices import NoticeStatus, RowStatus, StepKind
from office.identifiers.names import name_key
from office.roles import Permission, Role
from registry.merged import records_of

if TYPE_CHECKING:
    from office.models import User


def named_like(text: str, prefix: str = "") -> Q:
    """Return the condition of a name that contains the text, or whose initials begin with it."""
    key = name_key(text)
    return Q(**{f"{prefix}name_key__contains": key}) | Q(**{f"{prefix}initials__startswith": text.lower()})


SIGNING_ROLES = (Role.SECTION_HEAD, Role.BUREAU_LEADER)


class RecognitionQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        """Return what the user may open: the bureaus they read, their own branch's papers, paper to confirm."""
        if user.bureau is None:
            return self.none()
        scope = Q(pk__in=[])
        if user.may(Permission.SEE_RECOGNITION):
            scope |= user.bureau_scope()
        elif user.may(Permission.CONFIRM_PAPER):
            scope |= Q(bureau=user.bureau_id) & Q(Exists(_steps(self).to_confirm().filter(recognition=OuterRef("pk"))))
        if user.may(Permission.GIVE_OPINION) and user.staff_member_id:
            scope |= Q(branch__secretary=user.staff_member_id) & ~Q(status=RecognitionStatus.DRAFT)
        return self.filter(scope)

    def returned(self):
        return self.filter(status=RecognitionStatus.RETURNED)

    def for_panel(self):
        return self.defer("reason", "closing_note").order_by("-year", "-pk")

    def open(self):
        """Return those that have not come to an end."""
        return self.exclude(status__in=CLOSED)

    def in_force(self, year: int):
        """Return the recognised recipients of a year."""
        return self.filter(status=RecognitionStatus.RECOGNISED, year=year)

    def ever_recognised(self):
        """Return those that came into force, ended since or not."""
        return self.filter(
            recognised_on__isnull=False, status__in=[RecognitionStatus.RECOGNISED, RecognitionStatus.ENDED]
        )

    def of_person_in_force(self, person_id: int, year: int):
        """Return what somebody is recognised for in a year."""
        return self.in_force(year).filter(person=person_id).order_by("pk")

    def waiting_for_notice(self, bureau_id: int):
        """Return the approved recognitions of a bureau that stand on no notice yet."""
        approved = self.filter(bureau=bureau_id, status=RecognitionStatus.APPROVED)
        return approved.exclude(notice_rows__status=RowStatus.LISTED).for_list().order_by("person__pinyin", "pk")

    def waiting_for(self, user: "User"):
        """Return those whose next step is this user's to take, by role and branch (duties are checked at the act)."""
        return self.filter(Exists(_steps(self).waiting_for(user).filter(recognition=OuterRef("pk"))))

    def of_person(self, person_id: int):
        return self.filter(person__in=records_of([person_id]))

    def matching(self, values: dict[str, Any], user: "User"):
        """Return those that fit the filters of the list (empty ones do not count)."""
        found = self.filter(**{name: values[name] for name in ("status", "category", "year") if values.get(name)})
        if values.get("q"):
            found = found.filter(named_like(values["q"], "person__"))
        if values.get("waiting"):
            found = found.waiting_for(user)
        if values.get("confirm"):
            found = found.to_confirm_by(user)
        return found

    def to_confirm_by(self, user: "User"):
        """Return those with a paper step that this user, not having registered it, may compare."""
        steps = _steps(self).to_confirm().exclude(registered_by=user.pk)
        return self.filter(Exists(steps.filter(recognition=OuterRef("pk"))), bureau=user.bureau_id)

    def for_list(self):
        return self.select_related("person", "branch").defer("reason", "closing_note")

    def for_page(self):
        return self.select_related(
            "person", "branch__secretary", "bureau", "entered_by", "submitted_by"
        ).prefetch_related(Prefetch("steps", queryset=_steps(self).for_path()))

    def locked(self):
        return self.select_for_update(of=("self",))


def _steps(queryset: RecognitionQuerySet) -> "StepQuerySet":
    return queryset.model._meta.get_field("steps").related_model.objects.all()


class StepQuerySet(models.QuerySet):
    def current(self):
        """Return the steps of submissions still under way."""
        return self.filter(recognition__status=RecognitionStatus.SUBMITTED, round=models.F("recognition__round"))

    def to_confirm(self):
        """Return steps registered from paper that wait for the second person."""
        return self.current().filter(on_paper=True, confirmed_at=None)

    def next_ones(self):
        """Return the steps nobody has acted on whose earlier steps all stand."""
        earlier = self.model._default_manager.filter(
            recognition=OuterRef("recognition"), round=OuterRef("round"), order__lt=OuterRef("order")
        )
        unsettled = earlier.filter(Q(outcome="") | Q(on_paper=True, confirmed_at=None))
        return self.current().filter(~Exists(unsettled), outcome="")

    def waiting_for(self, user: "User"):
        if user.bureau_id is None:
            return self.none()
        mine = Q(pk__in=[])
        if user.may(Permission.SIGN):
            roles = [role for role in SIGNING_ROLES if user.has_role(role)]
            mine |= Q(kind=StepKind.SIGNATURE, role__in=roles, recognition__bureau=user.bureau_id)
        if user.may(Permission.CHECK_MONEY):
            mine |= Q(kind=StepKind.CHECK, recognition__bureau=user.bureau_id)
        if user.may(Permission.GIVE_OPINION) and user.staff_member_id:
            mine |= Q(kind=StepKind.OPINION, recognition__branch__secretary=user.staff_member_id)
        return self.next_ones().filter(mine)

    def for_path(self):
        return self.select_related("signer", "acted_by", "registered_by", "confirmed_by").defer("scan")


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_RECOGNITION):
            return self.none()
        return self.filter(user.bureau_scope())

    def with_ripe_rows(self, on: date):
        """Return posted notices with a row whose period was over before the day."""
        ripe = _rows(self).filter(notice=OuterRef("pk"), status=RowStatus.POSTED, to_on__lt=on)
        return self.filter(Exists(ripe), status=NoticeStatus.POSTED)

    def with_counts(self):
        return self.annotate(
            row_count=models.Count("rows", distinct=True),
            held_count=models.Count("rows", filter=Q(rows__status=RowStatus.HELD), distinct=True),
        )

    def matching(self, values: dict[str, Any], today: date):
        found = self.filter(status=values["status"]) if values.get("status") else self
        return found.with_ripe_rows(today) if values.get("ripe") else found

    def locked(self):
        return self.select_for_update(of=("self",))


def _rows(queryset: NoticeQuerySet) -> models.QuerySet:
    return queryset.model._meta.get_field("rows").related_model.objects.all()


class NoticeRowQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_RECOGNITION):
            return self.none()
        return self.filter(user.bureau_scope("notice__"))


class ObjectionQuerySet(models.QuerySet):
    def undecided(self):
        return self.filter(finding="")

    def waiting(self):
        """Return those without a finding, and those of a named person without an answer."""
        return self.filter(Q(finding="") | Q(is_named=True, replied_on=None))

    def visible_to(self, user: "User"):
        if user.bureau is None or not user.may(Permission.SEE_RECOGNITION):
            return self.none()
        return self.filter(user.bureau_scope("row__notice__"))

    def for_list(self):
        return self.select_related("row__notice", "handler").defer("objector", "content", "finding_text", "reply")

    def for_page(self):
        return self.select_related("row__notice", "handler", "recorded_by", "decided_by")
