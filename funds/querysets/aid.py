"""Reads of applications and their lists."""

from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from funds.choices import ITEM_PROMISED, AidStatus, ItemStatus, PaymentStatus
from funds.querysets.sources import source_scope
from office.choices import StepKind
from office.roles import Permission, Role

STANDING = ~Q(items__status=ItemStatus.STOPPED)


def rows_of(queryset: models.QuerySet, name: str) -> Any:
    """Return the manager of a related table, without importing the models that import this module."""
    related: Any = queryset.model._meta.get_field(name).related_model
    return related.objects


class AidApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the applications in the user's scope.

        Who sees the source sees what is asked of it (office roles by the application's bureau); a branch secretary sees
        submitted applications for people of the branch.
        """
        scope = source_scope(user, "source__")
        if user.staff_member_id and Role.BRANCH_SECRETARY in user.roles:
            of_branch = rows_of(self, "items").filter(
                application=OuterRef("pk"), person__branch__secretary=user.staff_member_id
            )
            scope |= Q(Exists(of_branch), round__gte=1)
        return self.filter(scope)

    def locked(self):
        """Lock the rows where the database can; compare-and-set holds everywhere."""
        return self.select_for_update(of=("self",))

    def with_totals(self):
        """Annotate how many people stand on the list and the sum as it stands, in yuan."""
        return self.annotate(
            people=Count("items", filter=STANDING),
            total=Sum(Coalesce(F("items__amount_approved"), F("items__amount_asked")), filter=STANDING),
        )

    def with_span(self):
        """Annotate the smallest and the largest sum of one person on the list, in yuan."""
        amount = Coalesce(F("items__amount_approved"), F("items__amount_asked"))
        return self.annotate(least=Min(amount, filter=STANDING), most=Max(amount, filter=STANDING))

    def for_list(self):
        items = rows_of(self, "items")
        first = items.filter(application=OuterRef("pk")).order_by("pk").values("person__name")[:1]
        rows = self.select_related("source", "entered_by", "bureau").defer("reason")
        return rows.with_totals().annotate(first_name=Subquery(first))

    def for_page(self):
        return self.select_related(
            "source__keeper", "source__document", "bureau", "entered_by", "submitted_by", "ended_by"
        )

    def waiting_for(self, user):
        """Return those whose next step is this user's to take, by role and branch (duties are checked at the act)."""
        steps = rows_of(self, "steps")
        return self.filter(Exists(steps.waiting_for(user).filter(application=OuterRef("pk"))))

    def with_paper_to_confirm(self, user):
        """Return those with a step from paper that waits for a second person other than who typed it in."""
        steps = rows_of(self, "steps")
        papers = steps.to_confirm().filter(application=OuterRef("pk")).exclude(registered_by=user)
        return self.filter(Exists(papers))

    def with_meeting_to_enter(self):
        """Return those whose next step is a meeting that nobody has entered yet."""
        steps = rows_of(self, "steps")
        return self.filter(Exists(steps.next_ones().filter(kind=StepKind.MEETING, application=OuterRef("pk"))))


class AidItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(source_scope(user, "application__source__"))

    def standing(self):
        """Return the rows that were not taken off their list."""
        return self.exclude(status=ItemStatus.STOPPED)

    def payable(self):
        return self.filter(status=ItemStatus.PAYABLE)

    def with_attempt(self):
        """Annotate `attempted`: whether the row has gone to the bank and its outcome is not entered yet."""
        payments = rows_of(self, "payments")
        attempt = payments.filter(item=OuterRef("pk"), status=PaymentStatus.ATTEMPTED)
        return self.annotate(attempted=Exists(attempt))

    def paid_by_request(self, request_key: str):
        """Return the rows that one bulk payment has paid already."""
        return self.exclude(status=ItemStatus.PAYABLE).filter(payments__request_key__startswith=f"{request_key}:")

    def given(self, people, year: int):
        """Return what these people were paid, or are to be paid, in a year: the evidence beside a new decision."""
        return (
            self.filter(person__in=people, application__year=year)
            .filter(status__in=[*ITEM_PROMISED, ItemStatus.PAID])
            .select_related("application__source", "person")
            .order_by("-application__approved_at", "-id")
        )

    def for_list(self):
        return self.select_related("person__branch", "application", "standard")


class AidStepQuerySet(models.QuerySet):
    def current(self):
        """Return the steps of applications under way, of their present round."""
        return self.filter(application__status=AidStatus.SUBMITTED, round=F("application__round"))

    def to_confirm(self):
        """Return steps registered from paper that wait for the second person."""
        return self.current().filter(on_paper=True, confirmed_at=None)

    def next_ones(self):
        """Return the steps nobody has acted on whose earlier steps all stand."""
        steps: Any = self.model
        earlier = steps.objects.filter(
            application=OuterRef("application"), round=OuterRef("round"), order__lt=OuterRef("order")
        )
        unsettled = earlier.filter(Q(outcome="") | Q(on_paper=True, confirmed_at=None))
        return self.current().filter(~Exists(unsettled), outcome="")

    def waiting_for(self, user):
        """Return the next steps whose kind and role are this user's."""
        if user.bureau_id is None:
            return self.none()
        mine = Q(pk__in=[])
        if user.may(Permission.SIGN):
            mine |= Q(kind=StepKind.SIGNATURE, role__in=user.roles, application__bureau=user.bureau_id)
        if user.may(Permission.CHECK_MONEY):
            mine |= Q(kind=StepKind.CHECK, application__source__keeper=user)
        if user.may(Permission.GIVE_OPINION) and user.staff_member_id:
            mine |= Q(kind=StepKind.OPINION, application__items__person__branch__secretary=user.staff_member_id)
        return self.next_ones().filter(mine)

    def for_path(self):
        return (
            self.select_related("signer", "acted_by", "registered_by", "confirmed_by").defer("scan").order_by("order")
        )
