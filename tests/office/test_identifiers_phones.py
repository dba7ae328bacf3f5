import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from office.identifiers.bank_cards import parse_bank_card
from office.identifiers.codes import look_up, parse_yes_no
from office.identifiers.phones import PhoneKind, parse_phone, parse_phones
from tests.office.sentences import tells


@pytest.mark.parametrize(
    "value, numbers",
    [
        ("19900001234/0746-4712345", ["19900001234", "0746-4712345"]),
        ("199 0000 1234", ["19900001234"]),
        ("19900001234、19900001235;19900001236", ["19900001234", "19900001235", "19900001236"]),
        ("19900001234 0746-4712345", ["19900001234", "0746-4712345"]),
        ("19900001234\n19900001235", ["19900001234", "19900001235"]),
        ("19900001234，19900001234", ["19900001234"]),
        ("+86 19900001234", ["19900001234"]),
        ("008619900001234", ["19900001234"]),
        ("8619900001234", ["19900001234"]),
        (19900001234, ["19900001234"]),
        (19900001234.0, ["19900001234"]),
        ("１９９００００１２３４", ["19900001234"]),
        ("07464712345", ["0746-4712345"]),
        ("(0746)4712345", ["0746-4712345"]),
        ("010-12345678", ["010-12345678"]),
        ("4712345", ["4712345"]),
        ("0746-4712345-801", ["0746-4712345-801"]),
        ("400-800-1234", ["4008001234"]),
        ("电话:19900001234", ["19900001234"]),
        ("", []),
        (None, []),
        ("不详", []),
    ],
)
def test_numbers_in_a_cell(value, numbers):
    assert [phone.number for phone in parse_phones(value)] == numbers


def test_whose_number_it_is_stays_beside_it():
    assert [
        (phone.number, phone.note) for phone in parse_phones("19900001234(女儿)、儿子:19900001235、手机19900001236")
    ] == [
        ("19900001234", "女儿"),
        ("19900001235", "儿子"),
        ("19900001236", ""),
    ]


def test_kinds_are_told_apart_and_a_short_number_warns():
    kinds = [phone.kind for phone in parse_phones("19900001234、4712345、400-800-1234、664123")]
    assert kinds == [PhoneKind.MOBILE, PhoneKind.LANDLINE, PhoneKind.HOTLINE, PhoneKind.SHORT]
    assert "6位" in parse_phone("664123").warning


@pytest.mark.parametrize("value", ["abc", "123", "12900001234", "19900001234、12345", "1990000123"])
def test_what_is_no_number_is_named(value):
    with pytest.raises(ValidationError, match="不是电话号码"):
        parse_phones(value)


@pytest.mark.parametrize("value", ["", "19900001234、19900001235"])
def test_one_number_means_one(value):
    with pytest.raises(ValidationError):
        parse_phone(value)


@given(st.one_of(st.text(), st.text("0123456789-+() 、/"), st.floats(), st.integers()))
def test_no_cell_breaks_the_phones_or_the_cards(value):
    for parser in (parse_phones, parse_bank_card, parse_yes_no):
        try:
            parser(value)
        except ValidationError as error:
            assert tells(error)


def test_bank_cards():
    assert parse_bank_card("6228 4800 1234 5678 903") == ("6228480012345678903", "")
    assert "校验位" in parse_bank_card("6228480012345678904").warning


@pytest.mark.parametrize(
    "value, code",
    [
        (6.22848001234568e18, "lost_digits"),
        ("6.22848E+18", "lost_digits"),
        ("", "blank"),
        ("12345678901", "invalid"),
        ("62284800123456789034", "invalid"),
        ("6228X80012345678903", "invalid"),
    ],
)
def test_bad_bank_cards(value, code):
    with pytest.raises(ValidationError) as caught:
        parse_bank_card(value)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "value, meaning",
    [
        ("是", True),
        ("√", True),
        ("有", True),
        (1, True),
        (1.0, True),
        ("否", False),
        ("无", False),
        ("", None),
        (None, None),
        ("—", None),
        ("不详", None),
    ],
)
def test_yes_no_and_unknown(value, meaning):
    assert parse_yes_no(value) is meaning


def test_an_unknown_word_is_never_a_silent_default():
    sexes = {"男": "male", "m": "male", "女": "female"}
    assert look_up(" 男 ", sexes, expected="男、女") == "male"
    assert look_up("Ｍ", sexes, expected="男、女") == "male"
    assert look_up("", sexes, expected="男、女") is None
    with pytest.raises(ValidationError, match="“女性”,请填:男、女"):
        look_up("女性", sexes, expected="男、女")
    with pytest.raises(ValidationError, match="是还是否"):
        parse_yes_no("大概")
