"""Money: whole fen in the database, Decimal yuan in Python, one rounding rule, floats refused.

SQLite computes decimals in floating point, so sums, comparisons and ``F()`` arithmetic are only exact on whole numbers.
In expressions write the other side as ``yuan_value(amount)``: a bare Decimal would be taken for fen, and is refused.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.expressions import BaseExpression, CombinedExpression, F, Value
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual, Lookup

from office.identifiers.amounts import parse_yuan

CENT = Decimal("0.01")
FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
MAX_DIGITS = 16  # the largest sum is 99,999,999,999,999.99 yuan, well inside a 64-bit count of fen


def yuan(value: Decimal | int | str) -> Decimal:
    """Return an exact amount in yuan with two places.

    Raises: TypeError for a float or a bool; ValidationError for a text that is no number, or more than two places.
    Rule: R-155.
    """
    if isinstance(value, (float, bool)) or not isinstance(value, (Decimal, int, str)):
        raise TypeError(f"money is Decimal, int or str, not {type(value).__name__}")
    try:
        amount = Decimal(value)
        exact = amount.quantize(CENT)
    except InvalidOperation:
        raise ValidationError("金额不是数字或者太大,请写成 1200.00 这样的数。", code="invalid") from None
    if exact != amount:
        raise ValidationError(f"金额 {amount} 的小数超过两位,最小单位是分。", code="max_decimal_places")
    return exact


def to_fen(value: Decimal | int | str) -> int:
    """Return an amount in yuan as whole fen."""
    return int(yuan(value) * FEN_PER_YUAN)


def from_fen(fen: int | float | Decimal) -> Decimal:
    """Return fen as yuan; an average may fall between two fen and is rounded half up."""
    return half_up(Decimal(fen) / FEN_PER_YUAN, 2)


def half_up(value: Decimal, places: int = 0) -> Decimal:
    """Return a number rounded half up (away from zero), the only rounding in the office."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(count: int, of: int) -> Decimal | None:
    """Return count as a percentage of a base with one decimal, None when the base is zero. Rule: R-28."""
    return half_up(Decimal(count) * 100 / Decimal(of), 1) if of else None


def format_yuan(value: Decimal) -> str:
    """Return an amount for a page or paper, without the unit: 12,000.00."""
    return f"{half_up(value, 2):,.2f}"


def format_wan(value: Decimal) -> str:
    """Return an amount in ten thousands of yuan with two decimals, without the unit: 1.20."""
    return f"{half_up(value / YUAN_PER_WAN, 2):,.2f}"


def yuan_value(amount: Decimal | int | str) -> Value:
    """Return an amount for use inside a query expression: ``F("balance") - yuan_value(amount)``."""
    return Value(yuan(amount), output_field=YuanField())


class YuanFormField(forms.DecimalField):
    """A sum typed by a person: 1200, 1,200.00元, 1.2万."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "required": "请填写金额。",
        "max_digits": "金额太大,请核对。",
        "max_whole_digits": "金额太大,请核对。",
        "min_value": "金额不能少于 %(limit_value)s 元。",
        "max_value": "金额不能超过 %(limit_value)s 元。",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": MAX_DIGITS, "decimal_places": 2} | kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # a form field may clean to nothing
        if value in self.empty_values:
            return None
        return parse_yuan(value, allow_negative=self.min_value != 0)


class YuanField(models.Field):
    """An amount of money: a bigint of fen in the database, a Decimal in yuan on the model.

    Not an IntegerField on purpose: Django would then let integers, decimals and fen mix in one expression.
    """

    description = "Amount in yuan, stored in fen"
    default_error_messages = {"invalid": "金额不是数字,请写成 1200.00 这样的数。"}

    def db_type(self, connection: Any) -> str:
        # Not by get_internal_type: Django cuts averages of what it knows as integers down to whole numbers.
        return connection.data_types["BigIntegerField"]

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            return yuan(value)
        except TypeError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def from_db_value(self, value: Any, expression: BaseExpression, connection: Any) -> Decimal | None:
        return None if value is None else from_fen(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else to_fen(value)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Let an assignment through unless its expression mixes yuan and fen."""
        refuse_mixed_units(value)
        return "%s"

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": YuanFormField} | kwargs)


def refuse_mixed_units(expression: Any) -> None:
    """Raise FieldError where an expression would take a bare number for fen; a factor may be bare."""
    if isinstance(expression, Value):
        bare = isinstance(expression.value, (int, float, Decimal))
        if bare and not isinstance(expression._output_field_or_none, YuanField):  # type: ignore[attr-defined]  # the stubs leave it out
            raise FieldError("amounts in expressions must be yuan_value(…): the column counts fen")
    elif isinstance(expression, BaseExpression) and not isinstance(expression, Lookup):
        scaled = isinstance(expression, CombinedExpression) and expression.connector in (F.MUL, F.DIV)
        for source in expression.get_source_expressions():
            if not (scaled and isinstance(source, Value)):
                refuse_mixed_units(source)


class SameUnit(Lookup):
    """A comparison whose other side is in fen too."""

    def get_prep_lookup(self) -> Any:
        refuse_mixed_units(self.rhs)
        return super().get_prep_lookup()


for _lookup in (Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual):
    YuanField.register_lookup(type(f"Yuan{_lookup.__name__}", (SameUnit, _lookup), {}))
