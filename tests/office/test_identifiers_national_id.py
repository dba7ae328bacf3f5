from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from office import clock
from office.identifiers import national_id
from office.identifiers.national_id import Sex, check_character, parse
from tests.office.sentences import tells

AS_OF = date(2026, 11, 23)


def refusal(value, as_of=AS_OF):
    with pytest.raises(ValidationError) as caught:
        parse(value, as_of=as_of)
    return caught.value


@pytest.mark.parametrize(
    "number, born, sex",
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("439999192903100116", date(1929, 3, 10), Sex.MALE),
        ("439999194805230020", date(1948, 5, 23), Sex.FEMALE),
        ("439999195202290037", date(1952, 2, 29), Sex.MALE),
    ],
)
def test_good_numbers_tell_birth_and_sex(number, born, sex):
    parsed = parse(number, as_of=AS_OF)
    assert (parsed.number, parsed.birth_date, parsed.sex, parsed.upgraded) == (number, born, sex, False)
    assert parsed.tail == number[-4:]
    assert parsed.region == number[:6]


def test_the_standard_s_second_example_has_a_right_checksum_but_an_impossible_age_today():
    assert check_character("44052418800101001") == "4"
    assert parse("440524188001010014", as_of=date(2010, 1, 1)).sex == Sex.MALE
    assert refusal("440524188001010014", as_of=date(2011, 1, 1)).code == "age"


@pytest.mark.parametrize(
    "value",
    [
        "11010519491231002x",
        "11010519491231002×",
        "11010519491231002Х",
        "11010519491231002х",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105\u300019491231\u00a0002X\n",
        "'11010519491231002X",
        "\ufeff11010519491231002X\u200b",
        "110105-19491231-002X",
    ],
)
def test_digits_and_x_are_normalised(value):
    assert parse(value, as_of=AS_OF).number == "11010519491231002X"


@pytest.mark.parametrize("value", ["110105491231002", 110105491231002, 110105491231002.0])
def test_fifteen_digits_become_eighteen(value):
    parsed = parse(value, as_of=AS_OF)
    assert parsed.number == "11010519491231002X"
    assert parsed.upgraded


@pytest.mark.parametrize("sequence", ["996", "997", "998", "999"])
def test_the_centenarians_sequences_are_asked_about(sequence):
    assert refusal(f"110105491231{sequence}").code == "sequence"


@pytest.mark.parametrize(
    "value, code, says",
    [
        ("439999195302290018", "birth_date", "1953年2月29日 不存在"),
        ("439999194805230021", "checksum", "校验位"),
        ("439999194805230000", "lost_digits", "Excel"),
        ("999999194805230020", "region", "“99”"),
        ("43999919480523002", "length", "17位"),
        ("4399991948052300200", "length", "19位"),
        ("43999919480523X020", "character", "只能有数字"),
        ("43999919480523OO2O", "character", "只能有数字"),
        ("", "blank", "空"),
        (None, "blank", "空"),
        ("无", "length", "1位"),
        (4.39999194805230e17, "lost_digits", "Excel 已把最后三位变成 0"),
        (439999194805230020, "lost_digits", "Excel 已把最后三位变成 0"),
        ("4.31128E+17", "lost_digits", "文本格式"),
        ("4.31128e17", "lost_digits", "文本格式"),
        (float("nan"), "lost_digits", "文本格式"),
    ],
)
def test_bad_numbers_are_refused_with_the_reason(value, code, says):
    error = refusal(value)
    assert error.code == code
    assert says in error.messages[0]


def test_a_birth_after_the_day_is_in_the_future():
    body = "43999920261124001"
    assert refusal(body + check_character(body)).code == "future"
    assert parse(body + check_character(body), as_of=date(2026, 11, 24)).birth_date == date(2026, 11, 24)


def test_the_office_s_clock_is_the_default_day():
    body = "43999920261124001"
    with clock.at(date(2026, 11, 24)):
        assert parse(body + check_character(body)).birth_date == date(2026, 11, 24)
    with clock.at(date(2026, 11, 23)), pytest.raises(ValidationError):
        parse(body + check_character(body))


def test_a_number_never_prints_itself_whole():
    assert "194805" not in repr(parse("439999194805230020", as_of=AS_OF))


@given(st.dates(date(1897, 1, 1), AS_OF), st.integers(0, 999))
def test_every_well_formed_number_parses_and_any_single_wrong_digit_does_not(born, sequence):
    body = f"439999{born:%Y%m%d}{sequence:03}"
    number = body + check_character(body)
    parsed = parse(number, as_of=AS_OF)
    assert (parsed.number, parsed.birth_date) == (number, born)
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert refusal(wrong).code in ("checksum", "lost_digits")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans(), st.text("0123456789X", min_size=15)))
def test_no_cell_breaks_the_parser(value):
    try:
        parsed = national_id.parse(value, as_of=AS_OF)
    except ValidationError as error:
        assert tells(error)
    else:
        assert len(parsed.number) == 18
