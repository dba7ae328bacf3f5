"""Reads of the registry."""

from datetime import date

from django.db import models
from django.db.models import Q

from office import clock
from office.roles import Permission, Role
from registry import hooks
from registry.choices import RETIRED_KINDS


class PersonQuerySet(models.QuerySet):
    def standing(self):
        """Return persons that were neither merged into another nor withdrawn. Rule: R-17."""
        return self.filter(merged_into=None, withdrawn_on=None)

    def visible_to(self, user):
        """Return the persons in the user's scope.

        Office roles read their bureau's subtree; a branch secretary the branch; a helper whom a hook names.

        Rule: R-58.
        """
        people = self.standing()
        if user.is_operator:
            return people
        if user.bureau_id is None:
            return people.none()
        if user.may(Permission.SEE_PEOPLE):
            return people.filter(user.bureau_scope())
        scope = Q(pk__in=[])
        if Role.BRANCH_SECRETARY in user.roles and user.staff_member_id:
            scope |= Q(branch__secretary=user.staff_member_id, branch__ended_on=None)
        if Role.HELPER in user.roles and user.staff_member_id:
            for condition in hooks.PEOPLE_SCOPE:
                scope |= condition(user)
        return people.filter(scope)

    def editable_by(self, user):
        """Return the persons of the user's own bureau: an upper bureau reads and edits nothing below."""
        return self.visible_to(user).filter(bureau=user.bureau_id)

    def living(self, on: date):
        """Return those neither dead nor transferred out by the day; who came back was away in between.

        Rule: R-257, R-259.
        """
        people = self.not_gone(on)
        if on >= clock.today():
            return people  # whoever came back is here now
        away = self.model._base_manager.filter(departures__left_on__lte=on, departures__returned_on__gt=on)
        return people.exclude(pk__in=away.values("pk"))

    def not_gone(self, on: date):
        """Return those neither dead nor gone for good by the day, though some may have been away for a while."""
        return self.filter(
            Q(died_on=None) | Q(died_on__gt=on), Q(transferred_out_on=None) | Q(transferred_out_on__gt=on)
        )

    def retirees(self):
        return self.filter(kind__in=RETIRED_KINDS)


class HomeSurveyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the surveys in the bureaus the user reads; who sees single people only sees none."""
        if user.bureau_id is None or not user.may(Permission.SEE_PEOPLE):
            return self.none()
        return self.filter(bureau__path__startswith=user.bureau.path, person__withdrawn_on=None)

    def of_year(self, year: int):
        return self.filter(surveyed_on__range=(date(year, 1, 1), date(year, 12, 31)))

    def for_list(self):
        return self.select_related("person__branch", "surveyor").defer("findings", "wishes")

    def for_page(self):
        return self.select_related("person__bureau", "surveyor", "entered_by")
