"""The published holiday plans that are known when the program is made; later years are typed in by the office."""

from django.db import migrations

from office.workdays import shipped_plans


def add_plans(apps, schema_editor):
    plan_rows, day_rows = apps.get_model("office", "HolidayPlan").objects, apps.get_model("office", "CalendarDay")
    for plan in shipped_plans():
        row, created = plan_rows.get_or_create(year=plan.year, defaults={"source": plan.source})
        if created:
            day_rows.objects.bulk_create(day_rows(plan=row, on=d.on, kind=d.kind, name=d.name) for d in plan.days)


class Migration(migrations.Migration):
    dependencies = [("office", "0002_roles")]
    operations = [migrations.RunPython(add_plans, migrations.RunPython.noop, elidable=False)]
