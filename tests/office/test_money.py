from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.db.models import Avg, Case, F, Sum, Value, When
from django.db.models.functions import Coalesce
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from office import money
from office.money import YuanField, yuan_value


@pytest.fixture
def pot(db):
    """A model of its own, so that nothing but the field is tried."""
    with isolate_apps("office"):

        class Pot(models.Model):  # noqa: DJ008  (never shown)
            balance = YuanField("余额", null=True)
            reserved = YuanField("已预留", default=Decimal(0))

            class Meta:
                app_label = "office"

        editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
        with connection.cursor() as cursor:
            cursor.execute(editor.table_sql(Pot)[0])
        yield Pot


def stored(field: str = "balance") -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {field} FROM office_pot ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_fen_in_the_database_and_yuan_on_the_model(pot):
    pot.objects.create(balance=Decimal("1200.05"))
    pot.objects.create(balance=3)
    pot.objects.create(balance=None)
    assert stored() == [120005, 300, None]
    assert [row.balance for row in pot.objects.order_by("id")] == [Decimal("1200.05"), Decimal("3.00"), None]


@pytest.mark.parametrize("wrong, error", [(12.5, TypeError), (True, TypeError), (Decimal("0.001"), ValidationError)])
def test_floats_and_parts_of_a_fen_never_reach_the_database(pot, wrong, error):
    with pytest.raises(error):
        pot.objects.create(balance=wrong)
    with pytest.raises(error):
        list(pot.objects.filter(balance=wrong))


def test_a_form_s_float_is_refused_in_chinese(pot):
    with pytest.raises(ValidationError, match="金额不是数字"):
        pot(balance=12.5).full_clean()


def test_comparisons_and_sums_are_in_yuan(pot):
    for amount in ("0.10", "0.20", "5.00"):
        pot.objects.create(balance=Decimal(amount))
    assert pot.objects.filter(balance__gte=Decimal("0.20")).count() == 2
    assert pot.objects.filter(balance__in=[Decimal("0.10"), Decimal("5")]).count() == 2
    assert pot.objects.aggregate(total=Sum("balance"))["total"] == Decimal("5.30")
    assert pot.objects.aggregate(mean=Avg("balance"))["mean"] == Decimal("1.77")
    empty = pot.objects.filter(balance__gt=Decimal(99)).aggregate(total=Coalesce(Sum("balance"), yuan_value(0)))
    assert empty["total"] == Decimal("0.00")


def test_compare_and_set_in_the_database(pot):
    pot.objects.create(balance=Decimal("0.10"))
    enough = pot.objects.filter(balance__gte=F("reserved") + yuan_value("0.10"))
    assert enough.update(reserved=F("reserved") + yuan_value("0.10")) == 1
    assert enough.update(reserved=F("reserved") + yuan_value("0.10")) == 0
    assert stored("reserved") == [10]


def test_bulk_writes(pot):
    pots = pot.objects.bulk_create([pot(balance=Decimal(1)), pot(balance=Decimal(2))])
    for each in pots:
        each.balance += Decimal("0.50")
    pot.objects.bulk_update(pots, ["balance"])
    assert stored() == [150, 250]


@pytest.mark.parametrize("bare", [Decimal(5), 5])
def test_an_assignment_that_mixes_yuan_and_fen_is_refused(pot, bare):
    pot.objects.create(balance=Decimal(100))
    for expression in (F("balance") - bare, Case(When(balance__gt=Decimal(1), then=Value(bare))), Value(bare)):
        with pytest.raises(FieldError), transaction.atomic():
            pot.objects.update(balance=expression)
    assert stored() == [10000]


def test_a_factor_may_be_a_bare_number(pot):
    pot.objects.create(balance=Decimal("0.25"))
    pot.objects.update(balance=F("balance") * 2 - F("reserved"))
    assert stored() == [50]


@pytest.mark.parametrize("bare", [Decimal(5), 5])
def test_a_comparison_that_mixes_yuan_and_fen_is_refused(pot, bare):
    with pytest.raises(FieldError):
        pot.objects.filter(balance__gte=F("reserved") + bare).exists()


def test_half_up_is_the_only_rounding():
    assert [str(money.half_up(Decimal(text), 1)) for text in ("0.05", "0.15", "0.25", "-0.05")] == [
        "0.1",
        "0.2",
        "0.3",
        "-0.1",
    ]


@pytest.mark.parametrize(
    "count, of, percent", [(26, 46, "56.5"), (46, 146, "31.5"), (1, 8, "12.5"), (1, 16, "6.3"), (0, 5, "0.0")]
)
def test_percent_has_one_decimal(count, of, percent):
    assert str(money.percent(count, of)) == percent


def test_percent_of_nothing_is_nothing():
    assert money.percent(0, 0) is None


def test_formats():
    assert money.format_yuan(Decimal("12000")) == "12,000.00"
    assert money.format_wan(Decimal("12345.67")) == "1.23"
    assert money.format_wan(Decimal("12350")) == "1.24"


@given(st.integers(-(10**15), 10**15))
def test_fen_and_yuan_are_the_same_sum(fen):
    assert money.to_fen(money.from_fen(fen)) == fen


@pytest.mark.parametrize(
    "value, error", [("abc", ValidationError), (Decimal("NaN"), ValidationError), (1.0, TypeError), (None, TypeError)]
)
def test_yuan_is_strict(value, error):
    with pytest.raises(error):
        money.yuan(value)


def form_field(**options) -> forms.Field:
    return YuanField("金额", **options).formfield()


@pytest.mark.parametrize(
    "typed, amount", [("1,200.00", "1200.00"), ("1.2万", "12000.00"), ("１２", "12.00"), ("0", "0.00")]
)
def test_a_person_types_a_sum(typed, amount):
    assert str(form_field().clean(typed)) == amount


@pytest.mark.parametrize(
    "typed, says",
    [("", "请填写金额"), ("abc", "看不懂金额“abc”"), ("-1", "是负数"), ("1.234", "小数超过两位"), ("9" * 15, "太大")],
)
def test_a_wrong_sum_is_explained_in_chinese(typed, says):
    with pytest.raises(ValidationError, match=says):
        form_field().clean(typed)


def test_a_field_may_be_blank_or_take_negative_sums():
    assert form_field(blank=True, null=True).clean("") is None
    assert YuanField().formfield(min_value=None).clean("-5") == Decimal("-5.00")
    with pytest.raises(ValidationError, match="不能少于 10 元"):
        YuanField().formfield(min_value=Decimal(10)).clean("5")
