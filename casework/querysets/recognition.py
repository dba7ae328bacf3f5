"""Reads of recognitions, their steps, notices and objections."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from casework.choices.recognition import CLOSED, RecognitionStatus
from office.choices import NoticeStatus, RowStatus, StepKind
from office.roles import Permission, Role

if TYPE_CHECKING:
    from office.models import User

SIGNING_ROLES = (Role.SECTION_HEAD, Role.BUREAU_LEADER)


class RecognitionQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        """Return what the user may open: the bureaus they read, their own branch's papers, paper to confirm."""
        if user.bureau_id is None:
            return self.none()
        scope = Q(pk__in=[])
        if user.may(Permission.SEE_RECOGNITION):
            scope |= Q(bureau__path__startswith=user.bureau.path)
        elif user.may(Permission.CONFIRM_PAPER):
            scope |= Q(bureau=user.bureau_id) & Q(Exists(_steps(self).to_confirm().filter(recognition=OuterRef("pk"))))
        if user.may(Permission.GIVE_OPINION) and user.staff_member_id:
            scope |= Q(branch__secretary=user.staff_member_id) & ~Q(status=RecognitionStatus.DRAFT)
        return self.filter(scope)

    def open(self):
        """Return those that have not come to an end."""
        return self.exclude(status__in=CLOSED)

    def in_force(self, year: int):
        """Return the recognised recipients of a year."""
        return self.filter(status=RecognitionStatus.RECOGNISED, year=year)

    def approved_in(self, bureau_id: int):
        """Return what waits to be posted."""
        return self.filter(bureau=bureau_id, status=RecognitionStatus.APPROVED)

    def waiting_for(self, user: "User"):
        """Return those whose next step is this user's to take, by role and branch (duties are checked at the act)."""
        return self.filter(Exists(_steps(self).waiting_for(user).filter(recognition=OuterRef("pk"))))

    def for_list(self):
        return self.select_related("person", "branch").defer("reason")

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
        earlier = self.model.objects.filter(
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
        if user.bureau_id is None or not user.may(Permission.SEE_RECOGNITION):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path)

    def with_ripe_rows(self, on: date):
        """Return posted notices with a row whose period was over before the day."""
        ripe = _rows(self).filter(notice=OuterRef("pk"), status=RowStatus.POSTED, to_on__lt=on)
        return self.filter(Exists(ripe), status=NoticeStatus.POSTED)

    def with_counts(self):
        return self.annotate(
            row_count=models.Count("rows", distinct=True),
            held_count=models.Count("rows", filter=Q(rows__status=RowStatus.HELD), distinct=True),
        )

    def locked(self):
        return self.select_for_update(of=("self",))


def _rows(queryset: NoticeQuerySet) -> models.QuerySet:
    return queryset.model._meta.get_field("rows").related_model.objects.all()


class ObjectionQuerySet(models.QuerySet):
    def undecided(self):
        return self.filter(finding="")

    def visible_to(self, user: "User"):
        if user.bureau_id is None or not user.may(Permission.SEE_RECOGNITION):
            return self.none()
        return self.filter(row__notice__bureau__path__startswith=user.bureau.path)
