"""Reads of contacts."""

from django.db import models
from django.db.models import Count, Max, Prefetch, Q

from casework.choices.contacts import ContactKind
from office.models import Bureau, StaffMember
from office.roles import Permission
from registry.merged import owner, records_of
from registry.models import Person


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the contacts of the user's bureaus, or the ones the user took part in."""
        if user.may(Permission.SEE_CASEWORK):
            return self.filter(bureau__in=Bureau.objects.visible_to(user))
        if user.may(Permission.LOG_CONTACTS) and user.staff_member_id:
            return self.filter(helper_rows__helper_id=user.staff_member_id)
        return self.none()

    def locked(self):
        return self.select_for_update(of=("self",))

    def valid(self):
        return self.filter(voided_at=None)

    def newest(self):
        return self.order_by("-held_on", "-id")

    def older_than(self, contact):
        """Return what stands below the contact in the newest-first list (keyset paging)."""
        return self.filter(Q(held_on__lt=contact.held_on) | Q(held_on=contact.held_on, id__lt=contact.id))

    def for_list(self):
        """Queries: three, whatever the rows."""
        people = Person.objects.only("id", "public_id", "name", "bureau")
        return self.with_helpers().prefetch_related(Prefetch("persons", people))

    def with_helpers(self):
        """Queries: two, whatever the rows."""
        return self.prefetch_related(Prefetch("helpers", StaffMember.objects.only("id", "public_id", "name")))

    def naming(self, key: str):
        """Return those with somebody visited whose name holds the key; each contact once."""
        visited = Person.objects.filter(name_key__contains=key).values("contact_rows__contact")
        return self.filter(pk__in=visited)

    def of_person(self, person):
        return self.filter(pk__in=records_of([person.pk]).values("contact_rows__contact"))

    def totals(self, person_ids):
        """Return {person id: (last contact, last visit, count)} over the contacts that stand. Queries: one."""
        rows = (
            self.valid()
            .filter(person_rows__person__in=records_of(person_ids))
            .values_list(owner("person_rows__person"))
            .annotate(
                last=Max("held_on"),
                last_visit=Max("held_on", filter=Q(kind=ContactKind.VISIT)),
                count=Count("pk", distinct=True),  # two records of one person may stand on one sheet
            )
            .order_by()
        )
        return {person_id: (last, last_visit, count) for person_id, last, last_visit, count in rows}
