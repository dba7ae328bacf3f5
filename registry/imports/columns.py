"""The words of a roster: names of sheets and columns, and the spellings of coded values (§8.1, §8.2).

Words that mean the same stand in one text, parted by spaces.
"""

from office.resources import spellings
from registry.choices import (
    ChildEmployment,
    HousingTenure,
    IllnessKind,
    LivingArrangement,
    MaritalStatus,
    PersonKind,
    Relation,
    ResidenceArea,
    SelfCare,
    Sex,
    SpouseEmployment,
)

PEOPLE, FAMILY, STAYS = "people", "family", "stays"

# The name we write, then the names other offices use.
SHEET_NAMES = {
    PEOPLE: (
        "花名册 名册 人员名册 人员花名册 离退休人员 离退休人员花名册 离退休干部花名册 人员 人员信息 基本情况 "
        "人员基本情况 基本信息 登记表"
    ),
    FAMILY: "家庭成员 家庭成员情况 家属 家属情况 家庭 家庭情况 子女 子女情况 亲属",
    STAYS: "住院记录 住院 住院情况 住院登记 住院明细 住院信息",
}
GUIDE_SHEET = "填写说明"

AS_OF_LABELS = (
    "填报日期 填表日期 统计日期 截止日期 截至日期 统计截止日期 制表日期 报送日期 填报时间 填表时间 截止时间 统计时间"
).split()
UNIT_LABELS = ("填报单位 填表单位 单位名称 报送单位 编报单位 制表单位 单位").split()

NAMES = {
    "name": "姓名 人员姓名 离退休人员姓名 退休人员姓名 干部姓名 名字",
    "sex": "性别",
    "id_number": "身份证号 身份证号码 身份证 公民身份号码 居民身份证号 居民身份证号码 证件号码 证件号",
    "birth_date": "出生日期 出生年月 出生年月日 生日 出生时间",
    "kind": "人员类别 类别 人员类型 离退休类别 离退类别 离休/退休 离(退)休 离退休 人员性质 身份类别",
    "worked_from": "参加工作时间 参加工作日期 参加工作年月 参工时间 工作时间 参加革命工作时间",
    "retired_on": "离退休时间 离退时间 退休时间 离休时间 离(退)休时间 离退休日期 退休日期 离退休年月 退休年月",
    "was_leader": "原任领导职务 曾任领导职务 是否原领导 原领导职务 是否任过领导职务 领导职务 是否领导",
    "is_veteran": "退役军人 是否退役军人 是否军转 军人 老军人 复转军人",
    "party_joined_on": "入党时间 入党日期 入党年月 加入中共时间 加入中国共产党时间",
    "party_full_on": "转正时间 转正日期 转正年月 入党转正时间",
    "ethnicity": "民族",
    "native_place": "籍贯",
    "last_unit": "原工作单位或部门 原工作单位 原单位 原工作部门 原部门 退休前单位 退休前部门",
    "last_post": "原职务 退休前职务 离退休前职务 原任职务",
    "branch": "所在党支部 党支部 所在支部 支部 所属党支部 党组织关系所在支部 所属支部",
    "phone": "联系电话 电话 手机 手机号 手机号码 电话号码 本人电话 联系方式",
    "address": "家庭住址 住址 地址 现住址 家庭地址 现住地址 居住地址 详细地址",
    "residence_area": "居住地 居住地区 居住地类别 居住区域 现居住地 居住地域",
    "marital_status": "婚姻状况 婚姻 婚姻情况 婚否",
    "living_arrangement": "居住情况 居住方式 居住状况 与谁同住 共同居住情况 生活状况",
    "housing_tenure": "住房情况 住房 住房性质 住房状况 房屋性质 住房类型",
    "illness_kind": "主要疾病 疾病 病种 疾病类别 患病情况 健康状况 健康情况 身体状况",
    "illness_notes": "病情说明 主要病史 病史 既往病史 病情 疾病说明 所患疾病",
    "long_term_medication": "长期服药 是否长期服药 常年服药 长年服药",
    "outpatient_visits": "本年门诊次数 门诊次数 当年门诊次数 全年门诊次数 年门诊次数 本年度门诊次数",
    "self_care": "自理能力 自理情况 生活自理能力 生活自理情况 能否自理 自理程度",
    "spouse_employment": "配偶就业情况 配偶就业状况 配偶工作 配偶工作情况 配偶就业 配偶情况",
    "monthly_income": "月收入(元) 月收入 月退休费 月离退休费 每月收入 月养老金 退休金 月退休金",
    "remarks": "备注 说明 备考",
    # whose family, whose stay
    "owner_id": (
        "退休人员身份证号 离退休人员身份证号 退休人员身份证号码 离退休人员身份证号码 本人身份证号 老干部身份证号 "
        "人员身份证号 身份证号 身份证号码"
    ),
    "owner_name": "退休人员姓名 离退休人员姓名 本人姓名 老干部姓名 人员姓名 退休人员 离退休人员 户主姓名",
    "relation": "关系 与本人关系 与退休人员关系 与离退休人员关系 称谓 家庭关系 亲属关系",
    "member_name": "姓名 家属姓名 成员姓名 家庭成员姓名 子女姓名 亲属姓名",
    "employment": "就业状况 就业情况 工作情况 就业 工作状况 从业状况 职业状况",
    "lives_together": "是否同住 同住 是否共同居住 共同居住 与老人同住 是否一起居住",
    "admitted_on": "入院日期 住院日期 入院时间 住院时间 入院",
    "discharged_on": "出院日期 出院时间 出院",
    "hospital": "医院 医院名称 就诊医院 住院医院 就医机构 医疗机构",
    "cost": "医疗费用(元) 医疗费用 住院费用 总费用 医疗费 费用合计 费用(元) 医药费",
    "self_paid": "自付金额(元) 自付金额 自付 个人自付 自费金额 个人负担 自付费用 个人支付",
}

# Columns of usual rosters that are not read, and why.
LEFT_OUT = {
    **dict.fromkeys(("年龄", "周岁", "实足年龄", "现年龄"), "由系统按出生日期计算"),
    **dict.fromkeys(("党龄", "工龄"), "由系统按登记的日期计算"),
    **dict.fromkeys(("政治面貌", "是否党员"), "不单独登记:是不是党员看“入党时间”,请把党员的入党时间填在那一列"),
}

KINDS = spellings(
    {
        PersonKind.HONOURED: "离休干部 离休人员 离休老干部 离",
        PersonKind.RETIREE: "退休干部 退休职工 退休人员 退休工人 退休公务员 退",
        PersonKind.SURVIVOR: "遗属人员 遗孀 困难遗属 供养遗属",
    }
)
SEXES = spellings(
    {
        Sex.MALE: "男性 m male 1",
        Sex.FEMALE: "女性 f female 2 0",
    }
)
MARITAL = spellings(
    {
        MaritalStatus.MARRIED: "结婚 有配偶 初婚 再婚 复婚 在婚",
        MaritalStatus.WIDOWED: "丧偶未再婚 寡居 鳏 寡",
        MaritalStatus.DIVORCED: "离婚 离异未再婚",
        MaritalStatus.SINGLE: "单身 未",
    }
)
LIVING = spellings(
    {
        LivingArrangement.WITH_SPOUSE: "与配偶居住 与老伴同住 和配偶同住 夫妻同住 与配偶一起居住 同配偶居住",
        LivingArrangement.WITH_CHILDREN: "与子女居住 和子女同住 随子女居住 同子女居住 随子女 与子女一起居住",
        LivingArrangement.ALONE: "一人居住 单独居住 独自居住 单独生活 独居老人",
        LivingArrangement.EMPTY_NEST: "空巢老人 空巢家庭 高龄空巢",
        LivingArrangement.INSTITUTION: "养老院 敬老院 机构养老 福利院",
        LivingArrangement.OTHER: "其它",
    }
)
HOUSING = spellings(
    {
        HousingTenure.OWNED: "自有住房 自有房 自购 自建 自建房 商品房 房改房 有房 自有产权",
        HousingTenure.PUBLIC: "公租房 单位公房 廉租房 单位住房",
        HousingTenure.RENTED: "租房 租赁 租用 租住房 租住私房",
        HousingTenure.LODGING: "借住 寄居 与子女合住 住子女家",
        HousingTenure.INSTITUTION: "养老院 敬老院",
    }
)
AREAS = spellings(
    {
        ResidenceArea.COUNTY_SEAT: "城区 县城内 城关",
        ResidenceArea.TOWN: "城镇 集镇 镇上 乡 镇",
        ResidenceArea.REMOTE_RURAL: "农村 偏远农村 边远乡村 边远地区 偏远",
        ResidenceArea.ELSEWHERE: "异地 外县 外省 外市 异地居住 异地安置 县外",
    }
)
ILLNESSES = spellings(
    {
        IllnessKind.NONE: "没有 健康 良好 无疾病 无病 身体健康 身体良好 健康良好",
        IllnessKind.CHRONIC: "慢性疾病 慢病",
        IllnessKind.CANCER: "癌 恶性肿瘤",
        IllnessKind.CRITICAL: "危重 危重病 重症 重病 重大疾病",
        IllnessKind.PARALYSIS: "瘫",
        IllnessKind.MENTAL: "精神病 精神疾病",
        IllnessKind.OTHER: "其它 其他疾病",
    }
)
SELF_CARE = spellings(
    {
        SelfCare.INDEPENDENT: "能自理 完全自理 生活自理 能 全自理",
        SelfCare.LIMITED_MOBILITY: "基本自理 半自理 部分自理 半失能 行走不便",
        SelfCare.DEPENDENT: "不能 失能 生活不能自理 完全不能自理 卧床 无自理能力",
    }
)
SPOUSE_WORK = spellings(
    {
        SpouseEmployment.EMPLOYED: "在岗 就业 有工作 上班",
        SpouseEmployment.RETIRED: "已退休 离休 离退休 退职",
        SpouseEmployment.NOT_WORKING: "没有工作 无业 无固定工作 失业 下岗 待业 家庭妇女",
        SpouseEmployment.FARMING: "农民 种地",
        SpouseEmployment.SELF_EMPLOYED: "个体户 个体经营 自由职业 经商",
    }
)
CHILD_WORK = spellings(
    {
        ChildEmployment.EMPLOYED: "在岗 就业 已就业 有工作 工作 上班 务工 打工 外出务工",
        ChildEmployment.SELF_EMPLOYED: "个体户 个体经营 自由职业 经商",
        ChildEmployment.FARMING: "农民 种地",
        ChildEmployment.LAID_OFF: "下岗职工 下岗失业 待岗",
        ChildEmployment.UNEMPLOYED: "待业 未就业 失业人员",
        ChildEmployment.NEVER_WORKED: "无工作 没有工作 无职业",
        ChildEmployment.STUDYING: "在读 上学 学生 就读",
        ChildEmployment.RETIRED: "已退休",
        ChildEmployment.OTHER: "其它",
    }
)
RELATIONS = spellings(
    {
        Relation.SPOUSE: "妻 妻子 夫 丈夫 老伴 爱人",
        Relation.SON: "子 儿 独子 长子 次子 三子 四子 大儿子 二儿子 小儿子 养子 继子",
        Relation.DAUGHTER: "女 独女 长女 次女 三女 四女 大女儿 二女儿 小女儿 养女 继女",
        Relation.GRANDSON: "孙 外孙",
        Relation.GRANDDAUGHTER: "外孙女",
        Relation.PARENT: "父 母 父亲 母亲",
        Relation.SIBLING: "兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 兄妹 姐弟",
        Relation.OTHER: "儿媳 女婿 媳妇 侄子 侄女 外甥 外甥女 其他 其它 亲属",
    }
)
# What a roster writes in brackets behind a name.
SUFFIX_KINDS = {str(kind.label): kind for kind in PersonKind} | KINDS
SUFFIX_DEAD = frozenset("已故 已去世 已病故 去世 病故 故".split())
