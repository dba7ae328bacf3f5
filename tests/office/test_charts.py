"""Charts, read back as the XML they are."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.charts import BAR_PITCH, TICKS, Line, Mark, _round_up, bar_chart, line_chart

SVG = "{http://www.w3.org/2000/svg}"
LIVING = [
    Mark("独居", 12, "12 人", "/people/?living=alone&kind=retiree"),
    Mark("空巢", Decimal(6), "6 人"),
    Mark("与子女同住", 0),
    Mark("其他", None),
]
MONTHS = [Mark("1月", 4, "4 次", "/contacts/?month=1"), Mark("2月", None), Mark("3月", 8), Mark("4月", 2)]


def parsed(chart):
    return ElementTree.fromstring(chart)


def of_class(root, name):
    return [element for element in root.iter() if name in element.get("class", "").split()]


def texts(root, name):
    return [element.text for element in of_class(root, name)]


def test_bars_begin_at_zero_and_keep_their_proportion():
    widths = [float(bar.get("width")) for bar in of_class(parsed(bar_chart(LIVING, name="居住情况")), "chart-bar")]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert widths[2:] == [0, 0]
    assert len({bar.get("x") for bar in of_class(parsed(bar_chart(LIVING, name="居住情况")), "chart-bar")}) == 1


def test_every_bar_says_its_value_and_unknown_is_not_zero():
    root = parsed(bar_chart(LIVING, name="居住情况"))
    assert texts(root, "chart-value") == ["12 人", "6 人", "0", "未登记"]
    assert texts(root, "chart-label") == ["独居", "空巢", "与子女同住", "其他"]
    assert [title.text for title in root.iter(f"{SVG}title")][::3] == ["独居:12 人", "其他:未登记"]


def test_a_mark_with_a_list_behind_it_is_a_link():
    root = parsed(bar_chart(LIVING, name="居住情况"))
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == ["/people/?living=alone&kind=retiree"]
    assert [link.get("href") for link in parsed(line_chart([Line("走访", MONTHS)], name="走访")).iter(f"{SVG}a")] == [
        "/contacts/?month=1"
    ]


@pytest.mark.parametrize(
    "chart", [bar_chart(LIVING, name="居住情况", width=400), line_chart([Line("走访", MONTHS)], name="走访", width=400)]
)
def test_chart_has_a_size_a_name_and_no_style(chart):
    root = parsed(chart)
    assert root.get("width") == "400" and root.get("viewBox") == f"0 0 400 {root.get('height')}"
    assert root.get("aria-label") in ("居住情况", "走访")
    assert not [
        element for element in root.iter() if "style" in element.attrib or element.tag.endswith(("style", "script"))
    ]
    for element in root.iter():
        right = float(element.get("x", 0)) + float(element.get("width", 0)) if element is not root else 0
        assert right <= 400 and float(element.get("cx", 0)) <= 400


def test_labels_are_escaped_and_cut_to_fit():
    chart = bar_chart([Mark('<b>"&', 1), Mark("特别长的一个类别名称要截短", 1)], name='"><script>')
    root = parsed(chart)
    assert "<b>" not in chart and "<script>" not in chart
    assert texts(root, "chart-label") == ['<b>"&', "特别长的一个类别名称要…"]
    assert root.findall(f".//{SVG}title")[1].text == "特别长的一个类别名称要截短:1"


def test_full_bar_may_be_fixed():
    def width(scale_to):
        return float(
            of_class(parsed(bar_chart([Mark("a", 25)], name="x", scale_to=scale_to)), "chart-bar")[0].get("width")
        )

    assert width(100) == pytest.approx(width(25) / 4, abs=0.1)


def test_chart_without_rows_is_empty_but_there():
    assert parsed(bar_chart([], name="x")).get("height") == str(BAR_PITCH)
    assert not of_class(parsed(line_chart([], name="x")), "chart-line")
    assert of_class(parsed(bar_chart([Mark("a", 0)], name="x")), "chart-bar")[0].get("width") == "0"


def test_line_breaks_where_a_value_is_unknown():
    root = parsed(line_chart([Line("走访", MONTHS)], name="走访"))
    (line,) = of_class(root, "chart-line")
    assert len(line.get("points").split()) == 2, "one stretch from March to April; January stands alone"
    assert len(of_class(root, "chart-dot")) == 3


def test_lines_rise_from_zero_and_are_named_at_their_ends_apart():
    lines = [Line("走访", [Mark("1月", 0), Mark("2月", 8)]), Line("电话", [Mark("1月", 4), Mark("2月", 8)])]
    root = parsed(line_chart(lines, name="走访"))
    zero, full = (float(tick.get("y1")) for tick in (of_class(root, "chart-grid")[0], of_class(root, "chart-grid")[-1]))
    heights = [float(dot.get("cy")) for dot in of_class(root, "chart-dot")]
    assert heights == pytest.approx([zero, full, (zero + full) / 2, full], abs=0.1)
    first, second = (float(name.get("y")) for name in of_class(root, "chart-name"))
    assert second - first >= 14
    assert len({line.get("stroke-dasharray") for line in of_class(root, "chart-line")}) == 2


def test_crowded_labels_are_thinned():
    points = [Mark(f"2025年{month}月", month) for month in range(1, 61)]
    root = parsed(line_chart([Line("走访", points)], name="走访"))
    shown = [text for text in texts(root, "chart-tick") if "年" in text]
    assert 2 <= len(shown) <= 8


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: bar_chart([Mark("a", -1)], name="x"),
        lambda: line_chart([Line("a", [Mark("a", -1)])], name="x"),
        lambda: line_chart([Line(str(n), [Mark("a", 1)]) for n in range(5)], name="x"),
        lambda: line_chart([Line("a", [Mark("a", 1)]), Line("b", [])], name="x"),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


@given(st.floats(min_value=0, max_value=1e12))
def test_scale_covers_the_largest_value_in_whole_steps(value):
    full = _round_up(value)
    assert value <= full <= max(TICKS, 2 * value)
    assert (full / TICKS).is_integer()
