import subprocess
import sys
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from office.identifiers import masks, names, pinyin
from tests.office.sentences import tells


@pytest.mark.parametrize(
    "value, name",
    [
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("张\u00a0三", "张三"),
        ("张\n三", "张三"),
        ("\u200b张三\ufeff", "张三"),
        (" 张三 ", "张三"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("阿不都‧热合曼", "阿不都·热合曼"),
        ("阿不都・热合曼", "阿不都·热合曼"),
        ("阿不都･热合曼", "阿不都·热合曼"),
        ("阿不都∙热合曼", "阿不都·热合曼"),
        ("阿不都⋅热合曼", "阿不都·热合曼"),
        ("阿不都．热合曼", "阿不都·热合曼"),
        ("阿不都.热合曼", "阿不都·热合曼"),
        ("阿不都 · 热合曼", "阿不都·热合曼"),
        ("Mary  Ann Smith", "Mary Ann Smith"),
        ("J. Smith", "J. Smith"),
        ("王頔", "王頔"),
        ("龑䶮㛃𬱖", "龑䶮㛃𬱖"),
        ("丹", "丹"),
    ],
)
def test_a_name_is_cleaned_of_what_is_not_the_name(value, name):
    assert names.clean_name(value) == name


def test_a_stored_name_is_never_normalised():
    compatibility = "\uf9d1"
    assert unicodedata.normalize("NFC", compatibility) != compatibility
    assert names.clean_name(f"王{compatibility}") == f"王{compatibility}"
    assert names.name_key(f"王{compatibility}") == "王\u516d"


def test_code_points_are_counted():
    assert names.clean_name("𬱖" * 100) == "𬱖" * 100
    with pytest.raises(ValidationError, match="最多100个"):
        names.clean_name("𬱖" * 101)


@pytest.mark.parametrize(
    "value, code", [("", "blank"), (None, "blank"), (" 　", "blank"), ("张\x07三", "control_character")]
)
def test_what_is_no_name_is_refused(value, code):
    with pytest.raises(ValidationError) as caught:
        names.clean_name(value)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "name, says",
    [
        ("王\ue000", "自造字"),
        ("王?", "问号"),
        ("王YAN", "拼音"),
        ("王\ufffd", "问号"),
        ("王3", "数字"),
        ("王□", "方框"),
    ],
)
def test_signs_of_a_lost_character_are_warned_about(name, says):
    assert any(says in warning for warning in names.name_warnings(name))


@pytest.mark.parametrize("name", ["王䶮", "阿不都·热合曼", "Mary Smith"])
def test_a_sound_name_has_no_warning(name):
    assert names.name_warnings(name) == []


@pytest.mark.parametrize(
    "value, name, suffixes",
    [
        ("王某(离休)", "王某", ("离休",)),
        ("王某（离休）（已故）", "王某", ("离休", "已故")),
        ("王某已故", "王某", ("已故",)),
        ("王某【女】", "王某", ("女",)),
        ("王某（已故", "王某", ("已故",)),
        ("王某()", "王某", ()),
        ("(离休)", "(离休)", ()),
        ("王某", "王某", ()),
    ],
)
def test_remarks_behind_a_name_are_split_off(value, name, suffixes):
    assert names.split_name_suffix(value) == (name, suffixes)


def test_the_search_key_ignores_width_case_dots_and_spaces():
    assert names.name_key("阿不都·热合曼") == names.name_key("阿不都 热合曼") == "阿不都热合曼"
    assert names.name_key("Ｍary Smith") == "marysmith"


@given(st.text())
def test_no_text_breaks_the_names(value):
    names.name_warnings(names.split_name_suffix(value).name)
    try:
        name = names.clean_name(value)
    except ValidationError as error:
        assert tells(error)
    else:
        assert names.clean_name(name) == name
        assert len(masks.name(name)) == len(name)
        pinyin.spell(name)


@pytest.mark.parametrize(
    "name, mask",
    [
        ("李四", "李*"),
        ("张小三", "张*三"),
        ("欧阳修文", "欧**文"),
        ("阿不都·热合曼", "阿*****曼"),
        ("𬱖四", "𬱖*"),
        ("丹", "*"),
        ("", ""),
    ],
)
def test_the_mask_of_a_name(name, mask):
    assert masks.name(name) == mask


@pytest.mark.parametrize(
    "mask, value, shown",
    [
        (masks.id_number, "43999919480523012X", "43*************12X"),
        (masks.id_number, "110105491231002", "11**********002"),
        (masks.id_number, "4399", "****"),
        (masks.id_number, None, ""),
        (masks.phone, "19900001234", "199****1234"),
        (masks.phone, "0746-4712345", "0746-****345"),
        (masks.phone, "4712345", "****345"),
        (masks.phone, "664123", "***123"),
        (masks.phone, "123", "***"),
        (masks.phone, "", ""),
        (masks.bank_card, "6228480012345678903", "***************8903"),
        (masks.bank_card, "1234", "****"),
        (masks.bank_card, None, ""),
    ],
)
def test_masks_keep_the_shape_and_little_else(mask, value, shown):
    assert mask(value) == shown


@given(st.sampled_from([masks.id_number, masks.phone, masks.bank_card]), st.text(min_size=1))
def test_a_mask_never_shows_more_than_seven_characters_of_a_number(mask, value):
    shown = mask(value)
    assert len(shown) <= max(len(value), 11)
    assert shown != value.strip() or not shown.strip("*")


@pytest.mark.parametrize(
    "name, full, initials",
    [
        ("单国强", "shanguoqiang", "sgq"),
        ("解珍", "xiezhen", "xz"),
        ("仇英", "qiuying", "qy"),
        ("曾国华", "zengguohua", "zgh"),
        ("朴实", "piaoshi", "ps"),
        ("区志强", "ouzhiqiang", "ozq"),
        ("盖英", "geying", "gy"),
        ("缪春", "miaochun", "mc"),
        ("种建国", "chongjianguo", "cjg"),
        ("员英", "yunying", "yy"),
        ("召英", "shaoying", "sy"),
        ("折英", "sheying", "sy"),
        ("乐英", "yueying", "yy"),
        ("翟英", "zhaiying", "zy"),
        ("查英", "zhaying", "zy"),
        ("佴英", "naiying", "ny"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟英", "moqiying", "mqy"),
        ("令狐冲", "linghuchong", "lhc"),
        ("逄英", "pangying", "py"),
        ("䶮㛃𬱖", "yanjiedi", "yjd"),
        ("Mary Smith", "marysmith", "ms"),
        ("吕英", "lvying", "ly"),
        ("", "", ""),
    ],
)
def test_names_are_spelled_as_surnames_are_read(name, full, initials):
    spelling = pinyin.spell(name)
    assert (spelling.full, spelling.initials) == (full, initials)


def test_the_common_reading_of_a_surname_finds_it_too():
    assert pinyin.spell("单国强").alternates == ("danguoqiang", "dgq")
    assert pinyin.spell("张三").alternates == ()


def test_given_names_are_read_as_names_and_the_number_of_spellings_is_bounded():
    assert pinyin.spell("吴长庚")[:2] == ("wuchanggeng", "wcg")
    assert "wzg" in pinyin.spell("吴长庚").alternates
    longest_short = pinyin.spell("单" + "长" * 5)
    assert len(" ".join(longest_short.alternates)) <= 400
    assert len(longest_short.alternates) <= 2 * pinyin.MOST_SPELLINGS


@pytest.mark.parametrize("name", ["单" + "长" * 99, "庄" * 100, "W" * 100, "庄" * 29 + "W" * 71])
def test_the_longest_name_fits_its_columns(name):
    spelling = pinyin.spell(name)
    assert (len(spelling.full) <= 200, len(spelling.initials) <= 50, spelling.alternates) == (True, True, ())


def test_the_table_of_phrases_is_not_loaded():
    code = "import sys; from office.identifiers import pinyin; pinyin.spell('王'); "
    code += "print('pypinyin.phrases_dict' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
