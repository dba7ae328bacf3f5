import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def carry_over(apps, schema_editor):
    """Keep routes that were put in before they were proposed and confirmed in force."""
    routes = apps.get_model("funds", "FundRoute").objects.filter(proposed_by=None)
    if routes.exists():
        operator, _ = apps.get_model("office", "User").objects.get_or_create(
            username="operator", defaults={"name": "系统运维", "password": "!", "is_active": False}
        )
        routes.update(confirmed_by=operator, confirmed_at=timezone.now(), proposed_by=operator)
    if schema_editor.connection.vendor == "postgresql":  # it alters no table with checks still to come
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0001_initial'),
        ('office', '0006_policy_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='fundroute',
            options={'ordering': ['-holds_from', '-id'], 'verbose_name': '审批流程'},
        ),
        migrations.RemoveConstraint(
            model_name='fundroute',
            name='fundroute_once',
        ),
        migrations.AddField(
            model_name='fundroute',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='确认时间'),
        ),
        migrations.AddField(
            model_name='fundroute',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人'),
        ),
        migrations.AddField(
            model_name='fundroute',
            name='holds_from',
            field=models.DateField(default=datetime.date(1900, 1, 1), verbose_name='起用日期'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='fundroute',
            name='policy_text',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.policytext', verbose_name='依据文件'),
        ),
        migrations.AddField(
            model_name='fundroute',
            name='proposed_at',
            field=models.DateTimeField(default=timezone.now, verbose_name='提出时间'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='fundroute',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='fundroute',
            name='refused_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='不同意原因'),
        ),
        migrations.AddField(
            model_name='greetingsstandard',
            name='policy_text',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.policytext', verbose_name='依据文件'),
        ),
        migrations.AddField(
            model_name='historicalfundroute',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='确认时间'),
        ),
        migrations.AddField(
            model_name='historicalfundroute',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人'),
        ),
        migrations.AddField(
            model_name='historicalfundroute',
            name='holds_from',
            field=models.DateField(default=datetime.date(1900, 1, 1), verbose_name='起用日期'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalfundroute',
            name='policy_text',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='office.policytext', verbose_name='依据文件'),
        ),
        migrations.AddField(
            model_name='historicalfundroute',
            name='proposed_at',
            field=models.DateTimeField(default=timezone.now, verbose_name='提出时间'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalfundroute',
            name='proposed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddField(
            model_name='historicalfundroute',
            name='refused_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='不同意原因'),
        ),
        migrations.AddField(
            model_name='historicalgreetingsstandard',
            name='policy_text',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='office.policytext', verbose_name='依据文件'),
        ),
        migrations.AlterField(
            model_name='fundroute',
            name='bureau',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.bureau', verbose_name='局'),
        ),
        migrations.AlterField(
            model_name='greetingsstandard',
            name='document',
            field=models.CharField(blank=True, max_length=200, verbose_name='依据'),
        ),
        migrations.AlterField(
            model_name='historicalgreetingsstandard',
            name='document',
            field=models.CharField(blank=True, max_length=200, verbose_name='依据'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='fundroute',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人'),
        ),
        migrations.AddConstraint(
            model_name='fundroute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='funds_fundroute_confirmed_pair'),
        ),
    ]
