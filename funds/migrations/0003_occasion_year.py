from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def fill_years(apps, schema_editor):
    """Give greetings entered before the year they were entered in, by which they were judged."""
    applications = apps.get_model("funds", "AidApplication").objects
    applications.exclude(occasion="").update(occasion_year=F("year"))


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0002_routes'),
        ('office', '0006_policy_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='aidapplication',
            name='occasion_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='慰问年度'),
        ),
        migrations.AddField(
            model_name='historicalaidapplication',
            name='occasion_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='慰问年度'),
        ),
        migrations.RunPython(fill_years, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='aidapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('occasion', ''), ('occasion_year', None)), models.Q(models.Q(('occasion', ''), _negated=True), ('occasion_year__isnull', False)), _connector='OR'), name='aid_occasion_year'),
        ),
    ]
