"""The numbers of the schedule that the system ships with: policy numbers like all others, on a page of their own.

A number of months or days that is 0 asks for nothing. Rules: R-400, R-403, R-404, R-405.
"""

from decimal import Decimal

from office.occasions import Occasion
from office.policy import Shipped

CUSTOM = "走访慰问惯例(系统默认)"
GROUP = "schedule"

# Occasion → days in which the visit may be made before the day, whether it has to be a visit (else a call will do).
OCCASIONS: dict[Occasion, tuple[int, bool]] = {
    Occasion.NEW_YEAR: (15, False),
    Occasion.SPRING_FESTIVAL: (30, True),
    Occasion.QINGMING: (10, False),
    Occasion.DRAGON_BOAT: (10, False),
    Occasion.PARTY_DAY: (15, False),
    Occasion.ARMY_DAY: (15, False),
    Occasion.MID_AUTUMN: (10, False),
    Occasion.DOUBLE_NINTH: (15, False),
    Occasion.NATIONAL_DAY: (0, False),
    Occasion.WINTER: (31, True),
    Occasion.SUMMER: (31, True),
    Occasion.BIRTHDAY: (7, True),
}

RHYTHMS = {
    "general": ("一般", 0, 0),  # its contacts are the older number contact_months
    "aged": ("高龄(满高龄起算年龄)", 0, 12),
    "old": ("老龄(满老龄起算年龄)", 3, 6),
    "alone": ("独居", 3, 6),
    "dependent": ("不能自理", 3, 6),
    "ill": ("患重病", 3, 6),
    "away": ("长住外地", 1, 0),
}


def _number(label: str, value: int, unit: str) -> Shipped:
    return Shipped(label, Decimal(value), unit, CUSTOM, group=GROUP)


def _switch(label: str, on: bool) -> Shipped:
    return Shipped(label, Decimal(on), "", CUSTOM, is_switch=True, group=GROUP)


def _rhythm_numbers() -> dict[str, Shipped]:
    found = {}
    for code, (label, contact, visit) in RHYTHMS.items():
        if code != "general":
            found[f"tier_{code}_contact_months"] = _number(f"{label}:联系周期", contact, "个月")
        found[f"tier_{code}_visit_months"] = _number(f"{label}:上门周期", visit, "个月")
    return found


def _occasion_numbers() -> dict[str, Shipped]:
    found = {}
    for code, (days, visit) in OCCASIONS.items():
        label = "生日" if code == Occasion.BIRTHDAY else code.label
        found[f"occasion_{code}_days"] = _number(f"{label}:提前多少天内联系", days, "天")
        found[f"occasion_{code}_visit"] = _switch(f"{label}:须上门", visit)
    return found


SHIPPED: dict[str, Shipped] = {
    **_rhythm_numbers(),
    "tier_old_years": _number("老龄起算年龄", 80, "周岁"),
    "tier_care_level": _number("按不能自理安排的失能等级(自此级起)", 3, "级"),
    "away_excuses_visits": _switch("长住外地的以电话代替定期上门", True),
    "stay_first_days": _number("住院后首次探望", 3, "天"),
    "stay_days": _number("住院期间探望间隔", 30, "天"),
    "discharge_days": _number("出院后联系", 7, "天"),
    "bereaved_days": _number("丧亲后上门慰问", 7, "天"),
    "retired_days": _number("新退休后联系", 10, "天"),
    "birthday_years": _number("每年祝寿的起算年龄(此前只在逢十)", 80, "周岁"),
    "amber_percent": _number("临期提醒(周期的最后)", 20, "%"),
    "lapse_days": _number("错过的节日和一次性事项再提醒", 30, "天"),
    **_occasion_numbers(),
}
# Those that stand among the other policy numbers and steer the schedule too.
SHARED = ("contact_months", "call_satisfies_contact", "aged_years")
CODES = (*SHIPPED, *SHARED)
