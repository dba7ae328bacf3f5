"""Rules about one person's own data: the same for the form, the import and the demonstration.

Each takes plain values and returns faults (which refuse) or warnings (which do not), as field → sentence.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from office.identifiers import dates, national_id
from registry.choices import PersonKind, Precision, Sex

HONOURED_WORK_BY = date(1949, 9, 30)
OLDEST = 130

# The periods of joining revolutionary work, by their last day (§5.2).
PERIODS = [
    (date(1937, 7, 6), "红军时期"),
    (date(1942, 12, 31), "抗战前期"),
    (date(1945, 9, 2), "抗战后期"),
    (HONOURED_WORK_BY, "解放战争时期"),
]

ORDER = [
    ("birth_date", "worked_from", "参加工作时间", "出生日期"),
    ("birth_date", "party_joined_on", "入党时间", "出生日期"),
    ("party_joined_on", "party_full_on", "转正时间", "入党时间"),
    ("birth_date", "military_from", "入伍时间", "出生日期"),
    ("military_from", "military_to", "退役时间", "入伍时间"),
    ("worked_from", "retired_on", "离退休时间", "参加工作时间"),
    ("birth_date", "retired_on", "离退休时间", "出生日期"),
    ("birth_date", "died_on", "去世日期", "出生日期"),
]


def faults_of_person(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Return what makes the values impossible (R-01 to R-04, R-231): field → sentence."""
    faults: dict[str, str] = {}
    for field, label in (("birth_date", "出生日期"), ("worked_from", "参加工作时间"), ("died_on", "去世日期")):
        if values.get(field) and values[field] > today:
            faults[field] = f"{label} {values[field]} 在今天之后,请核对。"
    for earlier, later, later_label, earlier_label in ORDER:
        first, second = values.get(earlier), values.get(later)
        if first and second and second < first and later not in faults:
            faults[later] = f"{later_label}({second})早于{earlier_label}({first}),请核对。"
    birth = values.get("birth_date")
    if birth and dates.completed_years(birth, today) > OLDEST and not values.get("died_on"):
        faults.setdefault("birth_date", f"按出生日期 {birth} 已超过 {OLDEST} 岁,请核对。")
    worked = values.get("worked_from")
    if values.get("kind") == PersonKind.HONOURED and worked and worked > HONOURED_WORK_BY:
        faults["worked_from"] = (
            f"离休干部须在 1949年9月30日 以前参加革命工作,表中是 {worked}。请核对人员类别或参加工作时间。"
        )
    return faults


def warnings_of_person(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what disagrees with the ID number but never blocks (R-05): field → sentence."""
    number = values.get("id_number")
    if not number:
        return {}
    identity = national_id.parse(number)
    warnings: dict[str, str] = {}
    birth, precision = values.get("birth_date"), values.get("birth_precision", Precision.DAY)
    if birth and not same_birth(birth, identity.birth_date, precision):
        warnings["birth_date"] = f"出生日期 {birth} 与身份证号中的 {identity.birth_date} 不一致,以档案为准的请保留。"
    sex = values.get("sex")
    if sex and sex != identity.sex:
        warnings["sex"] = f"性别“{Sex(sex).label}”与身份证号中的性别不一致,请核对。"
    return warnings


def same_birth(filed: date, identified: date, precision: str) -> bool:
    """Return whether the two agree as far as the filed date is known."""
    if precision == Precision.YEAR:
        return filed.year == identified.year
    if precision == Precision.MONTH:
        return (filed.year, filed.month) == (identified.year, identified.month)
    return filed == identified


def period_of_honoured(worked_from: date) -> str:
    """Return the period in which an honoured retiree joined; '' after the last day."""
    return next((words for last, words in PERIODS if worked_from <= last), "")
