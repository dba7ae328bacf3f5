"""What the program brings: the eight roles as Django groups, and the holiday plans published when it was made."""

from django.db import migrations

from office.roles import Role
from office.workdays import shipped_plans


def add_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for role in Role:
        groups.get_or_create(name=role.value)


def add_plans(apps, schema_editor):
    plan_rows, day_rows = apps.get_model("office", "HolidayPlan").objects, apps.get_model("office", "CalendarDay")
    for plan in shipped_plans():
        row, created = plan_rows.get_or_create(year=plan.year, defaults={"source": plan.source})
        if created:
            day_rows.objects.bulk_create(day_rows(plan=row, on=d.on, kind=d.kind, name=d.name) for d in plan.days)


class Migration(migrations.Migration):
    replaces = [("office", "0002_roles"), ("office", "0003_holiday_plans")]
    dependencies = [("office", "0001_first_release"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.RunPython(add_roles, migrations.RunPython.noop),
        migrations.RunPython(add_plans, migrations.RunPython.noop),
    ]
