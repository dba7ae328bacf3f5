"""Coded values of the registry: the words of the roster and the trade."""

from django.db.models import TextChoices

from office.identifiers.dates import Precision as Precision
from office.identifiers.national_id import Sex as Sex


class PersonKind(TextChoices):
    HONOURED = "honoured", "离休"
    RETIREE = "retiree", "退休"
    SURVIVOR = "survivor", "遗属"


RETIRED_KINDS = (PersonKind.HONOURED, PersonKind.RETIREE)


class YesNo(TextChoices):
    YES = "yes", "是"
    NO = "no", "否"


class MaritalStatus(TextChoices):
    MARRIED = "married", "已婚"
    WIDOWED = "widowed", "丧偶"
    DIVORCED = "divorced", "离异"
    SINGLE = "single", "未婚"


class LivingArrangement(TextChoices):
    WITH_SPOUSE = "with_spouse", "与配偶同住"
    WITH_CHILDREN = "with_children", "与子女同住"
    ALONE = "alone", "独居"
    EMPTY_NEST = "empty_nest", "空巢"
    INSTITUTION = "institution", "养老机构"
    OTHER = "other", "其他"


ALONE_OR_EMPTY_NEST = (LivingArrangement.ALONE, LivingArrangement.EMPTY_NEST)


class HousingTenure(TextChoices):
    OWNED = "owned", "自有"
    PUBLIC = "public", "公房"
    RENTED = "rented", "租住"
    LODGING = "lodging", "寄住"
    INSTITUTION = "institution", "养老机构"


class ResidenceArea(TextChoices):
    COUNTY_SEAT = "county_seat", "县城"
    TOWN = "town", "乡镇"
    REMOTE_RURAL = "remote_rural", "边远农村"
    ELSEWHERE = "elsewhere", "外地"


ELSEWHERE_OR_REMOTE = (ResidenceArea.ELSEWHERE, ResidenceArea.REMOTE_RURAL)


class IllnessKind(TextChoices):
    NONE = "none", "无"
    CHRONIC = "chronic", "慢性病"
    CANCER = "cancer", "癌症"
    CRITICAL = "critical", "危重症"
    PARALYSIS = "paralysis", "瘫痪"
    MENTAL = "mental", "精神障碍"
    OTHER = "other", "其他"


SERIOUS_ILLNESSES = (IllnessKind.CANCER, IllnessKind.CRITICAL, IllnessKind.PARALYSIS, IllnessKind.MENTAL)


class SelfCare(TextChoices):
    INDEPENDENT = "independent", "自理"
    LIMITED_MOBILITY = "limited_mobility", "行动不便"
    DEPENDENT = "dependent", "不能自理"


class SpouseEmployment(TextChoices):
    EMPLOYED = "employed", "在职"
    RETIRED = "retired", "退休"
    NOT_WORKING = "not_working", "无工作"
    FARMING = "farming", "务农"
    SELF_EMPLOYED = "self_employed", "个体"


class ChildEmployment(TextChoices):
    EMPLOYED = "employed", "在职"
    SELF_EMPLOYED = "self_employed", "个体"
    FARMING = "farming", "务农"
    LAID_OFF = "laid_off", "下岗"
    UNEMPLOYED = "unemployed", "失业"
    NEVER_WORKED = "never_worked", "无业"
    STUDYING = "studying", "在校"
    RETIRED = "retired", "退休"
    OTHER = "other", "其他"


OUT_OF_WORK = (ChildEmployment.LAID_OFF, ChildEmployment.UNEMPLOYED, ChildEmployment.NEVER_WORKED)


class Relation(TextChoices):
    SPOUSE = "spouse", "配偶"
    SON = "son", "儿子"
    DAUGHTER = "daughter", "女儿"
    GRANDSON = "grandson", "孙子"
    GRANDDAUGHTER = "granddaughter", "孙女"
    PARENT = "parent", "父母"
    SIBLING = "sibling", "兄弟姐妹"
    OTHER = "other", "其他亲属"


CHILDREN = (Relation.SON, Relation.DAUGHTER)


class FactField(TextChoices):
    """A fact of a person that holds from a day."""

    BRANCH = "branch", "所在党支部"
    PHONE = "phone", "联系电话"
    ADDRESS = "address", "家庭住址"
    RESIDENCE_AREA = "residence_area", "居住地"
    MARITAL_STATUS = "marital_status", "婚姻状况"
    LIVING_ARRANGEMENT = "living_arrangement", "居住情况"
    HOUSING_TENURE = "housing_tenure", "住房情况"
    ILLNESS_KIND = "illness_kind", "主要疾病"
    LONG_TERM_MEDICATION = "long_term_medication", "长期服药"
    OUTPATIENT_VISITS = "outpatient_visits", "本年门诊次数"
    SELF_CARE = "self_care", "自理能力"
    SPOUSE_EMPLOYMENT = "spouse_employment", "配偶就业情况"
    MONTHLY_INCOME = "monthly_income", "月收入(元)"


class FamilyFactField(TextChoices):
    EMPLOYMENT = "employment", "就业状况"
    MONTHLY_INCOME = "monthly_income", "月收入(元)"
    LIVES_TOGETHER = "lives_together", "是否同住"


FACT_CHOICES: dict[str, type[TextChoices]] = {
    FactField.RESIDENCE_AREA: ResidenceArea,
    FactField.MARITAL_STATUS: MaritalStatus,
    FactField.LIVING_ARRANGEMENT: LivingArrangement,
    FactField.HOUSING_TENURE: HousingTenure,
    FactField.ILLNESS_KIND: IllnessKind,
    FactField.LONG_TERM_MEDICATION: YesNo,
    FactField.SELF_CARE: SelfCare,
    FactField.SPOUSE_EMPLOYMENT: SpouseEmployment,
    FamilyFactField.EMPLOYMENT: ChildEmployment,
    FamilyFactField.LIVES_TOGETHER: YesNo,
}


class FactSource(TextChoices):
    IMPORT = "import", "导入"
    CHANGE = "change", "变更"
    CORRECTION = "correction", "更正"


class BatchStatus(TextChoices):
    PREVIEW = "preview", "待确认"
    CONFIRMED = "confirmed", "已导入"
    DISCARDED = "discarded", "已放弃"


class RowVerdict(TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    SAME = "same", "无变化"
    REFUSED = "refused", "不能导入"
