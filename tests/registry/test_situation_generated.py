"""Rosters made up at random against figures counted from their rows by code of the test's own."""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
import xlsxwriter
from django.core.management import call_command

from registry.models import Person
from registry.workflows.life import record_death
from tests.registry.test_situation_command import FIGURES, report

pytestmark = pytest.mark.django_db
# header (each roster takes one of its names) → values it may hold; "" is a blank cell
CODED = {
    ("居住地", "居住地区"): ["县城", "乡镇", "边远农村", "外地", ""],
    ("居住情况", "居住方式"): ["与配偶同住", "与子女同住", "独居", "空巢", "养老机构", "其他", ""],
    ("住房情况", "住房性质"): ["自有", "公房", "租住", "寄住", "养老机构", ""],
    ("主要疾病", "病种"): ["无", "慢性病", "癌症", "危重症", "瘫痪", "精神障碍", "其他", ""],
    ("长期服药", "是否长期服药"): ["是", "否", ""],
    ("本年门诊次数", "门诊次数"): [0, 1, 5, ""],
    ("自理能力", "自理情况"): ["自理", "行动不便", "不能自理", ""],
    ("配偶就业情况", "配偶工作"): ["在职", "退休", "无工作", "务农", "个体", ""],
}
PLAIN = [
    ("姓名", "人员姓名"),
    ("性别", "性别"),
    ("出生日期", "出生年月日"),
    ("人员类别", "类别"),
    ("离退休时间", "退休时间"),
]
CHILD_WORK = ["在职", "个体", "务农", "下岗", "失业", "无业", "在校", "退休", ""]
WEIGHTS = {"离休": 2, "退休": 7, "遗属": 1}


class Roster:
    """A made-up roster: its rows under canonical headers, and the workbook an office would hand in."""

    def __init__(self, seed: int, as_of: date, size: int) -> None:
        self.random, self.as_of = random.Random(seed), as_of
        self.people = [self._person(number) for number in range(size)]
        self.children = [child for person in self.people for child in self._children(person)]
        self.stays = [stay for person in self.people for stay in self._stays(person)]
        self.dead = {p["姓名"]: self._day_near() for p in self.random.sample(self.people, size // 8)}

    def _person(self, number: int) -> dict:
        pick = self.random
        born = date(pick.randint(1915, 1955), pick.randint(1, 12), pick.randint(1, 28))
        near = [self.as_of + timedelta(days=days) for days in (-1, 0, 1)]
        retired = pick.choice([date(born.year + 60, born.month, 1), *near])
        return {
            "姓名": f"{pick.choice('赵钱孙李周吴郑王')}{pick.choice('春秋文明德志建国')}{chr(0x4E00 + number * 7)}",
            "性别": pick.choice(["男", "女"]),
            "出生日期": pick.choice([born, born, born, self._birthday_near(born.year), ""]),
            "人员类别": pick.choices(list(WEIGHTS), list(WEIGHTS.values()))[0],
            "离退休时间": retired,
            **{names[0]: pick.choice(values) for names, values in CODED.items()},
        }

    def _birthday_near(self, year: int) -> date:
        day = self.as_of + timedelta(days=self.random.randint(-1, 1))
        return day.replace(year=year - year % 4 if (day.month, day.day) == (2, 29) else year)

    def _day_near(self) -> date:
        return self.as_of + timedelta(days=self.random.choice([-400, -1, 0, 1, 30]))

    def _children(self, person: dict) -> list[dict]:
        number = self.random.choice([0, 1, 1, 2, 3])
        return [
            {
                "退休人员姓名": person["姓名"],
                "关系": self.random.choice(["儿子", "女儿", "配偶"]),
                "姓名": f"{person['姓名'][0]}{chr(0x5000 + index)}{person['姓名'][2]}",
                "出生日期": date(1980 + index, 3, 4),
                "就业状况": self.random.choice(CHILD_WORK),
            }
            for index in range(number)
        ]

    def _stays(self, person: dict) -> list[dict]:
        first = date(self.as_of.year, 1, 1)
        days = [first - timedelta(days=1), first, first + timedelta(days=9), self.as_of - timedelta(days=3), self.as_of]
        began = self.random.sample(days, self.random.choice([0, 0, 1, 2, 3]))
        return [{"退休人员姓名": person["姓名"], "入院日期": day, "医院": "县人民医院"} for day in began]

    def name_as(self, other: "Roster") -> None:
        """Make these the people of another roster: same persons and children, other circumstances."""
        for mine, theirs in zip(self.people, other.people, strict=True):
            mine |= {key: theirs[key] for key in ("姓名", "性别", "出生日期", "人员类别", "离退休时间")}
        self.children = [dict(child, 就业状况=self.random.choice(CHILD_WORK)) for child in other.children]
        self.stays = [stay for person in self.people for stay in self._stays(person)]

    def write(self, path) -> None:
        other = self.random.randint(0, 1)
        columns = [(names[0], names[other]) for names in [*PLAIN, *CODED]]
        self.random.shuffle(columns)
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("花名册")
            page.write(0, 0, "离退休人员登记表")
            _table(page, columns, self.people, from_row=self.random.randint(1, 3))
            for name, rows in (("家庭成员", self.children), ("住院记录", self.stays)):
                _table(book.add_worksheet(name), [(key, key) for key in rows[0]], rows, from_row=0)

    def figures(self, serving: int) -> dict:
        """Count everything straight from the rows."""
        here = [p for p in self.people if self.dead.get(p["姓名"], date.max) > self.as_of]
        survivors = [p for p in here if p["人员类别"] == "遗属"]
        retirees = [p for p in here if p["人员类别"] != "遗属" and p["离退休时间"] <= self.as_of]
        lixiu = [p for p in retirees if p["人员类别"] == "离休"]
        tuixiu = [p for p in retirees if p["人员类别"] == "退休"]

        def stays(person):
            mine = [s["入院日期"] for s in self.stays if s["退休人员姓名"] == person["姓名"]]
            return sum(1 for day in mine if day.year == self.as_of.year and day <= self.as_of)

        def jobless(person):
            mine = [c for c in self.children if c["退休人员姓名"] == person["姓名"] and c["关系"] != "配偶"]
            return any(c["就业状况"] in ("下岗", "失业", "无业") for c in mine)

        def among(people, rule):
            count = sum(1 for person in people if rule(person))
            return {"count": count, "of": len(people), "percent": _percent(count, len(people))}

        alone = ("独居", "空巢")
        return {
            "as_of": self.as_of.isoformat(),
            "serving_staff": serving,
            "retirees": len(retirees),
            "lixiu": len(lixiu),
            "tuixiu": len(tuixiu),
            "survivors": len(survivors),
            "mean_age": self._mean_age(retirees),
            "mean_age_lixiu": self._mean_age(lixiu),
            "mean_age_tuixiu": self._mean_age(tuixiu),
            "share_of_all_staff": {
                "count": len(retirees),
                "of": len(retirees) + serving,
                "percent": _percent(len(retirees), len(retirees) + serving),
            },
            "warning_line_percent": 30.0,
            "often_in_hospital_or_on_long_term_medication": among(
                retirees, lambda p: p["长期服药"] == "是" or stays(p) >= 2
            ),
            "limited_mobility_or_no_self_care": among(retirees, lambda p: p["自理能力"] in ("行动不便", "不能自理")),
            "living_alone_or_empty_nest": among(retirees, lambda p: p["居住情况"] in alone),
            "no_housing_of_their_own": among(retirees, lambda p: p["住房情况"] not in ("自有", "")),
            "living_elsewhere_or_remote_rural": among(retirees, lambda p: p["居住地"] in ("外地", "边远农村")),
            "children_out_of_work": among(retirees, jobless),
            "spouse_without_work": among(retirees, lambda p: p["配偶就业情况"] == "无工作"),
            "lixiu_in_hospital_in_year": among(lixiu, lambda p: stays(p) >= 1),
            "lixiu_in_hospital_twice_or_more": among(lixiu, lambda p: stays(p) >= 2),
            "tuixiu_outpatient_in_year": among(tuixiu, lambda p: p["本年门诊次数"] not in ("", 0)),
            "tuixiu_in_hospital_in_year": among(tuixiu, lambda p: stays(p) >= 1),
            "aged_70_and_alone": {
                "count": sum(1 for p in retirees if p["居住情况"] in alone and (self._age(p) or 0) >= 70)
            },
            "serious_illness": {
                "count": sum(1 for p in retirees if p["主要疾病"] in ("癌症", "危重症", "瘫痪", "精神障碍"))
            },
        }

    def _age(self, person: dict) -> int | None:
        born, on = person["出生日期"], self.as_of
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) if born else None

    def _mean_age(self, people: list[dict]) -> float | None:
        ages = [age for age in map(self._age, people) if age is not None]
        return _half_up(Decimal(sum(ages)) / len(ages)) if ages else None


def _percent(count: int, of: int) -> float | None:
    return _half_up(Decimal(100 * count) / of) if of else None


def _half_up(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _table(page, columns, rows, from_row) -> None:
    for left, (_, header) in enumerate(columns):
        page.write(from_row, left, header)
    for down, row in enumerate(rows, from_row + 1):
        for left, (key, _) in enumerate(columns):
            page.write(down, left, row[key].isoformat() if isinstance(row[key], date) else row[key])


@pytest.mark.parametrize(
    "seed, as_of, size, serving",
    [(1, date(2013, 6, 17), 40, 57), (2, date(2016, 3, 1), 75, 311), (3, date(2012, 2, 29), 24, 9)],
)
def test_generated_roster_matches_an_independent_count(seed, as_of, size, serving, bureau, cast, tmp_path):
    roster = Roster(seed, as_of, size)
    roster.write(tmp_path / "roster.xlsx")
    call_command(
        "import_roster", str(tmp_path / "roster.xlsx"), "--as-of", str(as_of), "--serving-staff", serving, verbosity=0
    )
    for name, died_on in roster.dead.items():
        record_death(person=Person.objects.get(name=name), died_on=died_on, by=cast.caseworker)

    assert report("--as-of", as_of.isoformat()) == roster.figures(serving)
    assert FIGURES.keys() == roster.figures(serving).keys()


def test_an_older_roster_changes_no_later_figure_and_makes_its_own_right(bureau, tmp_path):
    newer, older = Roster(11, date(2012, 12, 31), 40), Roster(12, date(2011, 12, 31), 40)
    newer.dead = older.dead = {}
    older.name_as(newer)

    def take(roster, serving):
        path = tmp_path / f"{roster.as_of.year}.xlsx"
        roster.write(path)
        call_command("import_roster", str(path), "--as-of", str(roster.as_of), "--serving-staff", serving, verbosity=0)

    days = ["2012-12-31", "2013-01-01", "2014-05-05"]
    take(newer, 90)
    before = [report("--as-of", day) for day in days]
    assert before[0] == newer.figures(90)
    take(older, 100)
    assert [report("--as-of", day) for day in days] == before
    # The later roster told of stays on the last day of 2011 as well.
    older.stays += [stay for stay in newer.stays if stay not in older.stays]
    assert report("--as-of", "2011-12-31") == older.figures(100)
