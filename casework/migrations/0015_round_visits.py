from django.db import migrations
from django.db.models import F


def link_visits(apps, schema_editor):
    """Keep the ticks of the rounds so far: until now any visit within a round ticked its person."""
    ContactPerson = apps.get_model("casework", "ContactPerson")
    rows = apps.get_model("casework", "DutyRow").objects.filter(duty__kind="round", status="waiting", contact=None)
    for row in rows.select_related("duty").iterator():
        visits = ContactPerson.objects.filter(
            person=row.person_id,
            contact__kind="visit",
            contact__voided_at=None,
            contact__held_on__gte=row.duty.starts_on,
        )
        if row.duty.ended_on:
            visits = visits.filter(contact__held_on__lte=row.duty.ended_on)
        if first := visits.order_by("contact__held_on", "contact_id").first():
            type(row).objects.filter(pk=row.pk).update(contact=first.contact_id, version=F("version") + 1)


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_rounds")]

    operations = [migrations.RunPython(link_visits, migrations.RunPython.noop)]
