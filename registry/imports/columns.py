"""The words of a roster: names of sheets and columns, and the spellings of coded values (DOMAIN 8.1, 8.2)."""

from registry import choices as c

PEOPLE, FAMILY, STAYS = "people", "family", "stays"

# The name we write, then the names other offices use.
SHEET_NAMES: dict[str, tuple[str, ...]] = {
    PEOPLE: ("花名册", "名册", "人员名册", "人员花名册", "离退休人员", "离退休人员花名册", "离退休干部花名册", "人员", "人员信息", "基本情况", "人员基本情况", "基本信息", "登记表"),
    FAMILY: ("家庭成员", "家庭成员情况", "家属", "家属情况", "家庭", "家庭情况", "子女", "子女情况", "亲属"),
    STAYS: ("住院记录", "住院", "住院情况", "住院登记", "住院明细", "住院信息"),
}  # fmt: skip
GUIDE_SHEET = "填写说明"

AS_OF_LABELS = (
    "填报日期",
    "填表日期",
    "统计日期",
    "截止日期",
    "截至日期",
    "统计截止日期",
    "制表日期",
    "报送日期",
    "填报时间",
    "填表时间",
    "截止时间",
    "统计时间",
)
UNIT_LABELS = ("填报单位", "填表单位", "单位名称", "报送单位", "编报单位", "制表单位", "单位")

NAMES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "人员姓名", "离退休人员姓名", "退休人员姓名", "干部姓名", "名字"),
    "sex": ("性别",),
    "id_number": ("身份证号", "身份证号码", "身份证", "公民身份号码", "居民身份证号", "居民身份证号码", "证件号码", "证件号"),
    "birth_date": ("出生日期", "出生年月", "出生年月日", "生日", "出生时间"),
    "kind": ("人员类别", "类别", "人员类型", "离退休类别", "离退类别", "离休/退休", "离(退)休", "离退休", "人员性质", "身份类别"),
    "worked_from": ("参加工作时间", "参加工作日期", "参加工作年月", "参工时间", "工作时间", "参加革命工作时间"),
    "retired_on": ("离退休时间", "离退时间", "退休时间", "离休时间", "离(退)休时间", "离退休日期", "退休日期", "离退休年月", "退休年月"),
    "was_leader": ("原任领导职务", "曾任领导职务", "是否原领导", "原领导职务", "是否任过领导职务", "领导职务", "是否领导"),
    "is_veteran": ("退役军人", "是否退役军人", "是否军转", "军人", "老军人", "复转军人"),
    "party_joined_on": ("入党时间", "入党日期", "入党年月", "加入中共时间", "加入中国共产党时间"),
    "branch": ("所在党支部", "党支部", "所在支部", "支部", "所属党支部", "党组织关系所在支部", "所属支部"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "本人电话", "联系方式"),
    "address": ("家庭住址", "住址", "地址", "现住址", "家庭地址", "现住地址", "居住地址", "详细地址"),
    "residence_area": ("居住地", "居住地区", "居住地类别", "居住区域", "现居住地", "居住地域"),
    "marital_status": ("婚姻状况", "婚姻", "婚姻情况", "婚否"),
    "living_arrangement": ("居住情况", "居住方式", "居住状况", "与谁同住", "共同居住情况", "生活状况"),
    "housing_tenure": ("住房情况", "住房", "住房性质", "住房状况", "房屋性质", "住房类型"),
    "illness_kind": ("主要疾病", "疾病", "主要病史", "病种", "疾病类别", "患病情况", "健康状况"),
    "long_term_medication": ("长期服药", "是否长期服药", "常年服药", "长年服药"),
    "outpatient_visits": ("本年门诊次数", "门诊次数", "当年门诊次数", "全年门诊次数", "年门诊次数", "本年度门诊次数"),
    "self_care": ("自理能力", "自理情况", "生活自理能力", "生活自理情况", "能否自理", "自理程度"),
    "spouse_employment": ("配偶就业情况", "配偶就业状况", "配偶工作", "配偶工作情况", "配偶就业", "配偶情况"),
    "monthly_income": ("月收入(元)", "月收入", "月退休费", "月离退休费", "每月收入", "月养老金", "退休金", "月退休金"),
    "remarks": ("备注", "说明", "备考"),
    # whose family, whose stay
    "owner_id": ("退休人员身份证号", "离退休人员身份证号", "退休人员身份证号码", "离退休人员身份证号码", "本人身份证号", "老干部身份证号", "人员身份证号", "身份证号", "身份证号码"),
    "owner_name": ("退休人员姓名", "离退休人员姓名", "本人姓名", "老干部姓名", "人员姓名", "退休人员", "离退休人员", "户主姓名"),
    "relation": ("关系", "与本人关系", "与退休人员关系", "与离退休人员关系", "称谓", "家庭关系", "亲属关系"),
    "member_name": ("姓名", "家属姓名", "成员姓名", "家庭成员姓名", "子女姓名", "亲属姓名"),
    "employment": ("就业状况", "就业情况", "工作情况", "就业", "工作状况", "从业状况", "职业状况"),
    "lives_together": ("是否同住", "同住", "是否共同居住", "共同居住", "与老人同住", "是否一起居住"),
    "admitted_on": ("入院日期", "住院日期", "入院时间", "住院时间", "入院"),
    "discharged_on": ("出院日期", "出院时间", "出院"),
    "hospital": ("医院", "医院名称", "就诊医院", "住院医院", "就医机构", "医疗机构"),
    "cost": ("医疗费用(元)", "医疗费用", "住院费用", "总费用", "医疗费", "费用合计", "费用(元)", "医药费"),
    "self_paid": ("自付金额(元)", "自付金额", "自付", "个人自付", "自费金额", "个人负担", "自付费用", "个人支付"),
}  # fmt: skip

K, S, M, L, H, R = c.PersonKind, c.Sex, c.MaritalStatus, c.LivingArrangement, c.HousingTenure, c.ResidenceArea
KINDS = {
    "离休干部": K.HONOURED, "离休人员": K.HONOURED, "离休老干部": K.HONOURED, "离": K.HONOURED,
    "退休干部": K.RETIREE, "退休职工": K.RETIREE, "退休人员": K.RETIREE, "退休工人": K.RETIREE, "退休公务员": K.RETIREE, "退": K.RETIREE,
    "遗属人员": K.SURVIVOR, "遗孀": K.SURVIVOR, "困难遗属": K.SURVIVOR, "供养遗属": K.SURVIVOR,
}  # fmt: skip
SEXES = {"男性": S.MALE, "m": S.MALE, "male": S.MALE, "1": S.MALE, "女性": S.FEMALE, "f": S.FEMALE, "female": S.FEMALE, "2": S.FEMALE, "0": S.FEMALE}  # fmt: skip
MARITAL = {
    "结婚": M.MARRIED, "有配偶": M.MARRIED, "初婚": M.MARRIED, "再婚": M.MARRIED, "复婚": M.MARRIED, "在婚": M.MARRIED,
    "丧偶未再婚": M.WIDOWED, "寡居": M.WIDOWED, "鳏": M.WIDOWED, "寡": M.WIDOWED, "离婚": M.DIVORCED, "离异未再婚": M.DIVORCED, "单身": M.SINGLE, "未": M.SINGLE,
}  # fmt: skip
LIVING = {
    "与配偶居住": L.WITH_SPOUSE, "与老伴同住": L.WITH_SPOUSE, "和配偶同住": L.WITH_SPOUSE, "夫妻同住": L.WITH_SPOUSE, "与配偶一起居住": L.WITH_SPOUSE, "同配偶居住": L.WITH_SPOUSE,
    "与子女居住": L.WITH_CHILDREN, "和子女同住": L.WITH_CHILDREN, "随子女居住": L.WITH_CHILDREN, "同子女居住": L.WITH_CHILDREN, "随子女": L.WITH_CHILDREN, "与子女一起居住": L.WITH_CHILDREN,
    "一人居住": L.ALONE, "单独居住": L.ALONE, "独自居住": L.ALONE, "单独生活": L.ALONE, "独居老人": L.ALONE,
    "空巢老人": L.EMPTY_NEST, "空巢家庭": L.EMPTY_NEST, "高龄空巢": L.EMPTY_NEST,
    "养老院": L.INSTITUTION, "敬老院": L.INSTITUTION, "机构养老": L.INSTITUTION, "福利院": L.INSTITUTION, "其它": L.OTHER,
}  # fmt: skip
HOUSING = {
    "自有住房": H.OWNED, "自有房": H.OWNED, "自购": H.OWNED, "自建": H.OWNED, "自建房": H.OWNED, "商品房": H.OWNED, "房改房": H.OWNED, "有房": H.OWNED, "自有产权": H.OWNED,
    "公租房": H.PUBLIC, "单位公房": H.PUBLIC, "廉租房": H.PUBLIC, "单位住房": H.PUBLIC,
    "租房": H.RENTED, "租赁": H.RENTED, "租用": H.RENTED, "租住房": H.RENTED, "租住私房": H.RENTED,
    "借住": H.LODGING, "寄居": H.LODGING, "与子女合住": H.LODGING, "住子女家": H.LODGING, "养老院": H.INSTITUTION, "敬老院": H.INSTITUTION,
}  # fmt: skip
AREAS = {
    "城区": R.COUNTY_SEAT, "县城内": R.COUNTY_SEAT, "城关": R.COUNTY_SEAT, "城镇": R.TOWN, "集镇": R.TOWN, "镇上": R.TOWN, "乡": R.TOWN, "镇": R.TOWN,
    "农村": R.REMOTE_RURAL, "偏远农村": R.REMOTE_RURAL, "边远乡村": R.REMOTE_RURAL, "边远地区": R.REMOTE_RURAL, "偏远": R.REMOTE_RURAL,
    "异地": R.ELSEWHERE, "外县": R.ELSEWHERE, "外省": R.ELSEWHERE, "外市": R.ELSEWHERE, "异地居住": R.ELSEWHERE, "异地安置": R.ELSEWHERE, "县外": R.ELSEWHERE,
}  # fmt: skip
I, SC, SP, CH, REL = c.IllnessKind, c.SelfCare, c.SpouseEmployment, c.ChildEmployment, c.Relation
ILLNESSES = {
    "没有": I.NONE, "健康": I.NONE, "良好": I.NONE, "无疾病": I.NONE, "无病": I.NONE, "慢性疾病": I.CHRONIC, "慢病": I.CHRONIC,
    "癌": I.CANCER, "恶性肿瘤": I.CANCER, "肿瘤": I.CANCER, "危重": I.CRITICAL, "危重病": I.CRITICAL, "重症": I.CRITICAL, "重病": I.CRITICAL, "重大疾病": I.CRITICAL,
    "瘫": I.PARALYSIS, "偏瘫": I.PARALYSIS, "截瘫": I.PARALYSIS, "精神病": I.MENTAL, "精神疾病": I.MENTAL, "其它": I.OTHER, "其他疾病": I.OTHER,
}  # fmt: skip
SELF_CARE = {
    "能自理": SC.INDEPENDENT, "完全自理": SC.INDEPENDENT, "生活自理": SC.INDEPENDENT, "能": SC.INDEPENDENT, "全自理": SC.INDEPENDENT, "基本自理": SC.LIMITED_MOBILITY,
    "半自理": SC.LIMITED_MOBILITY, "部分自理": SC.LIMITED_MOBILITY, "半失能": SC.LIMITED_MOBILITY, "行走不便": SC.LIMITED_MOBILITY,
    "不能": SC.DEPENDENT, "失能": SC.DEPENDENT, "生活不能自理": SC.DEPENDENT, "完全不能自理": SC.DEPENDENT, "卧床": SC.DEPENDENT, "无自理能力": SC.DEPENDENT,
}  # fmt: skip
SPOUSE_WORK = {
    "在岗": SP.EMPLOYED, "就业": SP.EMPLOYED, "有工作": SP.EMPLOYED, "上班": SP.EMPLOYED, "已退休": SP.RETIRED, "离休": SP.RETIRED, "离退休": SP.RETIRED, "退职": SP.RETIRED,
    "没有工作": SP.NOT_WORKING, "无业": SP.NOT_WORKING, "无固定工作": SP.NOT_WORKING, "失业": SP.NOT_WORKING, "下岗": SP.NOT_WORKING, "待业": SP.NOT_WORKING, "家庭妇女": SP.NOT_WORKING,
    "农民": SP.FARMING, "种地": SP.FARMING, "个体户": SP.SELF_EMPLOYED, "个体经营": SP.SELF_EMPLOYED, "自由职业": SP.SELF_EMPLOYED, "经商": SP.SELF_EMPLOYED,
}  # fmt: skip
CHILD_WORK = {
    "在岗": CH.EMPLOYED, "就业": CH.EMPLOYED, "已就业": CH.EMPLOYED, "有工作": CH.EMPLOYED, "工作": CH.EMPLOYED, "上班": CH.EMPLOYED, "务工": CH.EMPLOYED, "打工": CH.EMPLOYED, "外出务工": CH.EMPLOYED,
    "个体户": CH.SELF_EMPLOYED, "个体经营": CH.SELF_EMPLOYED, "自由职业": CH.SELF_EMPLOYED, "经商": CH.SELF_EMPLOYED, "农民": CH.FARMING, "种地": CH.FARMING,
    "下岗职工": CH.LAID_OFF, "下岗失业": CH.LAID_OFF, "待业": CH.UNEMPLOYED, "待岗": CH.LAID_OFF, "未就业": CH.UNEMPLOYED, "失业人员": CH.UNEMPLOYED,
    "无工作": CH.NEVER_WORKED, "没有工作": CH.NEVER_WORKED, "无职业": CH.NEVER_WORKED, "在读": CH.STUDYING, "上学": CH.STUDYING, "学生": CH.STUDYING, "就读": CH.STUDYING,
    "已退休": CH.RETIRED, "其它": CH.OTHER,
}  # fmt: skip
RELATIONS = {
    "妻": REL.SPOUSE, "妻子": REL.SPOUSE, "夫": REL.SPOUSE, "丈夫": REL.SPOUSE, "老伴": REL.SPOUSE, "爱人": REL.SPOUSE,
    "子": REL.SON, "儿": REL.SON, "独子": REL.SON, "长子": REL.SON, "次子": REL.SON, "三子": REL.SON, "四子": REL.SON, "大儿子": REL.SON, "二儿子": REL.SON, "小儿子": REL.SON, "养子": REL.SON, "继子": REL.SON,
    "女": REL.DAUGHTER, "独女": REL.DAUGHTER, "长女": REL.DAUGHTER, "次女": REL.DAUGHTER, "三女": REL.DAUGHTER, "四女": REL.DAUGHTER, "大女儿": REL.DAUGHTER, "二女儿": REL.DAUGHTER, "小女儿": REL.DAUGHTER, "养女": REL.DAUGHTER, "继女": REL.DAUGHTER,
    "孙": REL.GRANDSON, "外孙": REL.GRANDSON, "外孙女": REL.GRANDDAUGHTER, "父": REL.PARENT, "母": REL.PARENT, "父亲": REL.PARENT, "母亲": REL.PARENT,
    "兄": REL.SIBLING, "弟": REL.SIBLING, "姐": REL.SIBLING, "妹": REL.SIBLING, "哥哥": REL.SIBLING, "弟弟": REL.SIBLING, "姐姐": REL.SIBLING, "妹妹": REL.SIBLING, "兄弟": REL.SIBLING, "姐妹": REL.SIBLING, "兄妹": REL.SIBLING, "姐弟": REL.SIBLING,
    "儿媳": REL.OTHER, "女婿": REL.OTHER, "媳妇": REL.OTHER, "侄子": REL.OTHER, "侄女": REL.OTHER, "外甥": REL.OTHER, "外甥女": REL.OTHER, "其他": REL.OTHER, "其它": REL.OTHER, "亲属": REL.OTHER,
}  # fmt: skip
# What a roster writes in brackets behind a name.
SUFFIX_KINDS = {"离休": K.HONOURED, "退休": K.RETIREE, "遗属": K.SURVIVOR} | KINDS
SUFFIX_DEAD = frozenset({"已故", "已去世", "已病故", "去世", "病故", "故"})
