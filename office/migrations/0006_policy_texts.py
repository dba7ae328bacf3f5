import django.db.models.deletion
import office.crypto
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0005_staff_birth'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyTextScan',
            fields=[
                ('text', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='sheet', serialize=False, to='office.policytext', verbose_name='政策文件')),
                ('data', office.crypto.EncryptedBinaryField(verbose_name='扫描件')),
            ],
            options={
                'verbose_name': '政策文件扫描件',
            },
        ),
        migrations.AddField(
            model_name='historicalpolicytext',
            name='holds_from',
            field=models.DateField(blank=True, null=True, verbose_name='施行日期'),
        ),
        migrations.AddField(
            model_name='historicalpolicytext',
            name='scan_type',
            field=models.CharField(blank=True, max_length=20, verbose_name='扫描件类型'),
        ),
        migrations.AddField(
            model_name='policytext',
            name='holds_from',
            field=models.DateField(blank=True, null=True, verbose_name='施行日期'),
        ),
        migrations.AddField(
            model_name='policytext',
            name='scan_type',
            field=models.CharField(blank=True, max_length=20, verbose_name='扫描件类型'),
        ),
        migrations.AddConstraint(
            model_name='policytext',
            constraint=models.UniqueConstraint(fields=('bureau', 'number'), name='policytext_number_once', violation_error_message='这个文号已经登记过,请在政策文件里修改它。'),
        ),
    ]
