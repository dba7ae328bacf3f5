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


class StaffIdentity(TextChoices):
    CIVIL_SERVANT = "civil_servant", "公务员"
    REFERENCE = "reference", "参公管理人员"
    INSTITUTION = "institution", "事业人员"
    WORKER = "worker", "工勤人员"
    OTHER = "other", "其他"


class Origin(TextChoices):
    """Which of the two tax services somebody came from: local benefits may differ."""

    STATE = "state", "原国税"
    LOCAL = "local", "原地税"
    MERGED = "merged", "机构合并后"
    OTHER = "other", "其他单位"


class Education(TextChoices):
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    SECONDARY = "secondary", "中专"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "大学本科"
    POSTGRADUATE = "postgraduate", "研究生"


class Calendar(TextChoices):
    SOLAR = "solar", "过阳历生日"
    LUNAR = "lunar", "过农历生日"


class HousingCondition(TextChoices):
    GOOD = "good", "完好"
    FAIR = "fair", "一般"
    OLD = "old", "陈旧"
    UNSAFE = "unsafe", "危房"


class MedicalInsurance(TextChoices):
    HONOURED = "honoured", "离休医疗统筹"
    EMPLOYEE = "employee", "职工医保"
    CIVIL_SERVANT = "civil_servant", "职工医保加公务员补助"
    RESIDENT = "resident", "居民医保"
    NONE = "none", "没有医疗保障"


class WorkCapacity(TextChoices):
    FULL = "full", "有劳动能力"
    PARTIAL = "partial", "部分丧失"
    NONE = "none", "完全丧失"


class Schooling(TextChoices):
    PRESCHOOL = "preschool", "学前"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    VOCATIONAL = "vocational", "中职"
    COLLEGE = "college", "大专"
    UNIVERSITY = "university", "大学本科"
    POSTGRADUATE = "postgraduate", "研究生"
    FINISHED = "finished", "不在校"


class AddressKind(TextChoices):
    HOUSEHOLD = "household", "户籍地址"
    AWAY = "away", "异地居住地"
    POSTAL = "postal", "通信地址"
    CHILD = "child", "子女家"
    OTHER = "other", "其他住址"


class CareStandard(TextChoices):
    GB_42195 = "gb_42195", "GB/T 42195-2022"
    MZ_039 = "mz_039", "MZ/T 039-2013"
    LOCAL = "local", "当地政策规定的等级"


class CareLevel(TextChoices):
    """The levels of GB/T 42195-2022."""

    ABLE = "0", "能力完好"
    MILD = "1", "轻度失能"
    MODERATE = "2", "中度失能"
    SEVERE = "3", "重度失能"
    COMPLETE = "4", "完全失能"


class AssistanceKind(TextChoices):
    """Assistance by the civil authorities; 特困 in their sense is not the office's own grade of hardship."""

    SUBSISTENCE = "subsistence", "低保"
    MARGINAL = "marginal", "低保边缘"
    RIGID_SPENDING = "rigid_spending", "刚性支出困难家庭"
    STATE_SUPPORTED = "state_supported", "特困供养"
    MONITORED = "monitored", "防止返贫监测对象"
    TEMPORARY = "temporary", "临时救助"
    MEDICAL = "medical", "医疗救助"
    EDUCATION = "education", "教育救助"
    HOUSING = "housing", "住房救助"
    DISABILITY = "disability", "残疾人补贴"
    OTHER = "other", "其他救助"


class DisasterKind(TextChoices):
    FIRE = "fire", "火灾"
    FLOOD = "flood", "水灾"
    TRAFFIC = "traffic", "车祸"
    EARTHQUAKE = "earthquake", "地震"
    OTHER = "other", "其他灾难"


class PaperKind(TextChoices):
    PHOTO = "photo", "证件照"
    ID_CARD = "id_card", "身份证件"
    RETIREMENT = "retirement", "离退休证件"
    HONOUR = "honour", "荣誉证书"
    MEDICAL = "medical", "医疗材料"
    INCOME = "income", "收入和家庭情况证明"
    CONSENT = "consent", "告知书和同意书"
    OTHER = "other", "其他材料"


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

    # Held in the facts alone: the columns of a person's row are for what lists filter and sort by.
    OTHER_ILLNESSES = "other_illnesses", "其他疾病"
    OUTPATIENT_COST = "outpatient_cost", "本年门诊费用(元)"
    MEDICAL_INSURANCE = "medical_insurance", "医疗保障"
    POOR_CARE_ACCESS = "poor_care_access", "就医不便"
    PAID_CARER = "paid_carer", "长期请人照料"
    WORK_CAPACITY = "work_capacity", "劳动能力"
    OWN_EMPLOYMENT = "own_employment", "本人就业情况"
    FIXED_INCOME = "fixed_income", "有固定收入"
    HOUSING_AREA = "housing_area", "住房面积(平方米)"
    HOUSING_CONDITION = "housing_condition", "房屋状况"
    CO_RESIDENTS = "co_residents", "同住的人"
    HOUSEHOLD_INCOME = "household_income", "家庭年收入(元)"
    MEDICAL_COST = "medical_cost", "家庭年医疗支出(元)"
    OTHER_COST = "other_cost", "家庭年其他支出(元)"


# The facts that a person's own row repeats; the others stand in the facts alone.
REPEATED_FACTS = (
    FactField.BRANCH,
    FactField.PHONE,
    FactField.ADDRESS,
    FactField.RESIDENCE_AREA,
    FactField.MARITAL_STATUS,
    FactField.LIVING_ARRANGEMENT,
    FactField.HOUSING_TENURE,
    FactField.ILLNESS_KIND,
    FactField.LONG_TERM_MEDICATION,
    FactField.OUTPATIENT_VISITS,
    FactField.SELF_CARE,
    FactField.SPOUSE_EMPLOYMENT,
    FactField.MONTHLY_INCOME,
)
FACTS_IN_YUAN = (
    FactField.MONTHLY_INCOME,
    FactField.OUTPATIENT_COST,
    FactField.HOUSEHOLD_INCOME,
    FactField.MEDICAL_COST,
    FactField.OTHER_COST,
)


class FamilyFactField(TextChoices):
    EMPLOYMENT = "employment", "就业状况"
    MONTHLY_INCOME = "monthly_income", "月收入(元)"
    LIVES_TOGETHER = "lives_together", "是否同住"
    IS_DEPENDENT = "is_dependent", "是否靠本人供养"
    SCHOOLING = "schooling", "就学阶段"


FACT_CHOICES: dict[str, type[TextChoices]] = {
    FactField.RESIDENCE_AREA: ResidenceArea,
    FactField.MARITAL_STATUS: MaritalStatus,
    FactField.LIVING_ARRANGEMENT: LivingArrangement,
    FactField.HOUSING_TENURE: HousingTenure,
    FactField.ILLNESS_KIND: IllnessKind,
    FactField.LONG_TERM_MEDICATION: YesNo,
    FactField.SELF_CARE: SelfCare,
    FactField.SPOUSE_EMPLOYMENT: SpouseEmployment,
    FactField.OTHER_ILLNESSES: IllnessKind,
    FactField.MEDICAL_INSURANCE: MedicalInsurance,
    FactField.POOR_CARE_ACCESS: YesNo,
    FactField.PAID_CARER: YesNo,
    FactField.WORK_CAPACITY: WorkCapacity,
    FactField.OWN_EMPLOYMENT: ChildEmployment,
    FactField.FIXED_INCOME: YesNo,
    FactField.HOUSING_CONDITION: HousingCondition,
    FamilyFactField.EMPLOYMENT: ChildEmployment,
    FamilyFactField.LIVES_TOGETHER: YesNo,
    FamilyFactField.IS_DEPENDENT: YesNo,
    FamilyFactField.SCHOOLING: Schooling,
}


class MetWith(TextChoices):
    """Whom a home survey found (入户调查见到的人)."""

    SELF = "self", "本人"
    BOTH = "both", "本人和家属"
    FAMILY = "family", "家属"
    CARER = "carer", "照料的人"
    NOBODY = "nobody", "没有见到,向邻居或社区了解"


class FactSource(TextChoices):
    IMPORT = "import", "导入"
    CHANGE = "change", "变更"
    CORRECTION = "correction", "更正"


class BatchStatus(TextChoices):
    READING = "reading", "正在读取"
    COLUMNS = "columns", "待对应列"
    PREVIEW = "preview", "待确认"
    WRITING = "writing", "正在导入"
    CONFIRMED = "confirmed", "已导入"
    DISCARDED = "discarded", "已放弃"
    FAILED = "failed", "读不了"
    UNDONE = "undone", "已撤销"


OPEN_BATCHES = (BatchStatus.READING, BatchStatus.COLUMNS, BatchStatus.PREVIEW)  # may still be given up


class RowVerdict(TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    SAME = "same", "无变化"
    DOUBT = "doubt", "可能重复"
    REFUSED = "refused", "不能导入"
    SKIPPED = "skipped", "不导入"


class RowDecision(TextChoices):
    """What a person decides of a row that may mean somebody the register has."""

    SAME = "same", "同一人"
    NEW = "new", "新增"
    SKIP = "skip", "不导入"


class ConsentScope(TextChoices):
    NOTICE = "notice", "已告知个人信息的处理"
    SENSITIVE = "sensitive", "同意处理健康、收入等敏感信息"
    PUBLICATION = "publication", "同意按规定公示公布姓名和金额"
    MINOR = "minor", "监护人同意处理未成年家属的信息"


REQUIRED_SCOPES = (ConsentScope.NOTICE, ConsentScope.SENSITIVE, ConsentScope.PUBLICATION)  # of everybody


class ConsentWay(TextChoices):
    PAPER = "paper", "签字"
    ORAL = "oral", "口头"
