import django.db.models.deletion
import office.models.base
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def carry_over(apps, schema_editor):
    """Put steps that stood for a bureau without a route under one, in force as they were."""
    steps = apps.get_model("casework", "RecognitionRouteStep")
    routes = apps.get_model("casework", "RecognitionRoute")
    user = apps.get_model("office", "User")
    for bureau in steps.objects.order_by().values_list("bureau", flat=True).distinct():
        operator, _ = user.objects.get_or_create(
            username="operator", defaults={"name": "系统运维", "password": "!", "is_active": False}
        )
        now = timezone.now()
        route = routes.objects.create(
            bureau_id=bureau,
            document="升级前的流程",
            holds_from="1900-01-01",
            proposed_by=operator,
            proposed_at=now,
            confirmed_by=operator,
            confirmed_at=now,
        )
        steps.objects.filter(bureau=bureau).update(route=route)
    if schema_editor.connection.vendor == "postgresql":  # it alters no table with checks still to come
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0002_annual_review"),
        ("office", "0006_policy_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRecognitionRoute",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("public_id", models.CharField(db_index=True, default=office.models.base.new_public_id, editable=False, max_length=12, verbose_name="编号")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("holds_from", models.DateField(verbose_name="起用日期")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("refused_reason", models.CharField(blank=True, max_length=200, verbose_name="不同意原因")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                ("bureau", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="office.bureau", verbose_name="局")),
                ("confirmed_by", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="确认人")),
                ("history_user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("policy_text", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="office.policytext", verbose_name="依据文件")),
                ("proposed_by", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="提出人")),
            ],
            options={
                "verbose_name": "historical 认定流程",
                "verbose_name_plural": "historical 认定流程s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RecognitionRoute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=office.models.base.new_public_id, editable=False, max_length=12, unique=True, verbose_name="编号")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("holds_from", models.DateField(verbose_name="起用日期")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("refused_reason", models.CharField(blank=True, max_length=200, verbose_name="不同意原因")),
                ("bureau", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.bureau", verbose_name="局")),
                ("confirmed_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="确认人")),
                ("policy_text", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.policytext", verbose_name="依据文件")),
                ("proposed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="提出人")),
            ],
            options={
                "verbose_name": "认定流程",
                "ordering": ["-holds_from", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="casework_recognitionroute_confirmed_pair",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="historicalrecognitionroutestep",
            name="route",
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="casework.recognitionroute", verbose_name="认定流程"),
        ),
        migrations.AddField(
            model_name="recognitionroutestep",
            name="route",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="casework.recognitionroute", verbose_name="认定流程"),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="recognitionroutestep",
            name="route",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="casework.recognitionroute", verbose_name="认定流程"),
        ),
        migrations.RemoveConstraint(model_name="recognitionroutestep", name="recognition_route_order_once"),
        migrations.RemoveField(model_name="historicalrecognitionroutestep", name="bureau"),
        migrations.RemoveField(model_name="recognitionroutestep", name="bureau"),
        migrations.AddConstraint(
            model_name="recognitionroutestep",
            constraint=models.UniqueConstraint(fields=("route", "order"), name="recognition_route_order_once"),
        ),
    ]
