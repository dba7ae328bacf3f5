"""The situation report in words: the sentences people quote and the lines of its table, from one computed situation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from office import formats
from office.charts import Line as ChartLine
from office.charts import Mark
from registry.figures import BIRTH_DATE, Figure, Situation
from registry.forecast import Forecast
from registry.situation_report import Report

TITLE = "离退休人员情况统计"
GROUPS = (
    (
        "健康状况",
        (
            "often_in_hospital_or_on_long_term_medication",
            "serious_illness",
            "limited_mobility_or_no_self_care",
            "lixiu_in_hospital_in_year",
            "lixiu_in_hospital_twice_or_more",
            "tuixiu_in_hospital_in_year",
            "tuixiu_outpatient_in_year",
        ),
    ),
    (
        "居住和住房",
        (
            "living_alone_or_empty_nest",
            "aged_70_and_alone",
            "living_elsewhere_or_remote_rural",
            "no_housing_of_their_own",
        ),
    ),
    ("家庭", ("children_out_of_work", "spouse_without_work")),
)
CHART_TITLE = "各项情况占离退休人员的百分比"
SHARE_TITLE = "离退休人员占全部人员的比例(%):近五年和预测"
RETIREES = "离退休人员"
BASES = {"lixiu": "离休人员", "tuixiu": "退休人员"}  # by the beginning of the key; all others count among all retirees


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; one that names a figure opens its people."""

    text: str
    figure: str = ""
    unknown: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the table. A value of None is not known; `compared` lines have a base, which may be unknown or zero."""

    label: str
    value: int | Decimal | None
    unit: str = "人"
    base: int | None = None
    percent: Decimal | None = None
    unknown: int | None = None
    figure: str = ""
    unknown_of: str = ""
    compared: bool = False

    @property
    def value_text(self) -> str:
        return formats.UNKNOWN if self.value is None else f"{self.value} {self.unit}"

    @property
    def base_text(self) -> str:
        if not self.compared:
            return ""
        return formats.UNKNOWN if self.base is None else f"{self.base} 人"

    @property
    def percent_text(self) -> str:
        if not self.compared:
            return ""
        return "无法计算" if self.percent is None else f"{self.percent}%"


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Change:
    """A line of the table beside the same line of the earlier day."""

    line: Line
    before: Line

    @property
    def difference(self) -> int | Decimal | None:
        if self.line.value is None or self.before.value is None:
            return None
        return self.line.value - self.before.value

    @property
    def difference_text(self) -> str:
        return "" if self.difference is None else signed(self.difference)

    @property
    def points(self) -> Decimal | None:
        """The difference of the percentages, in percentage points."""
        if self.line.percent is None or self.before.percent is None:
            return None
        return self.line.percent - self.before.percent

    @property
    def points_text(self) -> str:
        return "" if self.points is None else signed(self.points)


def signed(number: int | Decimal) -> str:
    """Return a difference with its sign; nothing changed is 0."""
    return f"{number:+}" if number else "0"


def changes(of: Situation, before: Situation) -> list[tuple[str, list[Change]]]:
    """Return the lines of one day beside those of another, group by group. Rule: R-324."""
    return [
        (group.title, [Change(*pair) for pair in zip(group.lines, earlier.lines, strict=True)])
        for group, earlier in zip(groups(of), groups(before), strict=True)
    ]


def sentences(of: Situation) -> list[list[Piece]]:
    """Return the sentences to quote, each in pieces."""
    return [sentence for sentence in (_heads(of), _ages(of), _share(of), *_findings(of)) if sentence]


def as_text(sentence: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in sentence)


def groups(of: Situation) -> list[Group]:
    """Return the table's lines: people, ages, and every figure the situation holds."""
    heads = [
        Line("离退休人员", len(of.groups["retirees"]), figure="retirees"),
        Line("其中:离休", len(of.groups["lixiu"]), figure="lixiu"),
        Line("其中:退休", len(of.groups["tuixiu"]), figure="tuixiu"),
        Line("遗属(不计入离退休人员)", len(of.groups["survivors"]), figure="survivors"),
        Line("在职人员", of.serving_staff),
        replace(_line(of.share), unknown=None),
    ]
    ages = [
        Line("离退休人员平均年龄", of.mean_ages["mean_age"], "岁", unknown=len(of.undated), unknown_of=BIRTH_DATE),
        Line("离休人员平均年龄", of.mean_ages["mean_age_lixiu"], "岁"),
        Line("退休人员平均年龄", of.mean_ages["mean_age_tuixiu"], "岁"),
    ]
    found = [Group(title, [_line(figure) for figure in figures]) for title, figures in _grouped(of)]
    return [Group("人员", heads), Group("年龄", ages), *found]


def base_label(figure: Figure) -> str:
    return BASES.get(figure.key.partition("_")[0], RETIREES)


def _line(figure: Figure) -> Line:
    return Line(
        figure.label,
        figure.count,
        base=figure.base,
        percent=figure.percent,
        unknown=len(figure.unknown),
        figure=figure.key,
        unknown_of=figure.key,
        compared=True,
    )


def _grouped(of: Situation) -> Iterator[tuple[str, list[Figure]]]:
    """Yield each group with the figures of it that may be seen, in the order of GROUPS."""
    seen = {figure.key: figure for figure in of.figures}
    for title, keys in GROUPS:
        if figures := [seen[key] for key in keys if key in seen]:
            yield title, figures


def _heads(of: Situation) -> list[Piece]:
    scope = of.bureau.name if of.bureau else "全部单位"
    return [
        Piece(f"截至{formats.day_cn(of.as_of)}，{scope}共有离退休人员"),
        _people(of, "retirees"),
        Piece("，其中离休"),
        _people(of, "lixiu"),
        Piece("、退休"),
        _people(of, "tuixiu"),
        Piece("；另有遗属"),
        _people(of, "survivors"),
        Piece("。"),
    ]


def _people(of: Situation, group: str) -> Piece:
    return Piece(f"{len(of.groups[group])}人", group)


def _ages(of: Situation) -> list[Piece]:
    mean, lixiu, tuixiu = (of.mean_ages[key] for key in ("mean_age", "mean_age_lixiu", "mean_age_tuixiu"))
    if mean is None:
        return [Piece("离退休人员的出生日期都没有登记，无法计算平均年龄。")] if of.groups["retirees"] else []
    parts = [f"{word}{value}岁" for word, value in (("离休人员", lixiu), ("退休人员", tuixiu)) if value is not None]
    pieces = [Piece(f"离退休人员平均年龄{mean}岁，其中{'、'.join(parts)}")]
    if of.undated:
        pieces += [Piece("；有"), Piece(f"{len(of.undated)}人", BIRTH_DATE, True), Piece("出生日期未登记，未计入平均")]
    return [*pieces, Piece("。")]


def _share(of: Situation) -> list[Piece]:
    if of.share.percent is None:
        return [Piece("在职人数未登记，无法计算离退休人员占全部人员的比例。")] if of.serving_staff is None else []
    line = f"{'达到' if of.over_warning_line else '未达到'}{of.warning_line.normalize():f}%的警戒线"
    share = f"离退休人员占全部人员{of.share.base}人的{of.share.percent}%"
    return [Piece(f"在职人员{of.serving_staff}人，{share}，{line}。")]


def _findings(of: Situation) -> Iterator[list[Piece]]:
    """Yield one sentence a group: count, share of its base, and for how many the fact is not known."""
    for title, figures in _grouped(of):
        pieces = [Piece(f"{title}方面：")]
        for figure in figures:
            share = "" if figure.percent is None else f"，占{base_label(figure)}的{figure.percent}%"
            pieces += [Piece(figure.label), Piece(f"{figure.count}人", figure.key), Piece(share)]
            if figure.unknown:
                pieces += [Piece("（另有"), Piece(f"{len(figure.unknown)}人", figure.key, True), Piece("未登记）")]
            pieces.append(Piece("；"))
        yield [*pieces[:-1], Piece("。")]


def chart_marks(of: Situation, url: Callable[[str], str] = lambda figure: "") -> list[Mark]:
    """Return the bars of the figures that have all retirees as their base, the longest first."""
    figures = [figure for _, group in _grouped(of) for figure in group if base_label(figure) == RETIREES]
    figures.sort(key=lambda figure: -figure.count)
    return [
        Mark(figure.label, figure.percent, f"{figure.count} 人 {figure.percent}%", url(figure.key))
        for figure in figures
        if figure.percent is not None
    ]


def trend_sentence(report: Report) -> str:
    """Return what has changed since the earlier day."""
    of, before = report.of, report.before
    people = len(of.groups["retirees"]) - len(before.groups["retirees"])
    text = f"与{formats.day_cn(before.as_of)}相比，离退休人员{_more(people)}"
    if of.share.percent is None or before.share.percent is None:
        return f"{text}。"
    return f"{text}，占全部人员的比例由{before.share.percent}%变为{of.share.percent}%。"


def _more(people: int) -> str:
    if not people:
        return "人数不变"
    return f"增加{people}人" if people > 0 else f"减少{-people}人"


def forecast_sentences(ahead: Forecast) -> list[str]:
    """Return what is foretold, on what it rests and what it leaves out. Rule: R-321."""
    last = ahead.years[-1]
    retiring = sum(len(year.retiring) for year in ahead.years)
    share = "" if last.percent is None else f"，离退休人员占全部人员的{last.percent}%"
    told = f"按在职名册预测，到{formats.day_cn(last.on)}有{retiring}人到龄退休{share}。"
    found = [told, "预测不计去世、调动和新录用；在职干部不延迟退休，已登记提前离岗的按登记的日期。"]
    if ahead.listed != ahead.serving:
        found.append(f"在职名册有{ahead.listed}人，登记的在职人数是{ahead.serving}人，相差的按不退休计。")
    if ahead.unknown:
        found.append(f"有{len(ahead.unknown)}人缺出生年月、性别或身份，无法预测，按不退休计。")
    if ahead.overdue:
        found.append(f"有{len(ahead.overdue)}人已到退休年龄仍在职，按当年退休计。")
    return found


def share_lines(report: Report, day: Callable[[date], str], year: Callable[[int], str]) -> list[ChartLine]:
    """Return the share gone by and the share foretold over the same days; `day` and `year` give what a mark opens."""
    days = [*(share.on for share in report.past), *(year.on for year in report.forecast.years)]
    past = {share.on: share.percent for share in report.past}
    ahead = {end.on: end.percent for end in report.forecast.years} | {report.of.as_of: report.of.share.percent}
    return [
        ChartLine("实际", [_share_mark(on, past.get(on), day(on)) for on in days]),
        ChartLine(
            "预测", [_share_mark(on, ahead.get(on), year(on.year) if on not in past else day(on)) for on in days]
        ),
    ]


def _share_mark(on: date, share: Decimal | None, url: str) -> Mark:
    return Mark(f"{on:%Y-%m}", share, "" if share is None else f"{share}%", url)
