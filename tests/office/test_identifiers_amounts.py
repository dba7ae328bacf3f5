from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from office.identifiers.amounts import parse_yuan, to_capitals
from tests.office.sentences import tells


@pytest.mark.parametrize(
    "value, amount",
    [
        ("1.2万", "12000.00"),
        ("1.2万元", "12000.00"),
        ("1,200.00元", "1200.00"),
        ("￥1200", "1200.00"),
        ("¥ 1,200.5", "1200.50"),
        ("人民币1200元整", "1200.00"),
        ("１，２００．００", "1200.00"),
        ("1200块", "1200.00"),
        (".5", "0.50"),
        ("3千", "3000.00"),
        ("0", "0.00"),
        ("-0", "0.00"),
        ("1.5亿", "150000000.00"),
        (1200, "1200.00"),
        (221.62, "221.62"),
        (0.1 + 0.2, "0.30"),
        (Decimal("1200.5"), "1200.50"),
        (1199.9999999999998, "1200.00"),
        ("'1200", "1200.00"),
        ("1200.", "1200.00"),
        ("壹万贰仟元整", "12000.00"),
        ("人民币:壹仟贰佰元整", "1200.00"),
        ("叁佰贰拾伍元零肆分", "325.04"),
        ("一万二千元", "12000.00"),
        ("伍角", "0.50"),
        ("拾元整", "10.00"),
        ("一百零五圆", "105.00"),
        ("壹拾万零伍佰元正", "100500.00"),
        ("两千元", "2000.00"),
    ],
)
def test_sums_as_people_write_them(value, amount):
    parsed = parse_yuan(value)
    assert str(parsed) == amount


@pytest.mark.parametrize(
    "value, amount", [("-5", "-5.00"), ("(1,200.00)", "-1200.00"), (-5.5, "-5.50"), ("负伍元整", "-5.00")]
)
def test_negative_sums_only_where_they_are_allowed(value, amount):
    with pytest.raises(ValidationError) as caught:
        parse_yuan(value)
    assert caught.value.code == "negative"
    assert parse_yuan(value, allow_negative=True) == Decimal(amount)


@pytest.mark.parametrize(
    "value, code",
    [
        ("", "blank"),
        (None, "blank"),
        ("无", "invalid"),
        ("1,2", "invalid"),
        ("12,00.00", "invalid"),
        ("1200美元", "invalid"),
        ("1.234", "places"),
        (1.234, "places"),
        (Decimal("0.001"), "places"),
        ("0.0000001万", "places"),
        (float("nan"), "invalid"),
        (float("inf"), "invalid"),
        (Decimal("NaN"), "invalid"),
        ("NaN", "invalid"),
        ("1e5", "invalid"),
        (True, "invalid"),
        ("元", "invalid"),
        ("整", "invalid"),
        ("1000000000000", "invalid"),
        (1e300, "invalid"),
        ("壹佰仟元", "invalid"),
        ("200元-300元", "invalid"),
    ],
)
def test_what_is_no_sum_is_refused_with_its_reason(value, code):
    with pytest.raises(ValidationError) as caught:
        parse_yuan(value)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "amount, capitals",
    [
        ("12000", "壹万贰仟元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1.05", "壹元零伍分"),
        ("10.50", "壹拾元伍角整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("100000", "壹拾万元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("1000000005", "壹拾亿零伍元整"),
        ("10010001", "壹仟零壹万零壹元整"),
        ("100000000", "壹亿元整"),
        ("2000.00", "贰仟元整"),
        ("100010000", "壹亿零壹万元整"),
        ("-5", "负伍元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals(amount, capitals):
    assert to_capitals(Decimal(amount)) == capitals


@pytest.mark.parametrize("amount", ["0.001", "1000000000000"])
def test_no_capitals_beyond_the_paper(amount):
    with pytest.raises(ValueError):
        to_capitals(Decimal(amount))


@given(st.integers(0, 10**14 - 1))
def test_capitals_and_formats_read_back(fen):
    amount = Decimal(fen) / 100
    assert parse_yuan(to_capitals(amount)) == amount
    assert parse_yuan(f"{amount:,.2f}元") == amount
    assert "零零" not in to_capitals(amount)


@given(
    st.one_of(
        st.text(),
        st.text("0123456789.,-万元角分壹贰零拾佰仟亿整()"),
        st.floats(),
        st.integers(),
        st.decimals(),
        st.none(),
    )
)
def test_no_cell_breaks_the_parser(value):
    try:
        parsed = parse_yuan(value)
    except ValidationError as error:
        assert tells(error)
    else:
        assert parsed >= 0
        assert parsed.as_tuple().exponent == -2
