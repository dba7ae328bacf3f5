"""The situation report in words: the sentences people quote and the lines of its table, from one computed situation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from office import clock, formats, permissions
from office.charts import Mark
from office.models import Bureau, User
from office.roles import Permission
from registry.errors import DateInFuture
from registry.figures import BIRTH_DATE, Figure, Situation, situation

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


def read_situation(*, as_of: date, bureau: Bureau | None, by: User) -> Situation:
    """Return what a user may see of the situation as of a day. Raises: Refused, DateInFuture."""
    permissions.check(by, Permission.SEE_REPORTS)
    if as_of > clock.today():
        raise DateInFuture("截止日期")
    return situation(as_of=as_of, bureau=bureau).seen_by(by)


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
