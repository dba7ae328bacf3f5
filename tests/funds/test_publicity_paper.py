"""The publicity list on paper: measured, drawn, and searched for what must never be posted."""

import re
import zipfile
import zlib
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest

from funds.documents_publicity import file_name, list_pdf, list_xlsx, title_of
from funds.publicity import Part, PublicityList, Row, list_of_year
from funds.workflows.publicity import issue_list
from office.clock import SHANGHAI
from office.documents import unprintable
from office.money import format_yuan
from tests import pdf_tools

RARE = ["欧阳頔", "龑文彬", "䶮志强", "㛃桂兰", "𬱖建国", "阿卜杜热合曼·买买提依明江·阿不都热依木江·吐尔逊"]
ISSUED_AT = datetime(2027, 1, 5, 9, 30, tzinfo=SHANGHAI)
LEFT, TOP, RIGHT, BOTTOM = 28, 37, 210 - 26, 297 - 35


def rows(count, source, first=1):
    return [
        Row(
            number=number,
            name=RARE[number % len(RARE)],
            branch="离退休第一党支部",
            kind="退休",
            way="一次性补助",
            times=1,
            amount=Decimal("1234.50") * number,
            source=source,
        )
        for number in range(first, first + count)
    ]


@pytest.fixture(scope="module")
def content():
    undone = Row(47, "王秀英", "", "遗属", "冲回", 0, Decimal("-600.00"), "特需经费")
    parts = [Part("党费", rows(30, "党费")), Part("特需经费", [*rows(16, "特需经费", 31), undone])]
    return PublicityList(2026, "新山县税务局", "人事教育股", 46, parts)


@pytest.fixture(scope="module")
def issued(content):
    return list_pdf(content, issued_at=ISSUED_AT)


def test_pages_are_a4_and_the_type_stands_in_its_area(issued):
    sizes = pdf_tools.page_sizes(issued)
    assert set(sizes) == {(210.0, 297.0)} and len(sizes) > 1
    for number, picture in enumerate(pdf_tools.pictures(issued), 1):
        body = pdf_tools.Box(0, 0, 210, BOTTOM + 4)
        drawn = pdf_tools.ink(picture, body)
        assert LEFT - 1 <= drawn.left and drawn.right <= RIGHT + 1, number
        assert TOP - 1 <= drawn.top and drawn.bottom <= BOTTOM + 1, number
        foot = pdf_tools.ink(picture, pdf_tools.Box(0, BOTTOM + 4, 210, 297))
        assert (foot.left > 105) if number % 2 else (foot.right < 105), "odd numbers right, even ones left"


def test_every_name_is_drawn_and_can_be_read_back(issued, content):
    assert not pdf_tools.has_boxes(issued)
    assert unprintable("".join(RARE)) == []
    fonts = pdf_tools.fonts(issued)
    assert fonts and all(font["embedded"] and font["to_unicode"] for font in fonts.values())
    text = "".join(pdf_tools.text(issued).split())
    for char in "頔龑䶮㛃𬱖·":
        assert char in text
    for part in content.parts:
        assert format_yuan(part.subtotal) in text
    assert format_yuan(content.total) in text
    placed = {word.text for word in pdf_tools.words(issued)}
    assert {str(number) for number in range(1, 48)} <= placed


def test_head_is_repeated_and_foot_names_the_issuer_and_day(issued):
    words = pdf_tools.words(issued)
    pages = len(pdf_tools.page_sizes(issued))
    assert {word.page for word in words if word.text == "序号"} == set(range(1, pages + 1))
    text = "".join(pdf_tools.text(issued).split())
    assert text.count("小计") == 2 and text.count("合计") == 2  # once in the opening sentence, once in the table
    assert "新山县税务局" in text and "2027年1月5日" in text
    assert "".join(title_of(2026).split()) in text


def test_only_a_draft_is_marked(issued, content):
    draft = list_pdf(content, issued_at=None)
    assert "草稿" not in "".join(pdf_tools.text(issued).split())
    grey = pdf_tools.Box(60, 90, 150, 200)
    assert pdf_tools.ink(pdf_tools.pictures(draft)[-1], grey, darker_than=240)
    assert "2027年1月5日" not in "".join(pdf_tools.text(draft).split())


def test_the_same_list_gives_the_same_bytes(issued, content):
    assert list_pdf(content, issued_at=ISSUED_AT) == issued
    assert list_xlsx(content, issued_at=ISSUED_AT) == list_xlsx(content, issued_at=ISSUED_AT)


def everything_in(pdf, xlsx):
    """Return the files as an inspector reads them: raw, decompressed, as text, their metadata, their strings."""
    streams = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            streams.append(zlib.decompress(stream))
        except zlib.error:
            streams.append(stream)
    book = zipfile.ZipFile(BytesIO(xlsx))
    parts = [pdf, *streams, *(book.read(name) for name in book.namelist())]
    texts = [part.decode("utf-8", "ignore") + part.decode("utf-16-be", "ignore") for part in parts]
    return "\n".join([*texts, pdf_tools.text(pdf), pdf_tools.metadata(pdf), str(pdf_tools.info(pdf))])


def test_nothing_forbidden_reaches_the_files(source, recognised, walk, bureau, cast):
    secrets = {
        "id_number": "439999194001010017",
        "phone": "19900001234",
        "address": "枧头镇文化路33号",
        "remarks": "思想波动较大",
        "illness_kind": "cancer",
        "monthly_income": Decimal("2635.00"),
    }
    person = recognised("王秀英", **secrets)
    walk.paid(source, person, "600.00", reason="患癌症住院,账号6228480012345678903")
    issue = issue_list(bureau=bureau, year=2026, by=cast.section_head)
    found = everything_in(bytes(issue.pdf), bytes(issue.xlsx)) + str(issue.rows) + file_name(2026, "pdf", draft=False)
    assert "王秀英" in found and "600.00" in found
    forbidden = [
        *map(str, secrets.values()),
        "癌症",
        "6228480012345678903",
        "2,635.00",
        "困难补助",
        cast.section_head.name,
    ]
    assert not [word for word in forbidden if word in found]
    assert not re.search(r"\d{17}[\dX]", pdf_tools.text(bytes(issue.pdf)))


def test_ways_are_the_neutral_words_alone(source, recognised, walk, bureau):
    for kind in ("medical", "emergency", "study_aid", "gift", "care_subsidy"):
        walk.paid(source, recognised(f"人{kind[:2]}"), "10.00", kind=kind)
    ways = {row.way for part in list_of_year(bureau, 2026).parts for row in part.rows}
    assert ways <= {"走访慰问", "一次性补助", "月定补", "服务"} and len(ways) == 3
