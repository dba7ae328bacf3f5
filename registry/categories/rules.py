"""The rules, as data: what each asks for, since when, and which document says so.

A rule holds from its day until the next version of it begins. Every group of checks must be met; within a group one
is enough. Numbers in braces are policy numbers: a bureau's own takes their place from its day on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from office.policy import EVER
from office.roles import Permission
from registry.categories import checks as k
from registry.categories.checks import Check
from registry.categories.choices import Category, Rule
from registry.choices import RETIRED_KINDS, PersonKind

EVERYBODY = tuple(PersonKind)
PRACTICE = "困难离退休人员帮扶对象分类(系统默认)"


@dataclass(frozen=True)
class RuleVersion:
    """One wording of a rule: from `holds_from` on, for persons of these kinds, towards a category."""

    rule: Rule
    category: Category
    holds_from: date
    source: str
    wording: str
    advice: str  # what usually follows when somebody accepts it
    kinds: Sequence[str]
    groups: tuple[tuple[Check, ...], ...]

    @property
    def checks(self) -> list[Check]:
        return [check for group in self.groups for check in group]

    @property
    def numbers(self) -> list[str]:
        """Return the codes of the policy numbers it hangs on."""
        return list(dict.fromkeys(code for check in self.checks for code in check.numbers))

    @property
    def guards(self) -> frozenset[Permission]:
        """Return the rights without which nobody learns who meets it."""
        return frozenset(check.guard for check in self.checks if check.guard)


RULES: tuple[RuleVersion, ...] = (
    RuleVersion(
        Rule.FORMER_LEADER,
        Category.FORMER_LEADER,
        EVER,
        PRACTICE,
        "离休、退休前担任过领导职务的。",
        "列入走访慰问和重点联系。",
        RETIRED_KINDS,
        ((k.WAS_LEADER,),),
    ),
    RuleVersion(
        Rule.VETERAN,
        Category.VETERAN,
        EVER,
        PRACTICE,
        "参加过军队、已经退役的离退休人员。",
        "列入走访慰问,八一前后看望。",
        RETIRED_KINDS,
        ((k.IS_VETERAN,),),
    ),
    RuleVersion(
        Rule.AGED_EMPTY_NEST,
        Category.AGED_EMPTY_NEST,
        EVER,
        PRACTICE,
        "高龄(起算年龄由本局规定,含当岁),身边没有子女、独居或空巢的。",
        "安排结对联系人,按期走访。",
        EVERYBODY,
        ((k.AGED,), (k.ALONE,)),
    ),
    RuleVersion(
        Rule.SEVERE_ILLNESS,
        Category.SEVERE_ILLNESS,
        EVER,
        PRACTICE,
        "身患癌症、危重症、瘫痪、精神障碍等重症的。",
        "核实医疗费用,研究困难补助,安排照料。",
        EVERYBODY,
        ((k.SEVERELY_ILL,),),
    ),
    RuleVersion(
        Rule.DEPENDANT_IN_HARDSHIP,
        Category.DEPENDANT_IN_HARDSHIP,
        EVER,
        PRACTICE,
        "离退休人员的遗属,没有工作,也没有固定收入的。两项都要符合。",
        "研究困难补助,协助申请遗属待遇。",
        (PersonKind.SURVIVOR,),
        ((k.NO_WORK,), (k.NO_FIXED_INCOME,)),
    ),
    RuleVersion(
        Rule.DISASTER,
        Category.DISASTER,
        EVER,
        PRACTICE,
        "家中遭遇火灾、水灾、车祸、地震等灾难,还在规定期限内的。",
        "先救急:资金和人力都可以,手续随后补齐。",
        EVERYBODY,
        ((k.STRUCK,),),
    ),
    RuleVersion(
        Rule.SINGLE_EARNER,
        Category.HARDSHIP,
        EVER,
        "困难家庭摸底办法(系统默认)",
        "三人以上(人数由本局规定)的家庭,只有一个人拿工资或离退休费的(一拖三以上)。",
        "了解其他家人的就业和技能,研究困难补助。",
        EVERYBODY,
        ((k.HOUSEHOLD,), (k.ONE_EARNER,)),
    ),
    RuleVersion(
        Rule.SUBSISTENCE,
        Category.HARDSHIP,
        date(1999, 10, 1),
        "《城市居民最低生活保障条例》(国务院令第271号)",
        "共同生活的家庭成员人均收入低于当地城镇最低生活保障标准,没有享受低保的。",
        "协助家庭向户籍地申请低保;是否符合由民政部门核定。",
        EVERYBODY,
        ((k.UNDER_STANDARD,), (k.NOT_ASSISTED,)),
    ),
    RuleVersion(
        Rule.SUBSISTENCE,
        Category.HARDSHIP,
        date(2014, 5, 1),
        "《社会救助暂行办法》(国务院令第649号)第九条",
        "共同生活的家庭成员人均收入低于当地最低生活保障标准,没有享受低保的;家庭财产状况另由民政部门核定。",
        "报送民政部门,协助家庭向户籍地乡镇、街道申请低保;是否符合由民政部门核定。",
        EVERYBODY,
        ((k.UNDER_STANDARD,), (k.NOT_ASSISTED,)),
    ),
    RuleVersion(
        Rule.ONE_OFF_AID,
        Category.HARDSHIP,
        EVER,
        "困难离退休人员经济帮扶办法(系统默认)",
        "家庭人均收入不低于低保标准,但因长期患病就医或家庭突发事故,生活水平明显低于一般家庭的。",
        "研究给予一次性经济补助。",
        EVERYBODY,
        (
            (k.NOT_BELOW_STANDARD,),
            (k.SEVERELY_ILL, k.ON_MEDICATION, k.OFTEN_IN_HOSPITAL, k.STRUCK),
            (k.LOW_AFTER_COSTS,),
        ),
    ),
    RuleVersion(
        Rule.LIVING_SUBSIDY,
        Category.HARDSHIP,
        EVER,
        "困难离退休人员经济帮扶办法(系统默认)",
        "收入能保障基本生活,但行为能力丧失或部分丧失、长期花钱请人照料的。",
        "研究按年给予生活补贴。",
        EVERYBODY,
        ((k.NOT_BELOW_STANDARD,), (k.UNABLE, k.CARE_LEVEL), (k.PAID_CARER,)),
    ),
)


def in_force(on: date, rules: Sequence[RuleVersion] = RULES) -> list[RuleVersion]:
    """Return the version of each rule that holds on a day: the newest one not after it. Rule: R-271."""
    newest: dict[Rule, RuleVersion] = {}
    for version in sorted(rules, key=lambda version: version.holds_from):
        if version.holds_from <= on:
            newest[version.rule] = version
    order = list(Rule)
    return sorted(newest.values(), key=lambda version: order.index(version.rule))
