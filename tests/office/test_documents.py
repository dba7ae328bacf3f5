"""Official papers: measured on the page as a ruler would, and looked through for what must not be in them."""

import datetime
import logging

import pytest
from django.template.loader import render_to_string
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from office.documents import ListColumn, Unprintable, fonts, list_rows, render_pdf, rendering, unprintable
from tests import pdf_tools
from tests.pdf_tools import Box

MADE_AT = datetime.datetime(2026, 1, 5, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
CHARACTER = 442.2 / 28 * 25.4 / 72  # millimetres from one character to the next
LINE = 637.8 / 22 * 25.4 / 72
RARE = "頔龑䶮㛃𬱖·堃喆樭瑢"
NOTICE = """{% extends "office/print/document.html" %}
{% block body %}<p>{{ text }}</p><h2>一、反映方式</h2><h3>（一）受理部门</h3><p>人事教育股。</p>{% endblock %}
{% block attachments %}<section class="attachment"><p class="attachment-number">附件1</p><h1>名单</h1></section>
{% endblock %}"""


@pytest.fixture
def template(tmp_path, settings):
    """Return a function that makes a print template from its text and returns its name."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def make(text):
        (tmp_path / "paper.html").write_text(text, encoding="utf-8")
        return "paper.html"

    return make


@pytest.fixture
def fresh_fonts():
    """Let a test choose other fonts; the process's own are chosen again afterwards."""

    def forget():
        for cached in (fonts.font_faces, fonts._chosen, fonts._own_fonts, fonts._drawing_fonts):
            cached.cache_clear()
        for cached in (rendering._font_configuration, rendering._fonts_sheet, rendering._style_sheet):
            cached.cache_clear()

    forget()
    yield
    forget()


def notice(template, text="国" * 1400, **changes):
    context = {"text": text, "issuer": "新山县税务局人事教育股", "issued_on": datetime.date(2026, 1, 5)}
    options = {"title": "关于2026年度拟帮扶离退休人员名单的公示", "made_at": MADE_AT}
    options |= {key: changes.pop(key) for key in ("draft", "orientation", "title") if key in changes}
    return render_pdf(template(NOTICE), {**context, **changes}, **options)


COLUMNS = [ListColumn("序号", "w8"), ListColumn("姓名", "w20"), ListColumn("金额(元)", "w20", "number")]


def listing(count=46, **changes):
    rows = list_rows(COLUMNS, [[number, "王秀英", "2,000.00"] for number in range(1, count + 1)])
    rows += list_rows(COLUMNS, [["合计", None, "92,000.00"]], "total")
    context = {
        "columns": COLUMNS,
        "rows": rows,
        "above": ["填报单位：新山县税务局", "单位：元"],
        "issuer": "新山县税务局",
    }
    return render_pdf("office/print/list.html", context, title="2025年度帮扶情况公布名单", made_at=MADE_AT, **changes)


def test_page_is_a4_and_text_fills_the_type_area(template):
    data = notice(template)
    assert set(pdf_tools.page_sizes(data)) == {(210.0, 297.0)}
    ink = pdf_tools.ink(pdf_tools.pictures(data)[1], Box(0, 0, 210, 262))
    bearing = 1.2  # the white a character keeps inside its own square
    assert 28 <= ink.left <= 28 + bearing and 184 - bearing <= ink.right <= 184
    leading = (LINE - 16 * 25.4 / 72) / 2
    assert 37 <= ink.top <= 37 + leading + bearing and 262 - leading - bearing <= ink.bottom <= 262


def test_a_full_page_has_22_lines_of_28_characters(template):
    lines = [word for word in pdf_tools.words(notice(template)) if word.page == 2 and word.text.startswith("国")]
    assert [len(line.text) for line in lines] == [28] * 22
    pitches = [below.box.top - above.box.top for above, below in zip(lines, lines[1:], strict=False)]
    assert pitches == pytest.approx([LINE] * 21, abs=0.02)


def test_title_is_centred_in_size_two_and_text_in_size_three(template):
    first = pdf_tools.words(notice(template))
    title = next(word for word in first if word.text.startswith("关于"))
    body = next(word for word in first if word.text.startswith("国"))
    assert (title.box.left + title.box.right) / 2 == pytest.approx(28 + 78, abs=0.5)
    assert title.box.bottom - title.box.top == pytest.approx((body.box.bottom - body.box.top) * 22 / 16, rel=0.06)
    assert body.box.left == pytest.approx(28 + 2 * CHARACTER, abs=0.1)


def test_page_numbers_stand_outside_seven_millimetres_below(template):
    data = notice(template)
    numbers = [pdf_tools.ink(page, Box(0, 263, 210, 297), 288) for page in pdf_tools.pictures(data, 288)]
    assert [number.right for number in numbers[::2]] == pytest.approx([184 - 4.94] * len(numbers[::2]), abs=0.3)
    assert [number.left for number in numbers[1::2]] == pytest.approx([28 + 4.94] * len(numbers[1::2]), abs=0.3)
    dash = pdf_tools.ink(pdf_tools.pictures(data, 288)[1], Box(30, 263, 36.5, 297), 288)
    assert (dash.top + dash.bottom) / 2 == pytest.approx(262 + 7, abs=0.6)
    assert [f"—{number}—" in pdf_tools.text(data) for number in (1, 2, 3)] == [True] * 3


def test_signature_leaves_room_for_the_seal(template):
    words = pdf_tools.words(notice(template, text="现予以公示。"))
    above, issuer, date = (
        next(word.box for word in words if word.text.startswith(t)) for t in ("人事", "新山", "2026年1月5日")
    )
    assert date.right <= 184 - 4 * CHARACTER + 0.2
    assert (date.left + date.right) / 2 == pytest.approx((issuer.left + issuer.right) / 2, abs=0.2)
    assert issuer.top - above.top == pytest.approx(3 * LINE, abs=0.3)


def test_attachments_are_named_and_begin_a_page(template):
    names = ["帮扶名单", "帮扶对象说明" * 6, "帮扶办法"]
    words = pdf_tools.words(notice(template, text="现予以公示。", attachment_names=names))
    label = next(word.box for word in words if word.text.startswith("附件：1."))
    assert label.left == pytest.approx(28 + 2 * CHARACTER, abs=0.1)
    lines = [word.box for word in words if word.text in ("帮扶名单", "帮扶办法") or word.text.count("说明") > 1]
    assert len(lines) == 4, "the second name takes two lines"
    assert len({round(line.left, 1) for line in lines}) == 1, "a wrapped name stands under its own first character"
    pitches = [below.top - above.top for above, below in zip(lines, lines[1:], strict=False)]
    assert pitches == pytest.approx([LINE] * 3, abs=0.1)
    assert next(word for word in words if word.text == "附件1").page == 2


def test_single_attachment_has_no_number(template):
    text = pdf_tools.text(notice(template, text="现予以公示。", attachment_names=["帮扶名单"]))
    assert "附件：帮扶名单" in text.replace(" ", "")


def test_recipients_stand_flush_left_with_a_colon(template):
    word = next(w for w in pdf_tools.words(notice(template, recipients="各党支部")) if w.text == "各党支部：")
    assert word.box.left == pytest.approx(28, abs=0.1)


def test_rare_characters_are_drawn_embedded_and_extractable(template):
    data = notice(template, text=f"{RARE}买买提·阿不都", title=f"关于{RARE}")
    assert not pdf_tools.has_boxes(data)
    assert all(char in pdf_tools.text(data) for char in RARE)
    assert all(font["embedded"] and font["to_unicode"] for font in pdf_tools.fonts(data).values())


def test_rare_characters_look_different_from_each_other(template):
    page = template(
        """{% extends "office/print/base.html" %}{% block content %}{% for c in text %}<p>{{ c }}</p>{% endfor %}
{% endblock %}"""
    )
    data = render_pdf(page, {"text": RARE}, title="字")
    (picture,) = pdf_tools.pictures(data)
    drawn = [
        picture.crop(
            [round(edge * pdf_tools.DPI / 25.4) for edge in (28, 37 + line * LINE, 60, 37 + (line + 1) * LINE)]
        )
        for line in range(len(RARE))
    ]
    assert len({image.tobytes() for image in drawn}) == len(RARE)


def test_character_no_font_draws_is_refused_by_name(template):
    with pytest.raises(Unprintable) as caught:
        notice(template, text="王\ue863英\U0010fffd")
    assert "\ue863(U+E863)" in str(caught.value) and "U+10FFFD" in str(caught.value)
    assert unprintable(f"{RARE}①〔2026〕—１a\n\u200b") == []


def test_such_a_character_would_have_been_a_box(template, monkeypatch):
    monkeypatch.setattr(fonts, "unprintable", lambda text: [])
    assert pdf_tools.has_boxes(notice(template, text="王\ue863英"))


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1/x.png", "file:///etc/passwd", "../css/app.css", "data:image/png;base64,AA=="]
)
def test_nothing_is_fetched_from_elsewhere(template, address):
    with pytest.raises(rendering.ResourceRefused):
        render_pdf(
            template(
                f'{{% extends "office/print/base.html" %}}{{% block content %}}<img src="{address}">{{% endblock %}}'
            ),
            {},
            title="x",
        )


def test_same_input_gives_the_same_bytes(template):
    first = notice(template)
    listing()
    assert notice(template) == first
    assert notice(template, text="另一份") != first


def test_file_says_its_title_and_nobody(template):
    data = notice(template)
    info = pdf_tools.info(data)
    assert info["Title"] == "关于2026年度拟帮扶离退休人员名单的公示"
    assert "Author" not in info and "Creator" not in info
    assert info["CreationDate"].startswith("Mon Jan  5 ")
    assert 'pdfaid:part="3" pdfaid:conformance="U"' in pdf_tools.metadata(data)
    assert "creator" not in pdf_tools.metadata(data)


def test_draft_is_marked_on_every_page(template):
    marked = {word.page for word in pdf_tools.words(notice(template, draft=True)) if word.text in ("草", "稿", "草稿")}
    assert marked == set(range(1, len(pdf_tools.page_sizes(notice(template))) + 1))
    assert "草" not in pdf_tools.text(notice(template))


def test_list_repeats_its_head_and_keeps_its_total_with_a_row():
    words = pdf_tools.words(listing())
    pages = {word.page for word in words}
    assert len(pages) > 1
    assert {word.page for word in words if word.text == "序号"} == {w.page for w in words if w.text == "2,000.00"}
    assert next(w.page for w in words if w.text == "合计") in {w.page for w in words if w.text == "46"}
    assert [w.text for w in words if w.text.isdigit()] == [str(number) for number in range(1, 47)]


def test_numbers_of_a_list_line_up_on_the_right():
    words = pdf_tools.words(listing())
    assert len({round(word.box.right, 1) for word in words if word.text.endswith(",000.00")}) == 1


def test_wide_list_keeps_its_page_numbers_where_an_upright_page_has_them():
    data = listing(orientation="landscape")
    assert set(pdf_tools.page_sizes(data)) == {(297.0, 210.0)}
    odd, even = (pdf_tools.ink(page, Box(0, 0, 34, 210), 288) for page in pdf_tools.pictures(data, 288)[:2])
    assert odd.bottom == pytest.approx(184 - 4.94, abs=0.3)
    assert even.top == pytest.approx(28 + 4.94, abs=0.3)
    assert (odd.left + odd.right) / 2 == pytest.approx(35 - 7, abs=0.5)


def test_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        list_rows(COLUMNS, [["1", "王"]])


def make_font(path, family, characters):
    """Write a font that draws each character as the same rectangle."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    glyph, names = pen.glyph(), [".notdef", *(f"u{ord(char):X}" for char in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): f"u{ord(char):X}" for char in characters})
    builder.setupGlyf(dict.fromkeys(names, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": {"en": "Own", "zh-hans": family}, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def test_fonts_of_the_office_win_and_draw_what_others_lack(template, tmp_path, settings, fresh_fonts, caplog):
    folder = tmp_path / "fonts"
    folder.mkdir()
    make_font(folder / "FZXBSJW.TTF", "方正小标宋简体", "关于")
    make_font(folder / "more.ttf", "乡贤字库", "\ue863")
    (folder / "broken.ttf").write_bytes(b"not a font")
    settings.FONTS_DIR = folder
    with caplog.at_level(logging.WARNING):
        data = notice(template, text="王\ue863英", title="关于公示")
    assert "broken.ttf" in caplog.text
    assert not pdf_tools.has_boxes(data)
    title = next(word for word in pdf_tools.words(data) if word.text == "关于公示").box
    picture = pdf_tools.pictures(data)[0]
    drawn = pdf_tools.ink(picture, Box(title.left, title.top - 3, title.left + 7, title.bottom + 3))
    assert drawn.bottom - drawn.top == pytest.approx(0.8 * 22 * 25.4 / 72, abs=0.4), "the rectangle of our own font"


def test_papers_are_made_without_the_fetched_fonts(template, tmp_path, settings, fresh_fonts):
    settings.DATA_DIR = tmp_path
    data = notice(template, text=RARE)
    assert not pdf_tools.has_boxes(data)
    assert all("Noto" in name for name in pdf_tools.fonts(data))


def test_print_templates_hold_no_address_and_no_script():
    html = render_to_string(
        "office/print/document.html", {**rendering.NOTHING, "title": "x", "orientation": "portrait"}
    )
    assert "<script" not in html and "http" not in html and "style=" not in html
