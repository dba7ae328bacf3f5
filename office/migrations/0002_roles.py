"""The eight roles, as Django groups."""

from django.db import migrations

from office.roles import Role


def add_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for role in Role:
        groups.get_or_create(name=role.value)


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop, elidable=False)]
