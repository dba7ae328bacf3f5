"""Policy numbers in force. Shipped defaults hold from 1900-01-01; a confirmed row of the office's own comes before."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from django.db.models import Q

from office import clock
from office.models import PolicyNumber

if TYPE_CHECKING:
    from office.models import Bureau


@dataclass(frozen=True)
class Shipped:
    """A number that the system ships with: what it is, its value and unit, and where it comes from.

    A switch is kept as 1 or 0 and shown as 是 or 否. Numbers of a `group` are shown on a page of their own.
    """

    label: str
    value: Decimal
    unit: str
    source: str
    is_switch: bool = False
    group: str = ""


def _shipped(label: str, value: int | str, unit: str, source: str) -> Shipped:
    return Shipped(label, Decimal(value), unit, source)


def _switch(label: str, on: bool, source: str) -> Shipped:
    return Shipped(label, Decimal(on), "", source, is_switch=True)


SHIPPED: dict[str, Shipped] = {
    "warning_ratio": _shipped("离退休人员占比警戒线", 30, "%", "系统默认"),
    "aged_years": _shipped("高龄起算年龄", 70, "周岁", "系统默认"),
    "notice_working_days": _shipped("认定公示天数", 5, "个工作日", "系统默认"),
    "notice_min_days": _shipped("认定公示最少天数", 3, "个工作日", "系统默认"),
    "notice_on_intranet": _switch("公示名单在本系统内网页面公示", False, "系统默认"),
    "count_posting_day": _switch("张贴当日计入公示期", True, "系统默认"),
    "section_head_band_yuan": _shipped("负责人审批上限", 5000, "元", "系统默认"),
    "emergency_cap_yuan": _shipped("紧急帮扶单笔上限", 5000, "元", "系统默认"),
    "contact_months": _shipped("走访联系周期", 3, "个月", "系统默认"),
    "call_satisfies_contact": _switch("电话联系算一次联系", True, "系统默认"),
    "quota_principal_leader": _shipped("主要领导结对名额", 2, "人", "系统默认"),
    "quota_leader": _shipped("班子成员结对名额", 1, "人", "系统默认"),
    "quota_section_principal": _shipped("股室负责人结对名额", 1, "人", "系统默认"),
    "quota_staff": _shipped("工作人员结对名额", 1, "人", "系统默认"),
    "leader_signs_for_head": _shipped("纸质件上局领导可代负责人签批(1 是 0 否)", 1, "", "系统默认"),
    "review_months": _shipped("帮扶对象复核周期", 12, "个月", "系统默认"),
    "review_sample_percent": _shipped("复核抽查比例", 10, "%", "系统默认"),
    "review_sample_least": _shipped("复核抽查最少人数", 3, "人", "系统默认"),
    "inspection_percent": _shipped("督查抽查比例(每类记录)", 5, "%", "系统默认"),
    "inspection_least": _shipped("督查每类记录最少抽查件数", 3, "件", "系统默认"),
    "work_begins_hour": _shipped("上班时间(8.5 表示 8:30)", 8, "时", "系统默认"),
    "work_ends_hour": _shipped("下班时间(17.5 表示 17:30)", 18, "时", "系统默认"),
    "reveals_an_hour": _shipped("一小时内查看多少人的完整证件号后要写用途", 10, "人", "系统默认"),
    "need_days_living": _shipped("诉求办理期限:生活照料", 10, "个工作日", "系统默认"),
    "need_days_housing": _shipped("诉求办理期限:住房", 20, "个工作日", "系统默认"),
    "need_days_medical": _shipped("诉求办理期限:就医用药", 3, "个工作日", "系统默认"),
    "need_days_legal": _shipped("诉求办理期限:法律与权益", 15, "个工作日", "系统默认"),
    "need_days_loneliness": _shipped("诉求办理期限:精神慰藉", 5, "个工作日", "系统默认"),
    "need_days_other": _shipped("诉求办理期限:其他", 10, "个工作日", "系统默认"),
    "referral_reply_days": _shipped("转办和报告的回复期限", 15, "个工作日", "系统默认"),
    "service_notice_days": _shipped("服务安排到期前提醒", 30, "天", "系统默认"),
    "time_bank": _switch("使用志愿服务时间银行", False, "系统默认"),
    "time_bank_daily_hours": _shipped("志愿者一天最多登记的服务时间", 8, "小时", "系统默认"),
    "emergency_hours": _shipped("特情到场时限(自来电起)", 24, "小时", "系统默认"),
    "emergency_close_days": _shipped("特情办结和补齐手续的期限", 10, "个工作日", "系统默认"),
    "advance_days": _shipped("预借现金的报账期限", 15, "天", "系统默认"),
    "subsistence_yuan": _shipped("城镇低保标准(每人每月,0 是还没有登记)", 0, "元", "系统默认"),
    "low_income_percent": _shipped("低收入线(占低保标准)", 150, "%", "系统默认"),
    "disaster_months": _shipped("灾难类的期限(自受灾日起)", 12, "个月", "系统默认"),
    "frequent_stays": _shipped("长期患病的住院次数(近 12 个月)", 2, "次", "系统默认"),
    "single_earner_household": _shipped("一拖三家庭的起算人数", 3, "人", "系统默认"),
    "subsidy_care_level": _shipped("年度生活补贴的失能等级(自此级起)", 2, "级", "系统默认"),
}


# What upper apps work out anew when a number begins to hold: takes the number's code and the bureau.
ON_BEGIN: "list[Callable[[str, Bureau | None], None]]" = []


def number(code: str, *, bureau: "Bureau | None" = None, on: date | None = None) -> Decimal:
    """Return the policy number in force on a day (today without one): the bureau's own before the installation's.

    Queries: one. Raises KeyError for a code that is not shipped (a programmer's mistake).
    """
    day = on or clock.today()
    return numbers([code], bureau=bureau, days=[day])[code, day]


def numbers(codes: Sequence[str], *, bureau: "Bureau | None", days: Sequence[date]) -> dict[tuple[str, date], Decimal]:
    """Return (code, day) → the number in force, for several of both. Queries: one."""
    rows = list(
        PolicyNumber.objects.filter(Q(bureau=None) | Q(bureau=bureau), code__in=codes, confirmed_at__isnull=False)
        .filter(holds_from__lte=max(days))
        .order_by("holds_from")
    )
    found = {}
    for code, day in product(codes, days):
        valid = [row for row in rows if row.code == code and row.holds_from <= day]
        newest = max(valid, key=_strength, default=None)
        found[code, day] = newest.value if newest else SHIPPED[code].value
    return found


def shown(code: str, value: Decimal) -> str:
    """Return a value with its unit as people read it: 30 %, 5 个工作日, 是."""
    shipped = SHIPPED[code]
    if shipped.is_switch:
        return "是" if value else "否"
    return f"{value.normalize():f} {shipped.unit}".strip()


@dataclass(frozen=True)
class InForce:
    """A number as it holds on a day: its value, since when, and the document it comes from."""

    value: Decimal
    holds_from: date
    source: str


EVER = date(1900, 1, 1)  # from when what is shipped holds


def in_force(codes: Iterable[str], *, bureaus: Iterable[int], on: date) -> dict[int, dict[str, InForce]]:
    """Return bureau id → code → the number in force on a day, the bureau's own before the installation's.

    Queries: one, whatever the number of bureaus and codes.
    Rule: R-271.
    """
    shipped = {code: InForce(SHIPPED[code].value, EVER, SHIPPED[code].source) for code in codes}
    found = {bureau: dict(shipped) for bureau in bureaus}
    rows = PolicyNumber.objects.filter(
        Q(bureau=None) | Q(bureau__in=found), code__in=shipped, confirmed_at__isnull=False, holds_from__lte=on
    ).select_related("source")
    for row in sorted(rows, key=_strength):  # the strongest comes last
        number = InForce(row.value, row.holds_from, str(row.source) if row.source else row.note)
        for bureau in found if row.bureau_id is None else [row.bureau_id]:
            found[bureau][row.code] = number
    return found


def _strength(row: PolicyNumber) -> tuple[bool, date]:
    """Return what makes one of two numbers of a code hold: the bureau's own before all, then the newer."""
    return row.bureau_id is not None, row.holds_from


def whole(code: str, *, bureau: "Bureau | None" = None, on: date | None = None) -> int:
    """Return a policy number that counts whole things (days, months, persons)."""
    return int(number(code, bureau=bureau, on=on))


def begin(on: date) -> int:
    """Work out anew what hangs on the numbers that begin to hold on a day, and return how many. Safe to run twice."""
    beginning = list(PolicyNumber.objects.filter(holds_from=on, confirmed_at__isnull=False).select_related("bureau"))
    for row in beginning:
        for work_out in ON_BEGIN:
            work_out(row.code, row.bureau)
    return len(beginning)
